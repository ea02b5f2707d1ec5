"""Service: hours that volunteers gave, entered afterwards or signed for, and recognised."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded, as_kind
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.entering.hands import people_behind, refuse_one_hand
from domain.people.membership import Member
from domain.people.sign_in import Entrance
from domain.people.tags import member_tag
from domain.rules.rules import RuleBook
from domain.rules.tags import RULES
from domain.service.attestation import WORDS, AttestationBook, Word, class_with
from domain.service.counting.earnings import earnings
from domain.service.counting.refill import DayRefilled, Refill
from domain.service.counting.times import check_times
from domain.service.hours import (
    CreditReleased,
    EarnedService,
    Overlaps,
    PendingService,
    SelfConfirmed,
    ServiceRevoked,
)
from domain.service.paid_help import WordOnHelp, also_of_need, on_recognition, released_by
from domain.service.put_up.waiting_hours import also_of_notice, required_notice
from domain.service.service_record import ServiceRecord
from domain.service.tags import service_tag
from domain.service.unearned import ServiceRejected, SignOutWithdrawn
from domain.ties.kin import refuse_kin


class ServiceBackfilled(PendingService, type="service.backfilled"):
    """The office entered afterwards what a volunteer did.

    `place_text` and `evidence_text` are ids of free text in the vault.
    """

    called = "补录服务"
    told = "补录 {member_id} 的“{programme}”服务 {minutes}，等待确认。"

    place_text: str | None = None
    evidence_text: str | None = None


class ServiceConfirmed(EarnedService, type="service.confirmed"):
    """Somebody other than the volunteer stood up for the hours."""

    called = "确认服务"
    told = "{member_id} {day} 的“{programme}”服务 {minutes} 已确认，得 {points} 分。"

    notice_id: str | None = None

    def caused_by(self) -> str:
        """The fact that the service waited on: it gave the service its id."""
        return self.service_id


class UnknownService(Refusal, code="unknown_service"):
    """No service has this id."""

    zh = "没有这条服务记录。"
    en = "There is no such service."


class AlreadyDecided(Refusal, code="already_decided"):
    """A service is confirmed or rejected once."""

    zh = "这条服务已经处理过了。"
    en = "This service has been decided already."


class SamePerson(Refusal, code="same_person"):
    """Two people stand behind hours that were typed in, and a third one lets them earn."""

    zh = "这条服务是您录入、确认或放行的，须由另一位工作人员办理。"
    en = "You entered, confirmed or released this service yourself; somebody else has to."


class Service(
    State,
    of="service",
    folds=(
        PendingService,
        EarnedService,
        ServiceRejected,
        SignOutWithdrawn,
        CreditReleased,
        WordOnHelp,
        DayRefilled,
        *WORDS,
    ),
):
    """One service: what waits, who entered and who confirmed it, what became of it.

    `confirmation_id` is that of the fact by which it was recognised, `revocation_id` of the one
    that took it back. `vouched_by` are all who have a part in its record.
    """

    pending: PendingService | None = None
    entered_by: str = ""
    entered_at: datetime | None = None
    vouched_by: set[str] = field(default_factory=set)
    confirmed_by: str = ""
    confirmed_at: datetime | None = None
    confirmation_id: str = ""
    earned: EarnedService | None = None
    released: CreditReleased | None = None
    released_by: str = ""
    refilled: list[Refill] = field(default_factory=list)
    revocation_id: str = ""
    status: Literal["unknown", "pending", "confirmed", "rejected", "withdrawn", "revoked"] = (
        "unknown"
    )

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow the service from entry to decision."""
        if isinstance(fact, WORDS):
            self.vouched_by.update((recorded.envelope.actor, fact.attester_id))
        match released_by(fact):
            case PendingService() as fact:
                self.pending, self.status = as_kind(PendingService, fact), "pending"
                self.entered_by = recorded.envelope.actor
                self.entered_at = recorded.envelope.recorded_at
                self.vouched_by.update((self.entered_by, *fact.vouched_by()))
            case EarnedService() as fact:
                self.earned, self.status = as_kind(EarnedService, fact), "confirmed"
                self.confirmed_by = recorded.envelope.actor
                self.confirmed_at = recorded.envelope.recorded_at
                self.confirmation_id = recorded.envelope.id
            case ServiceRejected():
                self.status = "rejected"
            case SignOutWithdrawn():
                self.status = "withdrawn"
            case CreditReleased() as fact:
                self.released = as_kind(CreditReleased, fact)
                self.released_by = recorded.envelope.actor
            case DayRefilled() as fact:
                self.refilled += [it for it in fact.refills if it.service_id == self.id]
                if isinstance(fact, ServiceRevoked) and fact.service_id == self.id:
                    self.status, self.revocation_id = "revoked", recorded.envelope.id

    def volunteer(self) -> tuple[Tag, ...]:
        """The tag of the volunteer, if the service is known."""
        known = self.pending or self.earned
        return (member_tag(known.member_id),) if known else ()

    def others(self) -> set[str]:
        """All who have a part in its record, but for the volunteer."""
        known = self.pending or self.earned
        return self.vouched_by - {known.member_id} if known else set()

    def to_decide(self, view: View, stamp: Stamp) -> PendingService:
        """What waits for this person's word, with the volunteer whose it is by now.

        Raises UnknownService, AlreadyDecided, SelfConfirmed, SamePerson, RelatedBeneficiary.
        """
        if self.status not in {"unknown", "pending"}:
            raise AlreadyDecided
        if self.pending is None:
            raise UnknownService
        member_id = view(Member, member_tag(self.pending.member_id)).id
        if stamp.actor == member_id:
            raise SelfConfirmed
        if stamp.actor in self.vouched_by:
            raise SamePerson
        refuse_kin(view, stamp, member_id)
        return as_kind(PendingService, self.pending, member_id=member_id)

    def brought(self) -> Refill:
        """All that it earned, when it was recognised and afterwards."""
        parts = [it for it in (self.earned, self.released, *self.refilled) if it]
        return Refill(
            service_id=self.id,
            credited_minutes=sum(it.credited_minutes for it in parts),
            credit=sum(it.credit for it in parts),
            points=sum(it.points for it in parts),
        )


@dataclass(frozen=True, kw_only=True)
class BackfillService:
    """Enter a service afterwards: honour only, until an audit releases it.

    Refused: UnknownMember, NoRulesInForce, EndsBeforeStart, TooShort, TooLong, InTheFuture,
    Overlaps.
    """

    member_id: str
    programme: str
    starts_at: datetime
    ends_at: datetime
    place_text: str | None = None
    evidence_text: str | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The volunteer and the rules."""
        return member_tag(self.member_id), RULES

    def decide(self, view: View, stamp: Stamp) -> ServiceBackfilled:
        """The entry, which waits for a second person."""
        view(Member, member_tag(self.member_id)).required()
        rules = view(RuleBook, RULES).on(stamp.day_of(self.starts_at))
        check_times(self.starts_at, self.ends_at, stamp, rules)
        if view(ServiceRecord, member_tag(self.member_id)).overlaps(self.starts_at, self.ends_at):
            raise Overlaps
        return ServiceBackfilled(
            service_id=stamp.id,
            member_id=self.member_id,
            programme=self.programme,
            service_class="backfilled",
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            typed_in=True,
            place_text=self.place_text,
            evidence_text=self.evidence_text,
        )


@dataclass(frozen=True, kw_only=True)
class ConfirmService:
    """Confirm a pending service; `actor_id` does, `despite_dispute` where the other side denies it.

    Refused: UnknownService, AlreadyDecided, SelfConfirmed, SamePerson, RelatedBeneficiary, OneHand,
    OtherSideDisputes, NoRulesInForce, EndsBeforeStart, TooShort, TooLong, InTheFuture, Overlaps,
    NoticeMissing, NoticeNotAbout, NoticeRunning, ObjectionOpen, ObjectionUpheld.
    """

    service_id: str
    actor_id: str | None = None
    despite_dispute: bool = False

    def boundary(self) -> tuple[Tag, ...]:
        """The service, who acts, and the rules."""
        return service_tag(self.service_id), *people_behind((self.actor_id,))

    def also(self, view: View) -> tuple[Tag, ...]:
        """Its volunteer, who has a part in its record, and what it is paid with."""
        service = view(Service, service_tag(self.service_id))
        people = *service.volunteer(), *people_behind(sorted(service.others()))
        noticed = also_of_notice(view, self.service_id)
        return *people, *also_of_need(view, self.service_id), *noticed

    def decide(self, view: View, stamp: Stamp) -> ServiceConfirmed:
        """The recognition, with what it earns."""
        service = view(Service, service_tag(self.service_id))
        pending = service.to_decide(view, stamp)
        refuse_one_hand(view, stamp, service.others(), at=service.entered_at, by=self.actor_id)
        if view(Entrance, member_tag(pending.member_id)).stood_in_by(stamp.actor):
            raise SamePerson
        word = view(Word, service_tag(self.service_id)).known(despite_dispute=self.despite_dispute)
        day = stamp.day_of(pending.starts_at)
        rules = view(RuleBook, RULES).on(day)
        check_times(pending.starts_at, pending.ends_at, stamp, rules)
        record = view(ServiceRecord, member_tag(pending.member_id))
        if record.overlaps(pending.starts_at, pending.ends_at):
            raise Overlaps
        class_ = class_with(word, pending, rules, view(AttestationBook, RULES).on(day))
        before = record.credited_on(day)
        return ServiceConfirmed(
            service_id=self.service_id,
            member_id=pending.member_id,
            programme=pending.programme,
            service_class=class_,
            starts_at=pending.starts_at,
            ends_at=pending.ends_at,
            hold=on_recognition(view, self.service_id),
            word_by=word.by if word.said == "attested" else None,
            notice_id=required_notice(view, stamp, self.service_id),
            **earnings(pending.minutes, day, before, rules, of_class=class_),
        )
