"""Rules: what an hour earns and what may be redeemed, adopted in versions from a day on."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import msgspec
from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.rules.tags import RULES

MINUTES_PER_DAY: Final = 24 * 60

ServiceClass = Literal["attested", "imported", "backfilled", "unattested"]
Relation = Literal["spouse", "parent", "child", "grandparent", "grandchild", "sibling"]


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What one version says. Durations in minutes, points in whole points.

    A presence counts to `presence_minutes_after_end_max` after the planned end of an activity, and
    no longer: a forgotten sign-out makes no hours. Where a count of the shelf differs by more than
    `count_difference_pieces_max` pieces of an item from the books, or several in a row by more than
    twice as many, somebody else has to approve it. For `days_held_after_sign_in_given` nothing
    leaves an account but by a second person.

    The defaults are the rules of the workbooks' community, version 2026-01. Star levels are the
    hours of the registration rules for community volunteers (100, 300, 600, 1000, 1500).
    """

    credit_minutes_per_hour: int = 60
    points_per_hour: int = 10
    credited_minutes_per_day_max: int = 480
    service_minutes_min: int = 15
    service_minutes_max: int = 720
    service_minutes_before_redeeming: int = 300
    presence_minutes_after_end_max: int = 0
    count_difference_pieces_max: int = 10
    days_held_after_sign_in_given: int = 7
    earning_classes: tuple[ServiceClass, ...] = ("attested", "imported")
    transfer_relations: tuple[Relation, ...] = (
        "spouse",
        "parent",
        "child",
        "grandparent",
        "grandchild",
        "sibling",
    )
    star_hours: tuple[int, ...] = (100, 300, 600, 1000, 1500)

    def points_for(self, credited_minutes: int) -> int:
        """Love points of one service: whole points, rounded down."""
        return credited_minutes * self.points_per_hour // 60

    def credit_for(self, credited_minutes: int) -> int:
        """Minutes of time credit of one service, rounded down."""
        return credited_minutes * self.credit_minutes_per_hour // 60


class RulesAdopted(Fact, type="rules.adopted", omit_defaults=True):
    """A version of the rules is in force from a day on, until a later one is.

    `proposal_id` is the fact that asked for it, if one did.
    """

    called = "通过规则"
    told = "通过规则 {version}，自 {in_force_from} 起施行。"

    version: str
    in_force_from: date
    terms: Terms
    proposal_id: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The community's rules."""
        return (RULES,)

    def caused_by(self) -> str | None:
        """The proposal."""
        return self.proposal_id


class VersionExists(Refusal, code="rules_version_exists", field="version"):
    """A version is adopted once."""

    zh = "规则版本“{version}”已经通过，请换一个版本号。"
    en = "Rules version “{version}” was adopted already; use another name."


class RulesBackdated(Refusal, code="rules_backdated", field="in_force_from"):
    """Rules never act backwards: only the very first version may begin in the past."""

    zh = "新规则不能溯及既往：生效日期不能早于今天（{today}）。"
    en = "Rules do not act backwards: the first day may not be before today ({today})."


class TermsContradict(Refusal, code="terms_contradict", field="terms"):
    """What can never hold is not adopted: a version is in the log for good."""

    zh = (
        "规则自相矛盾：一天最多计 24 小时；一次服务最短不超过最长，最长是 1 分钟到 24 小时；"
        "星级的小时数要从小到大，各不相同。"
    )
    en = (
        "The rules contradict themselves: a day credits 24 hours at most; the shortest service "
        "is no longer than the longest, from 1 minute to 24 hours; the stars' hours rise."
    )


class NoRulesInForce(Refusal, code="no_rules_in_force"):
    """Nothing can be earned or redeemed on a day without rules."""

    zh = "{day} 没有生效的规则，请先由管理员通过一版规则。"
    en = "No rules are in force on {day}; an administrator has to adopt a version first."


class RuleBook(State, of="rules", folds=(RulesAdopted,)):
    """All versions, by their first day."""

    adopted: list[RulesAdopted] = field(default_factory=list)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Keep the versions in the order in which they come into force."""
        if isinstance(fact, RulesAdopted):
            self.adopted.append(fact)
            self.adopted.sort(key=lambda version: version.in_force_from)

    def on(self, day: date) -> RulesAdopted:
        """The version in force on a day. Raises NoRulesInForce."""
        if version := self.known_on(day):
            return version
        raise NoRulesInForce(day=day)

    def known_on(self, day: date) -> RulesAdopted | None:
        """The version in force on a day, if there is one."""
        before = (it for it in reversed(self.adopted) if it.in_force_from <= day)
        return next(before, None)


@dataclass(frozen=True, kw_only=True)
class AdoptRules:
    """Adopt a version, as the office does when a community is founded.

    Refused: VersionExists, RulesBackdated, TermsContradict.
    """

    version: str
    in_force_from: date
    terms: Terms

    def boundary(self) -> tuple[Tag, ...]:
        """The community's rules."""
        return (RULES,)

    def decide(self, view: View, stamp: Stamp) -> RulesAdopted:
        """The adoption."""
        adopted = view(RuleBook, RULES).adopted
        if any(version.version == self.version for version in adopted):
            raise VersionExists(version=self.version)
        today = stamp.day_of(stamp.now)
        if adopted and self.in_force_from < today:
            raise RulesBackdated(today=today)
        if not _can_hold(self.terms):
            raise TermsContradict
        return RulesAdopted(
            version=self.version, in_force_from=self.in_force_from, terms=self.terms
        )


def _can_hold(terms: Terms) -> bool:
    return (
        terms.credited_minutes_per_day_max <= MINUTES_PER_DAY
        and 0 < terms.service_minutes_max <= MINUTES_PER_DAY
        and terms.service_minutes_min <= terms.service_minutes_max
        and list(terms.star_hours) == sorted(set(terms.star_hours))
    )
