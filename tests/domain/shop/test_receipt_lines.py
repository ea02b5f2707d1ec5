"""A receipt of several lines is one donation, whichever of its lines was recorded first."""

from dataclasses import replace
from datetime import date

from msgspec import structs

from domain.ledger.journal import AMOUNT_MAX
from domain.people.membership import UnknownMember
from domain.rules.changes import NothingChanged
from domain.shop.donation import (
    AmountInvalid,
    DonatedGoods,
    DonationReceived,
    DuplicateReceipt,
    ExpiredOnReceipt,
    NothingGiven,
    ReceiveDonation,
    UnknownDonation,
)
from domain.shop.donation_correction import DonationCorrected, ReceivedYourself
from domain.shop.giving.lots import CorrectedLine, CorrectedLot
from domain.shop.items import LotChange, QuantityInvalid, TooManyPieces, UnknownItem
from domain.shop.receipt_lines import (
    CorrectedAsAWhole,
    CorrectReceiptLine,
    DonationExtended,
    ReceiptStays,
    ReceiveLine,
)
from tests.controls import NOW, OIL, OIL_LISTED, RICE, RICE_LISTED, STRANGER, SUN, ZHOU
from tests.scenario import NEW, by, given

SHELF = (RICE_LISTED, OIL_LISTED)
SHOP = "donor:shop-on-the-corner"
FIRST = DonationReceived(
    donation_id="gift-1", receipt_number="0001", donor=SHOP, goods=(DonatedGoods(RICE, 10),)
)
OIL_LINE = ReceiveDonation(donor=SHOP, goods=(DonatedGoods(OIL, 4),), receipt_number="0001")
OIL_OF_FIRST = DonationExtended(
    donation_id="gift-1",
    receipt_number="0001",
    donor=SHOP,
    goods=(DonatedGoods(OIL, 4),),
    first_line=2,
)
LINES = (*SHELF, by(SUN, FIRST), by(SUN, OIL_OF_FIRST))
FIVE = CorrectReceiptLine(
    donation_id="gift-1",
    line_id="fact-4",
    day=NOW.date(),
    line=replace(OIL_LINE, goods=(DonatedGoods(OIL, 5),)),
    reason_text="reason-1",
)
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


def corrected(decision: CorrectReceiptLine, *past: object) -> DonationCorrected:
    fact = given(*LINES, *past).when(decision, actor=ZHOU).fact  # type: ignore[arg-type]
    assert isinstance(fact, DonationCorrected)
    return fact


def test_one_line_is_put_right_and_the_others_stay() -> None:
    fact = corrected(FIVE)
    assert fact.lots == (CorrectedLot(LotChange(OIL, "gift-1-2", 1, None), 4, 5),)
    assert fact.line == CorrectedLine("fact-4", FIVE.line.goods)
    assert (fact.pieces_before, fact.pieces) == (14, 15)
    rice = replace(FIVE, line=replace(FIVE.line, goods=(DonatedGoods(RICE, 3),)))
    again = corrected(rice, by(ZHOU, fact))
    assert [(it.lot.item_id, it.received) for it in again.lots] == [(RICE, 13), (OIL, 0)]
    back = corrected(FIVE, by(ZHOU, fact), by(ZHOU, again))
    assert [(it.lot.item_id, it.received) for it in back.lots] == [(RICE, 10), (OIL, 5)]


def test_putting_a_line_right_again_does_it_once(database: str) -> None:
    given(*LINES).when(FIVE, actor=ZHOU).repeated(database)


def test_a_line_keeps_its_receipt() -> None:
    for fields in (
        {"day": date(2026, 1, 1)},
        {"line": replace(FIVE.line, receipt_number="0002")},
        {"line": replace(FIVE.line, donor="donor:another")},
    ):
        given(*LINES).when(replace(FIVE, **fields), actor=ZHOU).refused(ReceiptStays)  # type: ignore[arg-type]
    unknown = replace(FIVE, line_id="fact-9")
    given(*LINES).when(unknown, actor=ZHOU).refused(UnknownDonation)
    given(*LINES).when(FIVE, actor=SUN).refused(ReceivedYourself)


def test_money_of_a_line_is_some_and_for_the_purpose_of_the_others() -> None:
    first = DonationReceived(donation_id="gift-1", receipt_number="0001", donor=SHOP, money_fen=500)
    second = DonationExtended(
        donation_id="gift-1", receipt_number="0001", donor=SHOP, money_fen=300, first_line=1
    )
    past = by(SUN, first), by(SUN, second)
    money = ReceiveDonation(donor=SHOP, money_fen=30, receipt_number="0001")
    right = replace(FIVE, line_id="fact-2", line=money)
    fact = given(*past).when(right, actor=ZHOU).fact
    assert isinstance(fact, DonationCorrected) and fact.money_fen == 530
    none = replace(right, line=replace(money, money_fen=0))
    given(*past).when(none, actor=ZHOU).refused(AmountInvalid)
    elsewhere = replace(right, line=replace(money, purpose="助学"))
    given(*past).when(elsewhere, actor=ZHOU).refused(ReceiptStays)


def test_lines_of_a_donation_that_was_put_right_as_a_whole_are_not_known() -> None:
    whole = corrected(FIVE)
    as_a_whole = by(ZHOU, structs.replace(whole, line=None))
    six = replace(FIVE, line=replace(OIL_LINE, goods=(DonatedGoods(OIL, 6),)))
    given(*LINES, as_a_whole).when(six, actor=ZHOU).refused(CorrectedAsAWhole)
    given(*LINES, as_a_whole).when(FIVE, actor=ZHOU).refused(NothingChanged)


def test_a_line_says_what_it_was_put_right_to() -> None:
    fact = corrected(FIVE)
    same = replace(JOINING, line=FIVE.line)
    given(*LINES, by(ZHOU, fact)).when(same).refused(DuplicateReceipt)
    as_before = given(*LINES, by(ZHOU, fact)).when(JOINING).fact
    assert isinstance(as_before, DonationExtended)
