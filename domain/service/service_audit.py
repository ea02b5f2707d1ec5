"""Audits of service: typed-in hours may earn, hours recognised by mistake are taken back."""

from dataclasses import dataclass

from domain.ledger.decision import Stamp, View
from domain.ledger.refusal import Refusal
from domain.ledger.sentence import Names, Sentence
from domain.ledger.tag import Tag
from domain.people.entering.hands import people_behind, refuse_one_hand
from domain.people.membership import Holdings, Member
from domain.people.tags import member_tag
from domain.rules.accounts import CREDIT, POINTS
from domain.rules.rules import RuleBook
from domain.rules.tags import RULES
from domain.service.counting.earnings import earnings
from domain.service.counting.wording import day_zh, hours_en, hours_zh
from domain.service.hours import CreditReleased, SelfConfirmed, ServiceRevoked
from domain.service.paid_help import also_of_need, on_undoing
from domain.service.refilling import refills, settle
from domain.service.service import SamePerson, Service, UnknownService
from domain.service.service_record import ServiceRecord
from domain.service.tags import service_tag
from domain.ties.kin import refuse_kin


class BackfillReleased(CreditReleased, type="service.released"):
    """An audit found a backfilled service in order: now it earns as others do."""

    called = "补录核查放行"
    told = "{member_id} {day} 的补录服务经核查属实，得 {points} 分。"

    def caused_by(self) -> str:
        """The fact that the service waited on."""
        return self.service_id

    def why(self, member_id: str, names: Names) -> Sentence:
        """What the audit let it earn."""
        return Sentence(
            f"{day_zh(self.day)}的补录服务经核查属实，"
            f"补计{hours_zh(self.credited_minutes)}，得{self.points}分",
            f"an audit released the service of {self.day:%Y-%m-%d}: "
            f"{hours_en(self.credited_minutes)} credited, {self.points} points",
        )


class NotReleasable(Refusal, code="not_releasable"):
    """Only a confirmed, backfilled service that was not released yet can be."""

    zh = "只有已确认、尚未释放的补录服务才能经核查释放积分。"
    en = "Only a confirmed backfilled service that was not released yet can be released."


class NotRevocable(Refusal, code="not_revocable"):
    """Only a service that is recognised can be taken back, and once."""

    zh = "只有已确认的服务才能撤销，而且只能撤销一次。"
    en = "Only a service that is confirmed can be revoked, and only once."


@dataclass(frozen=True, kw_only=True)
class ReleaseBackfill:
    """After an audit, let a confirmed backfilled service earn: a third person's word.

    `actor_id` is who does. Refused: UnknownService, SelfConfirmed, RelatedBeneficiary,
    SamePerson, OneHand, NotReleasable, UnknownMember, NoRulesInForce.
    """

    service_id: str
    actor_id: str | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The service, who acts, and the rules."""
        return service_tag(self.service_id), *people_behind((self.actor_id,))

    def also(self, view: View) -> tuple[Tag, ...]:
        """Its volunteer, who has a part in its record, and who confirmed it."""
        service = view(Service, service_tag(self.service_id))
        others = (*sorted(service.others()), service.confirmed_by)
        return *service.volunteer(), *people_behind(others)

    def decide(self, view: View, stamp: Stamp) -> BackfillReleased:
        """The release, with what is left of that day's cap."""
        service = view(Service, service_tag(self.service_id))
        if service.status == "unknown":
            raise UnknownService
        if service.pending is None:
            raise NotReleasable
        member = view(Member, member_tag(service.pending.member_id))
        if stamp.actor == member.id:
            raise SelfConfirmed
        refuse_kin(view, stamp, member.id)
        if stamp.actor in service.vouched_by | {service.confirmed_by}:
            raise SamePerson
        for ends, at in (
            (service.others(), service.entered_at),
            ((service.confirmed_by,), service.confirmed_at),
        ):
            refuse_one_hand(view, stamp, ends, at=at, by=self.actor_id)
        earned = service.earned
        if earned is None or earned.service_class != "backfilled" or service.released:
            raise NotReleasable
        if earned.credited_minutes or service.status != "confirmed":
            raise NotReleasable
        member.required()
        rules = view(RuleBook, RULES).on(earned.day)
        record = view(ServiceRecord, member_tag(earned.member_id))
        released = earnings(earned.minutes, earned.day, record.credited_on(earned.day), rules)
        return BackfillReleased(
            service_id=self.service_id,
            member_id=member.id,
            day=earned.day,
            credited_minutes=released["credited_minutes"],
            credit=released["credit"],
            points=released["points"],
            rule_version=rules.version,
        )


@dataclass(frozen=True, kw_only=True)
class RevokeService:
    """Take back a service that was recognised by mistake: not one's own, not on one's own word.

    The time is free again for the service as it was. `corrects_paper` when the office's paper says
    otherwise since: the office takes back what it had taken in. Refused: UnknownService,
    NotRevocable, SelfConfirmed, RelatedBeneficiary, SamePerson, UnknownMember.
    """

    service_id: str
    reason_text: str | None = None
    corrects_paper: bool = False

    def boundary(self) -> tuple[Tag, ...]:
        """The service and the rules."""
        return service_tag(self.service_id), RULES

    def also(self, view: View) -> tuple[Tag, ...]:
        """Its volunteer, and what it was paid with."""
        volunteer = view(Service, service_tag(self.service_id)).volunteer()
        return *volunteer, *also_of_need(view, self.service_id)

    def decide(self, view: View, stamp: Stamp) -> ServiceRevoked:
        """The revocation: what the day's cap then has left is refilled, what was spent is borne."""
        service = view(Service, service_tag(self.service_id))
        if service.status == "unknown":
            raise UnknownService
        earned = service.earned
        if earned is None or service.status != "confirmed":
            raise NotRevocable
        named = member_tag(earned.member_id)
        member = view(Member, named)
        if stamp.actor == member.id:
            raise SelfConfirmed
        refuse_kin(view, stamp, member.id)
        paper = self.corrects_paper and earned.service_class == "imported"
        if not paper and stamp.actor in {service.confirmed_by, service.released_by}:
            raise SamePerson
        member.required()
        brought = service.brought()
        filled = refills(
            view(ServiceRecord, named),
            earned.day,
            view(RuleBook, RULES).known_on(earned.day),
            without=self.service_id,
            freed=brought.credited_minutes,
        )
        holdings = view(Holdings, named)
        more_credit, more_points = sum(it.credit for it in filled), sum(it.points for it in filled)
        credit = settle(holdings, CREDIT, gained=more_credit, taken=brought.credit)
        points = settle(holdings, POINTS, gained=more_points, taken=brought.points)
        return ServiceRevoked(
            service_id=self.service_id,
            member_id=member.id,
            programme=earned.programme,
            starts_at=earned.starts_at,
            ends_at=earned.ends_at,
            day=earned.day,
            minutes=earned.minutes,
            credited_minutes=brought.credited_minutes,
            credit=brought.credit,
            points=brought.points,
            credit_borne=credit.borne,
            points_borne=points.borne,
            refills=filled,
            credit_repaid=credit.repaid,
            points_repaid=points.repaid,
            points_released=brought.points - earned.points,
            confirmation_id=service.confirmation_id,
            reason_text=self.reason_text,
            hold=on_undoing(view, self.service_id),
        )
