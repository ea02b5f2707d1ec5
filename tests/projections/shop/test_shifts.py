"""Shifts and their receipts: each report holds what belongs to that shift and nothing else."""

from msgspec.structs import replace as copy_of

from domain.ledger.fact import Fact
from domain.shop.goods_return import GoodsReturned
from domain.shop.items import LotChange
from domain.shop.offline_sale import OfflineSaleDisputed
from domain.shop.sale import SaleLine
from domain.shop.shift import ShiftClosed, SpotCount
from projections.shop.shifts import (
    Counted,
    ItemTotal,
    KindTotal,
    exchanges,
    open_shifts,
    receipts_of,
    redemption_of_receipt,
    report,
    shift_of,
    shifts_of,
    tills,
)
from tests.controls import HAN, LI, OIL, RICE, SUN, WANG, sold
from tests.domain.shop.test_shift import HANS, SUNS
from tests.projections.living import Living
from tests.scenario import by


def sale(redemption_id: str, number: str, shift_id: str = "shift-1", **changes: object) -> Fact:
    plain = sold(redemption_id)
    return copy_of(plain, shift_id=shift_id, receipt_number=number, **changes)


BACK = GoodsReturned(
    redemption_id="sale-1",
    member_id=LI,
    month="2026-03",
    lines=(SaleLine(RICE, 1, 30, (LotChange(RICE, "gift-1-1", 1),)),),
    points=30,
    balance_after=130,
    shift_id="shift-1",
    receipt_number="S1-0003",
)
DISPUTED = OfflineSaleDisputed(
    redemption_id="sale-9",
    member_id=WANG,
    month="2026-03",
    lines=(SaleLine(OIL, 3, 150, ()),),
    points=150,
    balance_after=0,
    shift_id="shift-1",
    receipt_number="S1-F3FA9C2",
    allowance_id="window-1",
    reason="out_of_stock",
    allowed_points=100,
)
END = ShiftClosed(
    shift_id="shift-1",
    till="S1",
    cashier_id=SUN,
    last_receipt=3,
    spot_counts=(SpotCount(RICE, 8, 7), SpotCount(OIL, 4, 4)),
)
DAY = (
    SUNS,
    HANS,
    sale("sale-1", "S1-0001"),
    sale("sale-2", "S1-0002", member_id=WANG),
    sale("sale-3", "S2-0001", "shift-2"),
    sold("sale-without-a-shift"),
    BACK,
    DISPUTED,
    sale("sale-4", "S1-F0000AA", allowance_id="window-1"),
)


def test_a_report_sums_up_one_shift(community: Living) -> None:
    community.saw(*DAY)
    found = community.ask(report, "shift-1")
    assert found is not None
    assert found.totals == {
        "sale": KindTotal("sale", 3, 180, 1),
        "return": KindTotal("return", 1, 30, 0),
        "dispute": KindTotal("dispute", 1, 150, 1),
    }
    assert (found.points_out, found.points_in) == (180, 30)
    assert found.items == [ItemTotal(RICE, 6, 1, 0), ItemTotal(OIL, 0, 0, 3)]
    assert found.counts == []
    assert found.shift.closed_at is None
    other = community.ask(report, "shift-2")
    assert other is not None
    assert other.totals["sale"] == KindTotal("sale", 1, 60, 0)
    assert other.totals["return"] == KindTotal("return", 0, 0, 0)
    assert community.ask(report, "shift-3") is None


def test_a_closed_shift_says_when_by_whom_and_what_was_counted(community: Living) -> None:
    community.saw(*DAY, by(HAN, END))
    found = community.ask(report, "shift-1")
    assert found is not None
    assert found.shift.closed_at is not None
    assert found.shift.closed_by == HAN
    assert found.counts == [Counted(OIL, 4, 4), Counted(RICE, 8, 7)]
    assert [it.shift_id for it in community.ask(open_shifts)] == ["shift-2"]


def test_a_closed_report_never_changes(community: Living) -> None:
    community.saw(*DAY, END)
    before = community.ask(report, "shift-1")
    community.saw(copy_of(DISPUTED, redemption_id="sale-10", receipt_number="S1-F000LATE"))
    assert community.ask(report, "shift-1") == before
    assert "S1-F000LATE" not in {it.receipt_number for it in community.ask(receipts_of, "shift-1")}
    assert community.ask(redemption_of_receipt, "S1-F000LATE") == "sale-10"
    assert len(community.ask(exchanges, "sale-10")) == 1


def test_what_arrives_after_the_close_stands_in_the_cashiers_next_report(
    community: Living,
) -> None:
    next_one = copy_of(SUNS, shift_id="shift-3", till="S3", number=1)
    hans_next = copy_of(HANS, shift_id="shift-4", number=2)
    (*_, early, _, _, late, _) = community.saw(
        SUNS,
        END,
        copy_of(DISPUTED, receipt_number="S1-FEARLY"),
        next_one,
        hans_next,
        copy_of(DISPUTED, redemption_id="sale-10", receipt_number="S1-FLATE"),
        copy_of(DISPUTED, redemption_id="sale-11", shift_id="shift-3", receipt_number="S3-F1"),
    )
    found = community.ask(report, "shift-3")
    assert found is not None
    assert [(it.position, it.receipt_number, it.number) for it in found.late] == [
        (early, "S1-FEARLY", 1),
        (late, "S1-FLATE", 1),
    ]
    assert found.totals["dispute"] == KindTotal("dispute", 1, 150, 1)
    assert found.items == [ItemTotal(OIL, 0, 0, 3)]
    for other in ("shift-1", "shift-4"):
        report_of_another = community.ask(report, other)
        assert report_of_another is not None and report_of_another.late == []
    community.saw(copy_of(END, shift_id="shift-3"))
    closed = community.ask(report, "shift-3")
    community.saw(copy_of(DISPUTED, redemption_id="sale-12", receipt_number="S1-FLATER"))
    assert community.ask(report, "shift-3") == closed
    community.saw(copy_of(next_one, shift_id="shift-5", number=2))
    last = community.ask(report, "shift-5")
    assert last is not None and [it.receipt_number for it in last.late] == ["S1-FLATER"]


def test_a_dispute_that_names_a_shift_nobody_opened_belongs_to_none(community: Living) -> None:
    nowhere = copy_of(DISPUTED, shift_id="nothing", receipt_number=None)
    community.saw(SUNS, nowhere, copy_of(DISPUTED, redemption_id="sale-10"))
    assert community.ask(report, "nothing") is None
    assert community.ask(receipts_of, "nothing") == []
    assert [it.redemption_id for it in community.ask(receipts_of, "shift-1")] == ["sale-10"]


def test_a_cashier_finds_the_shift_that_they_have_open(community: Living) -> None:
    community.saw(SUNS, HANS)
    assert [it.till for it in community.ask(open_shifts)] == ["S1", "S2"]
    mine = community.ask(shift_of, SUN)
    assert mine is not None
    assert (mine.shift_id, mine.till, mine.number) == ("shift-1", "S1", 1)
    community.saw(END)
    assert community.ask(shift_of, SUN) is None
    again = copy_of(SUNS, shift_id="shift-3", number=2)
    community.saw(again)
    assert [it.shift_id for it in community.ask(shifts_of, SUN)] == ["shift-3", "shift-1"]
    assert community.ask(tills) == ["S1", "S2"]


def test_receipts_of_a_shift_come_newest_first(community: Living) -> None:
    community.saw(*DAY)
    rows = community.ask(receipts_of, "shift-1")
    assert [(it.receipt_number, it.kind, it.offline) for it in rows] == [
        ("S1-F0000AA", "sale", True),
        ("S1-F3FA9C2", "dispute", True),
        ("S1-0003", "return", False),
        ("S1-0002", "sale", False),
        ("S1-0001", "sale", False),
    ]
    assert [it.receipt_number for it in community.ask(receipts_of, "shift-1", limit=1)] == [
        "S1-F0000AA"
    ]


def test_a_receipt_leads_to_its_sale_and_all_that_came_back(community: Living) -> None:
    community.saw(*DAY)
    assert community.ask(redemption_of_receipt, "S1-0001") == "sale-1"
    assert community.ask(redemption_of_receipt, "S1-0003") == "sale-1"
    assert community.ask(redemption_of_receipt, "S1-0099") is None
    found = [it.fact for it in community.ask(exchanges, "sale-1")]
    assert found == [DAY[2], BACK]
    assert community.ask(exchanges, "sale-without-a-shift") == []
