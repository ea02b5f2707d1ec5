"""Where the two sides do not agree, a third person decides how long the help was."""

from dataclasses import replace

from domain.needs.contest import (
    ContestHelp,
    NotContested,
    RequestContested,
    RequestSettled,
    SettleHelp,
    SettlesOwn,
)
from domain.needs.requests import NotTheAsker, RequestClosed, UnknownRequest
from domain.needs.withdrawal import RequestWithdrawn
from domain.needs.word import (
    MinutesAboveService,
    NotFulfilled,
    RequestAlreadyConfirmed,
    RequestConfirmed,
    RequestDisputed,
)
from domain.service.attestation import ConfirmsOwn
from domain.service.counting.hold import HoldMove
from tests.controls import AUNT, CHEN, COMMUNITY, LI, WANG, ZHOU, confirmed
from tests.domain.needs.asked import NEED, UP, claimed, help_given
from tests.scenario import by, given

CONTEST = ContestHelp(need_id=NEED, reason_text="text-5")
SETTLE = SettleHelp(need_id=NEED, minutes=60, reason_text="text-6")
HELPED = (*UP, claimed(), by(LI, help_given()))
CONTESTED = RequestContested(
    need_id=NEED, helper_id=LI, asker_id=WANG, service_id="help-1", reason_text="text-5"
)
RECOGNISED = confirmed("help-1", "attested", credited_minutes=120)
WORD = RequestConfirmed(
    need_id=NEED, helper_id=LI, asker_id=WANG, service_id="help-1", how="self", minutes_accepted=120
)


def test_whoever_asked_says_that_it_was_not_so(database: str) -> None:
    contested = given(*HELPED).when(CONTEST, actor=WANG)
    contested.then(CONTESTED)
    contested.repeated(database)
    assert given(*HELPED).when(replace(CONTEST, by_office=True), actor=CHEN).fact


def test_nobody_else_contests_and_only_what_waits_for_a_word() -> None:
    given(*HELPED).when(CONTEST, actor=AUNT).refused(NotTheAsker)
    given(*HELPED).when(replace(CONTEST, by_office=True), actor=LI).refused(ConfirmsOwn)
    given(*HELPED, by(WANG, CONTESTED)).when(CONTEST, actor=WANG).refused(RequestDisputed)
    given(*HELPED, by(WANG, WORD)).when(CONTEST, actor=WANG).refused(RequestAlreadyConfirmed)
    for wish in (CONTEST, SETTLE):
        given(*COMMUNITY).when(wish, actor=WANG).refused(UnknownRequest)
        given(*UP, claimed()).when(wish, actor=WANG).refused(NotFulfilled)
        given(*UP, RequestWithdrawn(need_id=NEED)).when(wish, actor=WANG).refused(RequestClosed)


def test_a_third_person_settles_it_for_half(database: str) -> None:
    contested = (*HELPED, RECOGNISED, by(WANG, CONTESTED))
    settled = given(*contested).when(SETTLE, actor=ZHOU)
    settled.then(
        RequestSettled(
            need_id=NEED,
            helper_id=LI,
            asker_id=WANG,
            service_id="help-1",
            minutes_accepted=60,
            hold=HoldMove(need_id=NEED, payer_id=WANG, retired=60, returned=120),
            reason_text="text-6",
        )
    )
    settled.repeated(database)


def test_no_party_settles_it_and_nothing_is_settled_twice() -> None:
    contested = (*HELPED, by(CHEN, CONTESTED))
    given(*contested).when(SETTLE, actor=LI).refused(ConfirmsOwn)
    for actor in (WANG, CHEN):
        given(*contested).when(SETTLE, actor=actor).refused(SettlesOwn)
    given(*contested).when(replace(SETTLE, minutes=121), actor=ZHOU).refused(MinutesAboveService)
    given(*HELPED).when(SETTLE, actor=ZHOU).refused(NotContested)
    settled = given(*contested).when(SETTLE, actor=ZHOU).fact
    given(*contested, settled).when(SETTLE, actor=ZHOU).refused(NotContested)
