"""What waits of some days is put up in one go, but for what is one's own."""

from datetime import timedelta

from tests.api.answers import created, found, settle
from tests.api.every_post import service_of, volunteer
from tests.clock import today
from tests.office import Office


def test_the_waiting_hours_of_some_days_are_put_up_in_one_go(office: Office) -> None:
    for _ in range(2):
        service_of(office, volunteer(office))
    service_of(office, "coordinator")
    settle(office)
    body = {
        "first_day": (today() - timedelta(days=30)).isoformat(),
        "until_day": today().isoformat(),
        "opens_on": today().isoformat(),
        "last_day": (today() + timedelta(days=2)).isoformat(),
    }
    made = created(office.post("/api/notices/hours", "coordinator", body), "notice_id", "number")
    told = found(office, f"/api/notices/{made['notice_id']}")
    assert (told["kind"], told["lines"]) == ("hours", 2)
    assert "李*珍" in told["wording"] and "陪护，2小时" in told["wording"]
    nothing = office.post("/api/notices/hours", "coordinator", body)
    assert nothing.json()["code"] == "no_hours_to_post"
    rest = created(office.post("/api/notices/hours", "coordinator2", body), "notice_id", "number")
    assert found(office, f"/api/notices/{rest['notice_id']}")["lines"] == 1
