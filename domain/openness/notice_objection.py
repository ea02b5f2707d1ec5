"""Objections to notices: anybody raises them, and somebody who has no part in it answers."""

from dataclasses import dataclass
from datetime import timedelta

from domain.ledger.decision import Stamp, View
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.openness.notice import (
    Notice,
    NoticeAnswered,
    NoticeNotAbout,
    NoticeObjected,
    Way,
    notice_tag,
)
from domain.openness.notice_posting import NoticeOver
from domain.openness.notice_terms import NoticeBook
from domain.people.membership import Member
from domain.people.tags import member_tag
from domain.rules.tags import RULES
from domain.ties.kin import are_kin
from domain.ties.objection import AnswersOwn, Outcome, UnknownObjection


class ObjectionEmpty(Refusal, code="objection_empty", field="grounds"):
    """What nobody can look into nobody can answer."""

    zh = "请写明异议的理由。"
    en = "Say what is wrong with it."


class ObjectionAlreadyAnswered(Refusal, code="objection_already_answered"):
    """An objection to a notice is answered once."""

    zh = "这条公示异议已经答复过了。"
    en = "This objection to a notice has been answered already."


@dataclass(frozen=True, kw_only=True)
class ObjectToNotice:
    """Object to one of the things on a notice, or to all of it.

    Slips from the box are entered for some days more. Refused: UnknownNotice, ObjectionEmpty,
    NoticeNotAbout, NoticeOver.
    """

    notice_id: str
    way: Way
    grounds_text: str | None
    subject: Tag | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The notice, and the terms of notices."""
        return notice_tag(self.notice_id), RULES

    def decide(self, view: View, stamp: Stamp) -> NoticeObjected:
        """The objection, which waits for an answer."""
        notice = view(Notice, notice_tag(self.notice_id))
        posted = notice.required()
        if not self.grounds_text:
            raise ObjectionEmpty
        if self.subject is not None and self.subject not in posted.subjects:
            raise NoticeNotAbout
        today = stamp.day_of(stamp.now)
        until = posted.slips_until if self.way == "box" else posted.last_day
        if notice.withdrawn or today > until:
            raise NoticeOver
        days = view(NoticeBook, RULES).on(today).answer_days
        return NoticeObjected(
            notice_id=self.notice_id,
            objection_id=stamp.id,
            subject=self.subject,
            way=self.way,
            grounds_text=self.grounds_text,
            answer_by=today + timedelta(days=days),
        )


@dataclass(frozen=True, kw_only=True)
class AnswerNotice:
    """Answer an objection to a notice, as `actor_id`.

    Refused: UnknownNotice, UnknownObjection, ObjectionAlreadyAnswered, AnswersOwn.
    """

    notice_id: str
    objection_id: str
    outcome: Outcome
    answer_text: str
    actor_id: str

    def boundary(self) -> tuple[Tag, ...]:
        """The notice, and who acts."""
        return notice_tag(self.notice_id), member_tag(self.actor_id)

    def also(self, view: View) -> tuple[Tag, ...]:
        """Whom the notice is about."""
        posted = view(Notice, notice_tag(self.notice_id)).posted
        return tuple(map(member_tag, posted.concerned_ids)) if posted else ()

    def decide(self, view: View, stamp: Stamp) -> NoticeAnswered:
        """The answer."""
        notice = view(Notice, notice_tag(self.notice_id))
        posted = notice.required()
        objected = notice.objections.get(self.objection_id)
        if objected is None:
            raise UnknownObjection
        if objected.outcome is not None:
            raise ObjectionAlreadyAnswered
        concerned = {view(Member, member_tag(it)).id for it in posted.concerned_ids}
        with_a_part = {notice.posted_by, objected.raised_by, *posted.vouched_by(), *concerned}
        related = any(are_kin(view, self.actor_id, it) for it in concerned)
        if related or stamp.actor in with_a_part:
            raise AnswersOwn
        return NoticeAnswered(
            notice_id=self.notice_id,
            objection_id=self.objection_id,
            outcome=self.outcome,
            answer_text=self.answer_text,
        )
