"""Old people who live alone are called on, and a missed call stands out."""

from tests.api.answers import created_by, enrol, listed, settle
from tests.api.every_post import CALL
from tests.clock import today
from tests.office import Office


def test_a_missed_call_stands_out_until_somebody_calls(shared_office: Office) -> None:
    office = shared_office
    qian, li = enrol(office, "钱大爷", kind="assisted"), enrol(office, "李桂珍")
    body = {"member_id": qian, "caller_id": li, "rhythm": "weekly"}
    body |= {"starts_on": today(-30).isoformat()}
    calls_id = created_by(office, "/api/calls", "coordinator", body)["calls_id"]
    settle(office)
    missed = listed(office, "/api/calls", "supervisor", missed=True)
    (row,) = [it for it in missed if it["calls_id"] == calls_id]
    assert (row["member_name"], row["caller_name"]) == ("钱大爷", "李桂珍")
    created_by(office, f"/api/calls/{calls_id}/calls", "coordinator", CALL)
    settle(office)
    missed = listed(office, "/api/calls", "coordinator", missed=True)
    assert calls_id not in {it["calls_id"] for it in missed}


def agreed(office: Office, name: str, caller_id: str, rhythm: str, *, days_ago: int) -> str:
    """The id of a promise to call on somebody of that name."""
    aunt = enrol(office, name, kind="assisted")
    body = {"member_id": aunt, "caller_id": caller_id, "rhythm": rhythm}
    body |= {"starts_on": today(-days_ago).isoformat()}
    return str(created_by(office, "/api/calls", "coordinator", body)["calls_id"])


def test_who_waits_for_a_visit_and_who_is_due_are_found(shared_office: Office) -> None:
    office = shared_office
    li = enrol(office, "李桂珍")
    waiting = agreed(office, "周奶奶", li, "monthly", days_ago=3)
    later = agreed(office, "吴爷爷", li, "quarterly", days_ago=3)
    help_wanted = CALL | {"outcome": "needs_help"}
    created_by(office, f"/api/calls/{waiting}/calls", "coordinator", help_wanted)
    settle(office)

    def found(**asked: object) -> dict[str, dict[str, object]]:
        return {it["calls_id"]: it for it in listed(office, "/api/calls", "coordinator", **asked)}

    assert found(waits=True)[waiting]["follow_up"] == "visit"
    assert found(waits=True)[waiting]["last_how"] == "phone"
    assert later not in found(waits=True)
    assert later not in found(due_by=today(60).isoformat())
    assert later in found(due_by=today(120).isoformat())


def test_supervisors_read_the_share_that_was_made_by_month_and_class(office: Office) -> None:
    li = enrol(office, "李桂珍")
    kept = agreed(office, "周奶奶", li, "weekly", days_ago=8)
    agreed(office, "吴爷爷", li, "weekly", days_ago=8)
    call = CALL | {"on": today(-7).isoformat()}
    created_by(office, f"/api/calls/{kept}/calls", "coordinator", call)
    settle(office)
    figures = office.get("/api/calls/figures", "supervisor").json()["months"]
    month = today(-2).replace(day=1).isoformat()
    assert figures == [{"month": month, "rhythm": "weekly", "due": 2, "made": 1}]
    assert office.get("/api/calls/figures", "coordinator").status_code == 403


def test_kin_are_not_the_callers(office: Office) -> None:
    li, aunt = enrol(office, "李桂珍"), enrol(office, "周奶奶")
    tie = {"relative_id": li, "relation": "child", "evidence": "told"}
    created_by(office, f"/api/members/{aunt}/kin", "coordinator", tie)
    body = {"member_id": aunt, "caller_id": li, "rhythm": "weekly"}
    body |= {"starts_on": today().isoformat()}
    answer = office.post("/api/calls", "coordinator", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "caller_is_kin")
