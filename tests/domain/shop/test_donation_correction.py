"""A donation that was written down wrongly is put right by another; what left stays left."""

from dataclasses import replace
from datetime import date

import pytest
from msgspec import structs

from domain.ledger.decision import OFFICE
from domain.ledger.fact import Fact, Recorded, decode, encode
from domain.ledger.journal import AMOUNT_MAX
from domain.office.workbook import WorkbookTakenIn
from domain.rules.accounts import CNY, COUNT_DIFFERENCES, fund_account, goods, stock_account
from domain.rules.changes import ChangedMeanwhile, NothingChanged
from domain.shop.count_approval import CountApproved
from domain.shop.counted_shelf import CountOvertaken
from domain.shop.donation import (
    AmountInvalid,
    DonatedGoods,
    DonationReceived,
    ExpiredOnReceipt,
    UnknownDonation,
)
from domain.shop.donation_correction import CorrectDonation, DonationCorrected, ReceivedYourself
from domain.shop.giving.kinds import GoodsWereGiven, MoneyWasGiven
from domain.shop.giving.lots import CorrectedLot
from domain.shop.items import Item, LotChange, QuantityInvalid, TooManyPieces, UnknownItem
from domain.shop.receipt_lines import DonationExtended
from domain.shop.stock_count import Count, CountedLine, CountStock, StockCounted
from domain.shop.tags import item_tag
from tests.controls import CHEN, NOW, OIL, OIL_LISTED, RICE, RICE_LISTED, SUN, ZHOU, sold
from tests.scenario import NEW, Done, by, envelope, given

JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)
SHELF = (RICE_LISTED, OIL_LISTED)
MONEY = DonationReceived(donation_id="gift-1", receipt_number="R1", money_fen=100_000)
HUNDRED = DonationReceived(
    donation_id="gift-1", receipt_number="R1", goods=(DonatedGoods(RICE, 100, JUNE),)
)


def correct(**said: object) -> CorrectDonation:
    return CorrectDonation(donation_id="gift-1", reason_text="reason-1", **said)  # type: ignore[arg-type]


def rice(pieces: int, expires_on: date | None = JUNE) -> CorrectDonation:
    return correct(goods=(DonatedGoods(RICE, pieces, expires_on),))


def took(pieces: int, lot: str = "gift-1-1") -> Fact:
    return sold("sale-1", lots=(LotChange(RICE, lot, -pieces, JUNE),))


def counted(booked: int, seen: int) -> StockCounted:
    lots = (LotChange(RICE, "gift-1-1", seen - booked, JUNE),)
    return StockCounted(count_id="count-1", lines=(CountedLine(RICE, booked, seen, lots),))


def corrected(decision: CorrectDonation, *past: Fact | Done) -> DonationCorrected:
    fact = given(*SHELF, *past).when(decision, actor=ZHOU).fact
    assert isinstance(fact, DonationCorrected)
    return fact


def lots_after(*past: Fact | Done) -> dict[str, int]:
    scenario = given(*SHELF, *past)
    item = scenario._view((item_tag(RICE),))(Item, item_tag(RICE))
    return {it.lot_id: it.pieces for it in item.held}


def moved(fact: Fact, account: str, unit: str) -> int:
    return sum(it.amount for it in fact.postings() if (it.account, it.unit) == (account, unit))


def test_a_thousand_fen_were_given_and_not_a_hundred_thousand() -> None:
    made = given(by(SUN, MONEY)).when(correct(money_fen=1_000), actor=ZHOU)
    made.then(
        DonationCorrected(
            donation_id="gift-1",
            said_id="fact-1",
            receipt_number="R1",
            reason_text="reason-1",
            money_fen_before=100_000,
            money_fen=1_000,
        )
    )
    assert made.fact.mends() == "fact-1"
    assert moved(made.fact, fund_account("general"), CNY) == -99_000


def test_money_for_another_purpose_goes_to_its_fund() -> None:
    fact = corrected(correct(money_fen=1_000, purpose="助学"), by(SUN, MONEY))
    assert moved(fact, fund_account("general"), CNY) == -100_000
    assert moved(fact, fund_account("助学"), CNY) == 1_000


def test_a_correction_is_corrected_and_taken_back() -> None:
    first = corrected(correct(money_fen=1_000, purpose="助学"), by(SUN, MONEY))
    past = (by(SUN, MONEY), by(ZHOU, first))
    back = corrected(correct(money_fen=100_000, purpose="general"), *past)
    assert (back.money_fen_before, back.purpose_before) == (1_000, "助学")
    assert back.mends() == f"fact-{len(SHELF) + 2}"
    assert moved(back, fund_account("general"), CNY) == 100_000


def test_fewer_goods_than_were_written_down_leave_the_shelf() -> None:
    fact = corrected(rice(20), by(SUN, HUNDRED))
    (lot,) = fact.lots
    assert lot == CorrectedLot(lot=LotChange(RICE, "gift-1-1", -80, JUNE), before=100, received=20)
    assert (lot.difference, fact.pieces_before, fact.pieces) == (0, 100, 20)
    assert lots_after(by(SUN, HUNDRED), fact) == {"gift-1-1": 20}


def test_goods_that_left_stay_left_and_the_difference_is_named() -> None:
    fact = corrected(rice(20), by(SUN, HUNDRED), took(30))
    (lot,) = fact.lots
    assert (lot.more, lot.received, lot.difference) == (-70, 20, 10)
    assert moved(fact, stock_account(RICE), goods(RICE)) == -70
    assert moved(fact, COUNT_DIFFERENCES, goods(RICE)) == -10
    back = corrected(rice(100), by(SUN, HUNDRED), took(30), by(ZHOU, fact))
    (lot,) = back.lots
    assert (lot.more, lot.difference) == (70, -10)
    assert lots_after(by(SUN, HUNDRED), took(30), fact, back) == {"gift-1-1": 70}


def test_what_a_count_took_off_because_it_never_came_is_not_taken_off_twice() -> None:
    past = (by(SUN, HUNDRED), took(5), counted(95, 15))
    fact = corrected(rice(20), *past)
    (lot,) = fact.lots
    assert (lot.more, lot.recounted, lot.difference) == (0, 80, 0)
    assert lots_after(*past, fact) == {"gift-1-1": 15}
    again = corrected(rice(30), *past, fact)
    assert [(it.more, it.recounted) for it in again.lots] == [(0, -10)]
    back = corrected(rice(100), *past, fact, again)
    assert [(it.more, it.recounted) for it in back.lots] == [(0, -70)]


def found(booked: int, seen: int) -> StockCounted:
    lots = (LotChange(RICE, "count-1-1", seen - booked),)
    return StockCounted(count_id="count-1", lines=(CountedLine(RICE, booked, seen, lots),))


def replace_goods(fact: DonationReceived, *lines: DonatedGoods) -> DonationReceived:
    return DonationReceived(
        donation_id=fact.donation_id, receipt_number=fact.receipt_number, goods=lines
    )


def given_rice(pieces: int) -> Done:
    return by(SUN, replace_goods(HUNDRED, DonatedGoods(RICE, pieces, JUNE)))


AGREED = StockCounted(count_id="count-1", lines=(CountedLine(RICE, 100, 100, ()),))


@pytest.mark.parametrize(
    ("past", "came", "shelf", "named"),
    [
        # Counted off, and then fewer came than was written down: what was seen stands there.
        ((given_rice(100), counted(100, 40)), 90, 40, (10, 0)),
        ((given_rice(100), counted(100, 40)), 60, 40, (40, 0)),
        ((given_rice(100), counted(100, 40)), 40, 40, (60, 0)),
        ((given_rice(100), counted(100, 40)), 20, 40, (60, 20)),
        ((given_rice(100), counted(100, 40), took(10)), 60, 30, (40, 0)),
        ((given_rice(100), took(30), counted(70, 40)), 60, 40, (30, 10)),
        # A count found as many as were written down, or more, or those that were not.
        ((given_rice(100), AGREED), 60, 100, (0, 40)),
        ((given_rice(10), found(10, 100)), 100, 100, (0, -90)),
        ((given_rice(10), found(10, 100)), 20, 100, (0, -10)),
        # Nobody counted since it came: the shelf follows what came.
        ((given_rice(100), took(30)), 60, 30, (0, 0)),
        ((found(0, 5), given_rice(100)), 60, 65, (0, 0)),
        ((found(0, 5), given_rice(100)), 120, 125, (0, 0)),
    ],
)
def test_a_count_says_what_stood_there_and_a_correction_what_came(
    past: tuple[Fact | Done, ...], came: int, shelf: int, named: tuple[int, int]
) -> None:
    """`named` are the pieces counted off that never came, and those more that stood or left."""
    fact = corrected(rice(came), *past)
    (lot,) = fact.lots
    assert sum(lots_after(*past, fact).values()) == shelf
    assert (lot.recounted, lot.difference) == named
    back = corrected(rice(lot.before), *past, fact)
    assert sum(lots_after(*past, fact, back).values()) == sum(lots_after(*past).values())
    assert [(it.recounted, it.difference) for it in back.lots] == [(-named[0], -named[1])]


def test_other_goods_that_a_count_has_found_already_do_not_come_twice() -> None:
    seen = (CountedLine(RICE, 100, 0, (LotChange(RICE, "gift-1-1", -100, JUNE),)),)
    seen += (CountedLine(OIL, 0, 7, (LotChange(OIL, "count-1-2", 7),)),)
    past = (by(SUN, HUNDRED), StockCounted(count_id="count-1", lines=seen))
    fact = corrected(correct(goods=(DonatedGoods(OIL, 7),)), *past)
    assert [(it.lot.item_id, it.received, it.more) for it in fact.lots] == [
        (RICE, 0, 0),
        (OIL, 7, 0),
    ]
    assert not fact.lot_changes()


def test_goods_that_came_after_the_pieces_were_seen_were_not_counted() -> None:
    late = CountApproved(count_id="count-1", lines=AGREED.lines, counted_at=NOW)
    fact = corrected(rice(60), by(SUN, HUNDRED), late)
    assert [it.more for it in fact.lots] == [-40]


def test_who_has_not_seen_the_last_correction_is_told_to_look() -> None:
    first = corrected(rice(20), by(SUN, HUNDRED))
    past = (*SHELF, by(SUN, HUNDRED), by(CHEN, first))
    stale = correct(goods=(DonatedGoods(RICE, 30, JUNE),), last_id="fact-3")
    assert given(*past[:-1]).when(stale, actor=ZHOU).fact
    given(*past).when(stale, actor=ZHOU).refused(ChangedMeanwhile)
    assert given(*past).when(replace(stale, last_id="fact-4"), actor=ZHOU).fact
    line = DonationExtended(
        donation_id="gift-1", receipt_number="R1", goods=(DonatedGoods(RICE, 5),), first_line=2
    )
    given(*past[:-1], by(SUN, line)).when(stale, actor=ZHOU).refused(ChangedMeanwhile)


def test_another_expiry_makes_another_lot_of_what_is_left() -> None:
    past = (by(SUN, HUNDRED), took(30))
    fact = corrected(rice(100, JULY), *past)
    assert [(it.lot.lot_id, it.received, it.more, it.difference) for it in fact.lots] == [
        ("gift-1-1", 30, -70, 0),
        (f"{NEW}-1", 70, 70, 0),
    ]
    assert lots_after(*past, fact) == {f"{NEW}-1": 70}
    back = corrected(rice(100), *past, fact)
    assert lots_after(*past, fact, back) == {"gift-1-1": 70}
    given(*SHELF, *past, fact).when(rice(100, JULY), actor=ZHOU).refused(NothingChanged)


def test_other_goods_came_than_were_written_down() -> None:
    fact = corrected(correct(goods=(DonatedGoods(OIL, 7),)), by(SUN, HUNDRED))
    assert [(it.lot.item_id, it.received, it.more) for it in fact.lots] == [
        (RICE, 0, -100),
        (OIL, 7, 7),
    ]


def test_nothing_at_all_was_given() -> None:
    fact = corrected(correct(goods=()), by(SUN, HUNDRED))
    assert (fact.pieces, lots_after(by(SUN, HUNDRED), fact)) == (0, {})
    assert corrected(correct(money_fen=0), by(SUN, MONEY)).money_fen == 0


def test_lots_that_are_alike_keep_what_left_them() -> None:
    twice = replace_goods(HUNDRED, DonatedGoods(RICE, 10, JUNE), DonatedGoods(RICE, 10, JUNE))
    fact = corrected(rice(12), by(SUN, twice), took(9, "gift-1-2"))
    assert sum(it.more for it in fact.lots) == -8
    assert all(it.difference == 0 for it in fact.lots)


@pytest.mark.parametrize("actor", [SUN, CHEN])
def test_who_received_any_line_of_it_does_not_correct_it(actor: str) -> None:
    more = DonationExtended(donation_id="gift-1", receipt_number="R1", money_fen=5, first_line=1)
    past = (by(SUN, MONEY), by(CHEN, more))
    given(*past).when(correct(money_fen=1), actor=actor).refused(ReceivedYourself)
    assert given(*past).when(correct(money_fen=1), actor=ZHOU).fact


def test_who_gave_it_does_not_correct_it() -> None:
    gift = DonationReceived(
        donation_id="gift-1", receipt_number="R1", money_fen=5, donor=f"member:{ZHOU}"
    )
    given(by(SUN, gift)).when(correct(money_fen=1), actor=ZHOU).refused(ReceivedYourself)


def test_who_brought_its_file_does_not_correct_it() -> None:
    file = WorkbookTakenIn(workbook_id="file-1", kind="donations", sha256="0" * 64, rows=1)
    taken_in = noted(Done(file, CHEN), 1, on_behalf_of=SUN)
    row = noted(Done(MONEY, OFFICE), 2, cause="file-1")
    scenario = given()
    scenario.past = [taken_in, row]
    scenario.when(correct(money_fen=1), actor=SUN).refused(ReceivedYourself)
    assert scenario.when(correct(money_fen=1), actor=CHEN).fact


def noted(done: Done, position: int, **about: str) -> Recorded:
    return decode(position, encode(structs.replace(envelope(done, position), **about)))


def test_money_does_not_become_goods_nor_goods_money() -> None:
    given(*SHELF, by(SUN, MONEY)).when(rice(1), actor=ZHOU).refused(MoneyWasGiven)
    given(*SHELF, by(SUN, HUNDRED)).when(correct(money_fen=5), actor=ZHOU).refused(GoodsWereGiven)
    given(*SHELF, by(SUN, HUNDRED)).when(correct(purpose="助学"), actor=ZHOU).refused(
        GoodsWereGiven
    )


def test_what_changes_nothing_is_refused() -> None:
    given(by(SUN, MONEY)).when(correct(money_fen=100_000), actor=ZHOU).refused(NothingChanged)
    given(*SHELF, by(SUN, HUNDRED)).when(rice(100), actor=ZHOU).refused(NothingChanged)
    given(by(SUN, MONEY)).when(correct(), actor=ZHOU).refused(NothingChanged)


def test_other_faults_are_told() -> None:
    received = given(*SHELF, by(SUN, HUNDRED))
    given(*SHELF).when(rice(1), actor=ZHOU).refused(UnknownDonation)
    received.when(rice(0), actor=ZHOU).refused(QuantityInvalid)
    received.when(rice(AMOUNT_MAX + 1), actor=ZHOU).refused(TooManyPieces)
    unknown = correct(goods=(DonatedGoods("soap", 1),))
    received.when(unknown, actor=ZHOU).refused(UnknownItem)
    expired = rice(1, NOW.date())
    received.when(expired, actor=ZHOU).refused(ExpiredOnReceipt)
    too_much = correct(money_fen=AMOUNT_MAX + 1)
    given(by(SUN, MONEY)).when(too_much, actor=ZHOU).refused(AmountInvalid)


def test_a_lot_that_has_expired_since_is_corrected_all_the_same() -> None:
    later = NOW.replace(year=2027)
    assert given(*SHELF, by(SUN, HUNDRED)).when(rice(99), actor=ZHOU, at=later).fact


@pytest.mark.parametrize("decision", [correct(money_fen=1)])
def test_asking_again_changes_nothing_more(database: str, decision: CorrectDonation) -> None:
    given(by(SUN, MONEY)).when(decision, actor=ZHOU).repeated(database)


def test_a_count_from_before_a_correction_is_overtaken_by_it() -> None:
    past = (by(SUN, HUNDRED),)
    fact = corrected(rice(20), *past)
    seen = CountStock(lines=(Count(RICE, 20, booked=100, counts_before=0),), counted_by=CHEN)
    given(*SHELF, *past, fact).when(seen, actor=CHEN).refused(CountOvertaken)
