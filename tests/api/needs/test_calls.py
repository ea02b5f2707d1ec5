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
