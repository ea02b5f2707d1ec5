"""Who helps a person asks and gives their word over HTTP, and does no more than they agreed to."""

from tests.api.answers import created_by, found, problem, settle
from tests.api.every_post import REQUEST
from tests.clock import today
from tests.office import Office
from tests.pages.needs.asking import helped
from tests.pages.people import join

ASK = {key: it for key, it in REQUEST.items() if key != "for_member"}


def lets(office: Office, member_id: str, helper_id: str, *scope: str) -> str:
    """The path of what a member agreed to."""
    body = {"by": helper_id, "scope": list(scope), "until": today(30).isoformat()}
    made = created_by(office, f"/api/members/{member_id}/proxies", member_id, body)
    settle(office)
    return f"/api/proxies/{made['proxy_id']}"


def test_a_helper_asks_and_reads_what_was_asked_until_it_ends(shared_office: Office) -> None:
    li, wang = join(shared_office), join(shared_office, "王建国")
    body, own = ASK | {"for_member": li}, f"/api/requests?for_member={li}"
    assert shared_office.post("/api/requests", wang, body).status_code == 403
    problem(shared_office.get(own, wang), 409, "proxy_not_accepted")
    path = lets(shared_office, li, wang, "ask")
    made = created_by(shared_office, "/api/requests", wang, body)
    (row,) = found(shared_office, own, wang)["items"]
    assert (row["request_id"], row["for_member"], row["status"]) == (made["request_id"], li, "made")
    one = f"/api/requests/{made['request_id']}"
    assert found(shared_office, one, wang)["text"] == body["text"]
    assert shared_office.get(one, "volunteer2").status_code == 404
    problem(shared_office.post(f"{one}/confirmation", wang, {"how": "self"}), 403, "not_the_asker")
    created_by(shared_office, f"{one}/withdrawal", wang, {})
    created_by(shared_office, f"{path}/end", li)
    settle(shared_office)
    assert shared_office.post("/api/requests", wang, body).status_code == 403
    problem(shared_office.get(own, wang), 409, "proxy_not_accepted")
    assert shared_office.get(one, wang).status_code == 404


def test_what_was_not_agreed_to_is_not_done(shared_office: Office) -> None:
    li, wang = join(shared_office), join(shared_office, "王建国")
    lets(shared_office, li, wang, "see")
    body = ASK | {"for_member": li}
    problem(shared_office.post("/api/requests", wang, body), 409, "proxy_scope")
    problem(shared_office.get(f"/api/requests?for_member={li}", wang), 409, "proxy_scope")
    waiting = f"/api/attestations?for_member={li}"
    problem(shared_office.get(waiting, wang), 409, "proxy_scope")
    assert found(shared_office, waiting, "volunteer2")["items"] == []


def test_a_helper_gives_the_word_unless_they_served(shared_office: Office) -> None:
    li, wang, zhao = join(shared_office), join(shared_office, "王建国"), join(shared_office, "赵二")
    for helper in (wang, zhao):
        lets(shared_office, li, helper, "confirm")
    path = f"/api/requests/{helped(shared_office, li, zhao)}/confirmation"
    (row,) = found(shared_office, f"/api/attestations?for_member={li}", wang)["items"]
    assert row["for_name"] and not row["code"]
    assert found(shared_office, f"/api/attestations?for_member={li}", zhao)["items"] == []
    problem(shared_office.post(path, zhao, {"how": "self"}), 409, "confirms_own")
    created_by(shared_office, path, wang, {"how": "self", "satisfaction": 5})
    own = found(shared_office, f"/api/requests?for_member={li}", wang)["items"]
    assert [it["confirmed_how"] for it in own] == ["proxy"]


def test_the_desk_reads_what_one_person_asked_for(shared_office: Office) -> None:
    li = join(shared_office)
    made = created_by(shared_office, "/api/requests", "coordinator", ASK | {"for_member": li})
    (row,) = found(shared_office, f"/api/requests?for_member={li}", "coordinator")["items"]
    assert row["request_id"] == made["request_id"]
