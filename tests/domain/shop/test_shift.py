"""A cashier sells in a shift of their own, and each receipt has a number of its own."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import settings
from hypothesis import strategies as st
from msgspec.structs import replace as copy_of

from domain.ledger.fact import Fact
from domain.ledger.journal import AMOUNT_MAX
from domain.people.membership import RoleGranted, RoleWithdrawn
from domain.shop.goods_return import ReturnGoods
from domain.shop.items import CountInvalid, UnknownItem
from domain.shop.redemption import PointsRedeemed, RedeemPoints
from domain.shop.sale import Pieces
from domain.shop.shift import (
    CloseShift,
    NotYourShift,
    OpenShift,
    Shift,
    ShiftAlreadyOpen,
    ShiftClosed,
    ShiftNotOpen,
    ShiftOpened,
    SpotCount,
    SpotCounted,
    TillTaken,
)
from domain.shop.tags import shift_tag
from tests.controls import CHEN, HAN, LI, NOW, OIL, RICE, SUN, WANG, donated, moment, sold
from tests.scenario import NEW, given
from tests.shop import SHOP

TODAY = date(2026, 3, 20)
SUNS = ShiftOpened(
    shift_id="shift-1", till="S1", cashier_id=SUN, day=TODAY, number=1, receipts_before=0
)
HANS = copy_of(SUNS, shift_id="shift-2", till="S2", cashier_id=HAN)
SUNS_END = ShiftClosed(shift_id="shift-1", till="S1", cashier_id=SUN, last_receipt=0)
OIL_FOR_LI = RedeemPoints(
    member_id=LI, lines=(Pieces(OIL, 1),), served_by=SUN, shift_id=SUNS.shift_id
)
OIL_FOR_WANG = replace(OIL_FOR_LI, member_id=WANG)


def receipt(
    number: str | None, shift_id: str = "shift-1", redemption_id: str = "s"
) -> PointsRedeemed:
    return copy_of(sold(redemption_id), shift_id=shift_id, receipt_number=number)


def test_a_cashier_opens_a_shift_at_a_till() -> None:
    outcome = given(HANS).when(OpenShift(till="S1", cashier_id=SUN), actor=SUN)
    outcome.then(copy_of(SUNS, shift_id=NEW))


def test_a_till_has_one_shift_at_a_time() -> None:
    given(SUNS, HANS).when(OpenShift(till="S1", cashier_id=CHEN)).refused(TillTaken, till="S1")
    assert given(SUNS, SUNS_END, HANS).when(OpenShift(till="S1", cashier_id=CHEN)).fact


def test_a_cashier_has_one_shift_at_a_time() -> None:
    given(SUNS, HANS).when(OpenShift(till="S3", cashier_id=SUN)).refused(
        ShiftAlreadyOpen, till="S1"
    )
    assert given(SUNS, SUNS_END, HANS).when(OpenShift(till="S3", cashier_id=SUN)).fact


def test_receipts_are_numbered_within_the_till_and_the_day() -> None:
    shop = given(*SHOP, SUNS, HANS)
    assert shop.when(OIL_FOR_LI).fact.receipt_number == "S1-20260320-0001"
    one, elsewhere = receipt("S1-20260320-0001"), receipt("S2-20260320-0001", "shift-2")
    later = given(*SHOP, SUNS, HANS, one, elsewhere, elsewhere)
    assert later.when(OIL_FOR_WANG).fact.receipt_number == "S1-20260320-0002"


def test_two_shifts_of_a_day_never_give_the_same_number() -> None:
    end = copy_of(SUNS_END, last_receipt=7)
    opening = OpenShift(till="S1", cashier_id=HAN)
    same_day = given(SUNS, end).when(opening).fact
    assert (same_day.number, same_day.receipts_before) == (2, 7)
    next_day = given(SUNS, end).when(opening, at=moment(3, 21, 9)).fact
    assert (next_day.number, next_day.receipts_before) == (2, 0)
    second = copy_of(same_day, shift_id="shift-3")
    sale = replace(OIL_FOR_LI, shift_id="shift-3", served_by=HAN)
    assert given(*SHOP, SUNS, end, second).when(sale).fact.receipt_number == "S1-20260320-0008"


@settings(deadline=None)
@hypothesis_given(
    st.lists(
        st.tuples(st.sampled_from(["S1", "S2"]), st.integers(19, 22), st.integers(0, 3)), max_size=6
    )
)
def test_a_till_whose_clock_is_set_back_and_forward_gives_no_number_twice(
    shifts: list[tuple[str, int, int]],
) -> None:
    past: list[Fact] = []
    numbers: list[str | None] = []
    for shift_id, (till, day, sales) in enumerate(shifts):
        opening = OpenShift(till=till, cashier_id=SUN)
        opened = given(*past).when(opening, at=moment(3, day, 9)).fact
        past.append(copy_of(opened, shift_id=f"shift-{shift_id}"))
        closing = CloseShift(shift_id=f"shift-{shift_id}", closed_by=SUN)
        for _ in range(sales):
            view = given(*past).view(closing)
            numbers.append(view(Shift, shift_tag(closing.shift_id)).receipt_number())
            past.append(receipt(numbers[-1], closing.shift_id, f"sale-{len(numbers)}"))
        past.append(given(*past).when(closing, at=moment(3, day, 9)).fact)
    assert len({*numbers}) == len(numbers)


def test_a_till_whose_clock_was_right_again_begins_the_next_day_with_one() -> None:
    ended = copy_of(SUNS_END, last_receipt=7)
    back = copy_of(SUNS, shift_id="shift-3", day=date(2026, 3, 19), number=2, receipts_before=7)
    back_ended = copy_of(ended, shift_id="shift-3", last_receipt=9)
    opening = OpenShift(till="S1", cashier_id=HAN)
    set_back = given(SUNS, ended).when(opening, at=moment(3, 19, 9)).fact
    assert (set_back.day, set_back.receipts_before) == (back.day, back.receipts_before)
    till = given(SUNS, ended, back, back_ended)
    assert [
        till.when(opening, at=moment(3, day, 9)).fact.receipts_before for day in (18, 19, 20, 21)
    ] == [9, 9, 7, 0]


def test_a_slip_that_was_written_without_the_network_keeps_its_name() -> None:
    slip = replace(OIL_FOR_LI, slip="3FA9C2", allowance_id="allowance-1")
    fact = given(*SHOP, SUNS).when(slip).fact
    assert fact.receipt_number == "S1-20260320-F3FA9C2"
    after = given(*SHOP, SUNS, fact).when(OIL_FOR_WANG).fact
    assert after.receipt_number == "S1-20260320-0001"


def test_a_sale_names_its_shift_and_one_outside_any_shift_names_none() -> None:
    fact = given(*SHOP, SUNS).when(OIL_FOR_LI).fact
    assert fact.shift_id == "shift-1"
    assert "shift:shift-1" in fact.touches()
    plain = given(*SHOP, SUNS).when(replace(OIL_FOR_LI, shift_id=None)).fact
    assert (plain.shift_id, plain.receipt_number) == (None, None)


def test_nothing_is_sold_in_a_shift_that_is_closed_or_never_was() -> None:
    given(*SHOP, SUNS, HANS, SUNS_END).when(OIL_FOR_LI).refused(ShiftNotOpen)
    given(*SHOP, HANS).when(OIL_FOR_LI).refused(ShiftNotOpen)


def test_nobody_sells_in_anothers_shift() -> None:
    given(*SHOP, SUNS, HANS).when(replace(OIL_FOR_LI, served_by=HAN)).refused(NotYourShift)


def test_goods_come_back_in_the_shift_of_who_takes_them() -> None:
    sale = copy_of(sold(), shift_id="shift-1")
    back = ReturnGoods(redemption_id="sale-1", lines=(Pieces(RICE, 1),), shift_id="shift-2")
    shop = (*SHOP, donated(RICE, 9), sale, SUNS, HANS)
    fact = given(*shop).when(back, actor=HAN).fact
    assert (fact.shift_id, fact.receipt_number) == ("shift-2", "S2-20260320-0001")
    given(*shop).when(back, actor=SUN).refused(NotYourShift)
    end = copy_of(SUNS_END, shift_id="shift-2", till="S2", cashier_id=HAN)
    given(*shop, end).when(back, actor=HAN).refused(ShiftNotOpen)


def test_closing_compares_what_was_counted_with_the_books() -> None:
    closing = CloseShift(shift_id="shift-1", closed_by=SUN, counts=(SpotCounted(OIL, 98),))
    given(*SHOP, SUNS, receipt("S1-20260320-0001"), HANS).when(closing, actor=SUN).then(
        copy_of(SUNS_END, last_receipt=1, spot_counts=(SpotCount(OIL, 100, 98),))
    )


def test_counting_at_the_close_moves_nothing() -> None:
    closing = CloseShift(shift_id="shift-1", closed_by=SUN, counts=(SpotCounted(OIL, 98),))
    assert given(*SHOP, SUNS).when(closing, actor=SUN).fact.postings() == ()


def test_what_the_catalogue_lacks_cannot_be_counted() -> None:
    closing = CloseShift(shift_id="shift-1", closed_by=SUN, counts=(SpotCounted("salt", 1),))
    given(*SHOP, SUNS).when(closing).refused(UnknownItem)


@pytest.mark.parametrize("counted", [-1, AMOUNT_MAX + 1, 10**4_000])
def test_what_no_shelf_can_hold_was_not_seen_at_the_close(counted: int) -> None:
    closing = CloseShift(shift_id="shift-1", closed_by=SUN, counts=(SpotCounted(OIL, counted),))
    given(*SHOP, SUNS).when(closing, actor=SUN).refused(CountInvalid)


def test_a_shift_is_closed_once() -> None:
    closing = CloseShift(shift_id="shift-1", closed_by=SUN)
    given(SUNS, HANS, SUNS_END).when(closing).refused(ShiftNotOpen)
    given(HANS).when(closing).refused(ShiftNotOpen)


def test_only_a_supervisor_closes_anothers_shift() -> None:
    closing = CloseShift(shift_id="shift-1", closed_by=HAN)
    given(SUNS, HANS).when(closing, actor=HAN).refused(NotYourShift)
    role = RoleGranted(member_id=HAN, role="supervisor")
    given(SUNS, HANS, role).when(closing, actor=HAN).then(SUNS_END)
    gone = RoleWithdrawn(member_id=HAN, role="supervisor")
    given(SUNS, HANS, role, gone).when(closing, actor=HAN).refused(NotYourShift)


def test_the_close_was_caused_by_the_opening() -> None:
    assert SUNS_END.caused_by() == SUNS.shift_id


def test_the_same_opening_again_opens_no_second_shift(database: str) -> None:
    given(HANS).when(OpenShift(till="S1", cashier_id=SUN), actor=SUN, at=NOW).repeated(database)


def test_the_same_close_again_closes_nothing_more(database: str) -> None:
    given(SUNS).when(CloseShift(shift_id="shift-1", closed_by=SUN), actor=SUN).repeated(database)
