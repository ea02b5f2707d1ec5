"""Who counts is not who approves, where much differs or where a cashier has counted."""

from dataclasses import replace
from datetime import date

import pytest

from domain.ledger.fact import Fact
from domain.ledger.journal import AMOUNT_MAX, Posting
from domain.people.membership import RoleGranted, RoleWithdrawn
from domain.service.service import AlreadyDecided, SamePerson
from domain.shop.count_approval import (
    ApproveCount,
    CountApproved,
    CountDecided,
    CountedYourself,
    CountRefused,
    RefuseCount,
    UnknownCount,
)
from domain.shop.counted_shelf import CountedLine, CountOvertaken
from domain.shop.items import CountInvalid, LotChange
from domain.shop.stock_count import (
    Count,
    CountStock,
    CountSubmitted,
    StockCounted,
    SubmittedLine,
)
from tests.controls import (
    CHEN,
    COMMUNITY,
    HE,
    OIL,
    OIL_LISTED,
    RICE,
    RICE_LISTED,
    SUN,
    ZHOU,
    adopted,
    donated,
    sold,
)
from tests.scenario import Done, by, given, recorded_at

JUNE = date(2026, 6, 1)
SHELF = (
    *COMMUNITY,
    RICE_LISTED,
    OIL_LISTED,
    donated(RICE, 20, JUNE),
    donated(OIL, 152, None, "gift-2"),
)
CASHIER = RoleGranted(member_id=SUN, role="cashier")


def counted(seen: int, *, by: str = CHEN, item_id: str = OIL) -> CountStock:
    return CountStock(lines=(Count(item_id, seen),), counted_by=by)


def submitted(*lines: SubmittedLine, count_id: str = "count-1") -> CountSubmitted:
    return CountSubmitted(count_id=count_id, lines=lines)


OIL_999 = by(CHEN, submitted(SubmittedLine(OIL, 152, 999, 0, "reason-1")))
APPROVE = ApproveCount(count_id="count-1")
REFUSE = RefuseCount(count_id="count-1", reason_text="reason-2")
APPROVED = CountApproved(
    count_id="count-1",
    lines=(CountedLine(OIL, 152, 999, (LotChange(OIL, "count-1-1", 847),), "reason-1"),),
    counted_at=recorded_at(len(SHELF) + 1),
)


def test_a_large_difference_waits_for_somebody_else_and_moves_nothing() -> None:
    fact = given(*SHELF).when(counted(999)).fact
    assert isinstance(fact, CountSubmitted)
    assert fact.lines == (SubmittedLine(OIL, 152, 999, 0),)
    assert fact.postings() == ()


@pytest.mark.parametrize(("seen", "waits"), [(142, False), (141, True), (162, False), (163, True)])
def test_the_bound_is_in_the_rules(seen: int, waits: bool) -> None:
    fact = given(*SHELF).when(counted(seen)).fact
    assert isinstance(fact, CountSubmitted) == waits
    strict = adopted("2026-02", date(2026, 3, 1), count_difference_pieces_max=0)
    assert isinstance(given(*SHELF, strict).when(counted(151)).fact, CountSubmitted)
    assert isinstance(given(*SHELF, strict).when(counted(152)).fact, StockCounted)


def test_nobody_gets_past_the_bound_in_small_steps() -> None:
    first = given(*SHELF).when(counted(143)).fact
    second = given(*SHELF, first).when(counted(134)).fact
    assert isinstance(first, StockCounted) and isinstance(second, StockCounted)
    past = (*SHELF, first, second)
    assert isinstance(given(*past).when(counted(131)).fact, CountSubmitted)
    assert isinstance(given(*past).when(counted(142)).fact, StockCounted)
    approved = CountApproved(
        count_id="count-2", lines=(CountedLine(OIL, 134, 131, (LotChange(OIL, "gift-2-1", -3),)),)
    )
    assert isinstance(given(*past, approved).when(counted(123)).fact, StockCounted)


def test_counts_of_the_time_before_are_nobodys_small_steps() -> None:
    before = StockCounted(
        count_id="count-0", lines=(CountedLine(OIL, 190, 152, (LotChange(OIL, "gift-2-1", -38),)),)
    )
    past = (*SHELF, donated(OIL, 38, None, "gift-3"), before)
    assert isinstance(given(*past).when(counted(143)).fact, StockCounted)


@pytest.mark.parametrize("seen", [0, 151, 152])
def test_a_cashier_never_books_alone(seen: int) -> None:
    past = (*SHELF, CASHIER)
    assert isinstance(given(*past).when(counted(seen, by=SUN), actor=SUN).fact, CountSubmitted)
    both = RoleGranted(member_id=SUN, role="coordinator")
    waits = given(*past, both).when(counted(seen, by=SUN), actor=SUN).fact
    assert isinstance(waits, CountSubmitted)


def test_who_sold_from_a_shelf_does_not_book_it_alone_until_it_was_counted() -> None:
    gone = RoleWithdrawn(member_id=SUN, role="cashier")
    past: tuple[Fact | Done, ...] = (*SHELF, CASHIER, by(SUN, sold()), gone)
    rice = counted(18, by=SUN, item_id=RICE)
    assert isinstance(given(*past).when(rice, actor=SUN).fact, CountSubmitted)
    assert isinstance(given(*past).when(counted(152, by=SUN), actor=SUN).fact, StockCounted)
    seen = given(*past).when(counted(18, item_id=RICE)).fact
    assert isinstance(given(*past, seen).when(rice, actor=SUN).fact, StockCounted)


def test_another_approves_and_the_books_follow() -> None:
    fact = given(*SHELF, OIL_999).when(APPROVE, actor=ZHOU).then(APPROVED).fact
    assert fact.caused_by() == "count-1"
    assert fact.postings() == (
        Posting("community/count-differences", "goods:oil", -847),
        Posting("stock/main/oil", "goods:oil", 847),
    )


def test_who_counted_neither_approves_nor_refuses() -> None:
    for decision in (APPROVE, REFUSE):
        given(*SHELF, OIL_999).when(decision, actor=CHEN).refused(CountedYourself)
        assert given(*SHELF, OIL_999).when(decision, actor=HE).fact
    assert issubclass(CountedYourself, SamePerson) and CountedYourself.code == "same_person"


def test_a_count_is_decided_once() -> None:
    refused = CountRefused(count_id="count-1", reason_text="reason-2")
    given(*SHELF, OIL_999).when(REFUSE, actor=ZHOU).then(refused)
    for decided in (APPROVED, refused):
        for decision in (APPROVE, REFUSE):
            given(*SHELF, OIL_999, decided).when(decision, actor=ZHOU).refused(CountDecided)
    assert issubclass(CountDecided, AlreadyDecided) and CountDecided.code == "already_decided"


def test_only_what_waits_is_decided() -> None:
    for decision in (APPROVE, REFUSE):
        given(*SHELF).when(decision, actor=ZHOU).refused(UnknownCount)
        other = replace(decision, count_id="count-2")
        given(*SHELF, OIL_999).when(other, actor=ZHOU).refused(UnknownCount)


def test_what_was_sold_before_the_approval_stays_sold() -> None:
    waiting = by(SUN, submitted(SubmittedLine(RICE, 20, 15, 0)))
    fact = given(*SHELF, waiting, sold()).when(APPROVE, actor=CHEN).fact
    assert fact.lot_changes() == (LotChange(RICE, "gift-1-1", -5, JUNE),)


def test_a_loss_that_two_have_counted_is_booked_once() -> None:
    one = by(SUN, submitted(SubmittedLine(RICE, 20, 5, 0)))
    other = by(SUN, submitted(SubmittedLine(RICE, 20, 5, 0), count_id="count-2"))
    booked = given(*SHELF, one, other).when(APPROVE, actor=CHEN).fact
    again = ApproveCount(count_id="count-2")
    name = RICE_LISTED.name
    given(*SHELF, one, other, booked).when(again, actor=CHEN).refused(CountOvertaken, name=name)


def test_a_count_that_more_was_sold_than_it_saw_is_made_again() -> None:
    waiting = by(SUN, submitted(SubmittedLine(RICE, 20, 1, 0)))
    given(*SHELF, waiting, sold()).when(APPROVE, actor=CHEN).refused(CountOvertaken)


def test_no_shelf_holds_more_after_the_approval_than_a_shelf_can_hold() -> None:
    waiting = by(SUN, submitted(SubmittedLine(OIL, 0, AMOUNT_MAX, 0)))
    given(*SHELF, waiting).when(APPROVE, actor=CHEN).refused(CountInvalid)


def test_a_count_speaks_of_the_books_as_they_were_when_the_pieces_were_seen() -> None:
    seen = replace(counted(20), lines=(Count(RICE, 20, booked=20, counts_before=0),))
    fact = given(*SHELF, by(SUN, sold())).when(replace(seen, counted_at_position=9)).fact
    assert isinstance(fact, StockCounted)
    (line,) = fact.lines
    assert (line.booked, line.difference, fact.lot_changes()) == (20, 0, ())
    assert fact.counted_at_position == 9


def test_a_count_that_another_one_overtook_is_made_again() -> None:
    seen = replace(counted(15), lines=(Count(RICE, 15, booked=20, counts_before=0),))
    other = given(*SHELF).when(counted(15, item_id=RICE)).fact
    given(*SHELF, other).when(seen).refused(CountOvertaken)


def test_the_same_approval_again_moves_nothing_more(database: str) -> None:
    given(*SHELF, OIL_999).when(APPROVE, actor=ZHOU).repeated(database)


def test_the_same_refusal_again_says_nothing_more(database: str) -> None:
    given(*SHELF, OIL_999).when(REFUSE, actor=ZHOU).repeated(database)


def test_the_same_submission_again_waits_once(database: str) -> None:
    given(*SHELF).when(counted(999)).repeated(database)
