"""Whether hours stand that the other side denies, a third person finds out."""

from dataclasses import replace
from typing import Final

import pytest

from domain.service.attestation import Word
from domain.service.deciding.answering import AnswerDispute, DisputeDecided, NotDisputed
from domain.service.hours import ServiceRevoked
from domain.service.service import UnknownService
from domain.service.service_audit import RevokeService
from domain.ties.objection import AnswersOwn
from tests.controls import AUNT, CHEN, LI, UNCLE, WANG, ZHOU, confirmed
from tests.domain.words import NO, RULED, TOLD, VISITED, kin, word
from tests.scenario import by, given

HE: Final = "supervisor-he"
CONFIRMED: Final = by(CHEN, confirmed("visit-1", "attested", credited_minutes=120))
STANDS: Final = (*VISITED, TOLD, CONFIRMED, by(AUNT, NO))


def rule(by_whom: str = HE, outcome: str = "upheld") -> AnswerDispute:
    return AnswerDispute(
        service_id="visit-1", outcome=outcome, answer_text="answer-1", actor_id=by_whom
    )


def test_a_third_person_finds_that_it_was_so(database: str) -> None:
    found = given(*STANDS).when(rule(), actor=HE)
    found.then(RULED)
    found.repeated(database)


def test_what_was_known_to_be_denied_when_it_was_confirmed_is_looked_into_too() -> None:
    given(*VISITED, TOLD, by(AUNT, NO), CONFIRMED).when(rule(), actor=HE).then(RULED)


@pytest.mark.parametrize("who", [LI, AUNT, CHEN])
def test_nobody_who_has_a_part_in_it_answers(who: str) -> None:
    given(*STANDS).when(rule(who), actor=who).refused(AnswersOwn)


@pytest.mark.parametrize("of", [LI, AUNT])
def test_nobodys_kin_answers(of: str) -> None:
    related = given(*STANDS, kin(of, UNCLE))
    related.when(rule(UNCLE), actor=UNCLE).refused(AnswersOwn)
    related.when(rule(WANG), actor=WANG).then(RULED)


def test_who_heard_it_on_the_phone_does_not_answer() -> None:
    past = (*VISITED, TOLD, CONFIRMED, by(ZHOU, NO))
    given(*past).when(rule(ZHOU), actor=ZHOU).refused(AnswersOwn)


def test_of_hours_that_nobody_denies_there_is_nothing_to_find() -> None:
    given(*VISITED).when(rule(), actor=HE).refused(UnknownService)
    given(*VISITED, TOLD, by(AUNT, NO)).when(rule(), actor=HE).refused(NotDisputed)
    given(*VISITED, TOLD, CONFIRMED).when(rule(), actor=HE).refused(NotDisputed)
    given(*STANDS, by(AUNT, word())).when(rule(), actor=HE).refused(NotDisputed)
    taken_back = given(*STANDS).when(RevokeService(service_id="visit-1"), actor=HE).fact
    assert isinstance(taken_back, ServiceRevoked)
    given(*STANDS, by(HE, taken_back)).when(rule(), actor=HE).refused(NotDisputed)


def test_it_is_found_once_and_again_after_another_denial() -> None:
    ruled = (*STANDS, by(HE, RULED))
    given(*ruled).when(replace(rule(), outcome="dismissed"), actor=HE).refused(DisputeDecided)
    word_of = given(*ruled).view(rule())(Word, "service:visit-1")
    assert (word_of.ruling, word_of.denied_by) == ("upheld", (AUNT, AUNT))


def test_who_found_that_it_was_so_may_revoke_it() -> None:
    revoked = given(*STANDS, by(HE, RULED)).when(RevokeService(service_id="visit-1"), actor=HE)
    assert isinstance(revoked.fact, ServiceRevoked)
