"""Whoever needs no help any more says so, and the desk says what it cannot put up."""

from dataclasses import replace

from domain.needs.claims import AlreadyClaimed, AlreadyServed
from domain.needs.requests import (
    NotTheAsker,
    RequestClosed,
    RequestDeclined,
    ReviewerIsAsker,
    UnknownRequest,
)
from domain.needs.withdrawal import DeclineRequest, RequestWithdrawn, WithdrawRequest
from domain.service.counting.hold import HoldMove
from tests.controls import CHEN, COMMUNITY, LI, WANG
from tests.domain.needs.asked import NEED, UP, claimed, help_given
from tests.scenario import given

WITHDRAW = WithdrawRequest(need_id=NEED, reason_text="text-3")
DECLINE = DeclineRequest(need_id=NEED, reason_text="text-3")
WITHDRAWN = RequestWithdrawn(need_id=NEED, asker_id=WANG, reason_text="text-3")
BACK = HoldMove(need_id=NEED, payer_id=WANG, asker_id=WANG, returned=180)


def test_whoever_asked_takes_it_back(database: str) -> None:
    withdrawn = given(*UP).when(WITHDRAW, actor=WANG)
    withdrawn.then(WITHDRAWN)
    withdrawn.repeated(database)


def test_what_was_set_aside_comes_back() -> None:
    given(*UP, claimed()).when(WITHDRAW, actor=WANG).then(
        RequestWithdrawn(need_id=NEED, asker_id=WANG, reason_text="text-3", helper_id=LI, hold=BACK)
    )


def test_help_that_was_given_is_not_taken_back_but_contested() -> None:
    given(*UP, claimed(), help_given()).when(WITHDRAW, actor=WANG).refused(AlreadyServed)
    given(*UP, claimed(), help_given()).when(DECLINE, actor=CHEN).refused(AlreadyServed)


def test_nobody_takes_back_what_another_asked_for() -> None:
    given(*UP).when(WITHDRAW, actor=LI).refused(NotTheAsker)
    assert given(*UP).when(replace(WITHDRAW, by_office=True), actor=CHEN).fact


def test_a_request_ends_once() -> None:
    for wish, by_desk in ((WITHDRAW, {"by_office": True}), (DECLINE, {})):
        given(*COMMUNITY).when(wish).refused(UnknownRequest)
        given(*UP, WITHDRAWN).when(replace(wish, **by_desk)).refused(RequestClosed)


def test_the_desk_declines_what_it_cannot_put_up(database: str) -> None:
    declined = given(*UP).when(DECLINE, actor=CHEN)
    declined.then(RequestDeclined(need_id=NEED, asker_id=WANG, reason_text="text-3"))
    declined.repeated(database)
    given(*UP, claimed()).when(DECLINE, actor=CHEN).refused(AlreadyClaimed)
    given(*UP).when(replace(DECLINE), actor=WANG).refused(ReviewerIsAsker)
