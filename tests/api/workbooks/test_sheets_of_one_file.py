"""A file of several sheets moves nothing twice, and what stands between its rows is no row."""

from collections.abc import Iterator
from io import BytesIO

import pytest
import xlsxwriter

from api.capabilities import workbook_of
from api.serving.composition import Community
from api.serving.settings import Settings
from api.shop.donation_workbook import NO_PURPOSE
from api.workbooks.importing import File, import_content
from api.workbooks.report import Report
from api.workbooks.resembling import Choice, Choices
from projections.people.balances import member_balance
from projections.shop.donation_trail import Donation, donations
from tests.api.workbooks.desk import NEXT, Desk, service_row, sheets
from tests.api.workbooks.imported import found
from tests.conftest import COMMUNITY_NAME

SALES = list(workbook_of("redemptions").columns)
GIFTS = list(workbook_of("donations").columns)
GOODS = list(workbook_of("items").columns)


@pytest.fixture(scope="module")
def desk(unfounded_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    settings = Settings(community=COMMUNITY_NAME, data=tmp_path_factory.mktemp("desk"))
    opened = Desk(unfounded_database, settings)
    opened.ask(found)
    yield opened


def bring(desk: Desk, kind: str, content: bytes, choice: Choice = "refuse") -> Report:
    """Bring a file, after seeing that the preview says the same."""

    async def importing(community: Community) -> tuple[Report, Report]:
        file, choices = File(workbook_of(kind), "typed", content), Choices(choice)
        seen, _ = await import_content(community, file, dry_run=True, choices=choices)
        return seen, (await import_content(community, file, choices=choices))[0]

    seen, report = desk.ask(importing)
    assert seen.as_json() == report.as_json()
    return report


def codes(report: Report) -> list[tuple[str, int, str]]:
    return [(it.row.sheet, it.row.number, it.code) for it in report.rejected]


def points_of(desk: Desk, name: str) -> int:
    async def asked(community: Community) -> int:
        (member_id,) = await community.vault.search(name)
        return (await member_balance(community.reader, member_id)).points

    return desk.ask(asked)


def gifts_of(desk: Desk, donor: str) -> list[Donation]:
    async def asked(community: Community) -> list[Donation]:
        given = await donations(community.reader, before=2**60, limit=500)
        wanted = community.vault.donor_id(donor)
        return [it for it in given if (it.donor or "").endswith(wanted)]

    return desk.ask(asked)


@pytest.fixture
def sale(desk: Desk) -> list[object]:
    """Somebody with 60 points takes goods of 30 home."""
    li, rice = desk.volunteer(), desk.item()
    assert desk.codes("services", service_row(li)) == []
    return ["2026-03-20", li, "8000", rice, 1, 30, "小王"]


@pytest.mark.parametrize("handler", ["小李", ""])
def test_a_sale_that_a_summary_tells_otherwise_is_asked_about(
    desk: Desk, sale: list[object], handler: str
) -> None:
    content = sheets(**{"3月": [SALES, sale], "汇总": [SALES, [*sale[:-1], handler]]})
    report = bring(desk, "redemptions", content)
    assert (report.accepted, codes(report)) == (1, [("汇总", 2, "resembles_another")])
    assert "“3月”" in report.rejected[0].message_zh
    assert points_of(desk, str(sale[1])) == 30
    again = bring(desk, "redemptions", content)
    assert (again.accepted, again.repeated, len(again.rejected)) == (0, 1, 1)
    same = bring(desk, "redemptions", content, "same")
    assert (same.accepted, same.repeated, same.rejected) == (0, 2, [])
    assert bring(desk, "redemptions", content).repeated == 2
    assert points_of(desk, str(sale[1])) == 30


@pytest.mark.parametrize(("choice", "left"), [("changed", 30), ("another", 0)])
def test_the_desk_says_what_a_row_of_a_summary_is(
    desk: Desk, sale: list[object], choice: Choice, left: int
) -> None:
    content = sheets(**{"3月": [SALES, sale], "汇总": [SALES, [*sale[:-1], "小李"]]})
    report = bring(desk, "redemptions", content, choice)
    assert (report.accepted, report.rejected) == (2, [])
    assert points_of(desk, str(sale[1])) == left
    assert bring(desk, "redemptions", content).repeated == 2


def test_a_summary_with_more_than_its_sheets_brings_only_that(
    desk: Desk, sale: list[object]
) -> None:
    further = [*sale[:-1], "小李"]
    content = sheets(**{"3月": [SALES, sale], "汇总": [SALES, sale, further]})
    report = bring(desk, "redemptions", content)
    assert (report.accepted, report.repeated, report.rejected) == (2, 1, [])


@pytest.mark.parametrize("steps", [("grown",), ("corrected",), ("grown", "corrected")])
def test_another_day_in_a_file_that_grew_or_was_corrected_is_asked_about(
    desk: Desk, sale: list[object], steps: tuple[str, ...]
) -> None:
    li = sale[1]
    hours = [service_row(str(li), f"2026-03-{day:02}") for day in (6, 7, 8)]
    assert desk.codes("services", *hours) == []
    rice, other = sale, [*sale[:3], desk.item(), *sale[4:]]
    rows = [rice] if "grown" in steps else [rice, other]
    assert bring(desk, "redemptions", sheets(台账=[SALES, *rows])).accepted == len(rows)
    if "grown" in steps:
        assert bring(desk, "redemptions", sheets(台账=[SALES, rice, other])).accepted == 1
    if "corrected" in steps:
        other = [*other[:4], 2, 60, "小王"]
        changed = bring(desk, "redemptions", sheets(台账=[SALES, rice, other]), "changed")
        assert (changed.accepted, changed.repeated) == (1, 1)
    left = points_of(desk, str(li))
    report = bring(desk, "redemptions", sheets(台账=[SALES, rice, ["2026-03-22", *other[1:]]]))
    assert (report.accepted, report.repeated) == (0, 1)
    assert [it.code for it in report.rejected] == ["resembles_another"]
    assert points_of(desk, str(li)) == left


def test_a_gift_without_a_number_that_a_summary_tells_otherwise_is_asked_about(
    desk: Desk,
) -> None:
    donor, rice = f"米行{next(NEXT)}", desk.item()
    gift = ["", "2026-03-01", donor, "物资", rice, 3, "", "", ""]
    content = sheets(**{"3月": [GIFTS, gift], "汇总": [GIFTS, [*gift[:5], 4, *gift[6:]]]})
    report = bring(desk, "donations", content)
    assert (report.accepted, codes(report)) == (1, [("汇总", 2, "resembles_another")])
    assert len(gifts_of(desk, donor)) == 1


def test_links_to_blank_cells_that_show_a_nought_are_blank(desk: Desk) -> None:
    donor = f"米行{next(NEXT)}"
    gift = ["", "2026-03-01", donor, "资金", "", "", "", 50, ""]
    linked = [0, "2026-03-01", donor, "资金", 0, 0, "", 50, 0]
    report = bring(desk, "donations", sheets(汇总=[GIFTS, linked]))
    assert (report.accepted, report.rejected) == (1, [])
    (given,) = gifts_of(desk, donor)
    assert (given.purpose, given.receipt_number[:1]) == ("general", "R")
    both = sheets(**{"4月": [GIFTS, [*gift[:7], 60, ""]], "汇总": [GIFTS, [*linked[:7], 60, 0]]})
    report = bring(desk, "donations", both, "another")
    assert (report.accepted, report.repeated) == (1, 1)


def test_a_gift_for_nothing_in_particular_makes_no_fund(desk: Desk) -> None:
    donor = f"米行{next(NEXT)}"
    purposes = ["", "无", *sorted(NO_PURPOSE), "通 用", " 不限 ", "助学"]
    rows = [
        ["", "2026-03-01", donor, "资金", "", "", "", 50 + number, it]
        for number, it in enumerate(purposes)
    ]
    assert desk.bring("donations", sheets(捐赠=[GIFTS, *rows])).accepted == len(rows)
    assert sorted(it.purpose for it in gifts_of(desk, donor)) == [
        *["general"] * (len(rows) - 1),
        "助学",
    ]


def test_goods_whose_day_is_linked_to_a_blank_cell_have_none(desk: Desk) -> None:
    donor, rice = f"米行{next(NEXT)}", desk.item()
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("汇总")
        sheet.write_row(0, 0, GIFTS)
        sheet.write_row(1, 0, ["", "2026-03-01", donor, "物资", rice, 3])
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_formula("G2", "='3月'!G2", days, 0)
    assert desk.bring("donations", content.getvalue()).accepted == 1
    assert len(gifts_of(desk, donor)) == 1


def test_a_header_on_each_page_is_no_row_and_nothing_that_can_be_repeated(desk: Desk) -> None:
    donor, rice = f"米行{next(NEXT)}", desk.item()
    first = ["", "2026-03-01", donor, "物资", rice, 3, "", "", ""]
    again = ["", "2026-03-01", "同上", "物资", rice, 4, "", "", "同上"]
    report = bring(desk, "donations", sheets(捐赠=[GIFTS, first, GIFTS, again, GIFTS]))
    assert (report.rows, report.accepted, report.rejected) == (2, 2, [])
    assert ("header_again", 2) in {(it.code, it.count) for it in report.notices}
    assert len(gifts_of(desk, donor)) == 2


def test_a_second_table_of_a_sheet_has_its_own_order_of_columns(
    desk: Desk, sale: list[object]
) -> None:
    second = ["2026-03-21", *sale[1:]]
    rows = [SALES, sale, [], ["4月"], SALES[::-1], second[::-1]]
    report = bring(desk, "redemptions", sheets(表=rows))
    assert report.accepted == 2 and points_of(desk, str(sale[1])) == 0


def test_sums_are_no_goods_and_no_gift_and_nothing_that_can_be_repeated(desk: Desk) -> None:
    words = ["小计", "合 计", "本页合计：", "总计", "3月合计", "2026年3月小计"]
    report = bring(
        desk, "items", sheets(商品=[GOODS, *(["", it, "", 300, "", ""] for it in words)])
    )
    assert [code for *_, code in codes(report)] == ["unreadable_cell"] * len(words)
    assert all("合计" in it.message_zh for it in report.rejected)
    donor, rice = f"米行{next(NEXT)}", desk.item()
    rows = [GIFTS, ["", "2026-03-01", donor, "物资", rice, 1, "", "", ""]]
    for pieces, word in enumerate(words, 2):
        rows.append([word, "", "", "", "", 3, "", "", ""])
        rows.append(["", "2026-03-01", "同上", "物资", rice, pieces, "", "", ""])
    report = bring(desk, "donations", sheets(捐赠=rows))
    assert (report.accepted, len(report.rejected)) == (len(words) + 1, len(words))
    assert len(gifts_of(desk, donor)) == len(words) + 1


def test_what_a_row_says_of_money_beside_goods_or_goods_beside_money_is_said_to_be_left(
    desk: Desk,
) -> None:
    donor, rice = f"米行{next(NEXT)}", desk.item()
    rows = [
        ["", "2026-03-01", donor, "物资", rice, 3, "", 500, ""],
        ["", "2026-03-02", donor, "资金", rice, 3, "", 500, ""],
        ["", "2026-03-03", donor, "资金", "", "", "", 500, ""],
    ]
    report = bring(desk, "donations", sheets(捐赠=[GIFTS, *rows]))
    told = [(it.row, it.column) for it in report.notices if it.code == "left_of_gift"]
    assert report.accepted == 3 and [row for row, _ in told] == [2, 3]
