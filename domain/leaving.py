"""Leaving: a member goes, their points lapse, and what the office knew of them is erased."""

from dataclasses import dataclass

from domain import tag
from domain.activity import VolunteerSignedIn, VolunteerSignedOut
from domain.decision import Stamp, State, View
from domain.fact import Fact, Recorded
from domain.hours import EarnedService, PendingService
from domain.journal import CREDIT, POINTS
from domain.membership import Holdings, Member, MemberLeft, UnknownMember
from domain.offline_sale import OfflineSaleDisputed, OfflineSaleSettled
from domain.pairing import PairingEnded, PairingFormed
from domain.refusal import Refusal
from domain.service import ServiceRejected
from domain.sign_in import OWN_ROLES
from domain.tag import Tag


class OwnLeaving(Refusal, code="own_leaving", field="member_id"):
    """Nobody erases themselves."""

    zh = "不能给自己办理退出，请由另一位管理员办理。"
    en = "You cannot record your own leaving; another administrator has to."


class WrongNumber(Refusal, code="wrong_number", field="volunteer_number"):
    """Erasing somebody cannot be undone: the number shows that it is who was meant."""

    zh = "编号与这位成员不符，没有办理。"
    en = "That is not this member's number; nothing was done."


class AlreadyLeft(Refusal, code="already_left", field="member_id"):
    """A member leaves once."""

    zh = "这位成员已经退出。"
    en = "This member has left already."


class RolesHeld(Refusal, code="roles_held", field="member_id"):
    """Who may act for the office has to give that up first."""

    zh = "这位成员还担任工作人员角色，请先撤销。"
    en = "This member still acts in a role of the office; withdraw it first."


class StillPaired(Refusal, code="still_paired", field="member_id"):
    """Nobody is to wait for a visit that will not come."""

    zh = "这位成员还有结对帮扶，请先结束结对。"
    en = "This member is in a pairing; end it first."


class HoursWaiting(Refusal, code="hours_waiting", field="member_id"):
    """Hours are decided while it is known whose they are."""

    zh = "这位成员还有没签退或等待确认的服务，请先处理。"
    en = "This member is signed in to an activity, or hours wait for a word; decide them first."


class DisputeOpen(Refusal, code="dispute_open", field="member_id"):
    """Who owes points pays before they lapse."""

    zh = "这位成员还有断网兑换没有了结，请先处理。"
    en = "A sale to this member without the network is not settled yet; settle it first."


class OpenBusiness(State, of="member"):
    """What has to be brought to its end before one member leaves."""

    __slots__ = ("disputes", "pairings", "signed_in", "waiting")

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.disputes: set[str] = set()
        self.pairings: set[str] = set()
        self.signed_in: set[str] = set()
        self.waiting: set[str] = set()

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow pairings, sign-ins, services that wait and sales that are not settled."""
        if isinstance(fact, VolunteerSignedOut):
            self.signed_in.discard(fact.activity_id)
        match fact:
            case PairingFormed():
                self.pairings.add(fact.pairing_id)
            case PairingEnded():
                self.pairings.discard(fact.pairing_id)
            case OfflineSaleDisputed():
                self.disputes.add(fact.redemption_id)
            case OfflineSaleSettled():
                self.disputes.discard(fact.redemption_id)
            case VolunteerSignedIn():
                self.signed_in.add(fact.activity_id)
            case PendingService():
                self.waiting.add(fact.service_id)
            case EarnedService() | ServiceRejected():
                self.waiting.discard(fact.service_id)


@dataclass(frozen=True, kw_only=True)
class LeaveCommunity:
    """Record that a member leaves.

    Refused, in this order: UnknownMember, WrongNumber, AlreadyLeft, OwnLeaving, RolesHeld,
    StillPaired, HoursWaiting, DisputeOpen.
    """

    member_id: str
    volunteer_number: str

    def boundary(self) -> tuple[Tag, ...]:
        """The member."""
        return (tag.member(self.member_id),)

    def decide(self, view: View, stamp: Stamp) -> MemberLeft:
        """The leaving, with what lapses."""
        named = tag.member(self.member_id)
        member, business = view(Member, named), view(OpenBusiness, named)
        if member.enrolled is None:
            raise UnknownMember
        if self.volunteer_number != member.enrolled.volunteer_number:
            raise WrongNumber
        if member.left:
            raise AlreadyLeft
        if stamp.actor == self.member_id:
            raise OwnLeaving
        if member.roles - OWN_ROLES:
            raise RolesHeld
        if business.pairings:
            raise StillPaired
        if business.signed_in or business.waiting:
            raise HoursWaiting
        if business.disputes:
            raise DisputeOpen
        held = view(Holdings, named).amounts
        return MemberLeft(
            member_id=self.member_id,
            kind=member.enrolled.kind,
            credit=held[CREDIT],
            points=held[POINTS],
        )
