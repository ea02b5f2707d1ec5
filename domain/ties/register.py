"""Register: who lives here, for good or for a while, and when somebody last looked."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Literal

import msgspec
from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.tag import Tag
from domain.people.membership import Member, UnknownMember
from domain.people.tags import member_tag
from domain.rules.versions import VersionAdopted, in_force, take_in
from domain.ties.standing import (
    CheckedInTheFuture,
    Evidence,
    EvidenceMissing,
    GrantsOwn,
    GrantsStanding,
    StandingConfirmed,
    StandingEnded,
    StandingHeld,
    Standings,
    Way,
)
from domain.ties.standing_kinds import RESIDENT, covers, kind_named

Residence = Literal["permanent", "floating"]


class RegisterTerms(msgspec.Struct, frozen=True, kw_only=True):
    """After how many days somebody has to look again."""

    floating_days: int = 90
    permanent_days: int = 365

    def is_stale(self, kind: str, checked_on: date | None, day: date) -> bool:
        """Whether on a day it is too long ago that somebody looked."""
        is_floating = kind == f"{RESIDENT}:floating"
        days = self.floating_days if is_floating else self.permanent_days
        return checked_on is None or day - checked_on > timedelta(days=days)


class RegisterTermsAdopted(VersionAdopted, type="register_terms.adopted"):
    """A version of the terms of the register."""

    called = "通过居民底册规则"
    told = "通过居民底册规则 {version}，自 {in_force_from} 起施行。"
    book: ClassVar[str] = "register"
    about = "居民底册"
    words: ClassVar[dict[str, str]] = {
        "floating_days": "流动人口多少天核对一次",
        "permanent_days": "常住居民多少天核对一次",
    }

    terms: RegisterTerms


class RegisterBook(State, of="rules", folds=(RegisterTermsAdopted,)):
    """All versions of the terms of the register."""

    adopted: list[RegisterTermsAdopted] = field(default_factory=list)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Learn a version."""
        if isinstance(fact, RegisterTermsAdopted):
            take_in(self.adopted, fact)

    def on(self, day: date) -> RegisterTerms:
        """The terms of a day; what they are by default where none were adopted."""
        version = in_force(self.adopted, day)
        return version.terms if version else RegisterTerms()


class ResidentRegistered(GrantsStanding, type="resident.registered"):
    """Somebody lives here, member or not: who is only registered has no account and no ranking.

    `grid` is where, of who is no member: of members the roster says it. The building and who they
    are the vault alone knows.
    """

    called = "登记居民"
    told = "登记居民 {member_id}：{standing}。"

    member_id: str
    grid: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The person."""
        return (member_tag(self.member_id),)


class Registration(State, of="member", folds=(ResidentRegistered, StandingEnded)):
    """Whether one person was registered, member or not, and is not forgotten since."""

    is_registered: bool = False
    grids: list[str] = field(default_factory=list)
    """In which grids, of who is no member."""

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Remember it, or forget."""
        match fact:
            case ResidentRegistered():
                self.is_registered = True
                self.grids += [fact.grid] if fact.grid else []
            case StandingEnded(forgotten=True):
                self.is_registered = False
                self.grids.clear()


def is_known(view: View, member_id: str) -> bool:
    """Whether somebody is a member who has not left, or was registered."""
    member = view(Member, member_tag(member_id))
    return not member.left and (
        member.enrolled is not None or view(Registration, member_tag(member_id)).is_registered
    )


def check_known(view: View, member_id: str) -> None:
    """Whoever it is about is a member, or was registered. Raises UnknownMember."""
    if not is_known(view, member_id):
        raise UnknownMember


def check_anothers(view: View, stamp: Stamp, member_id: str) -> None:
    """Whoever acts does so for somebody else who is known. Raises UnknownMember, GrantsOwn."""
    check_known(view, member_id)
    if stamp.actor in {member_id, view(Member, member_tag(member_id)).id}:
        raise GrantsOwn


@dataclass(frozen=True, kw_only=True)
class RegisterResident:
    """Note that a person whom the vault knows under `member_id` lives here, seen on a day.

    Of who is registered so already it is noted that somebody looked again. Refused, in this order:
    UnknownMember (who has left), GrantsOwn, EvidenceMissing, CheckedInTheFuture, StandingHeld (seen
    as late or later, or registered since).
    """

    member_id: str
    residence: Residence
    checked_on: date
    evidence: Evidence = "seen"
    by_way: Way = "visit"
    grid: str | None = None
    from_day: date | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The person."""
        return (member_tag(self.member_id),)

    def decide(self, view: View, stamp: Stamp) -> ResidentRegistered | StandingConfirmed:
        """The entry, or the look."""
        member = view(Member, member_tag(self.member_id))
        if member.left:
            raise UnknownMember
        if stamp.actor in {self.member_id, member.id}:
            raise GrantsOwn
        kind = f"{RESIDENT}:{self.residence}"
        if self.evidence == "told":
            raise EvidenceMissing(kind=kind_named(kind))
        if self.checked_on > stamp.today:
            raise CheckedInTheFuture
        known = view(Standings, member_tag(self.member_id))
        began = [it.from_day for it in known.grants if covers(RESIDENT, it.kind)]
        if any(self.checked_on < it for it in began):
            raise StandingHeld(kind=kind_named(kind))
        held = known.held(kind, self.checked_on)
        if held is None:
            return ResidentRegistered(
                member_id=self.member_id,
                kind=kind,
                from_day=self.from_day or self.checked_on,
                evidence=self.evidence,
                checked_on=self.checked_on,
                grid=self.grid if member.enrolled is None else None,
            )
        if held.checked_on is not None and self.checked_on <= held.checked_on:
            raise StandingHeld(kind=kind_named(kind))
        return StandingConfirmed(
            member_id=self.member_id, kind=kind, seen_on=self.checked_on, by_way=self.by_way
        )
