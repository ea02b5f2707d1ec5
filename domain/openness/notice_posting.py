"""Posting: somebody puts a notice up that lists nothing of their own, or takes one down."""

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from domain.ledger.decision import Stamp, View
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.openness.listed import concerned_in, names_of
from domain.openness.notice import (
    NOTICES,
    Channel,
    Notice,
    NoticePosted,
    Notices,
    NoticeWithdrawn,
    Shown,
    notice_tag,
)
from domain.openness.notice_terms import NoticeBook, NoticeKind, NoticeTerms
from domain.openness.notice_wording import shows_private
from domain.people.membership import Member
from domain.people.tags import member_tag
from domain.rules.tags import RULES
from domain.ties.kin import are_kin


class UnknownSubject(Refusal, code="unknown_subject", field="subjects"):
    """A notice lists what there is."""

    zh = "公示名单里有一项查不到，或者不是可以公示的事项。"
    en = "Something on the list is not known, or is nothing that is put up on notices."


class AlreadyPosted(Refusal, code="already_posted", field="subjects"):
    """A thing hangs on one notice of a kind at a time."""

    zh = "名单里有一项正在同类公示中，不必重复张贴。"
    en = "Something on the list hangs on a notice of the same kind already."


class NoticeTooShort(Refusal, code="notice_too_short", field="last_day"):
    """Everybody has time to see it."""

    zh = "公示时间太短：这类公示从张贴当天算起，至少要 {days} 天（到 {until}）。"
    en = "The notice would hang too short a time: it needs {days} days at least, until {until}."


class NoticeShowsPrivate(Refusal, code="notice_shows_private", field="wording"):
    """What hangs on a wall names no number by which somebody is found."""

    zh = "公示文字第 {number} 行像是有{looks_like}，不能张贴，请删去或改写。"
    en = "Line {number} of the wording looks like it shows {looks_like}; take it out, or reword it."


class PostsOwn(Refusal, code="posts_own"):
    """Nobody puts up what is about themselves or their kin, or posts alone what they wrote."""

    zh = "公示由您起草，或您、您的亲属在名单中，请由另一位工作人员张贴。"
    en = "You wrote it, or you or your kin are on its list: somebody else has to post it."


class NoticeOver(Refusal, code="notice_over"):
    """Its days are over, or it was taken down."""

    zh = "这份公示已经结束或撤下。"
    en = "This notice is over, or was taken down."


@dataclass(frozen=True, kw_only=True)
class PostNotice:
    """Put a notice up, as `actor_id`.

    It lists anything that the log tells of. Where a kind of thing does not know whom it is about,
    `about_ids` says so: the few whom the facts about it name.
    Refused, in this order: UnknownSubject, AlreadyPosted, NoticeTooShort, NoticeShowsPrivate,
    PostsOwn.
    """

    kind: NoticeKind
    subjects: tuple[Tag, ...]
    opens_on: date
    last_day: date
    wording: str
    wording_text: str
    actor_id: str
    shown: Shown = "masked"
    channels: tuple[Channel, ...] = ("board", "page")
    drafted_by_id: str | None = None
    about_ids: tuple[str, ...] = ()

    def boundary(self) -> tuple[Tag, ...]:
        """All notices, their terms, what is to be listed, and who acts."""
        return tuple(dict.fromkeys((NOTICES, RULES, *self.subjects, member_tag(self.actor_id))))

    def also(self, view: View) -> tuple[Tag, ...]:
        """Whom the list is about."""
        return tuple(member_tag(it) for it in self._concerned(view))

    def decide(self, view: View, stamp: Stamp) -> NoticePosted:
        """The notice, with the next number."""
        if not all(names_of(view, it) for it in self.subjects):
            raise UnknownSubject
        notices = view(Notices, NOTICES)
        wanted = frozenset(self.subjects)
        for other in notices.hanging.values():
            hangs = other.kind == self.kind and other.last_day >= self.opens_on
            if hangs and wanted & other.subjects:
                raise AlreadyPosted
        terms = self._long_enough(view, stamp, notices)
        if private := shows_private(self.wording):
            raise NoticeShowsPrivate(number=private.line, looks_like=private)
        concerned = sorted({view(Member, member_tag(it)).id for it in self._concerned(view)})
        self._require_other(view, stamp, concerned)
        return NoticePosted(
            notice_id=stamp.id,
            number=notices.posted + 1,
            kind=self.kind,
            subjects=tuple(dict.fromkeys(self.subjects)),
            concerned_ids=tuple(concerned),
            opens_on=self.opens_on,
            last_day=self.last_day,
            slips_until=self.last_day + timedelta(days=terms.slip_days),
            wording_text=self.wording_text,
            wording_digest=digest_of(self.wording),
            shown=self.shown,
            channels=self.channels,
            drafted_by_id=self.drafted_by_id,
        )

    def _concerned(self, view: View) -> list[str]:
        told = {member for it in self.subjects for member in concerned_in(view, it)}
        return sorted(told.union(self.about_ids))

    def _long_enough(self, view: View, stamp: Stamp, notices: Notices) -> NoticeTerms:
        """The terms by which it hangs long enough, from the day on which it is recorded.

        A clock that was turned back behind another notice makes no time pass.
        """
        now = max(stamp.now, notices.recorded_at or stamp.now)
        first_day = max(self.opens_on, stamp.day_of(now))
        terms = view(NoticeBook, RULES).on(first_day)
        days = terms.days_min(self.kind)
        until = first_day + timedelta(days=days - 1)
        if self.last_day < until:
            raise NoticeTooShort(days=days, until=until)
        return terms

    def _require_other(self, view: View, stamp: Stamp, concerned: list[str]) -> None:
        related = any(are_kin(view, self.actor_id, it) for it in concerned)
        if related or stamp.actor in {*concerned, self.drafted_by_id}:
            raise PostsOwn


@dataclass(frozen=True, kw_only=True)
class WithdrawNotice:
    """Take a notice down that still hangs. Refused: UnknownNotice, NoticeOver."""

    notice_id: str
    reason_text: str

    def boundary(self) -> tuple[Tag, ...]:
        """The notice."""
        return (notice_tag(self.notice_id),)

    def decide(self, view: View, stamp: Stamp) -> NoticeWithdrawn:
        """The end of it."""
        notice = view(Notice, notice_tag(self.notice_id))
        notice.required()
        if notice.withdrawn:
            raise NoticeOver
        return NoticeWithdrawn(notice_id=self.notice_id, reason_text=self.reason_text)


def digest_of(wording: str) -> str:
    """What stands for a wording, on the paper as in the log: SHA-256 of its UTF-8."""
    return sha256(wording.encode()).hexdigest()
