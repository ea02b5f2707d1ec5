"""Rules on notice: whether a version of terms hangs for everybody to object to, before it holds."""

from datetime import date, timedelta
from typing import ClassVar

import msgspec
from msgspec import field

from domain.ledger.decision import OFFICE, Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.tag import Tag
from domain.openness.listed import Listed
from domain.openness.notice import (
    Notice,
    NoticePosted,
    NoticeRunning,
    notice_tag,
    require_cleared,
)
from domain.rules.tags import RULES
from domain.rules.term_proposals import TermsProposed, terms_tag
from domain.rules.versions import VersionAdopted, in_force, take_in


class RulesNoticeTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What one version says: so many days a version of terms hangs; none, and it need not."""

    days: int | None = None


class RulesNoticeTermsAdopted(VersionAdopted, type="rules_notice_terms.adopted"):
    """A version of whether versions of terms are put up before they are approved."""

    called = "通过规则公示办法"
    told = "通过规则公示办法 {version}，自 {in_force_from} 起施行。"
    book: ClassVar[str] = "rules_notice"
    about = "规则公示"
    words: ClassVar[dict[str, str]] = {"days": "专项规则批准以前须公示多少天"}

    terms: RulesNoticeTerms


class RulesNoticeBook(State, of="rules", folds=(RulesNoticeTermsAdopted,)):
    """All versions of it."""

    adopted: list[RulesNoticeTermsAdopted] = field(default_factory=list)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Learn a version."""
        if isinstance(fact, RulesNoticeTermsAdopted):
            take_in(self.adopted, fact)

    def on(self, day: date) -> RulesNoticeTerms:
        """The terms of a day; none were adopted, and versions need not hang."""
        version = in_force(self.adopted, day)
        return version.terms if version else RulesNoticeTerms()


class ListedTerms(Listed, of="terms", folds=(TermsProposed, NoticePosted)):
    """A version that was proposed, by whom, and the notices of rules on which it ever stood."""

    proposed_by: str = ""
    notice_ids: list[str] = field(default_factory=list)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Learn who wants it, and where it hangs."""
        match fact:
            case TermsProposed():
                self.proposed_by = recorded.envelope.actor
            case NoticePosted(kind="rules"):
                self.notice_ids.append(fact.notice_id)

    def names(self) -> tuple[Tag, ...]:
        """The version, if it was ever proposed."""
        return (terms_tag(self.id),) if self.proposed_by else ()

    def concerns(self) -> tuple[str, ...]:
        """Who wants it: they neither put it up nor answer for it."""
        return (self.proposed_by,) if self.proposed_by != OFFICE else ()


def also_of_rules_notice(view: View, terms_id: str) -> tuple[Tag, ...]:
    """A version, and its last notice: nothing, where no rule ever asked for one."""
    if not view(RulesNoticeBook, RULES).adopted:
        return ()
    tag = terms_tag(terms_id)
    notice_ids = view(ListedTerms, tag).notice_ids if view.has(tag) else []
    return tag, *map(notice_tag, notice_ids[-1:])


def must_hang(view: View, day: date) -> bool:
    """Whether a version of terms hangs first, if it is approved on a day."""
    return view(RulesNoticeBook, RULES).on(day).days is not None


def required_rules_notice(view: View, stamp: Stamp, terms_id: str) -> str | None:
    """The notice by which a version may be approved; none where it needs none.

    Raises NoticeMissing, NoticeNotAbout, NoticeRunning, ObjectionOpen, ObjectionUpheld.
    """
    today = stamp.day_of(stamp.now)
    days = view(RulesNoticeBook, RULES).on(today).days
    if days is None:
        return None
    tag = terms_tag(terms_id)
    notice_id = next(iter(view(ListedTerms, tag).notice_ids[-1:]), None)
    require_cleared(view, stamp, notice_id, subject=tag, kind="rules")
    if notice_id is not None:
        posted = view(Notice, notice_tag(notice_id)).required()
        until = posted.opens_on + timedelta(days=days - 1)
        if today <= until:
            raise NoticeRunning(until=until)
    return notice_id
