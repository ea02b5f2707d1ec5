"""Relatives are recorded at the desk; heirs and helpers are named by the member's own yes."""

from tests.api.answers import created, created_by, enrol, found, number_of, problem, settle
from tests.clock import today
from tests.office import Office
from tests.pages.people import join, served

PAPER = {"relation": "child", "evidence": "seen"}


def tie(office: Office, member_id: str, relative_id: str, **more: str) -> None:
    body = PAPER | {"relative_id": relative_id} | more
    created_by(office, f"/api/members/{member_id}/kin", "coordinator", body)


def test_both_see_whose_relative_they_are_and_nobody_else_does(shared_office: Office) -> None:
    li, wang = join(shared_office), join(shared_office, "王建国")
    tie(shared_office, li, wang)
    (mine,) = found(shared_office, f"/api/members/{li}/kin", li)["items"]
    assert mine == PAPER | {"relative_id": wang, "name": "王建国"}
    (theirs,) = found(shared_office, f"/api/members/{wang}/kin", wang)["items"]
    assert (theirs["relative_id"], theirs["relation"]) == (li, "parent")
    assert shared_office.get(f"/api/members/{li}/kin", wang).status_code == 403
    body = PAPER | {"relative_id": wang}
    again = shared_office.post(f"/api/members/{li}/kin", "coordinator2", body)
    problem(again, 409, "kin_already_recorded")
    end = f"/api/members/{wang}/kin/{li}/end"
    created_by(shared_office, end, "coordinator", {"reason": "登记错了"})
    assert found(shared_office, f"/api/members/{li}/kin", li)["items"] == []
    problem(shared_office.post(end, "coordinator", {"reason": "再一次"}), 409, "kin_not_recorded")


def test_an_heir_is_a_relative_whose_paper_was_seen_and_has_the_credit(
    shared_office: Office,
) -> None:
    li, wang = join(shared_office), enrol(shared_office)
    served(shared_office, li, 5)
    heir = f"/api/members/{li}/heir"
    problem(shared_office.post(heir, li, {"to": wang}), 409, "heir_not_kin")
    tie(shared_office, li, wang)
    created(shared_office.post(heir, li, {"to": wang}), "to")
    assert found(shared_office, heir, li) == {"to": wang}
    number = {"volunteer_number": number_of(shared_office, li)}
    leaving = f"/api/members/{li}/leaving"
    died = number | {"why": "died"}
    problem(shared_office.post(leaving, "admin", died), 409, "death_paper_missing")
    left = created_by(shared_office, leaving, "admin", died | {"paper": "死亡证明"})
    assert (left["status"], left["credit_to"]) == ("left", wang)
    held = found(shared_office, f"/api/members/{wang}/balance", "coordinator")
    assert held["time_credit_minutes"] == left["time_credit_minutes"] > 0
    lines = found(shared_office, f"/api/members/{wang}/statement", "coordinator")["items"]
    assert lines[0]["why"] == "一位亲属退出社区，按其指定把时间存款留给您"


def test_of_who_cannot_say_so_two_people_do(shared_office: Office) -> None:
    li = enrol(shared_office)
    path = f"/api/members/{li}/leaving"
    body = {
        "volunteer_number": number_of(shared_office, li),
        "why": "incapable",
        "paper": "法院判决书",
    }
    assert created_by(shared_office, path, "admin", body)["status"] == "proposed"
    problem(shared_office.post(f"{path}/approval", "admin"), 409, "leaving_waits")
    assert created_by(shared_office, f"{path}/approval", "supervisor")["status"] == "left"


def test_a_helper_sees_what_the_person_agreed_to(shared_office: Office) -> None:
    li, wang = join(shared_office), join(shared_office, "王建国")
    passbook = f"/api/members/{li}/statement"
    assert shared_office.get(passbook, wang).status_code == 403
    body = {"by": wang, "scope": ["sign_up"], "until": today(30).isoformat()}
    proxies = f"/api/members/{li}/proxies"
    asked = created_by(shared_office, proxies, "coordinator", body)
    assert asked["status"] == "asked"
    problem(shared_office.get(passbook, wang), 409, "proxy_not_accepted")
    accept = f"/api/proxies/{asked['proxy_id']}/acceptance"
    problem(shared_office.post(accept, "coordinator"), 409, "proxy_not_accepted")
    assert shared_office.post(accept, wang).status_code == 403
    created(shared_office.post(accept, li), "proxy_id", "status")
    problem(shared_office.get(passbook, wang), 409, "proxy_scope")
    created(shared_office.post(f"/api/proxies/{asked['proxy_id']}/end", li), "proxy_id")
    own = created_by(shared_office, proxies, li, body | {"scope": ["see"]})
    assert own["status"] == "accepted"
    settle(shared_office)
    assert shared_office.get(passbook, wang).status_code == 200
    listed = found(shared_office, f"/api/members/{wang}/proxies", wang)
    assert [it["member_id"] for it in listed["helping"]] == [li]
