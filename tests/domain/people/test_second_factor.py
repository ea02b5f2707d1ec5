"""A second factor is set up by its owner, and taken away by them or by somebody else."""

import pytest

from domain.ledger.decision import Decision
from domain.ledger.refusal import Refusal
from domain.people.membership import UnknownMember
from domain.people.second_factor import (
    NoSecondFactor,
    OwnSecondFactor,
    SecondFactorHeld,
    SecondFactorSetUp,
    SecondFactorTakenAway,
    SetUpSecondFactor,
    TakeSecondFactorAway,
)
from tests.controls import COMMUNITY, LI, STRANGER, WANG
from tests.scenario import by, given

SET_UP = SecondFactorSetUp(member_id=LI)
GONE = SecondFactorTakenAway(member_id=LI)
TURN_OFF = TakeSecondFactorAway(member_id=LI, by_oneself=True)
TAKE_AWAY = TakeSecondFactorAway(member_id=LI)


def test_it_is_set_up_and_nothing_is_told_of_what_makes_the_codes(database: str) -> None:
    outcome = given(*COMMUNITY).when(SetUpSecondFactor(member_id=LI), actor=LI)
    outcome.then(SET_UP).repeated(database)


def test_its_owner_turns_it_off_or_somebody_else_takes_it_away() -> None:
    given(*COMMUNITY, by(LI, SET_UP)).when(TURN_OFF, actor=LI).then(GONE)
    given(*COMMUNITY, by(LI, SET_UP)).when(TAKE_AWAY, actor=WANG).then(GONE)


def test_whose_was_taken_away_sets_one_up_anew() -> None:
    again = SetUpSecondFactor(member_id=LI)
    given(*COMMUNITY, by(LI, SET_UP), by(WANG, GONE)).when(again, actor=LI).then(SET_UP)


@pytest.mark.parametrize(
    ("decision", "actor", "refusal"),
    [
        (SetUpSecondFactor(member_id=LI), LI, SecondFactorHeld),
        (TAKE_AWAY, LI, OwnSecondFactor),
        (TURN_OFF, WANG, OwnSecondFactor),
        (TakeSecondFactorAway(member_id=WANG), LI, NoSecondFactor),
        (SetUpSecondFactor(member_id=STRANGER), STRANGER, UnknownMember),
        (TakeSecondFactorAway(member_id=STRANGER), LI, UnknownMember),
    ],
)
def test_what_is_refused(decision: Decision, actor: str, refusal: type[Refusal]) -> None:
    given(*COMMUNITY, by(LI, SET_UP)).when(decision, actor=actor).refused(refusal)


def test_what_was_cut_off_before_codes_were_asked_for_or_no_more_is_done_again() -> None:
    again = SetUpSecondFactor(member_id=LI, in_use=False)
    given(*COMMUNITY, by(LI, SET_UP)).when(again, actor=LI).then(SET_UP)
    gone = (*COMMUNITY, by(LI, SET_UP), by(WANG, GONE))
    given(*gone).when(TAKE_AWAY, actor=WANG).refused(NoSecondFactor)
    still = TakeSecondFactorAway(member_id=LI, in_use=True)
    given(*gone).when(still, actor=WANG).then(GONE)
