"""People keep house together, each in one household."""

from dataclasses import replace

import pytest

from domain.ledger.decision import Decision
from domain.ledger.fact import Fact
from domain.ledger.refusal import Refusal
from domain.people.membership import MembersMerged, UnknownMember
from domain.rules.changes import NothingChanged
from domain.ties.household import (
    PEOPLE_MAX,
    ChangeHousehold,
    FormHousehold,
    HeadIsAnother,
    HeadOutside,
    HeadUnknown,
    HouseholdChanged,
    HouseholdFormed,
    InTwoHouseholds,
    KeepHouseWith,
    TooManyInHousehold,
    UnknownHousehold,
)
from domain.ties.register import ResidentRegistered
from domain.ties.standing import GrantsOwn, StandingEnded
from tests.controls import AUNT, COMMUNITY, LI, SPRING, STRANGER, UNCLE, WANG, enrolled
from tests.scenario import NEW, given

HOME = HouseholdFormed(household_id="household-1", member_ids=(LI, AUNT), head_id=LI)
OTHERS = HouseholdFormed(household_id="household-2", member_ids=(UNCLE,), head_id=UNCLE)
FORM = FormHousehold(member_ids=(LI, AUNT), head_id=LI)
CHANGE = ChangeHousehold(household_id="household-1", member_ids=(LI, WANG), head_id=WANG)


def merged(gone: str, stays: str) -> MembersMerged:
    return MembersMerged(
        member_id=gone, into_id=stays, kind="volunteer", minutes=0, credit=0, points=0
    )


def changed(*member_ids: str, left: tuple[str, ...], head: str | None) -> HouseholdChanged:
    return HouseholdChanged(
        household_id="household-1", member_ids=member_ids, head_id=head, left_ids=left
    )


def test_who_keeps_house_together_is_noted() -> None:
    given(*COMMUNITY, OTHERS).when(FORM).then(
        HouseholdFormed(household_id=NEW, member_ids=(LI, AUNT), head_id=LI)
    )


def test_somebody_who_is_only_registered_may_be_one_of_them() -> None:
    here = ResidentRegistered(
        member_id=STRANGER, kind="resident:floating", from_day=SPRING, evidence="seen"
    )
    with_stranger = replace(FORM, member_ids=(LI, STRANGER))
    given(*COMMUNITY).when(with_stranger).refused(UnknownMember)
    assert given(*COMMUNITY, here).when(with_stranger).fact


def test_everybody_is_in_one_household() -> None:
    given(*COMMUNITY, HOME).when(FORM).refused(InTwoHouseholds)
    into = replace(CHANGE, member_ids=(LI, UNCLE), head_id=LI)
    given(*COMMUNITY, HOME, OTHERS).when(into).refused(InTwoHouseholds)
    alone = changed(LI, left=(AUNT,), head=LI)
    elsewhere = FormHousehold(member_ids=(AUNT, WANG), head_id=AUNT)
    assert given(*COMMUNITY, HOME, alone).when(elsewhere).fact


def test_the_head_is_one_of_them() -> None:
    given(*COMMUNITY).when(replace(FORM, head_id=WANG)).refused(HeadOutside)
    given(*COMMUNITY, HOME).when(replace(CHANGE, head_id=AUNT)).refused(HeadOutside)
    given(*COMMUNITY, HOME).when(replace(CHANGE, head_id=None)).refused(HeadOutside)


def test_nobody_notes_their_own_household() -> None:
    given(*COMMUNITY).when(FORM, actor=AUNT).refused(GrantsOwn)
    given(*COMMUNITY, HOME).when(CHANGE, actor=WANG).refused(GrantsOwn)
    given(*COMMUNITY, HOME).when(CHANGE, actor=AUNT).refused(GrantsOwn)


def test_a_home_is_no_household() -> None:
    people = [enrolled(f"guest-{it}", number=9 + it) for it in range(PEOPLE_MAX + 1)]
    many = FormHousehold(member_ids=tuple(it.member_id for it in people), head_id="guest-0")
    given(*COMMUNITY, *people).when(many).refused(TooManyInHousehold, most=PEOPLE_MAX)


def test_who_comes_and_goes_is_noted() -> None:
    given(*COMMUNITY, HOME, OTHERS).when(CHANGE).then(changed(LI, WANG, left=(AUNT,), head=WANG))
    given(*COMMUNITY, OTHERS).when(CHANGE).refused(UnknownHousehold)
    same = ChangeHousehold(household_id="household-1", member_ids=(LI, AUNT), head_id=LI)
    given(*COMMUNITY, HOME).when(same).refused(NothingChanged)
    given(*COMMUNITY, HOME).when(replace(CHANGE, member_ids=(STRANGER,))).refused(UnknownMember)


def test_a_household_of_nobody_is_no_more() -> None:
    nobody = ChangeHousehold(household_id="household-1")
    over = given(*COMMUNITY, HOME).when(nobody).fact
    assert over == changed(left=(LI, AUNT), head=None)
    given(*COMMUNITY, HOME, over).when(CHANGE).refused(UnknownHousehold)
    assert given(*COMMUNITY, HOME, over).when(FORM).fact


def test_two_records_of_one_person_are_in_one_household() -> None:
    past: tuple[Fact, ...] = (*COMMUNITY, HOME, merged(AUNT, WANG))
    given(*past).when(FormHousehold(member_ids=(WANG,), head_id=WANG)).refused(InTwoHouseholds)
    given(*past).when(CHANGE).then(changed(LI, WANG, left=(), head=WANG))


@pytest.mark.parametrize(
    ("decision", "past"), [(FORM, ()), (CHANGE, (HOME,))], ids=lambda it: type(it).__name__
)
def test_asking_again_changes_nothing_more(
    decision: Decision, past: tuple[Fact, ...], database: str
) -> None:
    given(*COMMUNITY, *past).when(decision).repeated(database)


JOIN = KeepHouseWith(member_id=WANG, head_id=LI)
HOME_OF_WANG = HouseholdFormed(household_id="household-3", member_ids=(WANG,), head_id=WANG)


def test_who_is_told_to_keep_house_with_a_head_forms_their_household() -> None:
    given(*COMMUNITY).when(JOIN).then(
        HouseholdFormed(household_id=NEW, member_ids=(LI, WANG), head_id=LI)
    )
    given(*COMMUNITY).when(replace(JOIN, member_id=LI)).then(
        HouseholdFormed(household_id=NEW, member_ids=(LI,), head_id=LI)
    )


def test_who_comes_later_joins_the_household_of_the_head() -> None:
    given(*COMMUNITY, HOME).when(JOIN).then(changed(LI, AUNT, WANG, left=(), head=LI))
    given(*COMMUNITY, HOME, merged(AUNT, WANG)).when(JOIN).refused(NothingChanged)


@pytest.mark.parametrize(
    ("before", "decision", "refusal"),
    [
        ((), replace(JOIN, head_id=STRANGER), HeadUnknown),
        ((), replace(JOIN, member_id=STRANGER), UnknownMember),
        ((HOME_OF_WANG,), JOIN, InTwoHouseholds),
        ((HOME, HOME_OF_WANG), JOIN, InTwoHouseholds),
        ((HOME,), replace(JOIN, head_id=AUNT), HeadIsAnother),
        ((HOME,), replace(JOIN, member_id=AUNT), NothingChanged),
    ],
)
def test_nobody_is_put_into_a_household_against_what_is_noted(
    before: tuple[Fact, ...], decision: Decision, refusal: type[Refusal]
) -> None:
    given(*COMMUNITY, *before).when(decision).refused(refusal)


def test_nobody_puts_themselves_into_a_household() -> None:
    for actor in (WANG, LI):
        given(*COMMUNITY).when(JOIN, actor=actor).refused(GrantsOwn)


def test_a_household_that_is_full_takes_nobody_more() -> None:
    many = [f"person-{it}" for it in range(PEOPLE_MAX - 1)]
    full = HouseholdFormed(household_id="household-1", member_ids=(LI, *many), head_id=LI)
    given(*COMMUNITY, *map(enrolled, many), full).when(JOIN).refused(TooManyInHousehold)


def test_who_moved_away_leads_no_household_any_more() -> None:
    head = ResidentRegistered(
        member_id=STRANGER, kind="resident:floating", from_day=SPRING, evidence="seen"
    )
    theirs = HouseholdFormed(
        household_id="household-1", member_ids=(STRANGER, LI), head_id=STRANGER
    )
    gone = StandingEnded(
        member_id=STRANGER,
        kind="resident:floating",
        on=SPRING,
        because="moved",
        granted_id="fact-1",
        forgotten=True,
    )
    past = given(*COMMUNITY, head, theirs)
    past.when(replace(JOIN, head_id=STRANGER)).then(
        HouseholdChanged(
            household_id="household-1",
            member_ids=(STRANGER, LI, WANG),
            head_id=STRANGER,
            left_ids=(),
        )
    )
    past = given(*COMMUNITY, head, theirs, gone)
    past.when(replace(JOIN, head_id=STRANGER)).refused(HeadUnknown)
    past.when(JOIN).then(changed(LI, WANG, left=(STRANGER,), head=LI))
