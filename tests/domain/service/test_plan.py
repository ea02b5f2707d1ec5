"""Activities are moved and called off in the open; presence counts by the plan in force."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.ledger.decision import Decision
from domain.rules.changes import ChangedMeanwhile, NothingChanged
from domain.service.activity import AlreadySignedIn, SignIn, SignOut, VolunteerSignedOut
from domain.service.counting.times import EndsBeforeStart
from domain.service.places import ActivityFull, CancelSignUp, SignUp, VolunteerSignedUp
from domain.service.plan import (
    ActivityCalledOff,
    ActivityChanged,
    ActivityOver,
    CalledOff,
    CallOffActivity,
    ChangeActivity,
    PlannedInThePast,
    UnknownActivity,
)
from tests.controls import (
    CHOIR,
    CLEANING,
    COMMUNITY,
    ELEVEN,
    LI,
    NINE,
    WANG,
    moment,
    signed_in,
    signed_out,
)
from tests.controls import published as publication
from tests.scenario import given

EVE = moment(3, 4, 9)
TEN = moment(3, 5, 10)
NOON = moment(3, 5, 12)
SECOND = timedelta(seconds=1)
ONE, OTHER = publication(CLEANING, capacity=1), publication(CHOIR)
BOTH = (*COMMUNITY, OTHER, ONE)
PLAN_ID = f"fact-{len(BOTH)}"
CHANGED = ActivityChanged(
    activity_id=CLEANING,
    plan_id=PLAN_ID,
    place_text=f"place-of-{CLEANING}",
    starts_at=NINE,
    ends_at=NOON,
    capacity=1,
)
TO_NOON = ChangeActivity(activity_id=CLEANING, ends_at=NOON)
CALL_OFF = CallOffActivity(activity_id=CLEANING, reason_text="reason-1")
OFF = ActivityCalledOff(activity_id=CLEANING, plan_id=PLAN_ID, at=TEN, reason_text="reason-1")
LI_UP = VolunteerSignedUp(activity_id=CLEANING, member_id=LI)


def moved(**plan: object) -> ActivityChanged:
    return replace(CHANGED, **plan)


def minutes_of(fact: object) -> int:
    assert isinstance(fact, VolunteerSignedOut)
    return fact.minutes


def test_an_activity_that_lasts_longer_is_told_by_a_fact_that_mends_the_plan() -> None:
    made = given(*BOTH).when(TO_NOON, at=EVE).then(CHANGED)
    assert made.fact.mends() == PLAN_ID


def test_a_second_change_mends_the_first_and_keeps_what_it_does_not_name() -> None:
    elsewhere = ChangeActivity(activity_id=CLEANING, place_text="hall", capacity=9)
    given(*BOTH, CHANGED).when(elsewhere, at=EVE).then(
        moved(plan_id=f"fact-{len(BOTH) + 1}", place_text="hall", capacity=9)
    )


def test_who_has_not_seen_the_plan_in_force_changes_nothing() -> None:
    seen = ChangeActivity(activity_id=CLEANING, plan_id=PLAN_ID, capacity=9)
    assert given(*BOTH).when(seen, at=EVE).fact
    given(*BOTH, CHANGED).when(seen, at=EVE).refused(ChangedMeanwhile)
    unseen = ChangeActivity(activity_id=CLEANING, capacity=9)
    assert given(*BOTH, CHANGED).when(unseen, at=EVE).fact


def test_an_activity_is_called_off_with_a_reason() -> None:
    given(*BOTH).when(CALL_OFF, at=TEN).then(OFF)
    assert OFF.mends() == PLAN_ID


def test_what_is_over_or_called_off_is_not_changed() -> None:
    for decision in (TO_NOON, CALL_OFF):
        given(*COMMUNITY, OTHER).when(decision, at=EVE).refused(UnknownActivity)
        given(*BOTH, OFF).when(decision, at=TEN).refused(CalledOff)
        given(*BOTH).when(decision, at=ELEVEN).refused(ActivityOver)
        assert given(*BOTH).when(decision, at=ELEVEN - SECOND).fact
        assert given(*BOTH, CHANGED).when(replace_end(decision), at=ELEVEN).fact, (
            "the plan in force decides whether it is over"
        )


def replace_end(decision: Decision) -> Decision:
    late = ChangeActivity(activity_id=CLEANING, ends_at=moment(3, 5, 13))
    return late if decision is TO_NOON else decision


def test_a_new_plan_ends_after_it_starts_in_the_future_and_differs() -> None:
    backwards = ChangeActivity(activity_id=CLEANING, starts_at=ELEVEN)
    given(*BOTH).when(backwards, at=EVE).refused(EndsBeforeStart)
    gone = ChangeActivity(activity_id=CLEANING, ends_at=TEN)
    given(*BOTH).when(gone, at=TEN).refused(PlannedInThePast)
    given(*BOTH).when(ChangeActivity(activity_id=CLEANING), at=EVE).refused(NothingChanged)
    same = ChangeActivity(activity_id=CLEANING, starts_at=NINE, capacity=1)
    given(*BOTH).when(same, at=EVE).refused(NothingChanged)


def test_presence_counts_within_the_plan_in_force() -> None:
    out = SignOut(activity_id=CLEANING, member_id=LI)
    early = moved(starts_at=moment(3, 5, 8))
    before_eight = signed_in(LI, moment(3, 5, 7, 30))
    evening = moment(3, 5, 20)
    assert minutes_of(given(*BOTH, before_eight).when(out, at=evening).fact) == 120
    assert minutes_of(given(*BOTH, before_eight, early).when(out, at=evening).fact) == 240
    assert minutes_of(given(*BOTH, signed_in(), CHANGED).when(out, at=evening).fact) == 180


def test_who_signed_in_before_it_was_moved_away_can_leave_all_the_same() -> None:
    out = SignOut(activity_id=CLEANING, member_id=LI)
    shorter = moved(ends_at=moment(3, 5, 9, 30))
    past = (*BOTH, signed_in(LI, moment(3, 5, 9, 40)), shorter)
    assert minutes_of(given(*past).when(out, at=TEN).fact) == 0
    tomorrow = moved(starts_at=moment(3, 6, 9), ends_at=moment(3, 6, 11))
    assert minutes_of(given(*BOTH, signed_in(), tomorrow).when(out, at=TEN).fact) == 0


def test_who_had_come_before_it_was_moved_to_another_day_comes_again() -> None:
    tomorrow = moved(starts_at=moment(3, 6, 9), ends_at=moment(3, 6, 11))
    again, nine = SignIn(activity_id=CLEANING, member_id=LI), moment(3, 6, 9)
    for gone in ((), (signed_out(),)):
        past = (*BOTH, signed_in(), *gone, tomorrow)
        back = given(*past).when(again, at=nine).fact
        out = SignOut(activity_id=CLEANING, member_id=LI)
        assert minutes_of(given(*past, back).when(out, at=moment(3, 6, 10)).fact) == 60
        given(*past, back).when(again, at=nine).refused(AlreadySignedIn)
    given(*BOTH, signed_in(), CHANGED).when(again, at=TEN).refused(AlreadySignedIn)


def test_nobody_joins_what_was_called_off() -> None:
    joining = (
        SignUp(activity_id=CLEANING, member_id=LI),
        SignIn(activity_id=CLEANING, member_id=LI),
        SignIn(activity_id=CLEANING, member_id=LI, at=NINE),
    )
    for decision in joining:
        given(*BOTH, OFF).when(decision, at=TEN).refused(CalledOff)
        assert given(*BOTH, replace(OFF, activity_id=CHOIR)).when(decision, at=TEN).fact


def test_who_is_there_when_it_is_called_off_has_served_until_then() -> None:
    out = SignOut(activity_id=CLEANING, member_id=LI)
    typed = SignOut(activity_id=CLEANING, member_id=LI, at=ELEVEN)
    for decision in (out, typed):
        assert minutes_of(given(*BOTH, signed_in(), OFF).when(decision, at=NOON).fact) == 60


def test_a_place_in_what_was_called_off_can_still_be_given_back() -> None:
    back = CancelSignUp(activity_id=CLEANING, member_id=LI)
    assert given(*BOTH, LI_UP, OFF).when(back, at=TEN).fact


def test_more_may_come_once_there_is_more_room() -> None:
    coming = SignUp(activity_id=CLEANING, member_id=WANG)
    given(*BOTH, LI_UP).when(coming, at=EVE).refused(ActivityFull, capacity=1)
    assert given(*BOTH, LI_UP, moved(capacity=2)).when(coming, at=EVE).fact


@pytest.mark.parametrize("decision", [TO_NOON, CALL_OFF], ids=lambda it: type(it).__name__)
def test_asking_again_changes_nothing_more(database: str, decision: Decision) -> None:
    given(*BOTH).when(decision, at=EVE).repeated(database)
