"""A gift has one receipt, and what has expired is not taken in."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import settings
from hypothesis import strategies as st

from domain.ledger.journal import Posting
from domain.people.membership import UnknownMember
from domain.shop.donation import (
    AmountInvalid,
    DonatedGoods,
    DonationReceived,
    DuplicateReceipt,
    ExpiredOnReceipt,
    NothingGiven,
    ReceiveDonation,
)
from domain.shop.items import QuantityInvalid, TooManyPieces, UnknownItem
from tests.controls import (
    NOW,
    OIL,
    OIL_LISTED,
    RICE,
    RICE_LISTED,
    STRANGER,
    WANG,
    WANG_JOINED,
    donated,
    moment,
)
from tests.scenario import NEW, given

TODAY, TOMORROW = date(2026, 3, 20), date(2026, 3, 21)
GOODS = (DonatedGoods(RICE, 10, TOMORROW), DonatedGoods(OIL, 4))
GIFT = ReceiveDonation(
    donor="donor:shop-on-the-corner",
    goods=GOODS,
    money_fen=12_345,
    purpose="助老",
    receipt_number="0001",
)
SHELF = (RICE_LISTED, OIL_LISTED)


def test_goods_and_money_are_received() -> None:
    fact = DonationReceived(
        donation_id=NEW,
        receipt_number="0001",
        donor="donor:shop-on-the-corner",
        goods=GOODS,
        money_fen=12_345,
        purpose="助老",
    )
    given(*SHELF).when(GIFT).then(fact)
    assert fact.postings() == (
        Posting("community/given", "goods:rice", -10),
        Posting("stock/main/rice", "goods:rice", 10),
        Posting("community/given", "goods:oil", -4),
        Posting("stock/main/oil", "goods:oil", 4),
        Posting("community/given", "cny", -12_345),
        Posting("fund/助老", "cny", 12_345),
    )


def test_nobody_need_say_who_they_are_nor_what_the_money_is_for() -> None:
    fact = given().when(ReceiveDonation(money_fen=100)).fact
    assert (fact.donor, fact.purpose) == (None, "general")
    assert "donor:" not in "".join(fact.touches())


def test_a_gift_is_found_under_its_donor() -> None:
    fact = given(*SHELF, WANG_JOINED).when(replace(GIFT, donor=f"member:{WANG}")).fact
    assert f"member:{WANG}" in fact.touches()


def test_a_donor_who_is_a_member_is_one_whom_the_community_knows() -> None:
    strangers = replace(GIFT, donor=f"member:{STRANGER}")
    given(*SHELF, WANG_JOINED).when(strangers).refused(UnknownMember)


def test_a_receipt_gets_the_next_free_number_of_its_day() -> None:
    money = ReceiveDonation(money_fen=100)
    assert given().when(money).fact.receipt_number == "R20260320-0001"
    taken = given(donated(RICE, 1, donation_id="gift-1"), donated(RICE, 1, donation_id="gift-2"))
    assert taken.when(money).fact.receipt_number == "R20260320-0003"


def test_a_number_that_the_office_wrote_by_hand_is_passed_over() -> None:
    by_hand = DonationReceived(donation_id="gift-1", receipt_number="R20260320-0002", money_fen=100)
    fact = given(by_hand).when(ReceiveDonation(money_fen=100)).fact
    assert fact.receipt_number == "R20260320-0003"


def test_a_number_is_of_the_day_of_the_gift_in_the_community() -> None:
    early = ReceiveDonation(money_fen=100)
    fact = given().when(early, happened_at=moment(3, 5, 0, 30)).fact
    assert fact.receipt_number == "R20260305-0001"


@settings(deadline=None)
@hypothesis_given(st.lists(st.integers(19, 22), max_size=9))
def test_a_clock_that_is_set_back_and_forward_makes_no_second_receipt_of_one_number(
    days: list[int],
) -> None:
    gifts: list[DonationReceived] = []
    for day in days:
        receive = ReceiveDonation(money_fen=100)
        fact = given(*gifts).when(receive, at=moment(3, day, 9)).fact
        assert isinstance(fact, DonationReceived)
        assert fact.receipt_number.startswith(f"R202603{day}-")
        gifts.append(fact)
    assert len({it.receipt_number for it in gifts}) == len(gifts)


def test_a_receipts_number_is_used_once() -> None:
    other = replace(GIFT, receipt_number="receipt-of-gift-1")
    given(*SHELF, donated(RICE, 1), donated(OIL, 1, donation_id="gift-2")).when(other).refused(
        DuplicateReceipt, receipt_number="receipt-of-gift-1"
    )


def test_an_empty_gift_is_none() -> None:
    nothing = ReceiveDonation(donor=f"member:{WANG}")
    given(*SHELF, WANG_JOINED).when(nothing).refused(NothingGiven)


def test_goods_that_the_catalogue_lacks_are_not_taken_in() -> None:
    given(RICE_LISTED).when(GIFT).refused(UnknownItem)


@pytest.mark.parametrize("expires_on", [TODAY, date(2026, 3, 19)])
def test_goods_that_have_expired_are_not_taken_in(expires_on: date) -> None:
    stale = replace(GIFT, goods=(GOODS[1], DonatedGoods(RICE, 10, expires_on)))
    given(*SHELF).when(stale).refused(ExpiredOnReceipt)


def test_goods_expire_by_the_day_on_which_they_were_received() -> None:
    old = replace(GIFT, goods=(DonatedGoods(RICE, 10, date(2026, 3, 6)),))
    assert given(*SHELF).when(old, happened_at=moment(3, 5, 9), at=NOW).fact
    given(*SHELF).when(old, happened_at=moment(3, 6, 9), at=NOW).refused(ExpiredOnReceipt)


@pytest.mark.parametrize("quantity", [0, -1])
def test_pieces_are_counted_from_one(quantity: int) -> None:
    nothing = replace(GIFT, goods=(GOODS[0], DonatedGoods(OIL, quantity)))
    given(*SHELF).when(nothing).refused(QuantityInvalid)


def test_no_shelf_holds_more_than_a_thousand_million_pieces() -> None:
    held = donated(RICE, 999_999_990)
    assert given(*SHELF, held).when(replace(GIFT, goods=(DonatedGoods(RICE, 10),))).fact
    over = replace(GIFT, goods=(DonatedGoods(RICE, 5), DonatedGoods(RICE, 6)))
    given(*SHELF, held).when(over).refused(TooManyPieces)
    given(*SHELF).when(replace(GIFT, goods=(DonatedGoods(OIL, 10**9 + 1),))).refused(TooManyPieces)


@pytest.mark.parametrize("money_fen", [0, -1, 10**9 + 1])
def test_money_is_given_from_one_fen_to_ten_million_yuan(money_fen: int) -> None:
    given(*SHELF).when(replace(GIFT, money_fen=money_fen)).refused(AmountInvalid)
    given(*SHELF).when(ReceiveDonation(money_fen=money_fen)).refused(AmountInvalid)
    assert given(*SHELF).when(ReceiveDonation(money_fen=10**9)).fact.postings()


def test_a_gifts_faults_are_told_in_the_offices_order() -> None:
    past = (donated(RICE, 1),)
    empty = replace(GIFT, goods=(), money_fen=None)
    given(*past).when(replace(empty, receipt_number="receipt-of-gift-1")).refused(DuplicateReceipt)
    given(*past).when(empty).refused(NothingGiven)

    def worst(quantity: int, expires_on: date) -> ReceiveDonation:
        return replace(GIFT, goods=(DonatedGoods(RICE, quantity, expires_on),), money_fen=0)

    given(*past).when(worst(0, TODAY)).refused(UnknownItem)
    given(*past, *SHELF).when(worst(0, TODAY)).refused(QuantityInvalid)
    given(*past, *SHELF).when(worst(10**9, TODAY)).refused(TooManyPieces)
    given(*past, *SHELF).when(worst(1, TODAY)).refused(ExpiredOnReceipt)
    given(*past, *SHELF).when(worst(1, TOMORROW)).refused(AmountInvalid)


def test_the_same_gift_again_has_the_same_receipt(database: str) -> None:
    given(*SHELF).when(replace(GIFT, receipt_number=None)).repeated(database)
