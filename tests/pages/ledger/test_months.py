"""A month beside the one before, and who earned most by what."""

import re

import pytest

from api.pages.language import say_hours
from api.pages.ledger.office import months
from api.pages.ledger.office.months import change, compared
from api.pages.ledger.office.movements import Figures
from tests.clock import today
from tests.office import Office
from tests.pages.board.test_board import plain
from tests.pages.browsing import browser_of
from tests.pages.story import Story, tell

SOME = Figures(
    services=5,
    minutes=150,
    people=3,
    points_issued=1_500,
    points_spent=60,
    sales=2,
    returns=0,
    gifts=2,
    pieces=14,
    fen=12_345,
)


@pytest.fixture(scope="module")
def story(shared_office: Office) -> Story:
    return tell(shared_office)


def page_of(office: Office, query: str) -> str:
    with browser_of(office, "supervisor") as browser:
        return browser.open(f"/ledger/months?{query}").text


def test_the_difference_is_said_in_words() -> None:
    assert change("zh", 5, 5, str) == "与上月相同"
    assert change("zh", 5, 4, str) == "多 1（+25%）"
    assert change("zh", 3, 4, str) == "少 1（-25%）"
    assert change("zh", 3, 0, str) == "多 3（上月没有）"
    assert change("en", 3, 4, str) == "1 less (-25%)"
    hours = change("zh", 210, 420, lambda minutes: say_hours(minutes, "zh"))
    assert hours == "少 3小时30分钟（-50%）"


def test_each_figure_stands_beside_the_one_before() -> None:
    rows = {it.label: it[1:] for it in compared("zh", SOME, SOME)}
    assert rows["服务时长"] == ("2小时30分钟", "2小时30分钟", "与上月相同")
    assert rows["发放的积分"] == ("1,500", "1,500", "与上月相同")
    assert rows["善款（元）"] == ("123.45", "123.45", "与上月相同")
    assert len(rows) == 10


def test_who_earned_most_by_services_stands_first_masked_with_what_earned_it(
    shared_office: Office, story: Story
) -> None:
    text = page_of(shared_office, f"month={today():%Y-%m}")
    words = plain(text)

    assert re.findall(r"\d\. (\S+) (\d+) 分", words) == [("王*国", "160"), ("李*珍", "80")]
    assert "李桂珍" not in words and "王建国" not in words
    assert "按规则" in words
    assert f'href="/ledger/members/{story.li}"' in text
    facts = [int(it) for it in re.findall(r'href="/ledger/facts/(\d+)"', text)]
    for position in facts:
        fact = shared_office.get(f"/api/audit/facts/{position}", "supervisor").json()
        assert fact["type"].startswith("service.")
        assert any(it["unit"] == "points" and it["amount"] > 0 for it in fact["postings"])


def test_this_month_is_told_beside_the_last(shared_office: Office, story: Story) -> None:
    words = plain(page_of(shared_office, f"month={today():%Y-%m}"))
    assert "兑换（笔） 2 0 多 2（上月没有）" in words
    assert "捐赠（笔） 2 0 多 2（上月没有）" in words
    assert "善款（元） 123.45 0.00 多 123.45（上月没有）" in words


def test_a_quiet_month_says_so(shared_office: Office, story: Story) -> None:
    words = plain(page_of(shared_office, "month=2019-01"))
    assert "服务（次） 0 0 与上月相同" in words
    assert "这个月没有人挣积分。" in words
    assert 'href="/ledger/months?month=2018-12"' in page_of(shared_office, "month=2019-01")


def test_all_that_somebody_earned_is_added_up_however_often_they_did(
    shared_office: Office, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(months, "ACTS_AT_ONCE", 1)
    words = plain(page_of(shared_office, f"month={today():%Y-%m}"))
    assert re.findall(r"\d\. (\S+) (\d+) 分", words) == [("王*国", "160"), ("李*珍", "80")]
