"""Nights at the desk: from 22:00 to 02:00 is four hours, and at 00:30 last night goes on."""

from datetime import datetime, time, timedelta

import pytest

from api.pages.desk.forms import moment_near
from tests.api.answers import created_by, enrol, head, settle
from tests.clock import SHANGHAI, past
from tests.office import Office
from tests.pages.browsing import Browser, browser_of
from tests.pages.recorded import day, facts_about, published, words


def night(ago: int = 3) -> tuple[datetime, datetime]:
    """From ten in the evening to two in the morning."""
    begin = past(22, days_ago=ago)
    return begin, begin + timedelta(hours=4)


def of_fact(fact: dict[str, object], name: str) -> datetime:
    data = fact["data"]
    assert isinstance(data, dict)
    return datetime.fromisoformat(data[name])


def backfill(browser: Browser, member_id: str, starts: str, ends: str) -> str:
    browser.open(f"/desk/backfill?member_id={member_id}")
    typed = {"programme": "夜间巡逻", "evidence": "值班表", "day": day(3)}
    return browser.send(browser.form("/desk/backfill"), **typed, starts=starts, ends=ends).text


def test_a_night_is_entered_afterwards_as_one_service(shared_office: Office) -> None:
    li = enrol(shared_office)
    with browser_of(shared_office, "coordinator") as browser:
        assert "已录入" in backfill(browser, li, "22:00", "02:00")
    begin, end = night()
    (fact, *_) = facts_about(shared_office, f"member:{li}", "service.backfilled")
    assert (of_fact(fact, "starts_at"), of_fact(fact, "ends_at")) == (begin, end)


@pytest.mark.parametrize(("starts", "ends"), [("16:00", "14:00"), ("09:00", "09:00")])
def test_no_night_is_longer_than_half_a_day(shared_office: Office, starts: str, ends: str) -> None:
    li, before = enrol(shared_office), head(shared_office)
    with browser_of(shared_office, "coordinator") as browser:
        assert "结束时间必须晚于开始时间。" in backfill(browser, li, starts, ends)
    assert head(shared_office) == before


def test_a_visit_at_night_is_one_visit(shared_office: Office) -> None:
    promise = {
        "volunteer_id": enrol(shared_office),
        "assisted_id": enrol(shared_office, "赵大爷", kind="assisted"),
        "cause": "illness",
        "visit_every_days": 7,
        "starts_on": day(30),
    }
    pairing = created_by(shared_office, "/api/pairings", "coordinator", promise)["pairing_id"]
    settle(shared_office)
    with browser_of(shared_office, "coordinator") as browser:
        browser.open(f"/desk/pairings/{pairing}")
        page = browser.send(browser.form("/visit"), day=day(3), starts="23:30", ends="00:30")
        assert "走访已登记" in page.text
    (fact,) = facts_about(shared_office, f"pairing:{pairing}", "pairing.visited")
    assert of_fact(fact, "ends_at") - of_fact(fact, "starts_at") == timedelta(hours=1)


def test_an_activity_of_a_night_is_published_and_moved(shared_office: Office) -> None:
    filled = {"title": "夜巡", "programme": "平安建设", "place": "三栋", "day": day(-2)}
    with browser_of(shared_office, "coordinator") as browser:
        browser.open("/desk/activities/new")
        page = browser.send(
            browser.form("/desk/activities/new"), **filled, starts="22:00", ends="02:00"
        )
        assert "22:00 – 02:00" in words(page.text)
        browser.open(f"{page.url.path}/plan")
        page = browser.send(browser.form("/changes"), ends="03:00")
        assert "22:00 – 03:00" in words(page.text)


def test_half_past_midnight_in_last_nights_activity_is_the_next_day(shared_office: Office) -> None:
    li, (begin, end) = enrol(shared_office), night()
    activity = published(shared_office, begin.isoformat(), end.isoformat())
    settle(shared_office)
    with browser_of(shared_office, "coordinator") as browser:
        browser.open(f"/desk/activities/{activity}?q=李桂珍")
        form = next(
            it
            for it in browser.forms()
            if it.action.endswith("/sign-in") and it.fields["member_id"] == li
        )
        assert "已代为签到" in browser.send(form, at="00:30").text
        settle(shared_office)
        browser.open(f"/desk/activities/{activity}")
        assert "已代为签退" in browser.send(browser.form(f"{activity}/sign-out"), at="01:15").text
    (fact,) = facts_about(shared_office, f"member:{li}", "activity.signed_out")
    half_past = begin + timedelta(hours=2, minutes=30)
    assert of_fact(fact, "starts_at") == half_past
    assert of_fact(fact, "ends_at") == half_past + timedelta(minutes=45)


@pytest.mark.parametrize(
    ("starts", "ends", "clock", "hours_after_start"),
    [
        ("22:00", "02:00", "22:30", 0.5),
        ("22:00", "02:00", "00:30", 2.5),
        ("22:00", "02:00", "02:30", 4.5),
        ("22:00", "02:00", "21:30", -0.5),
        ("20:00", "23:00", "00:30", 4.5),
        ("00:30", "04:00", "23:50", -40 / 60),
        ("00:30", "04:00", "05:00", 4.5),
        ("09:00", "11:00", "00:05", -8 - 55 / 60),
        ("09:00", "11:00", "23:30", 14.5),
    ],
)
def test_a_typed_time_is_the_one_nearest_to_the_plan(
    starts: str, ends: str, clock: str, hours_after_start: float
) -> None:
    begin = datetime.combine(past(0, days_ago=3), time.fromisoformat(starts), SHANGHAI)
    end = datetime.combine(begin, time.fromisoformat(ends), SHANGHAI)
    end += timedelta(days=end < begin)
    found = moment_near(begin, end, time.fromisoformat(clock), SHANGHAI)
    assert (found - begin) / timedelta(hours=1) == pytest.approx(hours_after_start)
