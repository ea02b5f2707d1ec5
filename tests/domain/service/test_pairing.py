"""One volunteer helps one person at a time."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.ledger.decision import Decision
from domain.people.membership import UnknownMember
from domain.service.pairing import (
    AlreadyPaired,
    EndPairing,
    FormPairing,
    PairedWithSelf,
    PairingAgreed,
    PairingEnded,
    PairingOver,
    RhythmInvalid,
    StartImplausible,
    UnknownPairing,
)
from tests.controls import (
    AUNT,
    COMMUNITY,
    LI,
    NOW,
    STRANGER,
    UNCLE,
    WANG,
    paired,
    parted,
)
from tests.scenario import NEW, given

MINUTE = timedelta(minutes=1)
FORM = FormPairing(
    volunteer_id=LI,
    assisted_id=AUNT,
    cause_id="cause-1",
    visit_every_days=7,
    starts_on=date(2026, 3, 1),
)
UNCLES = paired("pairing-2", WANG, UNCLE)
PAIRED = (*COMMUNITY, paired(), UNCLES)
END = EndPairing(pairing_id="pairing-1", reason_text="reason-1")


def test_a_volunteer_is_paired_with_a_person_in_hardship() -> None:
    given(*COMMUNITY, UNCLES).when(FORM).then(paired(NEW))
    assert paired(NEW) == PairingAgreed(
        pairing_id=NEW,
        volunteer_id=LI,
        assisted_id=AUNT,
        cause_id="cause-1",
        visit_every_days=7,
        starts_on=date(2026, 3, 1),
    )


def test_a_volunteer_may_help_several_people() -> None:
    assert given(*COMMUNITY, paired("pairing-2", LI, UNCLE)).when(FORM).fact


def test_a_volunteer_may_be_helped_by_another() -> None:
    assert given(*COMMUNITY, paired("pairing-2", AUNT, UNCLE)).when(FORM).fact


@pytest.mark.parametrize("stranger", [{"volunteer_id": STRANGER}, {"assisted_id": STRANGER}])
def test_strangers_are_not_paired(stranger: dict[str, str]) -> None:
    given(*COMMUNITY).when(replace(FORM, **stranger)).refused(UnknownMember)


def test_nobody_is_paired_with_themselves() -> None:
    given(*COMMUNITY).when(replace(FORM, assisted_id=LI)).refused(PairedWithSelf)


def test_a_person_is_helped_by_one_volunteer_at_a_time() -> None:
    given(*PAIRED).when(FORM).refused(AlreadyPaired)
    given(*PAIRED).when(replace(FORM, volunteer_id=WANG)).refused(AlreadyPaired)


def test_a_person_whose_pairing_ended_is_paired_anew() -> None:
    given(*PAIRED, parted()).when(replace(FORM, volunteer_id=WANG)).then(paired(NEW, WANG, AUNT))
    given(*PAIRED, parted("pairing-2", UNCLE)).when(FORM).refused(AlreadyPaired)


@pytest.mark.parametrize(("days", "taken"), [(0, False), (1, True), (366, True), (367, False)])
def test_visits_are_a_day_to_a_leap_year_apart(days: int, taken: bool) -> None:
    outcome = given(*COMMUNITY).when(replace(FORM, visit_every_days=days))
    if taken:
        assert outcome.fact
    else:
        outcome.refused(RhythmInvalid, most=366)


@pytest.mark.parametrize(
    ("year", "taken"), [(1, False), (1899, False), (1900, True), (2199, True), (2200, False)]
)
def test_a_pairing_starts_in_a_year_of_the_living(year: int, taken: bool) -> None:
    outcome = given(*COMMUNITY).when(replace(FORM, starts_on=date(year, 12, 31)))
    if taken:
        assert outcome.fact
    else:
        outcome.refused(StartImplausible)


def test_a_pairings_faults_are_told_in_order() -> None:
    strange = replace(FORM, visit_every_days=13_800_138, starts_on=date(9999, 12, 31))
    given(*PAIRED).when(strange).refused(AlreadyPaired)
    given(*COMMUNITY).when(strange).refused(RhythmInvalid)
    given().when(replace(FORM, assisted_id=LI)).refused(UnknownMember)
    helped = paired("pairing-3", WANG, LI)
    given(*COMMUNITY, helped).when(replace(FORM, assisted_id=LI)).refused(PairedWithSelf)
    given(*COMMUNITY, helped).when(replace(FORM, volunteer_id=AUNT, assisted_id=LI)).refused(
        AlreadyPaired
    )


def test_a_coordinator_ends_a_pairing() -> None:
    given(*PAIRED).when(END).then(
        PairingEnded(
            pairing_id="pairing-1", volunteer_id=LI, assisted_id=AUNT, reason_text="reason-1"
        )
    )


def test_a_pairing_that_never_was_does_not_end() -> None:
    given(*COMMUNITY, UNCLES).when(END).refused(UnknownPairing)


def test_a_pairing_ends_once() -> None:
    given(*PAIRED, parted()).when(END).refused(PairingOver)


@pytest.mark.parametrize(
    ("decision", "past"),
    [(FORM, (UNCLES,)), (END, PAIRED[-2:])],
    ids=lambda it: type(it).__name__,
)
def test_asking_again_changes_nothing_more(
    decision: Decision, past: tuple[object, ...], database: str
) -> None:
    given(*COMMUNITY, *past).when(decision, at=NOW).repeated(database)
