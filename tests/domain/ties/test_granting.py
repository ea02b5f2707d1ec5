"""The office notes what somebody was shown to be, looks again, and ends it; never its own."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.ledger.decision import Decision
from domain.ledger.fact import Fact
from domain.people.membership import UnknownMember
from domain.people.tags import member_tag
from domain.ties.granting import ConfirmStanding, EndStanding, GrantStanding
from domain.ties.standing import (
    CheckedInTheFuture,
    EvidenceMissing,
    GrantsOwn,
    Held,
    HoldsTooLong,
    StandingConfirmed,
    StandingEnded,
    StandingHeld,
    StandingLapsed,
    StandingMissing,
    Standings,
    UnknownStanding,
    UntilBeforeFrom,
)
from tests.controls import CHEN, COMMUNITY, LI, NOW, SPRING, STRANGER, WANG
from tests.domain.ties.papers import FIRST_AID, granted, told
from tests.scenario import given

TODAY = NOW.date()
DAY = timedelta(days=1)
GRANT = GrantStanding(member_id=LI, kind=FIRST_AID, from_day=SPRING, evidence="seen")
CONFIRM = ConfirmStanding(member_id=LI, kind=FIRST_AID, seen_on=TODAY, by_way="visit")
END = EndStanding(member_id=LI, kind=FIRST_AID, on=TODAY, because="withdrawn")


def held(*past: Fact, kind: str = FIRST_AID, day: date = TODAY, member_id: str = LI) -> Held | None:
    """What a member holds after all this."""
    view = given(*COMMUNITY, *past).view(replace(GRANT, member_id=member_id))
    return view(Standings, member_tag(member_id)).held(kind, day)


def test_a_paper_that_was_seen_holds_until_its_last_day() -> None:
    given(*COMMUNITY, granted(member_id=WANG)).when(GRANT).then(
        granted(until_day=SPRING + 3 * 366 * DAY, checked_on=TODAY)
    )
    given(*COMMUNITY).when(replace(GRANT, until_day=SPRING)).then(
        granted(until_day=SPRING, checked_on=TODAY)
    )


def test_what_has_no_longest_time_holds_until_it_is_ended() -> None:
    living_here = replace(GRANT, kind="resident:permanent")
    given(*COMMUNITY).when(living_here).then(granted("resident:permanent", checked_on=TODAY))


def test_the_day_of_the_look_may_be_one_in_the_past() -> None:
    looked = replace(GRANT, kind="resident:floating", checked_on=SPRING)
    given(*COMMUNITY).when(looked).then(granted("resident:floating"))
    given(*COMMUNITY).when(replace(looked, checked_on=TODAY + DAY)).refused(CheckedInTheFuture)


def test_a_skill_may_be_told_and_then_nobody_has_seen_it() -> None:
    skill = replace(GRANT, kind="skill:电工", evidence="told")
    given(*COMMUNITY).when(skill).then(told())


def test_a_word_is_not_enough_for_a_paper() -> None:
    given(*COMMUNITY).when(replace(GRANT, evidence="told")).refused(EvidenceMissing)


@pytest.mark.parametrize(
    "kind",
    [
        *("", "nurse", "resident", "resident:guest", "insured:2026", "hardship:d", "training:"),
        *("skill:13800138000", "skill:电工，住 3 栋", "skill:" + "长" * 21, "skill: 电工"),
    ],
)
def test_there_are_only_so_many_kinds(kind: str) -> None:
    given(*COMMUNITY).when(replace(GRANT, kind=kind)).refused(UnknownStanding)


def test_nobody_vouches_for_themselves() -> None:
    past = (*COMMUNITY, granted())
    given(*COMMUNITY).when(GRANT, actor=LI).refused(GrantsOwn)
    given(*past).when(CONFIRM, actor=LI).refused(GrantsOwn)
    given(*past).when(END, actor=LI).refused(GrantsOwn)


def test_strangers_hold_nothing() -> None:
    given(*COMMUNITY).when(replace(GRANT, member_id=STRANGER)).refused(UnknownMember)
    given(*COMMUNITY).when(replace(CONFIRM, member_id=STRANGER)).refused(UnknownMember)
    given(*COMMUNITY).when(replace(END, member_id=STRANGER)).refused(UnknownMember)


def test_a_last_day_is_neither_before_the_first_nor_too_far_off() -> None:
    insured = replace(GRANT, kind="insured")
    given(*COMMUNITY).when(replace(insured, until_day=SPRING - DAY)).refused(UntilBeforeFrom)
    last = SPRING + 366 * DAY
    assert given(*COMMUNITY).when(replace(insured, until_day=last)).fact
    given(*COMMUNITY).when(replace(insured, until_day=last + DAY)).refused(HoldsTooLong, most=366)


def test_what_holds_is_not_granted_again_but_renewed_when_it_is_over() -> None:
    spring_only = granted(until_day=TODAY)
    given(*COMMUNITY, granted()).when(GRANT).refused(StandingHeld)
    given(*COMMUNITY, spring_only).when(replace(GRANT, from_day=TODAY)).refused(StandingHeld)
    assert given(*COMMUNITY, spring_only).when(replace(GRANT, from_day=TODAY + DAY)).fact
    assert given(*COMMUNITY, granted(member_id=WANG)).when(GRANT).fact


def test_what_was_told_is_granted_again_when_somebody_has_seen_it() -> None:
    seen = replace(GRANT, kind="skill:电工")
    given(*COMMUNITY, told()).when(seen).then(granted("skill:电工", checked_on=TODAY))
    given(*COMMUNITY, told()).when(replace(seen, evidence="told")).refused(StandingHeld)
    given(*COMMUNITY, granted("skill:电工")).when(seen).refused(StandingHeld)
    best = held(told(), granted("skill:电工"), told(), kind="skill:电工")
    assert best is not None
    assert best.is_seen


def test_a_look_moves_the_day_of_the_last_check_and_only_forward() -> None:
    given(*COMMUNITY, granted(), granted(member_id=WANG)).when(CONFIRM).then(
        StandingConfirmed(member_id=LI, kind=FIRST_AID, seen_on=TODAY, by_way="visit")
    )
    looked = StandingConfirmed(member_id=LI, kind=FIRST_AID, seen_on=TODAY, by_way="phone")
    late = StandingConfirmed(member_id=LI, kind=FIRST_AID, seen_on=SPRING, by_way="desk")
    checked = held(granted(), looked, late)
    assert checked is not None
    assert checked.checked_on == TODAY
    others = held(granted(), granted(member_id=WANG), looked, member_id=WANG)
    assert others is not None
    assert others.checked_on == SPRING


def test_nobody_has_seen_tomorrow() -> None:
    given(*COMMUNITY, granted()).when(replace(CONFIRM, seen_on=TODAY + DAY)).refused(
        CheckedInTheFuture
    )


def test_what_has_lapsed_is_not_confirmed_but_granted_anew() -> None:
    lapsed = granted(until_day=TODAY - DAY)
    given(*COMMUNITY, lapsed).when(CONFIRM).refused(StandingLapsed, until=TODAY - DAY)
    given(*COMMUNITY, lapsed).when(END).refused(StandingLapsed)
    given(*COMMUNITY, granted(member_id=WANG)).when(CONFIRM).refused(StandingMissing)
    given(*COMMUNITY, granted("insured")).when(END).refused(StandingMissing)
    given(*COMMUNITY, granted()).when(replace(CONFIRM, seen_on=SPRING - DAY)).refused(
        StandingMissing
    )


def test_what_ends_holds_until_the_day_before() -> None:
    ended = StandingEnded(
        member_id=LI, kind=FIRST_AID, on=TODAY, because="withdrawn", granted_id="fact-8"
    )
    given(*COMMUNITY, granted(), granted(member_id=WANG)).when(END).then(ended)
    assert ended.mends() is None
    assert held(granted(), ended, day=TODAY - DAY)
    assert held(granted(), ended) is None
    given(*COMMUNITY, granted(), ended).when(END).refused(StandingLapsed)
    assert given(*COMMUNITY, granted(), ended).when(replace(GRANT, from_day=TODAY)).fact


def test_a_mistake_never_was() -> None:
    mistake = given(*COMMUNITY, granted()).when(replace(END, because="mistaken")).fact
    assert isinstance(mistake, StandingEnded)
    assert (mistake.on, mistake.mends()) == (SPRING, "fact-8")
    assert held(granted(), mistake, day=SPRING) is None


@pytest.mark.parametrize("decision", [GRANT, CONFIRM, END], ids=lambda it: type(it).__name__)
def test_asking_again_changes_nothing_more(decision: Decision, database: str) -> None:
    past = () if decision == GRANT else (granted(),)
    given(*COMMUNITY, *past).when(decision, actor=CHEN).repeated(database)
