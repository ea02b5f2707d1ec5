"""Anybody objects while it hangs, and who has no part in it answers."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest
from msgspec.structs import replace as copy_of

from domain.ledger.decision import Decision
from domain.openness.notice import BOX, NoticeNotAbout, UnknownNotice
from domain.openness.notice_objection import (
    AnswerNotice,
    ObjectionAlreadyAnswered,
    ObjectionEmpty,
    ObjectToNotice,
)
from domain.openness.notice_posting import NoticeOver
from domain.openness.notice_terms import NoticeTerms, NoticeTermsAdopted
from domain.people.tags import member_tag
from domain.ties.kin import KinRecorded
from domain.ties.objection import AnswersOwn, UnknownObjection
from tests.controls import AUNT, CHEN, COMMUNITY, HE, LI, SUN, WANG, ZHOU, enrolled, moment
from tests.notices import ANSWERED, OPENS_ON, POSTED, WITHDRAWN, objected
from tests.scenario import NEW, by, given

DAY: Final = timedelta(days=1)
OBJECT = ObjectToNotice(
    notice_id="notice-1", way="box", grounds_text="grounds-1", subject=member_tag(LI)
)
ANSWER = AnswerNotice(
    notice_id="notice-1",
    objection_id="against-1",
    outcome="upheld",
    answer_text="answer-1",
    actor_id=ZHOU,
)
PAST = (*COMMUNITY, POSTED)
OBJECTED = (*PAST, by(BOX, objected()))


def test_somebody_objects_to_one_thing_or_to_all() -> None:
    given(*PAST).when(OBJECT, actor=BOX).then(objected(objection_id=NEW))
    to_all = replace(OBJECT, subject=None)
    given(*PAST).when(to_all, actor=BOX).then(objected(None, objection_id=NEW))


def test_it_is_answered_in_the_days_of_the_terms() -> None:
    terms = NoticeTermsAdopted(
        version="1", in_force_from=OPENS_ON, terms=NoticeTerms(answer_days=5)
    )
    fact = given(*PAST, terms).when(OBJECT, actor=BOX).fact
    assert fact == copy_of(objected(objection_id=NEW), answer_by=OPENS_ON + 5 * DAY)


def test_an_objection_says_why_and_to_what_stands_there() -> None:
    given(*PAST).when(replace(OBJECT, grounds_text=None)).refused(ObjectionEmpty)
    given(*PAST).when(replace(OBJECT, subject=member_tag(AUNT))).refused(NoticeNotAbout)
    given(*COMMUNITY).when(OBJECT).refused(UnknownNotice)


@pytest.mark.parametrize("way", ["page", "phone", "desk"])
def test_after_the_last_day_only_slips_from_the_box_are_entered(way: str) -> None:
    by_way = replace(OBJECT, way=way)
    assert given(*PAST).when(by_way, at=moment(3, 26, 23)).fact
    given(*PAST).when(by_way, at=moment(3, 27, 0)).refused(NoticeOver)
    assert given(*PAST).when(OBJECT, at=moment(3, 28, 23)).fact
    given(*PAST).when(OBJECT, at=moment(3, 29, 0)).refused(NoticeOver)
    given(*PAST, WITHDRAWN).when(by_way).refused(NoticeOver)


def test_somebody_else_answers_once() -> None:
    made = given(*OBJECTED).when(ANSWER, actor=ZHOU).then(ANSWERED)
    assert made.fact.caused_by() == "against-1"
    given(*OBJECTED, ANSWERED).when(ANSWER, actor=ZHOU).refused(ObjectionAlreadyAnswered)
    given(*PAST).when(ANSWER, actor=ZHOU).refused(UnknownObjection)
    given(*COMMUNITY).when(ANSWER, actor=ZHOU).refused(UnknownNotice)


@pytest.mark.parametrize("actor", [CHEN, LI, WANG])
def test_neither_who_posted_nor_whom_it_is_about_answers(actor: str) -> None:
    given(*OBJECTED).when(replace(ANSWER, actor_id=actor), actor=actor).refused(AnswersOwn)


def test_nobody_answers_what_is_about_their_kin() -> None:
    kin = KinRecorded(
        kin_id="kin-1", member_id=LI, relative_id=ZHOU, relation="sibling", evidence="seen"
    )
    past = (*OBJECTED, enrolled(ZHOU, "staff", number=9), kin)
    given(*past).when(ANSWER, actor=ZHOU).refused(AnswersOwn)
    assert given(*past).when(replace(ANSWER, actor_id=SUN), actor=SUN).fact


def test_neither_who_wrote_it_nor_who_objected_in_their_name_answers() -> None:
    drafted = (*COMMUNITY, by(CHEN, copy_of(POSTED, drafted_by_id=SUN)), by(HE, objected()))
    for actor in (SUN, HE):
        given(*drafted).when(replace(ANSWER, actor_id=actor), actor=actor).refused(AnswersOwn)
    assert given(*drafted).when(ANSWER, actor=ZHOU).fact


@pytest.mark.parametrize(
    ("decision", "past", "actor"), [(OBJECT, PAST, BOX), (ANSWER, OBJECTED, ZHOU)], ids=str
)
def test_asking_again_changes_nothing_more(
    database: str, decision: Decision, past: tuple[object, ...], actor: str
) -> None:
    given(*past).when(decision, actor=actor).repeated(database)
