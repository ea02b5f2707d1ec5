"""What hangs goes on the day after its last, but for that to which somebody objects."""

from datetime import date, timedelta
from typing import Final

import pytest
from msgspec.structs import replace as copy_of

from domain.ledger.decision import Decision, Stamp, View
from domain.ledger.fact import Fact
from domain.ledger.refusal import Refusal
from domain.openness.notice import (
    Notice,
    NoticeMissing,
    NoticeNotAbout,
    NoticeRunning,
    ObjectionUpheld,
    UnknownNotice,
    notice_tag,
    require_cleared,
)
from domain.openness.notice_terms import NoticeKind
from domain.people.membership import MembersMerged
from domain.people.tags import member_tag
from domain.ties.objection import ObjectionOpen
from tests.controls import AUNT, COMMUNITY, LI, WANG, ZONE, moment
from tests.notices import ANSWERED, LAST_DAY, POSTED, WITHDRAWN, objected
from tests.scenario import Done, by, given

DAY: Final = timedelta(days=1)
AFTER: Final = LAST_DAY + DAY
LIS, WANGS, AUNTS = map(member_tag, (LI, WANG, AUNT))


class Use:
    """Something that may be done only by a notice."""

    def __init__(self, subject: str, notice_id: str | None = "notice-1") -> None:
        self.subject, self.notice_id = subject, notice_id
        self.kind: NoticeKind = "honour"

    def boundary(self) -> tuple[str, ...]:
        """What it is about, and the notice."""
        return self.subject, *((notice_tag(self.notice_id),) if self.notice_id else ())

    def decide(self, view: View, stamp: Stamp) -> Fact:
        """Nothing more than what lets it through."""
        require_cleared(view, stamp, self.notice_id, subject=self.subject, kind=self.kind)
        return ANSWERED


def use(
    *past: Fact | Done, subject: str = LIS, on: date = AFTER, notice_id: str | None = "notice-1"
) -> Refusal | Fact:
    """What comes of using the notice at noon of a day."""
    at = moment(on.month, on.day, 12)
    decision: Decision = Use(subject, notice_id)
    return given(*COMMUNITY, *past).when(decision, at=at).answer


def notice(*past: Fact) -> Notice:
    """The notice, after what happened."""
    decision: Decision = Use(LIS)
    return given(*COMMUNITY, *past).view(decision)(Notice, notice_tag("notice-1"))


def test_it_goes_on_the_day_after_the_last_without_anything_having_run() -> None:
    assert type(use(POSTED, on=LAST_DAY)) is NoticeRunning
    assert isinstance(use(POSTED), Fact)
    assert not notice(POSTED).cleared(LIS, LAST_DAY)
    assert notice(POSTED).cleared(LIS, AFTER)


def test_where_a_box_hangs_it_is_emptied_first() -> None:
    posted = copy_of(POSTED, channels=("board", "box"))
    assert type(use(posted, on=LAST_DAY + 2 * DAY)) is NoticeRunning
    assert isinstance(use(posted, on=LAST_DAY + 3 * DAY), Fact)


def test_what_does_not_hang_does_not_go_on() -> None:
    assert type(use(notice_id=None)) is NoticeMissing
    assert type(use()) is NoticeMissing
    assert type(use(POSTED, WITHDRAWN)) is NoticeMissing
    assert not notice(POSTED, WITHDRAWN).cleared(LIS, AFTER)


def test_a_notice_is_for_what_stands_on_it_and_of_its_kind_only() -> None:
    assert type(use(POSTED, subject=AUNTS)) is NoticeNotAbout
    assert type(use(copy_of(POSTED, kind="star"))) is NoticeNotAbout


def test_an_objection_stops_what_it_is_about_and_nothing_else() -> None:
    past = POSTED, objected(LIS)
    assert type(use(*past)) is ObjectionOpen
    assert isinstance(use(*past, subject=WANGS), Fact)
    upheld = *past, ANSWERED
    assert type(use(*upheld)) is ObjectionUpheld
    assert isinstance(use(*upheld, subject=WANGS), Fact)


@pytest.mark.parametrize("outcome", ["dismissed", "in_part"])
def test_what_was_answered_otherwise_goes_on(outcome: str) -> None:
    assert isinstance(use(POSTED, objected(LIS), copy_of(ANSWERED, outcome=outcome)), Fact)


def test_an_objection_to_all_of_it_stops_all() -> None:
    past = POSTED, objected(None)
    assert {type(use(*past, subject=it)) for it in (LIS, WANGS)} == {ObjectionOpen}
    assert isinstance(use(*past, copy_of(ANSWERED, outcome="dismissed")), Fact)


def test_one_of_two_objections_is_enough() -> None:
    past = POSTED, objected(LIS), objected(LIS, "against-2")
    dismissed = copy_of(ANSWERED, outcome="dismissed")
    assert type(use(*past, dismissed)) is ObjectionOpen


def test_a_clock_turned_back_clears_nothing() -> None:
    assert isinstance(use(POSTED, on=AFTER), Fact)
    for days in (1, 8, 40):
        assert type(use(POSTED, on=AFTER - days * DAY)) is NoticeRunning


def test_nothing_goes_on_by_saying_that_it_happened_later() -> None:
    later = moment(3, 27, 12)
    decision: Decision = Use(LIS)
    said = given(*COMMUNITY, POSTED).when(decision, at=moment(3, 26, 12), happened_at=later)
    assert type(said.answer) is NoticeRunning
    assert said.stamp.zone == ZONE


def test_who_is_one_with_another_stands_on_the_notice_as_before() -> None:
    merged = MembersMerged(
        member_id=LI, into_id=AUNT, kind="volunteer", minutes=0, credit=0, points=0
    )
    past = POSTED, by("coordinator-zhou", merged)
    assert isinstance(use(*past, subject=AUNTS), Fact)
    assert type(use(POSTED, objected(LIS), merged, subject=AUNTS)) is ObjectionOpen


def test_a_notice_that_was_never_posted_is_unknown() -> None:
    with pytest.raises(UnknownNotice):
        notice().required()
