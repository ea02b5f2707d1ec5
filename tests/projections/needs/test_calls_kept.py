"""How many of the calls that were due in a month were made, and which were not."""

from datetime import date

import msgspec

from domain.needs.calls import CallsEnded
from projections.needs.calls_kept import KeptCalls, Turn, Within, call_turns, calls_kept
from tests.controls import AUNT, LI, NINE, UNCLE, ZONE, paired, visited
from tests.projections.living import Living
from tests.projections.needs.test_call_board import agreed, made

TODAY = date(2026, 4, 10)
YEAR = Within(date(2026, 1, 1), date(2026, 12, 31))
MARCH = Within(date(2026, 3, 1), date(2026, 3, 31))


def kept(living: Living, today: date = TODAY, within: Within = YEAR) -> list[KeptCalls]:
    return list(living.ask(calls_kept, today, ZONE, within))


def turns(living: Living, today: date = TODAY, within: Within = YEAR, **sought: bool) -> list[Turn]:
    return list(living.ask(call_turns, today, ZONE, within, **sought))


def test_a_turn_is_kept_by_one_call_that_reached_somebody(living: Living) -> None:
    living.saw(agreed(), agreed("calls-2", UNCLE), made(8), made(3), made(11, "not_reached"))
    assert [it.was_kept for it in turns(living, within=MARCH) if it.calls_id == "calls-1"] == [
        False,
        False,
        False,
        True,
    ]
    assert turns(living, within=MARCH, was_kept=True) == [
        Turn("calls-1", AUNT, LI, "weekly", date(2026, 3, 2), date(2026, 3, 8), True)
    ]


def test_shares_are_by_month_and_class(living: Living) -> None:
    living.saw(agreed(), agreed("calls-2", UNCLE, "monthly"), made(4), made(10), made(31))
    assert kept(living) == [
        KeptCalls(date(2026, 4, 1), "weekly", due=1, made=1),
        KeptCalls(date(2026, 4, 1), "monthly", due=1, made=0),
        KeptCalls(date(2026, 3, 1), "weekly", due=4, made=2),
    ]
    assert kept(living, within=MARCH) == [KeptCalls(date(2026, 3, 1), "weekly", due=4, made=2)]
    of_uncle = Within(*YEAR[:2], among=[UNCLE])
    assert kept(living, within=of_uncle) == [KeptCalls(date(2026, 4, 1), "monthly", 1, 0)]


def test_a_turn_counts_when_it_is_over(living: Living) -> None:
    living.saw(agreed(), agreed("calls-2", UNCLE, "quarterly"))
    assert kept(living, date(2026, 3, 8)) == []
    assert kept(living, date(2026, 3, 9)) == [KeptCalls(date(2026, 3, 1), "weekly", 1, 0)]
    quarter = kept(living, date(2026, 6, 2), Within(date(2026, 6, 1), date(2026, 6, 30)))
    assert [it for it in quarter if it.rhythm == "quarterly"] == [
        KeptCalls(date(2026, 6, 1), "quarterly", 1, 0)
    ]


def test_a_visit_within_a_pairing_keeps_a_turn(living: Living) -> None:
    seen = msgspec.structs.replace(visited(), starts_at=NINE)
    living.saw(agreed(), agreed("calls-2", UNCLE), paired(), seen)
    first = turns(living, within=Within(date(2026, 3, 8), date(2026, 3, 8)))
    assert {it.calls_id: it.was_kept for it in first} == {"calls-1": True, "calls-2": False}


def test_after_its_end_a_promise_has_no_turns(living: Living) -> None:
    living.saw(agreed(), agreed("calls-2", UNCLE))
    living.saw(CallsEnded(calls_id="calls-1", assisted_id=AUNT, caller_id=LI))
    found = turns(living)
    assert [it.last_day for it in found if it.calls_id == "calls-1"] == [
        date(2026, 3, 15),
        date(2026, 3, 8),
    ]
    assert len([it for it in found if it.calls_id == "calls-2"]) == 5


def test_the_latest_come_first_and_no_more_than_are_wanted(living: Living) -> None:
    living.saw(agreed(), agreed("calls-2", UNCLE))
    assert [it.last_day for it in living.ask(call_turns, TODAY, ZONE, YEAR, limit=1)] == [
        date(2026, 4, 5)
    ]
