"""A line of a receipt that is corrected and brought again adds nothing, unless the desk says so."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from api.capabilities import workbook_of
from api.serving.composition import Community
from api.serving.settings import Settings
from api.workbooks.importing import File, import_content
from api.workbooks.report import Report
from api.workbooks.resembling import Choice, Choices
from domain.ledger.decision import Request
from domain.shop.donation import DonatedGoods
from domain.shop.donation_correction import CorrectDonation
from projections.shop.donation_trail import Donation, LotTrail, donations, trail
from tests.api.workbooks.desk import NEXT, Desk
from tests.api.workbooks.imported import found
from tests.conftest import COMMUNITY_NAME

BROUGHT, LOOKED, OTHER = "who-brought-it", "who-looked-at-it", "somebody-else"


@pytest.fixture(scope="module")
def desk(unfounded_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    settings = Settings(community=COMMUNITY_NAME, data=tmp_path_factory.mktemp("desk"))
    opened = Desk(unfounded_database, settings)
    opened.ask(found)
    yield opened


@dataclass(frozen=True)
class Receipt:
    """A receipt of the office's, with its rows as they were brought first."""

    desk: Desk
    number: str
    rows: tuple[str, ...]

    def bring(
        self,
        *rows: str,
        choice: Choice = "refuse",
        by: tuple[str, str] = (BROUGHT, LOOKED),
        dry_run: bool = False,
    ) -> Report:
        """Bring rows, looked at by a second person."""
        lines = [",".join(workbook_of("donations").columns), *(it.replace("|", ",") for it in rows)]

        async def importing(community: Community) -> Report:
            return (
                await import_content(
                    community,
                    File(workbook_of("donations"), "typed", "\n".join(lines).encode()),
                    by=by[0],
                    confirmed_by=by[1],
                    dry_run=dry_run,
                    choices=Choices(choice),
                )
            )[0]

        return self.desk.ask(importing)

    def codes(self, *rows: str) -> list[str]:
        """Why rows are refused, where nobody decides; the preview says the same."""
        seen = self.bring(*rows, dry_run=True)
        report = self.bring(*rows)
        assert seen.as_json() == report.as_json()
        return [it.code for it in report.rejected]

    def has(self) -> list[tuple[int, str | None]]:
        """The pieces of its lots that came, with their day, in order of pieces."""

        lots = self.desk.ask(self.lots)
        found = [(it.received, it.expires_on and str(it.expires_on)) for it in lots]
        return sorted((it for it in found if it[0]), key=str)

    def fen(self) -> int:
        """Its money."""
        return self.desk.ask(self.gift).money_fen

    async def gift(self, community: Community) -> Donation:
        """The donation that it is."""
        given = await donations(community.reader, before=2**60, limit=500)
        (gift,) = [it for it in given if it.receipt_number == self.number]
        return gift

    async def lots(self, community: Community) -> list[LotTrail]:
        """Its lots."""
        return await trail(community.reader, (await self.gift(community)).donation_id)

    def line(self, place: int, **cells: str) -> str:
        """One of its rows with other cells."""
        said = dict(zip(workbook_of("donations").columns, self.rows[place].split("|"), strict=True))
        return "|".join((said | cells).values())


@pytest.fixture
def receipt(desk: Desk) -> Receipt:
    """Ten of one thing, eight of another, six of a third."""
    number = f"L-{next(NEXT)}"
    rows = tuple(
        f"{number}|2026-03-01|粮油店|物资|{desk.item()}|{pieces}|2030-05-01||"
        for pieces in (10, 8, 6)
    )
    made = Receipt(desk, number, rows)
    assert made.bring(*rows).accepted == 3
    return made


def pieces(receipt: Receipt) -> list[int]:
    return sorted(it for it, _ in receipt.has())


CORRECTED = [{"数量": "9"}, {"保质期至": "2030-06-01"}, {"数量": "7", "保质期至": ""}]


@pytest.mark.parametrize("cells", CORRECTED)
@pytest.mark.parametrize("alone", [False, True])
def test_a_corrected_line_adds_nothing_by_itself(
    receipt: Receipt, cells: dict[str, str], alone: bool
) -> None:
    corrected = receipt.line(1, **cells)
    others = () if alone else (receipt.rows[0], receipt.rows[2])
    assert receipt.codes(corrected, *others) == ["resembles_another"]
    assert pieces(receipt) == [6, 8, 10]
    same = receipt.bring(*others, corrected, choice="same")
    assert (same.accepted, same.repeated) == (0, len(others) + 1)
    assert pieces(receipt) == [6, 8, 10]
    assert receipt.bring(*others, corrected).repeated == len(others) + 1


@pytest.mark.parametrize("cells", CORRECTED)
def test_said_to_be_changed_the_line_is_put_right_and_the_others_stay(
    receipt: Receipt, cells: dict[str, str]
) -> None:
    corrected = receipt.line(1, **cells)
    rows = receipt.rows[0], corrected, receipt.rows[2]
    seen = receipt.bring(*rows, choice="changed", dry_run=True)
    report = receipt.bring(*rows, choice="changed")
    assert seen.as_json() == report.as_json()
    assert (report.accepted, report.repeated, report.rejected) == (1, 2, [])
    day = {"2030-05-01": "2030-05-02", "2030-06-01": "2030-06-02", "": None}
    now = int(cells.get("数量", 8)), day[cells.get("保质期至", "2030-05-01")]
    assert receipt.has() == sorted([(10, "2030-05-02"), now, (6, "2030-05-02")], key=str)
    assert receipt.bring(*rows).repeated == 3
    assert receipt.bring(*receipt.rows).repeated == 3


def test_a_line_is_corrected_as_often_as_it_is_brought_otherwise(receipt: Receipt) -> None:
    for count in ("9", "12", "3"):
        line = receipt.line(1, 数量=count, 保质期至="2030-07-01")
        assert receipt.codes(receipt.rows[0], line, receipt.rows[2]) == ["resembles_another"]
        report = receipt.bring(receipt.rows[0], line, receipt.rows[2], choice="changed")
        assert (report.accepted, report.rejected) == (1, [])
        assert pieces(receipt) == sorted([10, int(count), 6])


def test_other_goods_on_a_line_resemble_the_line_that_is_gone(receipt: Receipt) -> None:
    other = receipt.line(1, 品名=receipt.desk.item())
    rows = receipt.rows[0], other, receipt.rows[2]
    assert receipt.codes(*rows) == ["resembles_another"]
    assert receipt.bring(*rows, choice="changed").accepted == 1
    assert pieces(receipt) == [6, 8, 10]
    assert receipt.bring(*rows).repeated == 3


def test_a_further_line_joins_the_receipt_in_whatever_order(receipt: Receipt) -> None:
    further = receipt.line(1, 品名=receipt.desk.item(), 数量="4")
    first, second, third = receipt.rows
    report = receipt.bring(third, further, second, first)
    assert (report.accepted, report.repeated) == (1, 3)
    again = receipt.line(0, 数量="5")
    assert receipt.bring(again, *receipt.rows, further).accepted == 1
    assert pieces(receipt) == [4, 5, 6, 8, 10]


def test_a_further_line_beside_a_corrected_one_is_for_the_desk_to_tell_apart(
    receipt: Receipt,
) -> None:
    corrected, further = receipt.line(0, 数量="11"), receipt.line(0, 数量="5")
    rows = corrected, further, *receipt.rows[1:]
    assert receipt.codes(*rows) == ["resembles_another"] * 2
    report = receipt.bring(*rows, choice="changed")
    assert (report.accepted, [it.code for it in report.rejected]) == (1, ["resembles_another"])
    assert pieces(receipt) == [6, 8, 11]
    assert receipt.bring(*rows).accepted == 1
    assert pieces(receipt) == [5, 6, 8, 11]


def test_two_lines_of_the_same_goods_are_corrected_each(desk: Desk) -> None:
    number, rice = f"L-{next(NEXT)}", desk.item()
    head = f"{number}|2026-03-01|粮油店|物资|{rice}"
    rows = tuple(f"{head}|{count}|{day}||" for count, day in ((10, "2030-05-01"), (20, "")))
    receipt = Receipt(desk, number, rows)
    assert receipt.bring(*rows).accepted == 2
    second = receipt.line(1, 数量="21")
    assert receipt.bring(rows[0], second, choice="changed").accepted == 1
    assert receipt.has() == [(10, "2030-05-02"), (21, None)]
    both = receipt.line(1, 数量="22"), receipt.line(0, 数量="12")
    report = receipt.bring(*both, choice="changed")
    assert (report.accepted, report.rejected) == (2, [])
    assert receipt.has() == [(12, "2030-05-02"), (22, None)]


def test_said_to_be_another_a_line_more_is_recorded(receipt: Receipt) -> None:
    more = receipt.line(1, 数量="9")
    assert receipt.bring(receipt.rows[0], more, receipt.rows[2], choice="another").accepted == 1
    assert pieces(receipt) == [6, 8, 9, 10]


def test_who_brought_it_and_the_command_do_not_put_it_right(receipt: Receipt) -> None:
    rows = receipt.rows[0], receipt.line(1, 数量="9"), receipt.rows[2]
    for by in ((OTHER, BROUGHT), ("office", "office")):
        report = receipt.bring(*rows, choice="changed", by=by)
        assert [it.code for it in report.rejected] == ["cannot_be_changed"]
        assert "同一笔" in report.rejected[0].message_zh
    assert pieces(receipt) == [6, 8, 10]
    by_another = receipt.bring(*rows, choice="changed", by=(BROUGHT, OTHER))
    assert (by_another.accepted, by_another.rejected) == (1, [])


def test_one_row_of_a_receipt_is_put_right_too(desk: Desk) -> None:
    number = f"L-{next(NEXT)}"
    money = Receipt(desk, number, (f"{number}|2026-03-01|粮油店|资金||||100000|",))
    assert money.bring(*money.rows).accepted == 1
    assert money.fen() == 10_000_000
    corrected = money.line(0, **{"金额（元）": "1000"})
    assert money.codes(corrected) == ["resembles_another"]
    assert money.bring(corrected, choice="changed").accepted == 1
    assert money.fen() == 100_000
    none = money.line(0, **{"金额（元）": "没有"})
    assert [it.code for it in money.bring(none).rejected] == ["duplicate_receipt"]


@pytest.mark.parametrize("cells", [{"日期": "2026-03-02"}, {"捐赠人": "米店"}])
def test_another_day_or_giver_of_a_receipt_is_not_put_right_by_a_row(
    receipt: Receipt, cells: dict[str, str]
) -> None:
    rows = *receipt.rows[:2], receipt.line(2, **cells)
    assert receipt.codes(*rows) == ["resembles_another"]
    report = receipt.bring(*rows, choice="changed")
    assert [it.code for it in report.rejected] == ["cannot_be_changed"]
    assert pieces(receipt) == [6, 8, 10]
    elsewhere = receipt.line(1, 品名=receipt.desk.item(), **cells)
    assert receipt.codes(elsewhere) == ["duplicate_receipt"]


def test_what_the_desk_has_put_right_itself_is_not_put_right_twice(receipt: Receipt) -> None:
    async def correct(community: Community) -> None:
        lots = await receipt.lots(community)
        pieces = {8: 9}
        goods = [
            DonatedGoods(it.item_id, pieces.get(it.received, it.received), it.expires_on)
            for it in lots
        ]
        decision = CorrectDonation(
            donation_id=lots[0].lot_id.rpartition("-")[0],
            reason_text=community.vault.text_id("数错了"),
            goods=tuple(goods),
        )
        await community.recorder.record_all([Request(decision=decision, actor=LOOKED)])

    receipt.desk.ask(correct)
    assert pieces(receipt) == [6, 9, 10]
    rows = receipt.rows[0], receipt.line(1, 数量="9"), receipt.rows[2]
    other = receipt.rows[0], receipt.line(1, 数量="7"), receipt.rows[2]
    report = receipt.bring(*other, choice="changed")
    assert [it.code for it in report.rejected] == ["cannot_be_changed"]
    report = receipt.bring(*rows, choice="changed")
    assert (report.accepted, report.repeated, report.rejected) == (0, 3, [])
    assert pieces(receipt) == [6, 9, 10]
