"""Somebody is suggested with reasons, asked, and says that they cannot."""

from tests.api.answers import created_by, enrol, found, problem, settle
from tests.api.every_post import request_up
from tests.clock import today
from tests.office import Office


def test_who_fits_is_suggested_with_reasons_asked_and_left_in_peace(shared_office: Office) -> None:
    office = shared_office
    helper, asker = enrol(office, "李桂珍"), enrol(office, "钱大爷", kind="assisted")
    path = request_up(office, asker)
    settle(office)
    fit = found(office, f"{path}/suggestions", "coordinator")
    (row,) = [it for it in fit["items"] if it["member_id"] == helper]
    assert row["name"] == "李桂珍"
    assert {"zh": "最近 90 天没有问过", "en": "not asked in the last 90 days"} in row["reasons"]
    assert asker not in {it["member_id"] for it in fit["items"]}
    offer = created_by(office, f"{path}/offers", "coordinator", {"to": f"member:{helper}"})
    assert offer["answer_by"] == today(3).isoformat()
    again = office.post(f"{path}/offers", "coordinator", {"to": f"member:{helper}"})
    assert problem(again, 409, "already_offered")
    no = created_by(office, f"{path}/offers/refusal", "coordinator", {"member_id": helper})
    assert no["member_id"] == helper
    settle(office)
    fit = found(office, f"{path}/suggestions", "coordinator")
    assert helper not in {it["member_id"] for it in fit["items"]}
    (question,) = fit["asked"]
    assert question["member_id"] == helper and question["said_no_at"]
    other = found(office, f"{request_up(office, asker)}/suggestions", "coordinator")
    assert helper not in {it["member_id"] for it in other["items"]}


def test_a_volunteer_finds_what_they_could_do(shared_office: Office) -> None:
    office = shared_office
    asker = enrol(office, "钱大爷", kind="assisted")
    path = request_up(office, asker)
    created_by(office, f"{path}/offers", "coordinator", {"to": "member:volunteer"})
    settle(office)
    items = found(office, "/api/offers?asked=true", "volunteer")["items"]
    assert [it["request"]["request_id"] for it in items] == [path.rpartition("/")[2]]
    assert "for_name" not in items[0]["request"]
    wanted = found(office, "/api/offers/wanted", "supervisor")
    assert wanted["days"] == 90 and "陪诊" in {it["need"] for it in wanted["items"]}
