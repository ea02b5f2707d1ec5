"""The books follow what stands on the shelf."""

from datetime import date

import pytest

from domain.ledger.journal import AMOUNT_MAX, Posting
from domain.shop.items import CountInvalid, LotChange, UnknownItem
from domain.shop.stock_count import Count, CountedLine, CountedTwice, CountStock, StockCounted
from tests.controls import OIL, OIL_LISTED, RICE, RICE_LISTED, donated
from tests.scenario import NEW, given

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
SHELF = (
    RICE_LISTED,
    OIL_LISTED,
    donated(RICE, 3, JUNE, "gift-1"),
    donated(RICE, 2, MAY, "gift-2"),
    donated(OIL, 4, None, "gift-3"),
)


def count(*lines: Count) -> CountStock:
    return CountStock(lines=lines)


def test_missing_pieces_leave_the_lots_that_expire_first() -> None:
    fact = StockCounted(
        count_id=NEW,
        lines=(
            CountedLine(
                RICE,
                5,
                1,
                (LotChange(RICE, "gift-2-1", -2, MAY), LotChange(RICE, "gift-1-1", -2, JUNE)),
                "reason-1",
            ),
        ),
    )
    given(*SHELF).when(count(Count(RICE, 1, "reason-1"))).then(fact)
    assert fact.postings() == (
        Posting("stock/main/rice", "goods:rice", -4),
        Posting("community/count-differences", "goods:rice", 4),
    )


def test_found_pieces_are_a_lot_without_an_expiry() -> None:
    fact = StockCounted(
        count_id=NEW,
        lines=(
            CountedLine(RICE, 5, 5, ()),
            CountedLine(OIL, 4, 6, (LotChange(OIL, f"{NEW}-2", 2),)),
        ),
    )
    given(*SHELF).when(count(Count(RICE, 5), Count(OIL, 6))).then(fact)
    assert fact.postings() == (
        Posting("community/count-differences", "goods:oil", -2),
        Posting("stock/main/oil", "goods:oil", 2),
    )


def test_an_empty_shelf_is_counted_too() -> None:
    (line,) = given(*SHELF).when(count(Count(OIL, 0))).fact.lines
    assert (line.booked, line.difference) == (4, -4)


def test_a_count_is_compared_with_the_books_of_that_moment() -> None:
    first = given(*SHELF).when(count(Count(RICE, 1))).fact
    (line,) = given(*SHELF, first).when(count(Count(RICE, 3))).fact.lines
    assert (line.booked, line.difference) == (1, 2)


def test_one_count_has_one_number_for_an_item() -> None:
    given(*SHELF).when(count(Count(RICE, 1), Count(OIL, 4), Count(RICE, 2))).refused(CountedTwice)


def test_what_the_catalogue_lacks_is_not_counted() -> None:
    given(*SHELF).when(count(Count(RICE, 1), Count("salt", 2))).refused(UnknownItem)


@pytest.mark.parametrize("counted", [-1, AMOUNT_MAX + 1, 2**63])
def test_nobody_counts_what_no_shelf_can_hold(counted: int) -> None:
    given(*SHELF).when(count(Count(OIL, 4), Count(RICE, counted))).refused(CountInvalid)


def test_of_two_faults_a_double_count_is_told_first() -> None:
    given().when(count(Count(RICE, 1), Count(RICE, 2))).refused(CountedTwice)


def test_the_same_count_again_changes_nothing_more(database: str) -> None:
    given(*SHELF).when(count(Count(RICE, 1), Count(OIL, 6))).repeated(database)
