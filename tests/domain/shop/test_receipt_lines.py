"""A receipt of several lines is one donation, whichever of its lines was recorded first."""

from dataclasses import replace
from datetime import date

from domain.ledger.journal import AMOUNT_MAX
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
from domain.shop.receipt_lines import DonationExtended, ReceiveLine
from tests.controls import OIL, OIL_LISTED, RICE, RICE_LISTED, STRANGER
from tests.scenario import NEW, given

SHELF = (RICE_LISTED, OIL_LISTED)
SHOP = "donor:shop-on-the-corner"
FIRST = DonationReceived(
    donation_id="gift-1", receipt_number="0001", donor=SHOP, goods=(DonatedGoods(RICE, 10),)
)
OIL_LINE = ReceiveDonation(donor=SHOP, goods=(DonatedGoods(OIL, 4),), receipt_number="0001")
JOINING = ReceiveLine(line=OIL_LINE, joins=("gift-0", "gift-1"))


def test_a_further_line_joins_the_donation_with_lots_of_its_own() -> None:
    fact = DonationExtended(
        donation_id="gift-1",
        receipt_number="0001",
        donor=SHOP,
        goods=(DonatedGoods(OIL, 4),),
        first_line=2,
    )
    given(*SHELF, FIRST).when(JOINING).then(fact)
    assert [it.lot_id for it in fact.lot_changes()] == ["gift-1-2"]
    assert "donation:gift-1" in fact.touches()


def test_the_first_line_that_is_recorded_is_the_donation() -> None:
    fact = given(*SHELF).when(JOINING).fact
    assert isinstance(fact, DonationReceived)
    assert fact.donation_id == NEW


def test_a_line_of_another_receipt_or_giver_joins_nothing() -> None:
    other = replace(JOINING, line=replace(OIL_LINE, donor="donor:another"))
    given(*SHELF, FIRST).when(other).refused(DuplicateReceipt)
    elsewhere = replace(JOINING, line=replace(OIL_LINE, receipt_number="0002"))
    assert isinstance(given(*SHELF, FIRST).when(elsewhere).fact, DonationReceived)


def test_the_same_line_twice_is_a_duplicate() -> None:
    same = replace(JOINING, line=replace(OIL_LINE, goods=FIRST.goods))
    given(*SHELF, FIRST).when(same).refused(DuplicateReceipt)


def test_what_a_donation_is_refused_for_a_line_is_too() -> None:
    for goods, refusal in (
        ((), NothingGiven),
        ((DonatedGoods("nothing", 1),), UnknownItem),
        ((DonatedGoods(OIL, 0),), QuantityInvalid),
        ((DonatedGoods(OIL, AMOUNT_MAX + 1),), TooManyPieces),
        ((DonatedGoods(OIL, 1, date(2020, 1, 1)),), ExpiredOnReceipt),
    ):
        line = replace(JOINING, line=replace(OIL_LINE, goods=goods))
        given(*SHELF, FIRST).when(line).refused(refusal)


def test_money_of_two_purposes_is_not_of_one_donation() -> None:
    first = DonationReceived(
        donation_id="gift-1", receipt_number="0001", donor=SHOP, money_fen=500, purpose="助学"
    )
    line = ReceiveDonation(donor=SHOP, money_fen=300, purpose="助老", receipt_number="0001")
    given(first).when(ReceiveLine(line=line, joins=("gift-1",))).refused(DuplicateReceipt)
    same = ReceiveLine(line=replace(line, purpose="助学"), joins=("gift-1",))
    assert isinstance(given(first).when(same).fact, DonationExtended)


def test_an_amount_that_is_none_joins_nothing() -> None:
    line = replace(JOINING, line=replace(OIL_LINE, goods=(), money_fen=-1))
    given(*SHELF, FIRST).when(line).refused(AmountInvalid)


def test_asking_again_adds_no_second_line(database: str) -> None:
    given(*SHELF, FIRST).when(JOINING).repeated(database)


def test_a_line_of_a_member_who_is_none_joins_nothing() -> None:
    line = replace(JOINING, line=replace(OIL_LINE, donor=f"member:{STRANGER}"))
    given(*SHELF, FIRST).when(line).refused(UnknownMember)


def test_the_same_money_twice_is_a_duplicate_and_another_amount_is_not() -> None:
    first = DonationReceived(
        donation_id="gift-1", receipt_number="0001", donor=SHOP, money_fen=500, purpose="general"
    )
    money = replace(OIL_LINE, goods=(), money_fen=500)
    given(*SHELF, first).when(replace(JOINING, line=money)).refused(DuplicateReceipt)
    more = given(*SHELF, first).when(replace(JOINING, line=replace(money, money_fen=600))).fact
    assert more.money_fen == 600
    again = replace(JOINING, line=replace(money, money_fen=600))
    given(*SHELF, first, more).when(again).refused(DuplicateReceipt)
