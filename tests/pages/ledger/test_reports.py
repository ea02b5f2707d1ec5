"""The report of a month, on the page and as a workbook."""

from datetime import date
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from api.pages.ledger.office.month import read_month
from projections.service.rankings import Period
from tests.clock import today
from tests.office import TEAM, Office
from tests.pages.board.test_board import plain
from tests.pages.browsing import browser_of
from tests.pages.story import Story, tell


@pytest.fixture(scope="module")
def story(shared_office: Office) -> Story:
    return tell(shared_office)


def sheets(content: bytes) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_a_month_is_told_by_team_grid_age_and_programme(
    shared_office: Office, story: Story
) -> None:
    month = f"{today(-10):%Y-%m}"
    both_days = f"{today(-11):%Y-%m}" == month
    with browser_of(shared_office, "supervisor") as browser:
        words = plain(browser.open(f"/ledger/reports?month={month}").text)

    assert f"{TEAM} 1 1 8小时" in words
    assert "未分配 1" in words
    assert ("第二网格 1 2 16小时" if both_days else "第二网格 1 1 8小时") in words
    assert "70至79岁 1 1 8小时" in words
    assert ("年龄不详 1 2" if both_days else "年龄不详 1 1") in words
    assert "真情系夕阳" in words


def test_this_months_redemptions_and_gifts_are_told(shared_office: Office, story: Story) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        words = plain(browser.open(f"/ledger/reports?month={today():%Y-%m}").text)

    assert f"{story.rice_name} 2 60" in words
    assert "共 2 笔：物资 14 件，善款 123.45 元。" in words


def test_who_has_not_served_for_long_is_told_masked(shared_office: Office, story: Story) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        later = today(150)
        page = browser.open(f"/ledger/reports?month={later:%Y-%m}")

    assert "李*珍" in page.text
    assert "李桂珍" not in page.text
    assert "从未" in page.text


def test_the_workbook_says_the_same(shared_office: Office, story: Story) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        answer = browser.open(f"/ledger/reports.xlsx?month={today():%Y-%m}")

    book = sheets(answer.content)
    assert list(book) == ["按服务队", "按网格", "按年龄", "按项目", "兑换", "捐赠", "久未服务"]
    assert book["兑换"][1:] == [[story.rice_name, 2.0, 60.0]]
    assert [row[0] for row in book["捐赠"][1:]].count(story.receipt) == 2
    assert [row[4] for row in book["捐赠"][1:] if row[4]] == [123.45]
    assert answer.headers["content-disposition"].endswith('.xlsx"')


def test_the_workbook_is_in_english_too(shared_office: Office, story: Story) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        answer = browser.open(
            f"/ledger/reports.xlsx?month={today():%Y-%m}", headers={"Accept-Language": "en"}
        )

    assert "By team" in sheets(answer.content)


def test_a_month_without_anything_has_a_report_too(shared_office: Office) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        words = plain(browser.open("/ledger/reports?month=2019-01").text)
        assert browser.open("/ledger/reports.xlsx?month=2019-01").status_code == 200

    assert "2019年1月 · 月报" in words
    assert words.count("这个月没有。") == 5


@pytest.mark.parametrize(
    "text", [None, "", "2026", "2026-13", "soon", "0000-01", "0001-01", "9999-11"]
)
def test_a_month_that_is_none_is_last_month(text: str | None) -> None:
    assert read_month(text, date(2026, 1, 15)) == Period(date(2025, 12, 1), date(2026, 1, 1))


def test_a_month_is_read() -> None:
    assert read_month("2026-10", date(2026, 1, 1)) == Period(date(2026, 10, 1), date(2026, 11, 1))


@pytest.mark.parametrize("month", ["0001-01", "9999-11", "1900-01", "2199-12"])
def test_no_month_is_too_far_away_for_a_report(shared_office: Office, month: str) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        for page in ("reports", "months", "period"):
            assert browser.open(f"/ledger/{page}?month={month}").status_code == 200, page
