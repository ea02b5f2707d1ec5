"""Whoever has taken a request on says when they helped, or names what met it."""

from dataclasses import replace
from datetime import timedelta

from domain.needs.claims import AlreadyServed, NotClaimed, NotTheHelper
from domain.needs.fulfilment import (
    FulfilRequest,
    MetAlready,
    NotTheHelpers,
    RequestFulfilled,
    RequestServed,
    ServeRequest,
)
from domain.needs.requests import UnknownRequest
from domain.needs.withdrawal import RequestWithdrawn
from domain.people.membership import MemberLeft, UnknownMember
from domain.rules.rules import NoRulesInForce
from domain.service.counting.hold import HoldMove
from domain.service.counting.times import EndsBeforeStart, InTheFuture, TooLong, TooShort
from domain.service.going_on import WithdrawSignOut
from domain.service.service import AlreadyDecided, UnknownService
from domain.service.unearned import ServiceRejected
from domain.shop.donation import UnknownDonation
from tests.controls import (
    AUNT,
    CHEN,
    COMMUNITY,
    ELEVEN,
    LI,
    NINE,
    NOW,
    RICE,
    RICE_LISTED,
    WANG,
    backfilled,
    donated,
    published,
    signed_in,
    signed_out,
)
from tests.domain.needs.asked import NEED, UP, claimed, help_given
from tests.scenario import NEW, given

SERVE = ServeRequest(need_id=NEED, starts_at=NINE, ends_at=ELEVEN)
NAME = FulfilRequest(need_id=NEED, service_id="afterwards-1")
TAKEN_ON = (*UP, claimed())


def test_the_helper_says_when_they_helped(database: str) -> None:
    helped = given(*TAKEN_ON).when(SERVE, actor=LI)
    helped.then(help_given(NEW))
    helped.repeated(database)
    assert given(*TAKEN_ON).when(replace(SERVE, by_office=True), actor=CHEN).fact


def test_only_whoever_took_it_on_and_once() -> None:
    given(*TAKEN_ON).when(SERVE, actor=AUNT).refused(NotTheHelper)
    given(*UP).when(SERVE, actor=LI).refused(NotTheHelper)
    given(*UP).when(replace(SERVE, by_office=True)).refused(NotClaimed)
    given(*TAKEN_ON, help_given()).when(SERVE, actor=LI).refused(AlreadyServed)
    given(*COMMUNITY).when(SERVE, actor=LI).refused(UnknownRequest)
    ended = given(*UP, RequestWithdrawn(need_id=NEED))
    ended.when(replace(SERVE, by_office=True)).refused(NotClaimed)
    left = MemberLeft(member_id=LI, kind="volunteer", credit=0, points=0)
    gone = given(*TAKEN_ON, left)
    gone.when(replace(SERVE, by_office=True), actor=CHEN).refused(UnknownMember)


def test_the_times_are_those_that_a_service_can_have() -> None:
    taken_on = given(*TAKEN_ON)
    minute = timedelta(minutes=1)
    taken_on.when(replace(SERVE, ends_at=NINE), actor=LI).refused(EndsBeforeStart)
    taken_on.when(replace(SERVE, ends_at=NINE + 14 * minute), actor=LI).refused(TooShort)
    taken_on.when(replace(SERVE, ends_at=NINE + 721 * minute), actor=LI).refused(TooLong)
    late = replace(SERVE, starts_at=NOW - 60 * minute, ends_at=NOW + minute)
    taken_on.when(late, actor=LI).refused(InTheFuture)
    without = given(*(it for it in TAKEN_ON if it is not COMMUNITY[0]))
    without.when(SERVE, actor=LI).refused(NoRulesInForce)


def test_what_a_rejected_service_gave_back_is_set_aside_anew() -> None:
    back = HoldMove(need_id=NEED, payer_id=WANG, asker_id=WANG, returned=180)
    rejected = ServiceRejected(service_id="help-1", member_id=LI, hold=back)
    again = given(*TAKEN_ON, help_given(), rejected).when(SERVE, actor=LI).fact
    assert isinstance(again, RequestServed)
    assert again.hold == HoldMove(need_id=NEED, payer_id=WANG, asker_id=WANG, set_aside=180)


def test_hours_that_are_on_record_meet_a_request(database: str) -> None:
    named = given(*TAKEN_ON, backfilled()).when(NAME, actor=LI)
    named.then(
        RequestFulfilled(
            need_id=NEED,
            means="service",
            helper_id=LI,
            asker_id=WANG,
            service_id="afterwards-1",
        )
    )
    named.repeated(database)


def test_hours_meet_one_request_and_are_the_helpers_own() -> None:
    given(*TAKEN_ON).when(NAME, actor=LI).refused(UnknownService)
    hers = backfilled(AUNT)
    given(*TAKEN_ON, hers).when(NAME, actor=LI).refused(NotTheHelpers)
    used = RequestFulfilled(
        need_id="need-2", means="service", helper_id=LI, service_id="afterwards-1"
    )
    given(*TAKEN_ON, backfilled(), used).when(NAME, actor=LI).refused(MetAlready)
    met = RequestFulfilled(need_id=NEED, means="note", helper_id=LI, note_text="text-4")
    given(*TAKEN_ON, backfilled(), met).when(NAME, actor=LI).refused(AlreadyServed)


def test_a_gift_grants_one_wish() -> None:
    gift = (RICE_LISTED, donated(RICE, 1, None, "gift-1"))
    grant = FulfilRequest(need_id=NEED, donation_id="gift-1")
    fact = given(*TAKEN_ON, *gift).when(grant, actor=LI).fact
    assert isinstance(fact, RequestFulfilled)
    assert (fact.means, fact.donation_id) == ("donation", "gift-1")
    given(*TAKEN_ON).when(grant, actor=LI).refused(UnknownDonation)
    used = RequestFulfilled(need_id="need-2", means="donation", helper_id=LI, donation_id="gift-1")
    given(*TAKEN_ON, *gift, used).when(grant, actor=LI).refused(MetAlready)


def test_a_sign_out_that_met_a_request_is_not_taken_back() -> None:
    attended = (published(), signed_in(), signed_out())
    met = RequestFulfilled(
        need_id=NEED, means="service", helper_id=LI, service_id="attended-1", asker_id=WANG
    )
    take_back = WithdrawSignOut(activity_id="cleaning-day", member_id=LI)
    given(*TAKEN_ON, *attended, met).when(take_back, actor=LI).refused(AlreadyDecided)
    assert given(*TAKEN_ON, *attended).when(take_back, actor=LI).fact
