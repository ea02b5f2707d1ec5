"""Volunteers take places in activities, and give back those that they cannot use."""

from datetime import timedelta

import pytest

from domain.people.membership import MemberLeft, UnknownMember
from domain.service.activity import AlreadySignedIn
from domain.service.places import (
    ActivityFull,
    AlreadySignedUp,
    CancelSignUp,
    NotSignedUp,
    SignUp,
    SignUpCancelled,
    VolunteerSignedUp,
)
from domain.service.plan import ActivityOver, UnknownActivity
from tests.controls import (
    CHOIR,
    CLEANING,
    COMMUNITY,
    ELEVEN,
    LI,
    NINE,
    STRANGER,
    WANG,
    moment,
    published,
    signed_in,
)
from tests.scenario import given

SECOND = timedelta(seconds=1)
EVENING = moment(3, 5, 20)
EVE = moment(3, 4, 9)
LI_UP = VolunteerSignedUp(activity_id=CLEANING, member_id=LI)
WANG_UP = VolunteerSignedUp(activity_id=CLEANING, member_id=WANG)
LI_GAVE_UP = SignUpCancelled(activity_id=CLEANING, member_id=LI)
BOTH = (*COMMUNITY, published(CLEANING), published(CHOIR))
UP = SignUp(activity_id=CLEANING, member_id=LI)
NOT_COMING = CancelSignUp(activity_id=CLEANING, member_id=LI)


def test_a_volunteer_takes_a_place() -> None:
    given(*BOTH, WANG_UP).when(UP, actor=LI, at=moment(3, 1, 9)).then(LI_UP)


def test_nobody_signs_up_for_what_was_never_published() -> None:
    given(*COMMUNITY, published(CHOIR)).when(UP, at=NINE).refused(UnknownActivity)


def test_a_stranger_cannot_sign_up() -> None:
    given(*BOTH).when(SignUp(activity_id=CLEANING, member_id=STRANGER), at=NINE).refused(
        UnknownMember
    )


def test_nobody_signs_up_for_what_is_over() -> None:
    given(*BOTH).when(UP, at=ELEVEN).refused(ActivityOver)
    assert given(*BOTH).when(UP, at=ELEVEN - SECOND).fact


def test_a_volunteer_has_one_place() -> None:
    given(*BOTH, LI_UP).when(UP, at=NINE).refused(AlreadySignedUp)


def test_a_place_in_another_activity_is_another_place() -> None:
    elsewhere = VolunteerSignedUp(activity_id=CHOIR, member_id=LI)
    given(*BOTH, elsewhere).when(UP, at=NINE).then(LI_UP)


def test_there_are_as_many_places_as_were_published() -> None:
    small = published(CLEANING, capacity=1)
    given(*COMMUNITY, small).when(UP, at=NINE).then(LI_UP)
    given(*COMMUNITY, small, WANG_UP).when(UP, at=NINE).refused(ActivityFull, capacity=1)


def test_a_sign_ups_faults_are_told_in_order() -> None:
    full = published(CLEANING, capacity=1)
    stranger = SignUp(activity_id=CLEANING, member_id=STRANGER)
    given().when(stranger, at=EVENING).refused(UnknownActivity)
    given(*COMMUNITY, full, WANG_UP).when(stranger, at=EVENING).refused(UnknownMember)
    given(*COMMUNITY, full, LI_UP).when(UP, at=EVENING).refused(ActivityOver)
    given(*COMMUNITY, full, LI_UP).when(UP, at=NINE).refused(AlreadySignedUp)


def test_a_place_that_was_given_back_is_free_for_somebody_else() -> None:
    small = (*COMMUNITY, published(CLEANING, capacity=1), WANG_UP)
    given(*small).when(UP, at=EVE).refused(ActivityFull)
    wang_gave_up = SignUpCancelled(activity_id=CLEANING, member_id=WANG)
    given(*small, wang_gave_up).when(UP, at=EVE).then(LI_UP)


def test_a_volunteer_gives_a_place_back_and_may_take_one_again() -> None:
    given(*BOTH, LI_UP, WANG_UP).when(NOT_COMING, actor=LI, at=EVE).then(LI_GAVE_UP)
    given(*BOTH, LI_UP, LI_GAVE_UP).when(UP, at=EVE).then(LI_UP)


def test_only_a_place_that_one_has_is_given_back() -> None:
    elsewhere = VolunteerSignedUp(activity_id=CHOIR, member_id=LI)
    for past in ((), (WANG_UP,), (elsewhere,), (LI_UP, LI_GAVE_UP)):
        given(*BOTH, *past).when(NOT_COMING, at=EVE).refused(NotSignedUp)


def test_the_place_of_somebody_who_left_is_given_back() -> None:
    left = MemberLeft(member_id=LI, kind="volunteer", credit=0, points=0)
    given(*BOTH, LI_UP, left).when(NOT_COMING, at=EVE).then(LI_GAVE_UP)


def test_who_has_begun_gives_no_place_back() -> None:
    given(*BOTH, LI_UP, signed_in()).when(NOT_COMING, at=moment(3, 5, 10)).refused(AlreadySignedIn)


def test_when_it_is_over_there_is_no_place_to_give_back() -> None:
    given(*BOTH, LI_UP).when(NOT_COMING, at=ELEVEN).refused(ActivityOver)
    assert given(*BOTH, LI_UP).when(NOT_COMING, at=ELEVEN - SECOND).fact


def test_a_cancellations_faults_are_told_in_order() -> None:
    stranger = CancelSignUp(activity_id=CLEANING, member_id=STRANGER)
    given().when(stranger, at=EVENING).refused(UnknownActivity)
    given(*BOTH).when(stranger, at=EVENING).refused(NotSignedUp)
    given(*BOTH, signed_in()).when(NOT_COMING, at=EVENING).refused(NotSignedUp)
    given(*BOTH, LI_UP, signed_in()).when(NOT_COMING, at=EVENING).refused(AlreadySignedIn)


@pytest.mark.parametrize(("decision", "past"), [(UP, ()), (NOT_COMING, (LI_UP,))])
def test_asking_again_takes_and_gives_nothing_more(
    database: str, decision: SignUp | CancelSignUp, past: tuple[VolunteerSignedUp, ...]
) -> None:
    given(*BOTH, *past).when(decision, at=EVE).repeated(database)
