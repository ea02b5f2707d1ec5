"""Presence that goes on: a mistaken sign-out is taken back while nobody has decided about it."""

from dataclasses import dataclass

from domain.ledger.decision import Stamp, View
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.membership import Member
from domain.people.tags import member_tag
from domain.service.activity import Attendance
from domain.service.paid_help import ServedNeed
from domain.service.plan import Plan
from domain.service.service import AlreadyDecided, Service
from domain.service.tags import activity_tag, service_tag
from domain.service.unearned import SignOutWithdrawn


class NotSignedOut(Refusal, code="not_signed_out"):
    """Only a sign-out that there was can be taken back."""

    zh = "没有签退，不用撤回。"
    en = "Not signed out, so there is nothing to take back."


@dataclass(frozen=True, kw_only=True)
class WithdrawSignOut:
    """Take a sign-out back: the presence goes on from when it began.

    Refused: UnknownActivity, UnknownMember, NotSignedOut, AlreadyDecided.
    """

    activity_id: str
    member_id: str

    def boundary(self) -> tuple[Tag, ...]:
        """The activity and the volunteer."""
        return activity_tag(self.activity_id), member_tag(self.member_id)

    def also(self, view: View) -> tuple[Tag, ...]:
        """The service that waits."""
        service_id = self._service_id(view)
        return (service_tag(service_id),) if service_id else ()

    def decide(self, view: View, stamp: Stamp) -> SignOutWithdrawn:
        """The presence that goes on."""
        view(Plan, activity_tag(self.activity_id)).required()
        view(Member, member_tag(self.member_id)).required()
        service_id = self._service_id(view)
        if service_id is None:
            raise NotSignedOut
        waiting = view(Service, service_tag(service_id)).status == "pending"
        if not waiting or view(ServedNeed, service_tag(service_id)).need_id:
            raise AlreadyDecided
        return SignOutWithdrawn(
            activity_id=self.activity_id, service_id=service_id, member_id=self.member_id
        )

    def _service_id(self, view: View) -> str | None:
        return view(Attendance, activity_tag(self.activity_id)).finished.get(self.member_id)
