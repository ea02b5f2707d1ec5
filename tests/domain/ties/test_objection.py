"""A member objects to a line of their passbook, and somebody who has no part in it answers."""

import pytest

from domain.ledger.decision import Decision
from domain.people.membership import UnknownMember
from domain.ties.leaving import LeaveCommunity
from domain.ties.objection import (
    AlreadyAnswered,
    AlreadyObjected,
    AnswerObjection,
    AnswersOwn,
    ObjectionAnswered,
    ObjectionOpen,
    ObjectionRaised,
    RaiseObjection,
    UnknownObjection,
)
from tests.controls import CHEN, COMMUNITY, LI, STRANGER, SUN, WANG, ZHOU
from tests.scenario import NEW, by, given

RAISE = RaiseObjection(
    member_id=LI, line_id="fact-1", recorded_by_ids=(CHEN,), wording_text="wording-1"
)
RAISED = ObjectionRaised(
    objection_id="objection-1",
    member_id=LI,
    line_id="fact-1",
    recorded_by_ids=(CHEN,),
    wording_text="wording-1",
)
ANSWER = AnswerObjection(objection_id="objection-1", outcome="upheld", answer_text="answer-1")
ANSWERED = ObjectionAnswered(
    objection_id="objection-1", member_id=LI, outcome="upheld", answer_text="answer-1"
)
PAST = (*COMMUNITY, by(LI, RAISED))


def test_a_member_objects_to_a_line() -> None:
    made = given(*COMMUNITY).when(RAISE, actor=LI)
    made.then(
        ObjectionRaised(
            objection_id=NEW,
            member_id=LI,
            line_id="fact-1",
            recorded_by_ids=(CHEN,),
            wording_text="wording-1",
        )
    )
    assert made.fact.caused_by() == "fact-1"


def test_a_line_has_one_objection_at_a_time() -> None:
    given(*PAST).when(RAISE, actor=LI).refused(AlreadyObjected)
    assert given(*PAST, ANSWERED).when(RAISE, actor=LI).fact
    other = RaiseObjection(
        member_id=LI, line_id="fact-2", recorded_by_ids=(CHEN,), wording_text="wording-1"
    )
    assert given(*PAST).when(other, actor=LI).fact
    wangs = RaiseObjection(
        member_id=WANG, line_id="fact-1", recorded_by_ids=(CHEN,), wording_text="wording-1"
    )
    assert given(*PAST).when(wangs, actor=WANG).fact


def test_a_stranger_has_no_passbook() -> None:
    stranger = RaiseObjection(
        member_id=STRANGER, line_id="fact-1", recorded_by_ids=(CHEN,), wording_text="wording-1"
    )
    given(*COMMUNITY).when(stranger).refused(UnknownMember)


def test_somebody_else_answers_it_once() -> None:
    made = given(*PAST).when(ANSWER, actor=ZHOU).then(ANSWERED)
    assert made.fact.caused_by() == "objection-1"
    given(*PAST, by(ZHOU, ANSWERED)).when(ANSWER, actor=SUN).refused(AlreadyAnswered)


@pytest.mark.parametrize("actor", [LI, CHEN])
def test_neither_who_raised_nor_who_recorded_it_answers(actor: str) -> None:
    given(*PAST).when(ANSWER, actor=actor).refused(AnswersOwn)


def test_who_raised_it_for_a_member_does_not_answer_it() -> None:
    given(*COMMUNITY, by(ZHOU, RAISED)).when(ANSWER, actor=ZHOU).refused(AnswersOwn)
    assert given(*COMMUNITY, by(ZHOU, RAISED)).when(ANSWER, actor=SUN).fact


def test_what_was_never_raised_is_not_answered() -> None:
    given(*COMMUNITY).when(ANSWER, actor=ZHOU).refused(UnknownObjection)


def test_nobody_leaves_before_they_are_answered() -> None:
    leaving = LeaveCommunity(member_id=LI, volunteer_number="V000001")
    given(*PAST).when(leaving).refused(ObjectionOpen)
    assert given(*PAST, ANSWERED).when(leaving).fact


@pytest.mark.parametrize(
    ("decision", "past", "actor"),
    [(RAISE, COMMUNITY, LI), (ANSWER, PAST, ZHOU)],
    ids=["raise", "answer"],
)
def test_asking_again_changes_nothing_more(
    database: str, decision: Decision, past: tuple[object, ...], actor: str
) -> None:
    given(*past).when(decision, actor=actor).repeated(database)
