"""One-to-one help: a volunteer visits a person in hardship at an agreed rhythm."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Opened, Recorded, as_kind
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.membership import Member, MembersMerged, StillOpen
from domain.people.tags import member_tag

HardshipCause = Literal["living_hardship", "family_misfortune", "illness", "other"]
VISIT_EVERY_DAYS_MAX: Final = 366
START_YEARS: Final = range(1900, 2200)


def pairing_tag(pairing_id: str) -> Tag:
    """One volunteer helping one person in hardship."""
    return f"pairing:{pairing_id}"


class PairingBegun(Fact):
    """A volunteer promised to visit a person every so many days."""

    told = "{volunteer_id} 与 {assisted_id} 结对，每 {visit_every_days} 天走访一次。"

    pairing_id: str
    volunteer_id: str
    assisted_id: str
    visit_every_days: int
    starts_on: date

    def touches(self) -> tuple[Tag, ...]:
        """The pairing and both people."""
        return (
            pairing_tag(self.pairing_id),
            member_tag(self.volunteer_id),
            member_tag(self.assisted_id),
        )

    def opens(self) -> tuple[Opened, ...]:
        """The pairing, for both."""
        return (Opened(pairing_tag(self.pairing_id), StillPaired),)


class PairingFormed(PairingBegun, type="pairing.formed"):
    """The promise as it was recorded when the log still told what the hardship came of."""

    called = "结对（原因在账上）"
    sealed_fields = ("cause",)

    cause: HardshipCause


class PairingAgreed(PairingBegun, type="pairing.agreed"):
    """The promise; what the hardship came of is a sealed text, under `cause_id`."""

    called = "结对"

    cause_id: str


class PairingEnded(Fact, type="pairing.ended"):
    """The pairing is over; `reason_text` is the id of the reason in the vault."""

    called = "结对结束"
    told = "{volunteer_id} 与 {assisted_id} 的结对结束。"

    pairing_id: str
    volunteer_id: str
    assisted_id: str
    reason_text: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The pairing and both people."""
        return (
            pairing_tag(self.pairing_id),
            member_tag(self.volunteer_id),
            member_tag(self.assisted_id),
        )

    def closes(self) -> tuple[Tag, ...]:
        """The pairing."""
        return (pairing_tag(self.pairing_id),)


class StillPaired(StillOpen, code="still_paired", field="member_id"):
    """Nobody is to wait for a visit that will not come."""

    zh = "这位成员还有结对帮扶，请先结束结对。"
    en = "This member is in a pairing; end it first."


class UnknownPairing(Refusal, code="unknown_pairing"):
    """No pairing has this id."""

    zh = "没有这个结对。"
    en = "There is no such pairing."


class AlreadyPaired(Refusal, code="already_paired", field="assisted_id"):
    """A person is helped by one volunteer at a time."""

    zh = "这位帮扶对象已经有结对志愿者。"
    en = "This person already has a paired volunteer."


class PairedWithSelf(Refusal, code="paired_with_self", field="assisted_id"):
    """Helper and helped are two people."""

    zh = "志愿者不能与自己结对。"
    en = "Nobody can be paired with themselves."


class RhythmInvalid(Refusal, code="rhythm_invalid", field="visit_every_days"):
    """Visits are a day to a leap year apart."""

    zh = "走访间隔应为 1 到 {most} 天。"
    en = "Visits have to be 1 to {most} days apart."


class StartImplausible(Refusal, code="start_implausible", field="starts_on"):
    """No pairing of the living starts in that year."""

    zh = "结对日期的年份不对，请核对。"
    en = "The first day is in an impossible year; check the date."


class PairingOver(Refusal, code="pairing_ended"):
    """The pairing has ended."""

    zh = "这个结对已经结束。"
    en = "This pairing has ended."


class Pairings(State, of="member", folds=(PairingBegun, PairingEnded, MembersMerged)):
    """The active pairings of one member, with the person whom each helps."""

    helping: dict[str, str] = field(default_factory=dict)
    also_known_as: set[str] = field(default_factory=set)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow the pairings."""
        match fact:
            case PairingBegun():
                self.helping[fact.pairing_id] = fact.assisted_id
            case PairingEnded():
                self.helping.pop(fact.pairing_id, None)
            case MembersMerged():
                self.also_known_as.add(fact.member_id)

    @property
    def is_helped(self) -> bool:
        """Whether one of them helps this member."""
        return not self.also_known_as.union({self.id}).isdisjoint(self.helping.values())


class Pairing(State, of="pairing", folds=(PairingBegun, PairingEnded)):
    """One pairing: who helps whom, and whether it goes on.

    Its cause is sealed under `sealed_id`; one that stands in the log has the pairing's own id.
    """

    formed: PairingBegun | None = None
    sealed_id: str = ""
    ended: bool = False

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow the pairing from its forming to its end."""
        match fact:
            case PairingBegun():
                self.formed = as_kind(PairingBegun, fact)
                self.sealed_id = (
                    fact.cause_id if isinstance(fact, PairingAgreed) else fact.pairing_id
                )
            case PairingEnded():
                self.ended = True

    def known(self) -> PairingBegun:
        """The pairing, also when it is over. Raises UnknownPairing."""
        if self.formed is None:
            raise UnknownPairing
        return self.formed

    def going_on(self) -> PairingBegun:
        """The pairing. Raises UnknownPairing, PairingOver."""
        formed = self.known()
        if self.ended:
            raise PairingOver
        return formed

    def people(self) -> tuple[Tag, ...]:
        """The tags of both people, if the pairing is known."""
        if self.formed is None:
            return ()
        return member_tag(self.formed.volunteer_id), member_tag(self.formed.assisted_id)


def people_in(view: View, pairing_id: str) -> tuple[str, str]:
    """Who helps and who is helped in a pairing that goes on. Raises UnknownPairing, PairingOver."""
    pairing = view(Pairing, pairing_tag(pairing_id))
    pairing.going_on()
    volunteer, assisted = (view(Member, it).id for it in pairing.people())
    return volunteer, assisted


@dataclass(frozen=True, kw_only=True)
class FormPairing:
    """Pair a volunteer with a person in hardship, which came of what is sealed under `cause_id`.

    Refused, in this order: UnknownMember, PairedWithSelf, AlreadyPaired, RhythmInvalid,
    StartImplausible.
    """

    volunteer_id: str
    assisted_id: str
    cause_id: str
    visit_every_days: int
    starts_on: date

    def boundary(self) -> tuple[Tag, ...]:
        """Both people."""
        return member_tag(self.volunteer_id), member_tag(self.assisted_id)

    def decide(self, view: View, stamp: Stamp) -> PairingAgreed:
        """The promise."""
        view(Member, member_tag(self.volunteer_id)).required()
        view(Member, member_tag(self.assisted_id)).required()
        if self.volunteer_id == self.assisted_id:
            raise PairedWithSelf
        if view(Pairings, member_tag(self.assisted_id)).is_helped:
            raise AlreadyPaired
        if not 1 <= self.visit_every_days <= VISIT_EVERY_DAYS_MAX:
            raise RhythmInvalid(most=VISIT_EVERY_DAYS_MAX)
        if self.starts_on.year not in START_YEARS:
            raise StartImplausible
        return PairingAgreed(
            pairing_id=stamp.id,
            volunteer_id=self.volunteer_id,
            assisted_id=self.assisted_id,
            cause_id=self.cause_id,
            visit_every_days=self.visit_every_days,
            starts_on=self.starts_on,
        )


@dataclass(frozen=True, kw_only=True)
class EndPairing:
    """End a pairing. Refused: UnknownPairing, PairingOver."""

    pairing_id: str
    reason_text: str | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The pairing."""
        return (pairing_tag(self.pairing_id),)

    def also(self, view: View) -> tuple[Tag, ...]:
        """Both people."""
        return view(Pairing, pairing_tag(self.pairing_id)).people()

    def decide(self, view: View, stamp: Stamp) -> PairingEnded:
        """The end."""
        volunteer_id, assisted_id = people_in(view, self.pairing_id)
        return PairingEnded(
            pairing_id=self.pairing_id,
            volunteer_id=volunteer_id,
            assisted_id=assisted_id,
            reason_text=self.reason_text,
        )
