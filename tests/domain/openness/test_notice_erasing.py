"""What hung is erased once nobody needs to read it, by nobody whom it was about."""

from datetime import date, timedelta
from typing import Final

import pytest
from msgspec.structs import replace as copy_of

from domain.ledger.fact import Fact
from domain.openness.notice import UnknownNotice
from domain.openness.notice_erasing import (
    AlreadyErased,
    EraseNotice,
    ErasesOwn,
    NoticeHangs,
)
from domain.people.membership import MembersMerged
from domain.ties.objection import ObjectionOpen
from tests.controls import AUNT, COMMUNITY, LI, WANG, moment
from tests.notices import ANSWERED, ERASED, LAST_DAY, POSTED, SLIPS_UNTIL, WITHDRAWN, objected
from tests.scenario import Done, Outcome, given

HE: Final = "supervisor-he"
BOXED: Final = copy_of(POSTED, channels=("board", "box"))
NEXT: Final = LAST_DAY + timedelta(days=1)


def erase(by: str = HE) -> EraseNotice:
    return EraseNotice(notice_id="notice-1", reason_text="reason-1", actor_id=by)


def erasing(*past: Fact, on: date = NEXT, by: str = HE) -> Outcome:
    """What comes of it, on a day at noon."""
    return given(*COMMUNITY, *past).when(erase(by), actor=by, at=moment(3, on.day, 12))


@pytest.mark.parametrize("posted", [(POSTED,), (BOXED, WITHDRAWN), (POSTED, objected(), ANSWERED)])
def test_what_is_over_is_erased_by_a_supervisor(posted: tuple[Done, ...], database: str) -> None:
    erased = given(*COMMUNITY, *posted).when(erase(), actor=HE, at=moment(3, NEXT.day, 0, 1))
    erased.then(ERASED)
    erased.repeated(database)


def test_what_hangs_stays_readable() -> None:
    erasing(POSTED, on=LAST_DAY).refused(NoticeHangs, until=LAST_DAY)
    erasing(BOXED, on=SLIPS_UNTIL).refused(NoticeHangs, until=SLIPS_UNTIL)


def test_who_still_has_to_answer_reads_what_it_is_about() -> None:
    erasing(POSTED, objected()).refused(ObjectionOpen)
    erasing(POSTED, objected(), WITHDRAWN).refused(ObjectionOpen)


def test_nobody_erases_what_hung_about_themselves() -> None:
    erasing(POSTED, by=LI).refused(ErasesOwn)
    merged = MembersMerged(
        member_id=WANG, into_id=AUNT, kind="volunteer", minutes=0, credit=0, points=0
    )
    erasing(POSTED, merged, by=AUNT).refused(ErasesOwn)


def test_a_wording_is_erased_once_and_of_what_hung() -> None:
    erasing().refused(UnknownNotice)
    erasing(POSTED, ERASED).refused(AlreadyErased)
