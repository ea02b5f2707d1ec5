"""What was sold without the network is recorded, as a sale or as a dispute, and never lost."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import pytest
from msgspec.structs import replace as copy_of

from domain.ledger.fact import Fact
from domain.ledger.journal import Posting
from domain.people.membership import MemberLeft, UnknownMember
from domain.people.tags import member_tag
from domain.shop.dispute import OfflineSaleSettled
from domain.shop.goods_return import ReturnGoods, UnknownRedemption
from domain.shop.items import QuantityInvalid, TooManyPieces
from domain.shop.offline_sale import AcceptOfflineSale, Allowance, OfflineSaleDisputed
from domain.shop.redemption import PointsRedeemed, RedeemPoints
from domain.shop.sale import Allowances, Outcome, Pieces, SaleLine
from domain.shop.shift import ShiftClosed
from tests.controls import (
    LI,
    NOW,
    OIL,
    RICE,
    RICE_LISTED,
    STRANGER,
    SUN,
    WANG,
    donated,
    sold,
)
from tests.domain.shop.test_shift import HANS, SUNS
from tests.relatives import tied
from tests.scenario import NEW, given
from tests.shop import SHOP

JUNE = date(2026, 6, 1)
UP_TO_100 = Allowance("window-1", LI, 100, NOW + timedelta(hours=8))
PAST = (*SHOP, RICE_LISTED, donated(RICE, 1, JUNE, "gift-2"), SUNS, HANS)
"""Li and Wang hold 160 points each; there is one bag of rice, and plenty of oil for 50."""


LI_LEFT = MemberLeft(member_id=LI, kind="volunteer", credit=0, points=160)


def sale(*lines: tuple[str, int], member_id: str = LI) -> AcceptOfflineSale:
    return AcceptOfflineSale(
        sale=RedeemPoints(
            member_id=member_id,
            lines=tuple(Pieces(*line) for line in lines),
            served_by=SUN,
            shift_id="shift-1",
            slip="3FA9C2",
            allowance_id="window-1",
        ),
        allowance=UP_TO_100._replace(member_id=member_id),
    )


ONE_OIL = sale((OIL, 1))
TWO_RICE = OfflineSaleDisputed(
    redemption_id="sale-7",
    member_id=LI,
    month="2026-03",
    lines=(SaleLine(RICE, 2, 60, ()),),
    points=60,
    balance_after=160,
    allowance_id="window-1",
    reason="out_of_stock",
    allowed_points=100,
)


OUTCOMES: Final[tuple[Outcome, ...]] = ("charged", "borne", "did_not_happen")


def settled(outcome: Outcome) -> OfflineSaleSettled:
    return OfflineSaleSettled(
        redemption_id="sale-7", member_id=LI, outcome=outcome, points=60, balance_after=100
    )


def reason_of(decision: AcceptOfflineSale, *past: object, **options: object) -> str:
    fact = given(*PAST, *past).when(decision, actor=SUN, **options).fact
    return fact.reason if isinstance(fact, OfflineSaleDisputed) else "none"


def test_a_sale_within_the_allowance_is_a_sale_like_any_other() -> None:
    fact = given(*PAST).when(ONE_OIL, actor=SUN).fact
    assert isinstance(fact, PointsRedeemed)
    assert (fact.points, fact.balance_after) == (50, 110)
    assert (fact.receipt_number, fact.allowance_id) == ("S1-20260320-F3FA9C2", "window-1")


def test_goods_that_left_without_the_network_are_no_dispute_for_kin() -> None:
    assert reason_of(ONE_OIL, tied(LI, SUN)) == "none"


def test_a_sale_that_was_made_in_time_may_arrive_later() -> None:
    sold_at = UP_TO_100.expires_at - timedelta(seconds=1)
    late = sold_at + timedelta(days=2)
    assert reason_of(ONE_OIL, at=late, happened_at=sold_at) == "none"


def test_points_that_were_gone_meanwhile_are_owed_and_the_goods_have_left() -> None:
    poor = copy_of(sold("sale-2"), points=150)
    fact = given(*PAST, poor).when(ONE_OIL, actor=SUN).fact
    assert fact == OfflineSaleDisputed(
        redemption_id=NEW,
        member_id=LI,
        month="2026-03",
        lines=given(*PAST).when(ONE_OIL).fact.lines,
        points=50,
        balance_after=10,
        shift_id="shift-1",
        receipt_number="S1-20260320-F3FA9C2",
        allowance_id="window-1",
        reason="insufficient_points",
        allowed_points=100,
    )
    assert fact.postings() == (
        Posting("community/unsettled", "points", -50),
        Posting("shop/main", "points", 50),
        Posting("stock/main/oil", "goods:oil", -1),
        Posting("community/distributed", "goods:oil", 1),
    )


def test_goods_leave_the_shelf_as_far_as_the_books_had_them() -> None:
    fact = given(*PAST).when(sale((RICE, 2)), actor=SUN).fact
    assert fact.reason == "out_of_stock"
    assert fact.points == 60
    assert [sum(lot.pieces for lot in line.lots) for line in fact.lines] == [-1]
    assert Posting("stock/main/rice", "goods:rice", -1) in fact.postings()


def test_expired_goods_that_left_are_off_the_shelf_after_the_good_ones() -> None:
    old = donated(RICE, 1, date(2026, 3, 1), "gift-0")
    fact = given(*PAST, old).when(sale((RICE, 2)), actor=SUN).fact
    assert fact.reason == "out_of_stock"
    assert [lot.lot_id for lot in fact.lot_changes()] == ["gift-2-1", "gift-0-1"]


def test_no_more_than_the_allowance_is_spent_in_one_time_without_the_network() -> None:
    assert reason_of(sale((OIL, 3))) == "over_allowance"
    first = copy_of(sold("sale-2"), points=51, allowance_id="window-1")
    assert reason_of(ONE_OIL, first) == "over_allowance"
    disputed = copy_of(TWO_RICE, points=51)
    assert reason_of(ONE_OIL, disputed) == "over_allowance"


def test_another_time_and_another_person_have_allowances_of_their_own() -> None:
    before = copy_of(sold("sale-2"), points=60, allowance_id="window-0")
    wangs = copy_of(sold("sale-3", member_id=WANG), points=60, allowance_id="window-1")
    assert reason_of(ONE_OIL, before, wangs) == "none"


def test_an_allowance_is_somebodys_and_until_some_time() -> None:
    assert reason_of(replace(ONE_OIL, allowance=None)) == "allowance_invalid"
    wangs = UP_TO_100._replace(member_id=WANG)
    assert reason_of(replace(ONE_OIL, allowance=wangs)) == "allowance_invalid"
    assert reason_of(ONE_OIL, at=UP_TO_100.expires_at) == "allowance_expired"


def test_whatever_else_the_books_refuse_is_the_reason() -> None:
    over = ShiftClosed(shift_id="shift-1", till="S1", cashier_id=SUN, last_receipt=0)
    assert reason_of(ONE_OIL, over) == "shift_not_open"
    assert reason_of(sale((OIL, 1), ("salt", 1))) == "unknown_item"
    assert reason_of(replace(ONE_OIL, sale=replace(ONE_OIL.sale, served_by=LI))) == "not_your_shift"
    plenty = donated(RICE, 9, JUNE, "gift-9")
    assert reason_of(sale((RICE, 3)), plenty) == "over_limit"


def of_the_limit(*past: Fact) -> int:
    """The pieces of rice that count towards Li's limit of the month."""
    asking = RedeemPoints(member_id=LI, lines=(), served_by=SUN)
    return given(*past).view(asking)(Allowances, member_tag(LI)).of("2026-03", RICE)


def test_goods_in_dispute_count_towards_the_months_limit_once_they_did_leave() -> None:
    assert of_the_limit(TWO_RICE) == 0
    assert [of_the_limit(TWO_RICE, settled(it)) for it in OUTCOMES] == [2, 2, 0]
    assert of_the_limit(TWO_RICE, settled("charged"), settled("charged")) == 2


@pytest.mark.parametrize("pieces", [3, 9_999])
def test_what_no_allowance_covers_moves_nothing_until_somebody_else_has_looked(
    pieces: int,
) -> None:
    without = replace(sale((OIL, pieces)), allowance=None)
    for decision in (without, sale((OIL, pieces))):
        fact = given(*PAST).when(decision, actor=SUN).fact
        assert isinstance(fact, OfflineSaleDisputed) and fact.alleged
        assert (fact.postings(), fact.lot_changes()) == ((), ())
        assert fact.lines == (SaleLine(OIL, pieces, 50 * pieces, ()),)
        after = given(*PAST, fact)
        wanted = RedeemPoints(member_id=LI, lines=(Pieces(OIL, 1),), served_by=SUN)
        assert after.when(wanted).fact == given(*PAST).when(wanted).fact
        assert reason_of(ONE_OIL, fact) == "none"


def test_an_allowance_of_another_or_of_yesterday_covers_nothing() -> None:
    wangs = replace(ONE_OIL, allowance=UP_TO_100._replace(member_id=WANG))
    for fact in (
        given(*PAST).when(wangs, actor=SUN).fact,
        given(*PAST).when(ONE_OIL, actor=SUN, at=UP_TO_100.expires_at).fact,
    ):
        assert isinstance(fact, OfflineSaleDisputed) and fact.alleged


def test_all_that_is_in_dispute_for_a_member_is_within_one_allowance() -> None:
    """Or many times without the network would empty the shelf, each within its own."""
    others = copy_of(TWO_RICE, allowance_id="window-0")
    again = sale((RICE, 2))
    fact = given(*PAST, others).when(again, actor=SUN).fact
    assert isinstance(fact, OfflineSaleDisputed) and fact.alleged
    for outcome in OUTCOMES:
        fact = given(*PAST, others, settled(outcome)).when(again, actor=SUN).fact
        assert isinstance(fact, OfflineSaleDisputed) and not fact.alleged


def test_what_did_not_happen_gives_the_allowance_back() -> None:
    disputed = copy_of(TWO_RICE, points=60)
    assert reason_of(ONE_OIL, disputed) == "over_allowance"
    assert reason_of(ONE_OIL, disputed, settled("borne")) == "over_allowance"
    assert reason_of(ONE_OIL, disputed, settled("did_not_happen")) == "none"


def test_a_stranger_and_an_absurd_quantity_are_no_dispute() -> None:
    given(*PAST).when(sale((OIL, 1), member_id=STRANGER)).refused(UnknownMember)
    given(*PAST).when(sale((OIL, 10**8))).refused(TooManyPieces)
    given(*PAST).when(sale(("salt", 10**9 + 1))).refused(TooManyPieces)
    given(*PAST).when(sale((OIL, 1), (RICE, -1))).refused(QuantityInvalid)


def test_a_sale_in_a_shift_that_nobody_opened_is_a_dispute_without_a_shift() -> None:
    nowhere = replace(ONE_OIL, sale=replace(ONE_OIL.sale, shift_id="nothing"))
    fact = given(*PAST).when(nowhere, actor=SUN).fact
    assert isinstance(fact, OfflineSaleDisputed)
    assert (fact.shift_id, fact.receipt_number) == (None, None)
    assert (fact.reason, fact.points) == ("shift_not_open", 50)


def test_what_nobody_paid_for_does_not_come_back_for_points() -> None:
    back = ReturnGoods(redemption_id="sale-7", lines=(Pieces(RICE, 1),))
    given(*PAST, TWO_RICE).when(back, actor=SUN).refused(UnknownRedemption)


def test_the_same_sale_sent_again_is_recorded_once(database: str) -> None:
    given(*PAST).when(ONE_OIL, actor=SUN).repeated(database)


def test_the_same_disputed_sale_sent_again_is_recorded_once(database: str) -> None:
    given(*PAST).when(sale((RICE, 2)), actor=SUN).repeated(database)
