"""Calls on old people who live alone: somebody promised to look in at a rhythm, and does."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Opened, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.membership import Member, MembersMerged, StillOpen
from domain.people.tags import member_tag
from domain.ties.kin import are_kin

Rhythm = Literal["weekly", "monthly", "quarterly"]
CallHow = Literal["phone", "visit"]
CallOutcome = Literal["well", "needs_help", "not_reached"]


def calls_tag(calls_id: str) -> Tag:
    """The promise to call on one person."""
    return f"calls:{calls_id}"


class _Calls(Fact):
    calls_id: str
    assisted_id: str
    caller_id: str

    def touches(self) -> tuple[Tag, ...]:
        """The promise and both people."""
        return calls_tag(self.calls_id), member_tag(self.assisted_id), member_tag(self.caller_id)


class CallsAgreed(_Calls, type="calls.agreed"):
    """Somebody is called on at a rhythm, which is a class: why, is nowhere said."""

    called = "约定探访"
    told = "约定探访 {assisted_id}，由 {caller} 负责，{rhythm}一次。"

    rhythm: Rhythm
    starts_on: date

    def opens(self) -> tuple[Opened, ...]:
        """The promise, for both."""
        return (Opened(calls_tag(self.calls_id), StillCalled),)


class CallsEnded(_Calls, type="calls.ended"):
    """Nobody calls any more at this rhythm; `reason_text` is in the vault."""

    called = "结束探访约定"
    told = "不再按约定探访 {assisted_id}：{reason_text}"

    reason_text: str | None = None

    def closes(self) -> tuple[Tag, ...]:
        """The promise."""
        return (calls_tag(self.calls_id),)


class CallMade(_Calls, type="call.made"):
    """Somebody called on a day; whom they did not reach they have to call again.

    Of several that are told of one day the last is what holds: so a slip of the finger is mended.
    """

    called = "登记探访"
    told = "{on} 探访 {assisted_id}：{call_outcome}。"

    on: date
    how: CallHow
    outcome: CallOutcome


class StillCalled(StillOpen, code="still_called", field="member_id"):
    """Nobody is to wait for a call that will not come."""

    zh = "这位成员还有探访约定，请先结束或换人。"
    en = "This member calls on somebody, or is called on, at a rhythm; end that first."


class UnknownCalls(Refusal, code="unknown_calls"):
    """Nobody promised to call."""

    zh = "没有这项探访约定。"
    en = "Nobody has promised such calls."


class CallsOver(Refusal, code="calls_over"):
    """The promise has ended."""

    zh = "这项探访约定已经结束。"
    en = "These calls have ended."


class CallsSelf(Refusal, code="calls_self", field="caller_id"):
    """Two people."""

    zh = "不能自己探访自己，请另选一位。"
    en = "Nobody calls on themselves; choose somebody else."


class CallerIsKin(Refusal, code="caller_is_kin", field="caller_id"):
    """Kin look in anyway: these calls are those of somebody else besides."""

    zh = "家属本来就会联系，探访请另选一位不是亲属的人。"
    en = "Kin look in anyway; choose somebody who is no relative for these calls."


class AlreadyCalledOn(Refusal, code="already_called_on", field="member_id"):
    """One rhythm for one person."""

    zh = "这位老人已有探访约定，请先结束原来的约定。"
    en = "Somebody calls on this person already; end that first."


class NotTheCaller(Refusal, code="not_the_caller"):
    """Whoever promised tells of the call, or the desk for them."""

    zh = "请由负责探访的人或工作人员登记。"
    en = "Only whoever promised to call, or the office for them, can tell of it."


class CalledInTheFuture(Refusal, code="called_in_the_future", field="on"):
    """Nobody called tomorrow."""

    zh = "探访日期不能晚于今天。"
    en = "A call cannot have been made on a day that is still to come."


class CalledOn(State, of="member", folds=(CallsAgreed, CallsEnded, MembersMerged)):
    """The promises about one member, with whom each is to call on."""

    promises: dict[str, str] = field(default_factory=dict)
    also_known_as: set[str] = field(default_factory=set)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow the promises."""
        match fact:
            case CallsAgreed():
                self.promises[fact.calls_id] = fact.assisted_id
            case CallsEnded():
                self.promises.pop(fact.calls_id, None)
            case MembersMerged():
                self.also_known_as.add(fact.member_id)

    @property
    def is_called_on(self) -> bool:
        """Whether somebody promised to call on this member."""
        return not self.also_known_as.union({self.id}).isdisjoint(self.promises.values())


class Calls(State, of="calls", folds=(CallsAgreed, CallsEnded)):
    """One promise, and whether it holds."""

    agreed: CallsAgreed | None = None
    ended: bool = False

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow it to its end."""
        match fact:
            case CallsAgreed():
                self.agreed = fact
            case CallsEnded():
                self.ended = True

    def people(self) -> tuple[Tag, ...]:
        """Who is called on, and who calls."""
        if self.agreed is None:
            return ()
        return member_tag(self.agreed.assisted_id), member_tag(self.agreed.caller_id)


def people_of_calls(view: View, calls_id: str) -> tuple[str, str]:
    """Who is called on and who calls. Raises UnknownCalls, CallsOver."""
    calls = view(Calls, calls_tag(calls_id))
    if calls.agreed is None:
        raise UnknownCalls
    if calls.ended:
        raise CallsOver
    assisted_id, caller_id = (view(Member, it).id for it in calls.people())
    return assisted_id, caller_id


@dataclass(frozen=True, kw_only=True)
class AgreeCalls:
    """Agree on who calls on somebody, and how often.

    Refused, in this order: UnknownMember, CallsSelf, CallerIsKin, AlreadyCalledOn.
    """

    assisted_id: str
    caller_id: str
    rhythm: Rhythm
    starts_on: date

    def boundary(self) -> tuple[Tag, ...]:
        """Both people."""
        return member_tag(self.assisted_id), member_tag(self.caller_id)

    def decide(self, view: View, stamp: Stamp) -> CallsAgreed:
        """The promise."""
        called, caller = (view(Member, it) for it in self.boundary())
        called.required()
        caller.required()
        if called.id == caller.id:
            raise CallsSelf
        if are_kin(view, called.id, caller.id):
            raise CallerIsKin
        if view(CalledOn, member_tag(self.assisted_id)).is_called_on:
            raise AlreadyCalledOn
        return CallsAgreed(
            calls_id=stamp.id,
            assisted_id=self.assisted_id,
            caller_id=self.caller_id,
            rhythm=self.rhythm,
            starts_on=self.starts_on,
        )


@dataclass(frozen=True, kw_only=True)
class _OfCalls:
    calls_id: str

    def boundary(self) -> tuple[Tag, ...]:
        """The promise."""
        return (calls_tag(self.calls_id),)

    def also(self, view: View) -> tuple[Tag, ...]:
        """Both people."""
        return view(Calls, calls_tag(self.calls_id)).people()


@dataclass(frozen=True, kw_only=True)
class TellOfCall(_OfCalls):
    """Tell of a call: who promised it, or (`by_office`) the desk for them.

    Refused, in this order: UnknownCalls, CallsOver, NotTheCaller, CalledInTheFuture.
    """

    on: date
    how: CallHow
    outcome: CallOutcome
    by_office: bool = False

    def decide(self, view: View, stamp: Stamp) -> CallMade:
        """The call."""
        assisted_id, caller_id = people_of_calls(view, self.calls_id)
        if not (self.by_office or stamp.actor == caller_id):
            raise NotTheCaller
        if self.on > stamp.day_of(stamp.now):
            raise CalledInTheFuture
        return CallMade(
            calls_id=self.calls_id,
            assisted_id=assisted_id,
            caller_id=caller_id,
            on=self.on,
            how=self.how,
            outcome=self.outcome,
        )


@dataclass(frozen=True, kw_only=True)
class EndCalls(_OfCalls):
    """End a promise. Refused: UnknownCalls, CallsOver."""

    reason_text: str | None = None

    def decide(self, view: View, stamp: Stamp) -> CallsEnded:
        """The end."""
        assisted_id, caller_id = people_of_calls(view, self.calls_id)
        return CallsEnded(
            calls_id=self.calls_id,
            assisted_id=assisted_id,
            caller_id=caller_id,
            reason_text=self.reason_text,
        )
