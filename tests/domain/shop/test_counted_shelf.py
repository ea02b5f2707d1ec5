"""What one count did to the lots, the next one undoes where it finds the opposite."""

from datetime import date

from domain.ledger.fact import Fact
from domain.shop.items import Item, LotChange
from domain.shop.redemption import OutOfStock, RedeemPoints
from domain.shop.sale import Pieces
from domain.shop.stock_count import Count, CountStock, StockCounted
from domain.shop.tags import item_tag
from tests.controls import (
    COMMUNITY,
    LI,
    OIL,
    OIL_LISTED,
    RICE,
    RICE_LISTED,
    SUN,
    donated,
    moment,
    served,
)
from tests.scenario import NEW, given

TENTH, JUNE = date(2026, 3, 10), date(2026, 6, 1)
SHELF = (*COMMUNITY, RICE_LISTED, donated(RICE, 10, TENTH))


def count(seen: int, *past: Fact) -> StockCounted:
    fact = given(*past).when(CountStock(lines=(Count(RICE, seen),))).fact
    assert isinstance(fact, StockCounted)
    return fact


def lots(*past: Fact) -> list[tuple[str, int, date | None]]:
    view = given(*past).view(CountStock(lines=(Count(RICE, 0),)))
    return [tuple(lot) for lot in view(Item, item_tag(RICE)).lots()]


def test_boxes_that_a_slip_had_lost_expire_when_they_would_have() -> None:
    slip = count(1, *SHELF)
    past = (*SHELF, slip, count(10, *SHELF, slip))
    assert lots(*past) == [("gift-1-1", 10, TENTH)]
    buying = RedeemPoints(member_id=LI, lines=(Pieces(RICE, 1),), served_by=SUN)
    rich = served(LI, moment(2, 1, 8), moment(2, 1, 16))
    given(*past, rich).when(buying, at=moment(3, 20, 9)).refused(OutOfStock, held=0)
    assert given(*past, rich).when(buying, at=moment(3, 9, 9)).fact


def test_pieces_that_a_slip_had_found_leave_before_all_others() -> None:
    slip = count(18, *SHELF)
    past = (*SHELF, slip, count(10, *SHELF, slip))
    assert lots(*past) == [("gift-1-1", 10, TENTH)]


def test_of_two_lots_the_one_that_expires_first_gets_its_pieces_back_first() -> None:
    shelf = (*COMMUNITY, RICE_LISTED, donated(RICE, 3, TENTH), donated(RICE, 5, JUNE, "gift-2"))
    missing = count(4, *shelf)
    assert [(it.lot_id, it.pieces) for it in missing.lot_changes()] == [
        ("gift-1-1", -3),
        ("gift-2-1", -1),
    ]
    assert count(7, *shelf, missing).lot_changes() == (LotChange(RICE, "gift-1-1", 3, TENTH),)
    assert lots(*shelf, missing, count(8, *shelf, missing)) == lots(*shelf)


def test_only_what_no_count_had_taken_is_a_lot_without_an_expiry() -> None:
    slip = count(8, *SHELF)
    found = count(13, *SHELF, slip)
    assert found.lot_changes() == (
        LotChange(RICE, "gift-1-1", 2, TENTH),
        LotChange(RICE, f"{NEW}-1", 3),
    )


def test_what_was_found_once_is_not_found_again_in_the_old_lot() -> None:
    slip = count(9, *SHELF)
    back = count(10, *SHELF, slip)
    more = count(11, *SHELF, slip, back)
    assert [(it.lot_id, it.pieces) for it in more.lot_changes()] == [(f"{NEW}-1", 1)]


def test_counts_of_another_item_change_nothing() -> None:
    slip = count(1, *SHELF)
    past = (*SHELF, OIL_LISTED, donated(OIL, 3, None, "gift-3"), slip)
    oil = given(*past).when(CountStock(lines=(Count(OIL, 5),))).fact
    assert [(it.item_id, it.lot_id) for it in oil.lot_changes()] == [(OIL, f"{NEW}-1")]
