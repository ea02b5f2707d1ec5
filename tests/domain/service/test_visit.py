"""The paired volunteer tells of each visit, or the office for them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.rules.rules import NoRulesInForce
from domain.service.counting.times import EndsBeforeStart, InTheFuture, TooLong, TooShort
from domain.service.pairing import PairingOver, UnknownPairing
from domain.service.visit import PROGRAMME, NotThePairedVolunteer, PersonVisited, RecordVisit
from tests.controls import (
    AUNT,
    CHEN,
    COMMUNITY,
    ELEVEN,
    LI,
    NINE,
    SPRING,
    UNCLE,
    WANG,
    adopted,
    paired,
    parted,
)
from tests.scenario import NEW, given

MINUTE = timedelta(minutes=1)
UNCLES = paired("pairing-2", WANG, UNCLE)
PAIRED = (*COMMUNITY, paired(), UNCLES)
VISIT = RecordVisit(pairing_id="pairing-1", starts_at=NINE, ends_at=ELEVEN, note_kind="well")


def test_a_volunteer_tells_of_a_visit_and_it_waits() -> None:
    given(*PAIRED).when(VISIT, actor=LI).then(
        PersonVisited(
            pairing_id="pairing-1",
            service_id=NEW,
            member_id=LI,
            programme=PROGRAMME,
            service_class="attested",
            starts_at=NINE,
            ends_at=ELEVEN,
            typed_in=True,
            note_kind="well",
            assisted_id=AUNT,
        )
    )


def test_the_office_tells_of_a_visit_for_the_volunteer() -> None:
    fact = given(*PAIRED).when(replace(VISIT, by_office=True), actor=CHEN).fact
    assert fact.member_id == LI


def test_another_volunteer_cannot_tell_of_the_visit() -> None:
    given(*PAIRED).when(VISIT, actor=WANG).refused(NotThePairedVolunteer)


def test_nobody_visits_in_a_pairing_that_never_was() -> None:
    given(*COMMUNITY, UNCLES).when(VISIT, actor=LI).refused(UnknownPairing)


def test_nobody_visits_in_a_pairing_that_is_over() -> None:
    given(*PAIRED, parted()).when(VISIT, actor=LI).refused(PairingOver)
    assert given(*PAIRED, parted("pairing-2", UNCLE)).when(VISIT, actor=LI).fact


def test_no_visit_is_told_for_a_day_without_rules() -> None:
    late = adopted(in_force_from=date(2026, 3, 6))
    given(late, *PAIRED[1:]).when(VISIT, actor=LI).refused(NoRulesInForce, day=SPRING)


@pytest.mark.parametrize(
    ("ends_at", "refusal"),
    [
        (NINE, EndsBeforeStart),
        (NINE + 14 * MINUTE, TooShort),
        (NINE + 721 * MINUTE, TooLong),
    ],
)
def test_a_visit_has_the_times_that_a_service_can_have(ends_at: object, refusal: type) -> None:
    given(*PAIRED).when(replace(VISIT, ends_at=ends_at), actor=LI).refused(refusal)


def test_a_visit_is_not_told_before_it_ended() -> None:
    given(*PAIRED).when(VISIT, actor=LI, at=ELEVEN - MINUTE).refused(InTheFuture)


def test_a_visits_faults_are_told_in_order() -> None:
    late = adopted(in_force_from=date(2026, 3, 6))
    backwards = replace(VISIT, ends_at=NINE)
    given(late).when(backwards, actor=WANG, at=NINE).refused(UnknownPairing)
    given(late, paired(), parted()).when(backwards, actor=WANG, at=NINE).refused(PairingOver)
    given(late, paired()).when(backwards, actor=WANG, at=NINE).refused(NotThePairedVolunteer)
    given(late, paired()).when(backwards, actor=LI, at=NINE).refused(NoRulesInForce)
    given(*PAIRED).when(backwards, actor=LI, at=NINE).refused(EndsBeforeStart)
    given(*PAIRED).when(VISIT, actor=LI, at=NINE).refused(InTheFuture)


def test_a_visit_is_told_once(database: str) -> None:
    given(*COMMUNITY, *PAIRED[-2:]).when(replace(VISIT, by_office=True)).repeated(database)
