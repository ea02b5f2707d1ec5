"""Granting: the office notes what somebody was shown to be, looks again, and ends it."""

from dataclasses import dataclass
from datetime import date

from domain.ledger.decision import Stamp, View
from domain.ledger.tag import Tag
from domain.people.membership import Member
from domain.people.tags import member_tag
from domain.ties.register import check_anothers
from domain.ties.standing import (
    DAY,
    CheckedInTheFuture,
    Ending,
    Evidence,
    EvidenceMissing,
    HoldsTooLong,
    StandingConfirmed,
    StandingEnded,
    StandingGranted,
    StandingHeld,
    Standings,
    UnknownStanding,
    UntilBeforeFrom,
    Way,
)
from domain.ties.standing_kinds import RESIDENT, kind_named


@dataclass(frozen=True, kw_only=True)
class GrantStanding:
    """Note what a member was shown to be; `checked_on` is today unless the paper says otherwise.

    Refused, in this order: UnknownMember, GrantsOwn, UnknownStanding, EvidenceMissing,
    UntilBeforeFrom, HoldsTooLong, CheckedInTheFuture, StandingHeld.
    """

    member_id: str
    kind: str
    from_day: date
    evidence: Evidence
    until_day: date | None = None
    checked_on: date | None = None
    evidence_text: str | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The member."""
        return (member_tag(self.member_id),)

    def decide(self, view: View, stamp: Stamp) -> StandingGranted:
        """The grant, with the last day on which the paper holds."""
        check_anothers(view, stamp, self.member_id)
        self._check_evidence()
        until_day = self._until()
        if self.checked_on is not None and self.checked_on > stamp.today:
            raise CheckedInTheFuture
        for it in view(Standings, member_tag(self.member_id)).grants:
            is_better = self.evidence != "told" and not it.is_seen
            if it.kind == self.kind and it.overlaps(self.from_day, until_day) and not is_better:
                raise StandingHeld(kind=kind_named(self.kind))
        return StandingGranted(
            member_id=self.member_id,
            kind=self.kind,
            from_day=self.from_day,
            evidence=self.evidence,
            until_day=until_day,
            checked_on=None if self.evidence == "told" else self.checked_on or stamp.today,
            evidence_text=self.evidence_text,
        )

    def _check_evidence(self) -> None:
        kind = kind_named(self.kind)
        if not kind.is_known():
            raise UnknownStanding
        if self.evidence == "told" and not kind.terms.told_suffices:
            raise EvidenceMissing(kind=kind)

    def _until(self) -> date | None:
        kind = kind_named(self.kind)
        if self.until_day is not None and self.until_day < self.from_day:
            raise UntilBeforeFrom
        most = kind.terms.valid_days_max
        if most is None:
            return self.until_day
        last = self.from_day + most * DAY
        if self.until_day is not None and self.until_day > last:
            raise HoldsTooLong(kind=kind, most=most)
        return self.until_day or last


@dataclass(frozen=True, kw_only=True)
class ConfirmStanding:
    """Note that somebody looked and it was still so.

    Refused, in this order: UnknownMember, GrantsOwn, CheckedInTheFuture, StandingLapsed,
    StandingMissing.
    """

    member_id: str
    kind: str
    seen_on: date
    by_way: Way

    def boundary(self) -> tuple[Tag, ...]:
        """The member."""
        return (member_tag(self.member_id),)

    def decide(self, view: View, stamp: Stamp) -> StandingConfirmed:
        """The look."""
        check_anothers(view, stamp, self.member_id)
        if self.seen_on > stamp.today:
            raise CheckedInTheFuture
        view(Standings, member_tag(self.member_id)).required(self.kind, self.seen_on)
        return StandingConfirmed(
            member_id=self.member_id, kind=self.kind, seen_on=self.seen_on, by_way=self.by_way
        )


@dataclass(frozen=True, kw_only=True)
class EndStanding:
    """Note that it is so no more from a day on; what was a mistake never was.

    Refused, in this order: UnknownMember, GrantsOwn, StandingLapsed, StandingMissing.
    """

    member_id: str
    kind: str
    on: date
    because: Ending

    def boundary(self) -> tuple[Tag, ...]:
        """The member."""
        return (member_tag(self.member_id),)

    def decide(self, view: View, stamp: Stamp) -> StandingEnded:
        """The end."""
        check_anothers(view, stamp, self.member_id)
        member = view(Member, member_tag(self.member_id))
        held = view(Standings, member_tag(self.member_id)).required(self.kind, self.on)
        return StandingEnded(
            member_id=self.member_id,
            kind=self.kind,
            on=held.from_day if self.because == "mistaken" else self.on,
            because=self.because,
            granted_id=held.granted_id,
            forgotten=kind_named(self.kind).family == RESIDENT and member.enrolled is None,
        )
