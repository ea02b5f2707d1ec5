"""The notices that tests speak of: the honours of two people hang for a week in March."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from msgspec.structs import replace as copy_of

from domain.ledger.fact import Fact
from domain.openness.hours_notice import HoursNoticeTerms, HoursNoticeTermsAdopted
from domain.openness.notice import (
    NoticeAnswered,
    NoticeObjected,
    NoticePosted,
    NoticeWithdrawn,
)
from domain.openness.notice_erasing import NoticeErased
from domain.openness.notice_posting import digest_of
from domain.openness.notice_terms import NoticeTerms, NoticeTermsAdopted
from domain.openness.rules_notice import RulesNoticeTerms, RulesNoticeTermsAdopted
from domain.people.tags import member_tag
from tests.controls import LI, SUN, WANG

WORDING: Final = "三月之星：1 号李*珍，2 号王*国。"
OPENS_ON: Final = date(2026, 3, 20)
LAST_DAY: Final = date(2026, 3, 26)
SLIPS_UNTIL: Final = date(2026, 3, 28)

POSTED: Final = NoticePosted(
    notice_id="notice-1",
    number=1,
    kind="honour",
    subjects=(member_tag(LI), member_tag(WANG)),
    concerned_ids=(LI, WANG),
    opens_on=OPENS_ON,
    last_day=LAST_DAY,
    slips_until=SLIPS_UNTIL,
    wording_text="wording-1",
    wording_digest=digest_of(WORDING),
    shown="masked",
    channels=("board", "page"),
)
WITHDRAWN: Final = NoticeWithdrawn(notice_id="notice-1", reason_text="reason-1")
ERASED: Final = NoticeErased(notice_id="notice-1", reason_text="reason-1")
ANSWERED: Final = NoticeAnswered(
    notice_id="notice-1", objection_id="against-1", outcome="upheld", answer_text="answer-1"
)


def objected(
    subject: str | None = member_tag(LI), objection_id: str = "against-1"
) -> NoticeObjected:
    """Somebody objected on the first day, with a slip in the box."""
    return NoticeObjected(
        notice_id="notice-1",
        objection_id=objection_id,
        subject=subject,
        way="box",
        grounds_text="grounds-1",
        answer_by=date(2026, 3, 23),
    )


def facts() -> Iterable[Fact]:
    """One of each type."""
    yield NoticeTermsAdopted(
        version="notice-2026-06", in_force_from=date(2026, 6, 1), terms=NoticeTerms(star_days_min=5)
    )
    yield HoursNoticeTermsAdopted(
        version="hours-2026-06",
        in_force_from=date(2026, 6, 1),
        terms=HoursNoticeTerms(days=3),
    )
    yield RulesNoticeTermsAdopted(
        version="rules-2026-06",
        in_force_from=date(2026, 6, 1),
        terms=RulesNoticeTerms(days=7),
    )
    yield copy_of(POSTED, drafted_by_id=SUN)
    yield objected()
    yield ANSWERED
    yield WITHDRAWN
    yield ERASED
