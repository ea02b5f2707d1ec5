"""The report on the books of some time: it adds up, equals what the interface says, and prints."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from fastapi.exceptions import RequestValidationError
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from api.pages.ledger.office import books, period
from api.pages.ledger.office.span import Span, Wanted, month_at, month_before, read_span
from domain.ledger.decision import OFFICE, Request
from domain.service.service_import import ImportService
from tests.api.answers import created_by, found, settle
from tests.clock import past, today
from tests.controls import ZONE
from tests.office import Office
from tests.pages.board.test_board import plain
from tests.pages.browsing import browser_of
from tests.pages.story import Story, tell

ALL_OF_IT = f"last={today()}"
SHEETS = ["封面", "余额", "变动", "合计", "个人", "物资", "盘点", "更正和争议"]


@pytest.fixture(scope="module")
def story(shared_office: Office) -> Story:
    """What is told of the shelf, a count that found a bag of rice, and hours written down late."""
    told = tell(shared_office)
    began = past(8, days_ago=10)
    hour = ImportService(
        member_id=told.li,
        programme="环境美化",
        starts_at=began - timedelta(days=5),
        ends_at=began - timedelta(days=5, hours=-1),
    )
    late = Request(decision=hour, actor=OFFICE, happened_at=hour.ends_at)
    shared_office.ledger.record([late])
    lines = [{"item_id": told.rice, "counted": 9, "reason": "柜子后面还有一袋"}]
    created_by(shared_office, "/api/stock-counts", "coordinator", {"lines": lines})
    settle(shared_office)
    return told


def book_of(office: Office, query: str, language: str = "zh") -> dict[str, list[list[Any]]]:
    """The sheets of a workbook that the supervisor takes away."""
    with browser_of(office, "supervisor") as browser:
        answer = browser.open(f"/ledger/period.xlsx?{query}", headers={"Accept-Language": language})
    assert answer.status_code == 200
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def page_of(office: Office, query: str) -> str:
    with browser_of(office, "supervisor") as browser:
        return plain(browser.open(f"/ledger/period?{query}").text)


def figures(book: dict[str, list[list[Any]]]) -> dict[str, Any]:
    """The totals by their names."""
    return {row[0]: row[1] for row in book["合计"][1:] if row[0]}


def test_the_workbook_has_a_cover_to_sign_and_says_whose_and_when(
    shared_office: Office, story: Story
) -> None:
    book = book_of(shared_office, ALL_OF_IT)
    assert list(book) == SHEETS
    cover = {str(row[0]): str(row[1]) for row in book["封面"]}
    assert cover["账目报告"] == found(shared_office, "/api/community/settings")["name"]
    assert cover["口径"].startswith("按发生时间")
    assert cover["账本位置"] == f"第 {head_of(shared_office)} 条"
    assert cover["账对不对"].startswith(("账目自洽", "各单位合计为零"))
    assert "____" in cover["监事会（签字）"]
    assert "(Asia/Shanghai)" in cover["制表时间"]


def head_of(office: Office) -> int:
    position: int = found(office, "/api/audit/trial-balance", "supervisor")["position"]
    return position


@pytest.mark.parametrize("clock", ["happened", "recorded"])
def test_every_line_adds_up_and_every_unit_sums_to_zero(
    shared_office: Office, story: Story, clock: str
) -> None:
    for query in (f"by={clock}&{ALL_OF_IT}", f"by={clock}&first={today(-10)}&{ALL_OF_IT}"):
        book = book_of(shared_office, query)
        for *_, opening, came, went, closing in book["余额"][1:]:
            assert round(opening + came - went, 2) == closing
        sums = [row for row in book["余额"] if row[1] == "合计"]
        assert {(row[2], row[5]) for row in sums} == {(0, 0)}
        for _, opening, donated, taken, back, counted, other, closing in book["物资"][1:]:
            assert opening + donated - taken + back + counted + other == closing
        for row in book["个人"][1:]:
            assert row[4] + row[5] - row[6] == row[7]
            assert row[8] + row[9] - row[10] == row[11]


@pytest.mark.parametrize("clock", ["happened", "recorded"])
def test_in_the_end_it_is_what_the_interface_says(
    shared_office: Office, story: Story, clock: str
) -> None:
    book = book_of(shared_office, f"by={clock}&{ALL_OF_IT}")

    units = found(shared_office, "/api/audit/trial-balance", "supervisor")["units"]
    assert all(it["sum"] == 0 for it in units.values())
    items = found(shared_office, "/api/items", "coordinator", params={"limit": 200})["items"]
    on_shelf = {it["name"]: it["in_stock"] for it in items if it["in_stock"]}
    assert {row[0]: row[7] for row in book["物资"][1:-1] if row[7]} == on_shelf
    told, said = figures(book), found(shared_office, "/api/community")
    assert told["服务（次）"] == said["services"] == 4
    assert told["服务时长（分钟）"] == said["service_minutes"]
    assert told["发放的积分"] == said["points_issued"]
    assert told["兑换用去的积分"] == said["points_redeemed"] == 60
    assert told["捐赠（笔）"] == said["donations"]
    assert told["捐赠物资（件）"] == said["donated_pieces"]
    assert told["善款（元）"] * 100 == said["donated_fen"]
    held = [
        found(shared_office, f"/api/members/{it}/balance", "supervisor")
        for it in (story.li, story.wang)
    ]
    assert sorted((row[7], row[11]) for row in book["个人"][1:-1]) == sorted(
        (it["points"], it["time_credit_minutes"]) for it in held
    )
    members = next(row for row in book["余额"] if row[:2] == ["积分", "全体成员"])
    assert members[5] == book["个人"][-1][7] == said["points_issued"] - said["points_redeemed"]


def test_goods_are_told_by_where_they_came_from_and_went(
    shared_office: Office, story: Story
) -> None:
    rows = book_of(shared_office, ALL_OF_IT)["物资"]
    assert [story.rice_name, 0, 10, 3, 1, 1, 0, 9] in rows
    counts = book_of(shared_office, ALL_OF_IT)["盘点"]
    assert [row[4:] for row in counts[1:]] == [[story.rice_name, 8, 9, 1]]


def test_people_are_masked_and_reasons_are_left_in_the_ledger(
    shared_office: Office, story: Story
) -> None:
    book = book_of(shared_office, ALL_OF_IT)
    cells = {str(cell) for rows in book.values() for row in rows for cell in row}
    assert any("李*珍" in it for it in cells)
    assert not any("李桂珍" in it or "王建国" in it or "包装破损" in it for it in cells)
    assert [row[1] for row in book["更正和争议"][1:]] == ["退货"]


def test_what_was_served_earlier_and_recorded_today_is_in_the_days_that_one_asks_by(
    shared_office: Office, story: Story
) -> None:
    def services(query: str) -> int:
        return int(figures(book_of(shared_office, query))["服务（次）"])

    days = f"first={today()}&last={today()}"
    assert (services(f"by=happened&{days}"), services(f"by=recorded&{days}")) == (3, 4)
    earlier = f"first={today(-16)}&last={today(-1)}"
    assert (services(f"by=happened&{earlier}"), services(f"by=recorded&{earlier}")) == (1, 0)


def test_the_filter_of_the_audit_trail_is_understood(shared_office: Office, story: Story) -> None:
    day = f"since={today()}&until={today()}"
    assert figures(book_of(shared_office, day))["服务（次）"] == 4
    assert "按记录时间" in page_of(shared_office, day)
    day = f"happened_since={today()}&happened_until={today()}"
    assert figures(book_of(shared_office, day))["服务（次）"] == 3


def test_the_audit_trail_leads_to_the_report_on_its_days(
    shared_office: Office, story: Story
) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        one = browser.open(f"/ledger/facts?type=goods.returned&since={today()}").text
        both = browser.open(f"/ledger/facts?since={today()}&happened_since={today()}").text

    assert f'href="/ledger/period?since={today()}"' in one
    assert "/ledger/period?" not in both


def test_the_workbook_is_in_english_too(shared_office: Office, story: Story) -> None:
    book = book_of(shared_office, ALL_OF_IT, "en")
    assert list(book)[:2] == ["Cover", "Balances"]
    assert ["Points", "All members"] in [row[:2] for row in book["Balances"]]


def test_the_page_says_the_same_with_the_letterhead(shared_office: Office, story: Story) -> None:
    words = page_of(shared_office, ALL_OF_IT)
    assert f"{story.rice_name} 0 10 3 1 1 0 9" in words
    assert "李*珍" in words and "李桂珍" not in words
    assert "包装破损" not in words
    assert "监事会（签字）" in words and "打印于" in words


def test_what_a_report_leaves_out_is_said(
    shared_office: Office, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "只列出" not in str(book_of(shared_office, ALL_OF_IT))
    assert "在 Excel 里" not in page_of(shared_office, ALL_OF_IT)
    lines = [{"item_id": story.oil, "counted": 4, "reason": "月底"}]
    created_by(shared_office, "/api/stock-counts", "coordinator", {"lines": lines})
    settle(shared_office)
    for module, bound in ((books, "LISTED_MAX"), (period, "FACTS_SHOWN_MAX")):
        monkeypatch.setattr(module, bound, 1)
    monkeypatch.setattr(period, "ITEMS_SHOWN_MAX", 1)
    book = book_of(shared_office, ALL_OF_IT)
    assert book["盘点"][-1][0].startswith("只列出每种最近的") and len(book["盘点"]) == 3
    assert not str(book["更正和争议"][-1][0]).startswith("只列出"), "there is one of its kind"
    monkeypatch.setattr(books, "LISTED_MAX", 2)
    words = page_of(shared_office, ALL_OF_IT)
    assert words.count("列出最近的 1 条；更早的在 Excel 里。") == 1
    assert "共 2 种，列出 1 种；全部在 Excel 里。" in words


def test_a_month_without_anything_has_a_report_too(shared_office: Office) -> None:
    assert "2019年1月" in page_of(shared_office, "month=2019-01")
    assert figures(book_of(shared_office, "month=2019-01"))["服务（次）"] == 0


@pytest.mark.parametrize(
    "query",
    [
        "first=2026-02-01&last=2026-01-01",
        "since=2026-01-01&happened_since=2026-01-01",
        "first=soon",
        "by=guess",
    ],
)
def test_days_that_make_no_sense_are_refused(shared_office: Office, query: str) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        assert browser.open(f"/ledger/period?{query}").status_code == 422
        assert browser.open(f"/ledger/period.xlsx?{query}").status_code == 422


def test_a_report_is_of_last_month_when_nothing_is_asked() -> None:
    span = read_span(Wanted(), date(2026, 1, 15))
    assert span == Span("happened", date(2025, 12, 1), date(2025, 12, 31))
    assert span.is_month


DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


@given(DAYS, DAYS)
def test_days_are_all_in_the_report_and_none_besides(one: date, other: date) -> None:
    first, last = sorted((one, other))
    span = read_span(Wanted(first=first, last=last), last)
    since, until = (it.astimezone(ZONE) for it in span.moments(ZONE))
    assert (since.date(), (until - since).days) == (first, (last - first).days + 1)
    with pytest.raises(RequestValidationError):
        read_span(Wanted(first=first, since=last), last)


@given(DAYS)
def test_months_follow_each_other_without_a_gap(day: date) -> None:
    month = month_at(Span("happened", day, day))
    before = month_before(month)
    assert month.is_month and before.is_month
    assert month.first is not None
    assert (month.first - before.last).days == 1
    assert month.first <= day <= month.last
