"""Rejecting: somebody else says that hours which wait are not to count."""

from dataclasses import dataclass

from domain.ledger.decision import Stamp, View
from domain.ledger.tag import Tag
from domain.service.paid_help import also_of_need, on_undoing
from domain.service.service import Service
from domain.service.tags import service_tag
from domain.service.unearned import ServiceRejected


@dataclass(frozen=True, kw_only=True)
class RejectService:
    """Reject a pending service.

    Refused: UnknownService, AlreadyDecided, SelfConfirmed, SamePerson, RelatedBeneficiary.
    """

    service_id: str
    reason_text: str | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The service."""
        return (service_tag(self.service_id),)

    def also(self, view: View) -> tuple[Tag, ...]:
        """Its volunteer, and what it was to be paid with."""
        volunteer = view(Service, service_tag(self.service_id)).volunteer()
        return *volunteer, *also_of_need(view, self.service_id)

    def decide(self, view: View, stamp: Stamp) -> ServiceRejected:
        """The rejection."""
        pending = view(Service, service_tag(self.service_id)).to_decide(view, stamp)
        return ServiceRejected(
            service_id=self.service_id,
            member_id=pending.member_id,
            reason_text=self.reason_text,
            hold=on_undoing(view, self.service_id),
        )
