"""Standing: what somebody was shown to be, by which paper, looked at when, and until when."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final, Literal

import msgspec
from msgspec import field

from domain.ledger.decision import State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.membership import MemberLeft
from domain.people.tags import member_tag
from domain.ties.standing_kinds import covers, kind_named

Evidence = Literal["seen", "copied", "registry", "told"]
Way = Literal["visit", "phone", "desk"]
Ending = Literal["expired_early", "mistaken", "moved", "deceased", "withdrawn"]
DAY: Final = timedelta(days=1)


def day_before(day: date) -> date:
    """The day before, but for the first of the calendar."""
    return day - DAY if day > date.min else day


class GrantsStanding(Fact, omit_defaults=True):
    """Whoever it touches is from a day on what `kind` says, until the end of another day.

    `checked_on` is when somebody last saw that it is so; what was only told nobody has seen.
    `evidence_text` is the id of the paper's description in the vault.
    """

    kind: str
    from_day: date
    evidence: Evidence
    until_day: date | None = None
    checked_on: date | None = None
    evidence_text: str | None = None
    notice_id: str | None = None


class StandingGranted(GrantsStanding, type="standing.granted"):
    """One member has a standing."""

    called = "登记资格"
    told = "登记 {member_id} 的资格：{standing}。"

    member_id: str

    def touches(self) -> tuple[Tag, ...]:
        """The member."""
        return (member_tag(self.member_id),)


class StandingConfirmed(Fact, type="standing.confirmed"):
    """Somebody looked, and it was still so."""

    called = "核对资格"
    told = "{seen_on} 核对 {member_id} 的资格：{standing}，仍然有效。"

    member_id: str
    kind: str
    seen_on: date
    by_way: Way

    def touches(self) -> tuple[Tag, ...]:
        """The member."""
        return (member_tag(self.member_id),)


class StandingEnded(Fact, type="standing.ended", omit_defaults=True):
    """From a day on it is so no more; `granted_id` is the fact that had said that it was.

    Whoever was only registered as living here, and does so no more, is `forgotten` by the vault.
    """

    called = "注销资格"
    told = "{member_id} 的资格自 {on} 起注销：{standing}。"

    member_id: str
    kind: str
    on: date
    because: Ending
    granted_id: str
    forgotten: bool = False

    def touches(self) -> tuple[Tag, ...]:
        """The member."""
        return (member_tag(self.member_id),)

    def mends(self) -> str | None:
        """The grant, where it had been a mistake."""
        return self.granted_id if self.because == "mistaken" else None


class UnknownStanding(Refusal, code="unknown_standing", field="kind"):
    """There is no such kind of standing."""

    zh = "没有这种资格。特长、培训、证照的名称最多 20 个字，不能含有连续三位以上的数字。"
    en = (
        "There is no such kind of standing. The name of a skill, training or licence has 20 "
        "characters at most and no row of digits."
    )


class StandingHeld(Refusal, code="standing_held", field="kind"):
    """It was granted already, and holds."""

    zh = "“{kind}”已经登记，还在有效期内，不必再登记。"
    en = "“{kind}” is on record already and still holds."


class StandingLapsed(Refusal, code="standing_lapsed", field="kind"):
    """It held until a day, and has to be granted anew."""

    zh = "“{kind}”的有效期到 {until} 为止，请重新登记。"
    en = "“{kind}” held until {until}; grant it anew."


class StandingMissing(Refusal, code="standing_missing", field="kind"):
    """Nobody has seen that it is so on that day."""

    zh = "那天没有核实过、仍然有效的“{kind}”登记。"
    en = "On that day there is no standing “{kind}” that somebody has seen and that still holds."


class EvidenceMissing(Refusal, code="evidence_missing", field="evidence"):
    """A word is not enough."""

    zh = "“{kind}”要看过证件或登记底册才能登记，光听说不行。"
    en = "“{kind}” needs a paper or a register that somebody has seen; a word is not enough."


class GrantsOwn(Refusal, code="grants_own", field="member_id"):
    """Nobody vouches for themselves."""

    zh = "不能登记、核对或注销自己的资格，也不能登记自己的家庭，请由另一位工作人员办理。"
    en = (
        "Nobody grants, checks or ends a standing of their own, or notes their own household; "
        "somebody else has to."
    )


class HoldsTooLong(Refusal, code="standing_too_long", field="until_day"):
    """A paper holds so long and no longer."""

    zh = "“{kind}”一次最多登记 {most} 天。"
    en = "“{kind}” may hold for {most} days at most."


class UntilBeforeFrom(Refusal, code="until_before_from", field="until_day"):
    """The last day is not before the first."""

    zh = "有效期的最后一天不能早于第一天。"
    en = "The last day cannot be before the first."


class CheckedInTheFuture(Refusal, code="checked_in_the_future", field="seen_on"):
    """Nobody has seen tomorrow."""

    zh = "核对的日期不能晚于今天。"
    en = "It cannot have been checked on a day that is still to come."


class Held(msgspec.Struct, frozen=True):
    """A standing as it was granted and last looked at; `until_day` is its last day."""

    granted_id: str
    kind: str
    from_day: date
    until_day: date | None
    evidence: Evidence
    checked_on: date | None

    @property
    def is_seen(self) -> bool:
        """Whether somebody saw that it is so."""
        return self.evidence != "told"

    def holds_on(self, day: date) -> bool:
        """Whether it is so on a day."""
        return self.from_day <= day <= (self.until_day or date.max)

    def overlaps(self, from_day: date, until_day: date | None) -> bool:
        """Whether it is so on any of these days."""
        return from_day <= (self.until_day or date.max) and self.from_day <= (until_day or date.max)

    def until(self, day: date) -> "Held":
        """The same, with an earlier last day."""
        return msgspec.structs.replace(self, until_day=min(day, self.until_day or date.max))

    def seen(self, day: date) -> "Held":
        """The same, looked at on a day."""
        return msgspec.structs.replace(self, checked_on=max(day, self.checked_on or date.min))

    def _weight(self) -> tuple[bool, date, date]:
        return self.is_seen, self.until_day or date.max, self.checked_on or date.min

    def outweighs(self, other: "Held | None") -> bool:
        """Whether it says more than another of its kind: what was seen, and holds longer."""
        return other is None or self._weight() > other._weight()


class Standings(
    State, of="member", folds=(GrantsStanding, StandingConfirmed, StandingEnded, MemberLeft)
):
    """What one member was shown to be, under whichever of their records."""

    grants: list[Held] = field(default_factory=list)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow what was granted, looked at and ended."""
        self.take(fact, recorded.envelope.id)

    def take(self, fact: Fact, fact_id: str) -> None:
        """Follow one fact that has this id."""
        match fact:
            case GrantsStanding():
                self._grant(fact, fact_id)
            case StandingConfirmed():
                self._each(fact.kind, fact.seen_on, lambda it: it.seen(fact.seen_on))
            case StandingEnded():
                self._each(fact.kind, fact.on, lambda it: it.until(day_before(fact.on)))
            case MemberLeft(member_id=self.id):
                self.grants.clear()

    def _grant(self, fact: GrantsStanding, granted_id: str) -> None:
        family = kind_named(fact.kind).family
        if kind_named(fact.kind).terms.one_at_a_time:
            for it in [it for it in self.grants if kind_named(it.kind).family == family]:
                if it.kind != fact.kind:
                    self._each(
                        it.kind, fact.from_day, lambda it: it.until(day_before(fact.from_day))
                    )
        self.grants.append(
            Held(
                granted_id=granted_id,
                kind=fact.kind,
                from_day=fact.from_day,
                until_day=fact.until_day,
                evidence=fact.evidence,
                checked_on=fact.checked_on,
            )
        )

    def _each(self, kind: str, day: date, change: Callable[[Held], Held]) -> None:
        concerned = [(it, it.kind == kind and it.holds_on(day)) for it in self.grants]
        changed = [change(it) if is_meant else it for it, is_meant in concerned]
        self.grants[:] = [it for it in changed if it.from_day <= (it.until_day or date.max)]

    def held(self, kind: str, day: date) -> Held | None:
        """The best that holds on a day of this kind, or of this family: `hardship`, `resident`."""
        found = None
        for it in self.grants:
            if covers(kind, it.kind) and it.holds_on(day) and it.outweighs(found):
                found = it
        return found

    def required(self, kind: str, day: date) -> Held:
        """The one that holds on a day. Raises StandingLapsed, StandingMissing."""
        held = self.held(kind, day)
        if held is None:
            ended = [it.until_day for it in self.grants if it.kind == kind and it.until_day]
            if ended and max(ended) < day:
                raise StandingLapsed(kind=kind_named(kind), until=max(ended))
            raise StandingMissing(kind=kind_named(kind))
        return held


def require_standing(view: View, member_id: str, kind: str, day: date) -> Held:
    """What somebody has seen of a member and holds on a day. Raises StandingMissing.

    `kind` may be a whole family. What was only told opens no gate.
    """
    held = view(Standings, member_tag(member_id)).held(kind, day)
    if held is None or not held.is_seen:
        raise StandingMissing(kind=kind_named(kind))
    return held
