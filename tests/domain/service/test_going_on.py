"""A mistaken sign-out is taken back: the presence goes on from where it began."""

import pytest
from msgspec.structs import replace

from domain.people.membership import UnknownMember
from domain.service.activity import (
    AlreadySignedIn,
    NotSignedIn,
    SignIn,
    SignOut,
    VolunteerSignedOut,
)
from domain.service.deciding.rejecting import RejectService
from domain.service.going_on import NotSignedOut, WithdrawSignOut
from domain.service.plan import UnknownActivity
from domain.service.service import AlreadyDecided, ConfirmService, SamePerson
from domain.service.unearned import ServiceRejected, SignOutWithdrawn
from tests.controls import (
    CHEN,
    CHOIR,
    CLEANING,
    COMMUNITY,
    HE,
    LI,
    STRANGER,
    WANG,
    ZHOU,
    confirmed,
    moment,
    published,
    signed_in,
    signed_out,
)
from tests.scenario import by, given

TEN = moment(3, 5, 10)
EVENING = moment(3, 5, 20)
PAST = (
    *COMMUNITY,
    published(CLEANING),
    published(CHOIR),
    by(LI, signed_in(LI)),
    by(LI, signed_out(LI, TEN)),
    signed_in(WANG),
)
BACK = WithdrawSignOut(activity_id=CLEANING, member_id=LI)
TAKEN_BACK = SignOutWithdrawn(activity_id=CLEANING, service_id="attended-1", member_id=LI)
OUT = SignOut(activity_id=CLEANING, member_id=LI)


def test_a_sign_out_is_taken_back_by_a_fact_that_mends_it() -> None:
    made = given(*PAST).when(BACK, actor=LI, at=TEN).then(TAKEN_BACK)
    assert made.fact.mends() == "attended-1"


def test_the_presence_goes_on_from_where_it_began() -> None:
    fact = given(*PAST, by(LI, TAKEN_BACK)).when(OUT, actor=LI, at=EVENING).fact
    assert isinstance(fact, VolunteerSignedOut)
    assert (fact.minutes, fact.signed_in_by_id, fact.taken_back_by_id) == (120, None, None)
    again = SignIn(activity_id=CLEANING, member_id=LI)
    given(*PAST, TAKEN_BACK).when(again, at=TEN).refused(AlreadySignedIn)


def test_what_waited_is_no_service_any_more() -> None:
    for decision in (
        ConfirmService(service_id="attended-1"),
        RejectService(service_id="attended-1"),
    ):
        given(*PAST, TAKEN_BACK).when(decision, actor=ZHOU).refused(AlreadyDecided)
        assert given(*PAST).when(decision, actor=ZHOU).fact


def test_who_let_a_presence_go_on_does_not_confirm_it() -> None:
    past = (*PAST, by(CHEN, TAKEN_BACK))
    out = given(*past).when(OUT, actor=LI, at=EVENING).fact
    assert isinstance(out, VolunteerSignedOut) and out.taken_back_by_id == CHEN
    confirming = ConfirmService(service_id=out.service_id)
    given(*past, by(LI, out)).when(confirming, actor=CHEN).refused(SamePerson)
    assert given(*past, by(LI, out)).when(confirming, actor=ZHOU).fact


def test_taking_it_back_once_more_hides_nobody_who_let_it_go_on_before() -> None:
    gone = signed_out(LI, moment(3, 5, 18), "attended-2")
    again = replace(TAKEN_BACK, service_id="attended-2")
    past = (*PAST, by(CHEN, TAKEN_BACK), by(LI, gone))
    for last in (LI, ZHOU):
        out = given(*past, by(last, again)).when(OUT, actor=LI, at=EVENING).fact
        assert isinstance(out, VolunteerSignedOut)
        confirming = ConfirmService(service_id=out.service_id)
        waiting = given(*past, by(last, again), by(LI, out))
        waiting.when(confirming, actor=CHEN).refused(SamePerson)
        assert waiting.when(confirming, actor=HE).fact


def test_what_somebody_decided_about_is_not_taken_back() -> None:
    for decided in (
        confirmed("attended-1", "attested", credited_minutes=120),
        ServiceRejected(service_id="attended-1", member_id=LI),
    ):
        given(*PAST, decided).when(BACK, at=EVENING).refused(AlreadyDecided)


def test_only_a_sign_out_that_there_was_is_taken_back() -> None:
    given(*PAST, TAKEN_BACK).when(BACK, at=TEN).refused(NotSignedOut)
    given(*PAST).when(WithdrawSignOut(activity_id=CLEANING, member_id=WANG)).refused(NotSignedOut)
    given(*PAST).when(WithdrawSignOut(activity_id=CHOIR, member_id=LI)).refused(NotSignedOut)
    given(*PAST).when(WithdrawSignOut(activity_id="none", member_id=LI)).refused(UnknownActivity)
    stranger = WithdrawSignOut(activity_id=CLEANING, member_id=STRANGER)
    given(*PAST).when(stranger).refused(UnknownMember)


def test_who_is_back_and_left_once_is_gone() -> None:
    gone = signed_out(LI, TEN, "attended-2")
    given(*PAST, TAKEN_BACK, gone).when(OUT, at=EVENING).refused(NotSignedIn)


@pytest.mark.parametrize("actor", [LI, CHEN])
def test_asking_again_changes_nothing_more(database: str, actor: str) -> None:
    given(*PAST).when(BACK, actor=actor, at=TEN).repeated(database)
