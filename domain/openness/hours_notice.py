"""Hours on notice: whether hours hang for everybody to object to, before somebody confirms them."""

from datetime import date
from typing import ClassVar

import msgspec
from msgspec import field

from domain.ledger.decision import State
from domain.ledger.fact import Fact, Recorded
from domain.rules.versions import VersionAdopted, in_force, take_in


class HoursNoticeTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What one version says: so many calendar days hours hang at least; none, and they need not."""

    days: int | None = None


class HoursNoticeTermsAdopted(VersionAdopted, type="hours_notice_terms.adopted"):
    """A version of whether hours are put up before they are confirmed."""

    called = "通过工时公示规则"
    told = "通过工时公示规则 {version}，自 {in_force_from} 起施行。"
    book: ClassVar[str] = "hours_notice"
    about = "工时公示"
    words: ClassVar[dict[str, str]] = {"days": "工时确认以前须公示多少天"}

    terms: HoursNoticeTerms


class HoursNoticeBook(State, of="rules", folds=(HoursNoticeTermsAdopted,)):
    """All versions of it."""

    adopted: list[HoursNoticeTermsAdopted] = field(default_factory=list)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Learn a version."""
        if isinstance(fact, HoursNoticeTermsAdopted):
            take_in(self.adopted, fact)

    def on(self, day: date) -> HoursNoticeTerms:
        """The terms of a day; none were adopted, and hours need not hang."""
        version = in_force(self.adopted, day)
        return version.terms if version else HoursNoticeTerms()
