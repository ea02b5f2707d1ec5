"""Help is asked for, given and paid with time, and both sides read how."""

from typing import Any

from tests.api.answers import created_by, enrol, found, listed, problem, settle
from tests.api.every_post import REQUEST, request_up
from tests.clock import at, today
from tests.office import Office

REQUESTS = "/api/requests"
UP = {"public_text": "陪一位老人看病", "open_until": today(30).isoformat()}
TIMES = {"starts_at": at(9, days_ago=2), "ends_at": at(11, days_ago=2)}


def rich(office: Office, hours: int = 5) -> str:
    """Somebody who has so many hours of credit."""
    member_id = enrol(office, "王建国")
    office.has_served(member_id, hours)
    settle(office)
    return member_id


def up(office: Office, body: dict[str, Any]) -> str:
    """The path of a request that one coordinator enters and another one puts up."""
    made = created_by(office, REQUESTS, "coordinator", REQUEST | body)
    path = f"{REQUESTS}/{made['request_id']}"
    created_by(office, f"{path}/publication", "coordinator2", UP)
    return path


def credit(office: Office, member_id: str) -> int:
    balance = found(office, f"/api/members/{member_id}/balance", "coordinator")
    return int(balance["time_credit_minutes"])


def is_balanced(office: Office) -> bool:
    books = found(office, "/api/audit/trial-balance", "supervisor")
    return all(it["sum"] == 0 for it in books["units"].values())


def test_three_hours_are_set_aside_two_are_used_and_one_comes_back(shared_office: Office) -> None:
    office = shared_office
    wang, helper = rich(office), enrol(office)
    path = up(office, {"for_member": wang, "terms": "credit", "minutes_wanted": 180})
    claimed = created_by(office, f"{path}/claims", "coordinator", {"member_id": helper})
    assert claimed["held_minutes"] == 180
    settle(office)
    assert credit(office, wang) == 120
    assert is_balanced(office)
    helped = created_by(office, f"{path}/fulfilment", "coordinator", TIMES)
    confirmation = f"/api/services/{helped['service_id']}/confirmation"
    created_by(office, confirmation, "coordinator2")
    word = created_by(office, f"{path}/confirmation", "coordinator", {"how": "phone_call"})
    assert (word["credit_paid"], word["credit_returned"]) == (120, 60)
    settle(office)
    assert (credit(office, wang), credit(office, helper)) == (180, 120)
    assert is_balanced(office)
    revoked = office.post(
        f"/api/services/{helped['service_id']}/revocation", "supervisor", {"reason": "没有去"}
    )
    assert revoked.status_code == 201, revoked.text
    settle(office)
    assert (credit(office, wang), credit(office, helper)) == (300, 0)
    assert is_balanced(office)
    assert found(office, path, "coordinator")["status"] == "published"
    whys = [it["why"] for it in listed(office, f"/api/members/{wang}/statement", "supervisor")]
    assert [it for it in whys if "预留" in it] and [it for it in whys if "退还" in it]


def test_more_than_is_there_cannot_be_asked_for(shared_office: Office) -> None:
    body = REQUEST | {"for_member": rich(shared_office, 1), "terms": "credit"}
    problem(shared_office.post(REQUESTS, "coordinator", body), 409, "insufficient_credit")


def test_the_pool_pays_for_who_is_eighty(shared_office: Office) -> None:
    office, giver = shared_office, rich(shared_office)
    gift = {"from": giver, "to": "welfare_pool", "unit": "credit", "amount": 300}
    created_by(office, "/api/transfers", "coordinator", gift)
    young = enrol(office, "孙奶奶", birth_date=today(-365 * 70).isoformat())
    body = {"terms": "pool", "minutes_wanted": 120}
    asked = office.post(REQUESTS, "coordinator", REQUEST | body | {"for_member": young})
    problem(asked, 409, "pool_not_for_you")
    old = enrol(office, "孙奶奶", birth_date=today(-366 * 81).isoformat())
    path = up(office, body | {"for_member": old})
    helper = enrol(office)
    created_by(office, f"{path}/claims", "coordinator", {"member_id": helper})
    helped = created_by(office, f"{path}/fulfilment", "coordinator", TIMES)
    word = {"how": "phone_call", "satisfaction": 5}
    assert created_by(office, f"{path}/confirmation", "coordinator", word)["credit_paid"] == 0
    confirmation = f"/api/services/{helped['service_id']}/confirmation"
    created_by(office, confirmation, "coordinator2")
    settle(office)
    row = found(office, path, "coordinator")
    assert (row["credit_paid"], row["held_minutes"], row["satisfaction"]) == (120, 0, 5)
    assert is_balanced(office)


def test_everybody_reads_what_is_up_and_nobody_who_it_is(shared_office: Office) -> None:
    office = shared_office
    asker = enrol(office, "钱大爷")
    path = request_up(office, asker)
    settle(office)
    for who in (None, "volunteer"):
        row = found(office, path, who)
        assert row["public_text"] == "陪一位老人看病"
        assert "for_member" not in row
        assert asker not in str(row) and "钱" not in str(row)
    whole = found(office, path, "coordinator")
    assert (whole["for_name"], whole["text"]) == ("钱大爷", "想请人陪我去医院")
    made = created_by(office, REQUESTS, "coordinator", REQUEST | {"for_member": asker})
    hidden = f"{REQUESTS}/{made['request_id']}"
    settle(office)
    problem(office.get(hidden, "volunteer"), 404, "unknown_request")
    assert made["request_id"] not in [it["request_id"] for it in listed(office, REQUESTS)]


def test_a_volunteer_asks_and_reads_their_own(shared_office: Office) -> None:
    office = shared_office
    made = created_by(office, REQUESTS, "volunteer", REQUEST)
    settle(office)
    mine = listed(office, REQUESTS, "volunteer", mine="asked")
    assert made["request_id"] in [it["request_id"] for it in mine]
    others = REQUEST | {"for_member": enrol(office)}
    problem(office.post(REQUESTS, "volunteer", others), 403, "not_permitted")


def test_the_public_wording_names_nobody_and_asks_for_no_money(shared_office: Office) -> None:
    office = shared_office
    body = REQUEST | {"for_member": enrol(office, "钱大爷")}
    made = created_by(office, REQUESTS, "coordinator", body)
    path = f"{REQUESTS}/{made['request_id']}/publication"
    for wording, code in (
        ("请人陪钱大爷看病", "text_names_person"),
        ("请打 13800138000", "text_names_person"),
        ("住3栋2单元501的老人要人陪诊", "text_names_person"),
        ("急需现金看病", "asks_for_money"),
    ):
        problem(office.post(path, "coordinator2", UP | {"public_text": wording}), 409, code)
    problem(office.post(path, "coordinator", UP), 409, "reviewer_is_asker")
    created_by(office, path, "coordinator2", UP)


def test_of_two_who_want_to_help_one_does(shared_office: Office) -> None:
    path = request_up(shared_office)
    created_by(shared_office, f"{path}/claims", "coordinator", {"member_id": enrol(shared_office)})
    late = {"member_id": enrol(shared_office)}
    problem(shared_office.post(f"{path}/claims", "coordinator", late), 409, "already_claimed")


def test_claim_give_back_serve_reject_serve_confirm_and_contest(shared_office: Office) -> None:
    office = shared_office
    wang, helper = rich(office), enrol(office)
    path = up(office, {"for_member": wang, "terms": "credit", "minutes_wanted": 120})
    claim = {"member_id": helper}
    created_by(office, f"{path}/claims", "coordinator", claim)
    created_by(office, f"{path}/give-backs", "coordinator", {})
    created_by(office, f"{path}/claims", "coordinator", claim)
    helped = created_by(office, f"{path}/fulfilment", "coordinator", TIMES)
    rejected = f"/api/services/{helped['service_id']}/rejection"
    created_by(office, rejected, "coordinator2", {"reason": "时间不对"})
    settle(office)
    assert credit(office, wang) == 300
    again = created_by(office, f"{path}/fulfilment", "coordinator", TIMES)
    settle(office)
    assert credit(office, wang) == 180
    created_by(office, f"/api/services/{again['service_id']}/confirmation", "coordinator2")
    created_by(office, f"{path}/contest", "coordinator", {"reason": "只来了一小时"})
    word = office.post(f"{path}/confirmation", "coordinator", {"how": "desk"})
    problem(word, 409, "request_contested")
    problem(office.post(f"{path}/settlement", "coordinator", {"minutes": 60}), 409, "settles_own")
    settled = created_by(office, f"{path}/settlement", "supervisor", {"minutes": 60})
    assert (settled["credit_paid"], settled["credit_returned"]) == (60, 60)
    settle(office)
    assert (credit(office, wang), credit(office, helper)) == (240, 120)
    assert is_balanced(office)
