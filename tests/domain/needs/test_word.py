"""Whoever asked says that they were helped, and that pays for the help."""

from dataclasses import replace

from msgspec.structs import replace as copy_of

from domain.needs.claims import ClaimRequest, RequestClaimed
from domain.needs.contest import RequestContested
from domain.needs.requests import NotTheAsker, RequestClosed, UnknownRequest
from domain.needs.withdrawal import RequestWithdrawn
from domain.needs.word import (
    ConfirmHelp,
    MinutesAboveService,
    NotFulfilled,
    RequestAlreadyConfirmed,
    RequestConfirmed,
    RequestDisputed,
)
from domain.service.attestation import ConfirmsOwn
from domain.service.counting.hold import HoldMove
from domain.service.deciding.rejecting import RejectService
from domain.service.hours import ServiceRevoked
from domain.service.service import ConfirmService, ServiceConfirmed
from domain.service.service_audit import RevokeService
from domain.service.unearned import ServiceRejected
from tests.controls import AUNT, CHEN, COMMUNITY, LI, WANG, ZHOU, confirmed
from tests.domain.needs.asked import NEED, UP, claimed, help_given
from tests.scenario import by, given

CONFIRM = ConfirmHelp(need_id=NEED, how="self", satisfaction=5)
HELPED = (*UP, claimed(), by(LI, help_given()))
RECOGNISED = confirmed("help-1", "attested", credited_minutes=120)
PAID = HoldMove(need_id=NEED, payer_id=WANG, retired=120, returned=60)
WORD = RequestConfirmed(
    need_id=NEED,
    helper_id=LI,
    asker_id=WANG,
    service_id="help-1",
    how="self",
    satisfaction=5,
    minutes_accepted=120,
)


def test_the_word_waits_for_the_hours_and_the_hours_let_it_go(database: str) -> None:
    word = given(*HELPED).when(CONFIRM, actor=WANG)
    word.then(WORD)
    word.repeated(database)
    fact = given(*HELPED, by(WANG, WORD)).when(ConfirmService(service_id="help-1"), actor=ZHOU).fact
    assert isinstance(fact, ServiceConfirmed)
    assert (fact.credit, fact.hold) == (120, PAID)


def test_where_the_hours_were_recognised_the_word_pays_at_once() -> None:
    recognised = given(*HELPED).when(ConfirmService(service_id="help-1"), actor=ZHOU).fact
    assert isinstance(recognised, ServiceConfirmed)
    assert recognised.hold is None
    fact = given(*HELPED, recognised).when(CONFIRM, actor=WANG).fact
    assert isinstance(fact, RequestConfirmed)
    assert fact.hold == PAID


def test_less_may_be_accepted_than_was_served_but_not_more() -> None:
    given(*HELPED).when(replace(CONFIRM, minutes_accepted=121), actor=WANG).refused(
        MinutesAboveService, most=120
    )
    fact = given(*HELPED, RECOGNISED).when(replace(CONFIRM, minutes_accepted=90), actor=WANG).fact
    assert isinstance(fact, RequestConfirmed)
    assert fact.hold == HoldMove(need_id=NEED, payer_id=WANG, retired=90, returned=90)


def test_a_helper_never_gives_the_word_for_who_was_helped() -> None:
    given(*HELPED).when(replace(CONFIRM, how="desk", by_office=True), actor=LI).refused(ConfirmsOwn)
    given(*HELPED).when(CONFIRM, actor=AUNT).refused(NotTheAsker)
    called = replace(CONFIRM, how="phone_call", by_office=True)
    assert given(*HELPED).when(called, actor=CHEN).fact


def test_how_the_word_came_is_what_the_log_knows_of_it() -> None:
    def how(actor: str, **said: object) -> str:
        fact = given(*HELPED).when(replace(CONFIRM, **said), actor=actor).fact
        assert isinstance(fact, RequestConfirmed)
        return fact.how

    assert how(WANG, how="phone_call") == "self"
    assert how(CHEN, how="self", by_office=True) == "desk"
    assert how(CHEN, how="kin", by_office=True) == "kin"
    assert how(CHEN, how="phone_call", by_office=True) == "phone_call"


def test_the_word_is_given_once_and_on_what_was_done() -> None:
    given(*COMMUNITY).when(CONFIRM, actor=WANG).refused(UnknownRequest)
    given(*UP, claimed()).when(CONFIRM, actor=WANG).refused(NotFulfilled)
    given(*UP, RequestWithdrawn(need_id=NEED)).when(CONFIRM, actor=WANG).refused(RequestClosed)
    given(*HELPED, by(WANG, WORD)).when(CONFIRM, actor=WANG).refused(RequestAlreadyConfirmed)
    contested = RequestContested(
        need_id=NEED, helper_id=LI, asker_id=WANG, service_id="help-1", reason_text="text-5"
    )
    given(*HELPED, by(WANG, contested)).when(CONFIRM, actor=WANG).refused(RequestDisputed)


def test_a_rejected_service_gives_all_back() -> None:
    fact = given(*HELPED).when(RejectService(service_id="help-1"), actor=ZHOU).fact
    assert isinstance(fact, ServiceRejected)
    assert fact.hold == HoldMove(need_id=NEED, payer_id=WANG, asker_id=WANG, returned=180)
    given(*HELPED, fact).when(CONFIRM, actor=WANG).refused(NotFulfilled)


def test_a_revocation_refunds_and_opens_the_request_again() -> None:
    word = copy_of(WORD, hold=PAID)
    fact = (
        given(*HELPED, RECOGNISED, word).when(RevokeService(service_id="help-1"), actor=ZHOU).fact
    )
    assert isinstance(fact, ServiceRevoked)
    assert fact.hold == HoldMove(need_id=NEED, payer_id=WANG, asker_id=WANG, refunded=120)
    again = given(*HELPED, RECOGNISED, word, fact)
    again.when(CONFIRM, actor=WANG).refused(NotFulfilled)


def test_after_a_revocation_somebody_else_helps() -> None:
    word = copy_of(WORD, hold=PAID)
    revoked = (
        given(*HELPED, RECOGNISED, word).when(RevokeService(service_id="help-1"), actor=ZHOU).fact
    )
    claim = ClaimRequest(need_id=NEED, helper_id=AUNT)
    fact = given(*HELPED, RECOGNISED, word, revoked).when(claim, actor=AUNT).fact
    assert isinstance(fact, RequestClaimed)
    assert fact.hold == HoldMove(need_id=NEED, payer_id=WANG, asker_id=WANG, set_aside=180)
    assert fact.former_helper_id is None
