"""Who is called on, and whose call was missed."""

from datetime import date

import msgspec
import pytest

from domain.needs.calls import CallMade, CallsAgreed, CallsEnded
from domain.people.membership import MembersMerged
from projections.needs.call_board import CallDay, CallEntry, SoughtCalls, call_board, call_days
from tests.controls import AUNT, COMMUNITY, LI, NINE, NOW, UNCLE, WANG, ZONE, paired, visited
from tests.projections.living import Living

FIRST = date(2026, 3, 2)
DUE = date(2026, 3, 9)


def agreed(calls_id: str = "calls-1", member_id: str = AUNT, rhythm: str = "weekly") -> CallsAgreed:
    return CallsAgreed(
        calls_id=calls_id, assisted_id=member_id, caller_id=LI, rhythm=rhythm, starts_on=FIRST
    )


def made(
    day: int, outcome: str = "well", calls_id: str = "calls-1", how: str = "phone"
) -> CallMade:
    return CallMade(
        calls_id=calls_id,
        assisted_id=AUNT,
        caller_id=LI,
        on=date(2026, 3, day),
        how=how,
        outcome=outcome,
    )


def board(living: Living, today: date = DUE, **sought: object) -> dict[str, CallEntry]:
    found = living.ask(call_board, today, ZONE, SoughtCalls(**sought))
    return {it.calls_id: it for it in found}


def test_a_promise_is_on_the_board_with_the_day_on_which_it_is_due(living: Living) -> None:
    (position, _) = living.saw(agreed(), agreed("calls-2", UNCLE, "monthly"))
    assert board(living)["calls-1"] == CallEntry(
        calls_id="calls-1",
        position=position,
        member_id=AUNT,
        caller_id=LI,
        rhythm="weekly",
        starts_on=FIRST,
        called_on=None,
        tried_on=None,
        last_how=None,
        last_outcome=None,
        ended_at=None,
        next_due=DUE,
        is_missed=False,
        follow_up=None,
    )
    assert board(living)["calls-2"].next_due == date(2026, 4, 2)
    living.saw(agreed("calls-3", WANG, "quarterly"))
    assert board(living)["calls-3"].next_due == date(2026, 6, 2)


@pytest.mark.parametrize(("day", "is_missed"), [(9, False), (10, True)])
def test_a_call_is_missed_on_the_day_after_it_was_due(
    living: Living, day: int, is_missed: bool
) -> None:
    living.saw(agreed(), agreed("calls-2", UNCLE, "monthly"))
    today = date(2026, 3, day)
    assert board(living, today)["calls-1"].is_missed is is_missed
    assert list(board(living, today, missed=True)) == ["calls-1"] * is_missed


def test_whom_nobody_reached_was_not_called_on(living: Living) -> None:
    living.saw(agreed(), agreed("calls-2", UNCLE), made(8), made(9, "not_reached"), made(3))
    entry = board(living)["calls-1"]
    assert (entry.called_on, entry.tried_on) == (date(2026, 3, 8), DUE)
    assert (entry.last_outcome, entry.next_due) == ("not_reached", date(2026, 3, 15))
    assert board(living)["calls-2"].called_on is None


def test_of_one_day_the_last_word_holds(living: Living) -> None:
    living.saw(agreed(), agreed("calls-2", UNCLE), made(8), made(8, "not_reached"))
    entry = board(living)["calls-1"]
    assert (entry.called_on, entry.last_outcome) == (None, "not_reached")
    living.saw(made(8, how="visit"), made(5))
    entry = board(living)["calls-1"]
    assert (entry.called_on, entry.last_how, entry.last_outcome) == (
        date(2026, 3, 8),
        "visit",
        "well",
    )
    assert living.ask(call_days, "calls-1") == [
        CallDay(date(2026, 3, 8), "visit", "well"),
        CallDay(date(2026, 3, 5), "phone", "well"),
    ]
    assert living.ask(call_days, "calls-2") == []


@pytest.mark.parametrize(
    ("how", "outcome", "follow_up"),
    [
        ("phone", "well", None),
        ("phone", "not_reached", "again"),
        ("visit", "not_reached", "again"),
        ("phone", "needs_help", "visit"),
        ("visit", "needs_help", "help"),
    ],
)
def test_what_a_call_asks_for_is_followed_up(
    living: Living, how: str, outcome: str, follow_up: str | None
) -> None:
    living.saw(agreed(), agreed("calls-2", UNCLE), made(4, outcome, how=how))
    assert board(living)["calls-1"].follow_up == follow_up
    assert board(living)["calls-2"].follow_up is None
    waits = {"calls-1"} if follow_up in {"visit", "help"} else set()
    assert set(board(living, waits=True)) == waits
    assert set(board(living, waits=False)) == {"calls-1", "calls-2"} - waits
    seen = msgspec.structs.replace(visited(), starts_at=NINE)
    living.saw(paired(), seen)
    assert board(living)["calls-1"].follow_up is None


def test_what_is_due_by_a_day_is_found(living: Living) -> None:
    living.saw(agreed(), agreed("calls-2", UNCLE, "monthly"))
    assert set(board(living, due_by=DUE)) == {"calls-1"}
    assert set(board(living, due_by=date(2026, 3, 8))) == set()
    assert set(board(living, member_id=UNCLE)) == {"calls-2"}


def test_a_visit_within_a_pairing_is_a_call(living: Living) -> None:
    seen = msgspec.structs.replace(visited(), starts_at=NINE)
    living.saw(agreed(), agreed("calls-2", UNCLE), paired(), seen)
    found = board(living)
    assert (found["calls-1"].called_on, found["calls-1"].next_due) == (
        date(2026, 3, 5),
        date(2026, 3, 12),
    )
    assert found["calls-2"].called_on is None


def test_what_has_ended_is_never_missed(living: Living) -> None:
    living.saw(agreed(), agreed("calls-2", UNCLE))
    living.saw(CallsEnded(calls_id="calls-1", assisted_id=AUNT, caller_id=LI))
    found = board(living, date(2026, 5, 1))
    assert (found["calls-1"].ended_at, found["calls-1"].is_missed) == (NOW, False)
    assert list(board(living, active=True)) == ["calls-2"]
    assert list(board(living, active=False)) == ["calls-1"]


def test_a_caller_and_a_keeper_see_their_own(living: Living) -> None:
    living.saw(agreed(), agreed("calls-2", UNCLE))
    assert list(board(living, caller_id=WANG)) == []
    assert list(board(living, among=[UNCLE])) == ["calls-2"]
    assert list(board(living, calls_id="calls-1")) == ["calls-1"]


def test_two_records_of_one_person_are_called_on_as_one(living: Living) -> None:
    living.saw(*COMMUNITY, agreed(), agreed("calls-2", UNCLE))
    living.saw(
        MembersMerged(member_id=AUNT, into_id=WANG, kind="assisted", minutes=0, credit=0, points=0)
    )
    assert [it.member_id for it in board(living).values()] == [WANG, UNCLE]
