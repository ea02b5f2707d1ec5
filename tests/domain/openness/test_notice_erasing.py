"""What hung is erased once nobody needs to read it, by nobody whom it was about."""

from datetime import date, timedelta
from typing import Final

import pytest
from msgspec.structs import replace as copy_of

from domain.ledger.refusal import Refusal
from domain.openness.notice import UnknownNotice
from domain.openness.notice_erasing import (
    AlreadyErased,
    EraseNotice,
    ErasesOwn,
    NoticeHangs,
)
from domain.people.membership import MembersMerged
from domain.ties.objection import ObjectionOpen
from tests.controls import AUNT, CHEN, COMMUNITY, LI, WANG, moment
from tests.notices import ANSWERED, ERASED, LAST_DAY, POSTED, SLIPS_UNTIL, WITHDRAWN, objected
from tests.scenario import Done, given

HE: Final = "supervisor-he"
BOXED: Final = copy_of(POSTED, channels=("board", "box"))
NEXT: Final = LAST_DAY + timedelta(days=1)


def erase(by: str = HE) -> EraseNotice:
    return EraseNotice(notice_id="notice-1", reason_text="reason-1", actor_id=by)


def refused(*past: object, on: date = NEXT, by: str = HE) -> type[Refusal]:
    """Why not, on a day at noon."""
    facts = [it for it in past if it is not None]
    outcome = given(*COMMUNITY, *facts).when(erase(by), actor=by, at=moment(3, on.day, 12))
    assert isinstance(outcome.answer, Refusal)
    outcome.refused(type(outcome.answer))
    return type(outcome.answer)


@pytest.mark.parametrize("posted", [(POSTED,), (BOXED, WITHDRAWN), (POSTED, objected(), ANSWERED)])
def test_what_is_over_is_erased_by_a_supervisor(posted: tuple[Done, ...], database: str) -> None:
    erased = given(*COMMUNITY, *posted).when(erase(), actor=HE, at=moment(3, NEXT.day, 0, 1))
    erased.then(ERASED)
    erased.repeated(database)


def test_what_hangs_stays_readable() -> None:
    assert refused(POSTED, on=LAST_DAY) is NoticeHangs
    assert refused(BOXED, on=SLIPS_UNTIL) is NoticeHangs


def test_who_still_has_to_answer_reads_what_it_is_about() -> None:
    assert refused(POSTED, objected()) is ObjectionOpen
    assert refused(POSTED, objected(), WITHDRAWN) is ObjectionOpen


def test_nobody_erases_what_hung_about_themselves() -> None:
    assert refused(POSTED, by=LI) is ErasesOwn
    merged = MembersMerged(
        member_id=WANG, into_id=AUNT, kind="volunteer", minutes=0, credit=0, points=0
    )
    assert refused(POSTED, merged, by=AUNT) is ErasesOwn


def test_a_wording_is_erased_once_and_of_what_hung() -> None:
    assert refused() is UnknownNotice
    assert refused(POSTED, ERASED) is AlreadyErased
    assert CHEN not in POSTED.concerned_ids
