"""Terms of kin: what has to be shown before time credit is given to a relative, and how much."""

from datetime import date
from typing import ClassVar

import msgspec
from msgspec import field

from domain.ledger.decision import State
from domain.ledger.fact import Fact, Recorded
from domain.rules.versions import VersionAdopted, in_force, take_in


class KinTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What one version says; by default a relative is whoever the giver says, without a bound.

    `gift_minutes_per_year_max` is what one member gives to relatives in a calendar year.
    """

    gifts_need_seen_kin: bool = False
    gift_minutes_per_year_max: int | None = None


class KinTermsAdopted(VersionAdopted, type="kin_terms.adopted"):
    """A version of the terms of kin."""

    called = "通过亲属规则"
    told = "通过亲属规则 {version}，自 {in_force_from} 起施行。"
    book: ClassVar[str] = "kin"
    about = "亲属"
    words: ClassVar[dict[str, str]] = {
        "gifts_need_seen_kin": "转给亲属的时间存款须查验过亲属关系",
        "gift_minutes_per_year_max": "一个人每年最多转给亲属多少分钟",
    }

    terms: KinTerms


class KinBook(State, of="rules", folds=(KinTermsAdopted,)):
    """All versions of the terms of kin."""

    adopted: list[KinTermsAdopted] = field(default_factory=list)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Learn a version."""
        if isinstance(fact, KinTermsAdopted):
            take_in(self.adopted, fact)

    def on(self, day: date) -> KinTerms:
        """The terms of a day; what they are by default where none were adopted."""
        version = in_force(self.adopted, day)
        return version.terms if version else KinTerms()
