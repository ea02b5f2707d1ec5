"""Service: hours that volunteers gave, entered afterwards or signed for, and recognised."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain import tag
from domain.decision import Stamp, State, View
from domain.fact import Fact, Recorded
from domain.hours import (
    CreditReleased,
    EarnedService,
    Overlaps,
    PendingService,
    SelfConfirmed,
    ServiceRecord,
    check_times,
    earnings,
    honour_only,
)
from domain.membership import Member
from domain.refusal import Refusal
from domain.rules import RuleBook
from domain.tag import Tag


class ServiceBackfilled(PendingService, type="service.backfilled"):
    """The office entered afterwards what a volunteer did.

    `place_text` and `evidence_text` are ids of free text in the vault.
    """

    place_text: str | None = None
    evidence_text: str | None = None


class ServiceConfirmed(EarnedService, type="service.confirmed"):
    """Somebody other than the volunteer stood up for the hours."""

    def caused_by(self) -> str:
        """The fact that the service waited on: it gave the service its id."""
        return self.service_id


class ServiceRejected(Fact, type="service.rejected"):
    """The hours are not recognised; `reason_text` is the id of the reason in the vault."""

    service_id: str
    member_id: str
    reason_text: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The service and its volunteer."""
        return tag.service(self.service_id), tag.member(self.member_id)

    def caused_by(self) -> str:
        """The fact that the service waited on."""
        return self.service_id


class BackfillReleased(CreditReleased, type="service.released"):
    """An audit found a backfilled service in order: now it earns as others do."""

    def caused_by(self) -> str:
        """The fact that the service waited on."""
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

    zh = "这条服务是您录入或确认的，须由另一位工作人员办理。"
    en = "You entered or confirmed this service yourself; somebody else has to decide it."


class NotReleasable(Refusal, code="not_releasable"):
    """Only a confirmed, backfilled service that was not released yet can be."""

    zh = "只有已确认、尚未释放的补录服务才能经核查释放积分。"
    en = "Only a confirmed backfilled service that was not released yet can be released."


class Service(State, of="service"):
    """One service: what waits, who entered and who confirmed it, what became of it."""

    __slots__ = ("confirmed_by", "earned", "entered_by", "pending", "released", "status")

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.pending: PendingService | None = None
        self.entered_by = ""
        self.confirmed_by = ""
        self.earned: EarnedService | None = None
        self.released = False
        self.status: Literal["unknown", "pending", "confirmed", "rejected"] = "unknown"

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow the service from entry to decision."""
        match fact:
            case PendingService():
                self.pending, self.status = fact, "pending"
                self.entered_by = recorded.envelope.actor
            case EarnedService():
                self.earned, self.status = fact, "confirmed"
                self.confirmed_by = recorded.envelope.actor
            case ServiceRejected():
                self.status = "rejected"
            case BackfillReleased():
                self.released = True

    def volunteer(self) -> tuple[Tag, ...]:
        """The tag of the volunteer, if the service is known."""
        return (tag.member(self.pending.member_id),) if self.pending else ()

    def to_decide(self, stamp: Stamp) -> PendingService:
        """What waits for this person's word.

        Raises UnknownService, AlreadyDecided, SelfConfirmed, SamePerson.
        """
        if self.status not in {"unknown", "pending"}:
            raise AlreadyDecided
        if self.pending is None:
            raise UnknownService
        if stamp.actor == self.pending.member_id:
            raise SelfConfirmed
        if self.pending.typed_in and stamp.actor == self.entered_by:
            raise SamePerson
        return self.pending


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
        return tag.member(self.member_id), tag.RULES

    def decide(self, view: View, stamp: Stamp) -> ServiceBackfilled:
        """The entry, which waits for a second person."""
        view(Member, tag.member(self.member_id)).required()
        rules = view(RuleBook, tag.RULES).on(stamp.day_of(self.starts_at))
        check_times(self.starts_at, self.ends_at, stamp, rules)
        if view(ServiceRecord, tag.member(self.member_id)).overlaps(self.starts_at, self.ends_at):
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
    """Confirm a pending service.

    Refused: UnknownService, AlreadyDecided, SelfConfirmed, SamePerson, NoRulesInForce,
    EndsBeforeStart, TooShort, TooLong, InTheFuture, Overlaps.
    """

    service_id: str

    def boundary(self) -> tuple[Tag, ...]:
        """The service and the rules."""
        return tag.service(self.service_id), tag.RULES

    def also(self, view: View) -> tuple[Tag, ...]:
        """Its volunteer."""
        return view(Service, tag.service(self.service_id)).volunteer()

    def decide(self, view: View, stamp: Stamp) -> ServiceConfirmed:
        """The recognition, with what it earns."""
        pending = view(Service, tag.service(self.service_id)).to_decide(stamp)
        day = stamp.day_of(pending.starts_at)
        rules = view(RuleBook, tag.RULES).on(day)
        check_times(pending.starts_at, pending.ends_at, stamp, rules)
        record = view(ServiceRecord, tag.member(pending.member_id))
        if record.overlaps(pending.starts_at, pending.ends_at):
            raise Overlaps
        if pending.service_class in rules.terms.earning_classes:
            earned = earnings(pending.minutes, day, record.credited_on(day), rules)
        else:
            earned = honour_only(pending.minutes, day, rules)
        return ServiceConfirmed(
            service_id=self.service_id,
            member_id=pending.member_id,
            programme=pending.programme,
            service_class=pending.service_class,
            starts_at=pending.starts_at,
            ends_at=pending.ends_at,
            **earned,
        )


@dataclass(frozen=True, kw_only=True)
class RejectService:
    """Reject a pending service.

    Refused: UnknownService, AlreadyDecided, SelfConfirmed, SamePerson.
    """

    service_id: str
    reason_text: str | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The service."""
        return (tag.service(self.service_id),)

    def decide(self, view: View, stamp: Stamp) -> ServiceRejected:
        """The rejection."""
        pending = view(Service, tag.service(self.service_id)).to_decide(stamp)
        return ServiceRejected(
            service_id=self.service_id,
            member_id=pending.member_id,
            reason_text=self.reason_text,
        )


@dataclass(frozen=True, kw_only=True)
class ReleaseBackfill:
    """After an audit, let a confirmed backfilled service earn: a third person's word.

    Refused: UnknownService, SelfConfirmed, SamePerson, NotReleasable, NoRulesInForce.
    """

    service_id: str

    def boundary(self) -> tuple[Tag, ...]:
        """The service and the rules."""
        return tag.service(self.service_id), tag.RULES

    def also(self, view: View) -> tuple[Tag, ...]:
        """Its volunteer."""
        return view(Service, tag.service(self.service_id)).volunteer()

    def decide(self, view: View, stamp: Stamp) -> BackfillReleased:
        """The release, with what is left of that day's cap."""
        service = view(Service, tag.service(self.service_id))
        if service.status == "unknown":
            raise UnknownService
        if service.pending is None:
            raise NotReleasable
        if stamp.actor == service.pending.member_id:
            raise SelfConfirmed
        if stamp.actor in {service.entered_by, service.confirmed_by}:
            raise SamePerson
        earned = service.earned
        if earned is None or earned.service_class != "backfilled" or service.released:
            raise NotReleasable
        if earned.credited_minutes:
            raise NotReleasable
        rules = view(RuleBook, tag.RULES).on(earned.day)
        record = view(ServiceRecord, tag.member(earned.member_id))
        released = earnings(earned.minutes, earned.day, record.credited_on(earned.day), rules)
        return BackfillReleased(
            service_id=self.service_id,
            member_id=earned.member_id,
            day=earned.day,
            credited_minutes=released["credited_minutes"],
            credit=released["credit"],
            points=released["points"],
            rule_version=rules.version,
        )
