"""Ends of a wait that earn nothing: a mistaken sign-out is taken back, hours are rejected."""

from domain.ledger.fact import Fact, Opened
from domain.ledger.tag import Tag
from domain.people.tags import member_tag
from domain.service.hours import HoursWaiting
from domain.service.tags import activity_tag, service_tag


class SignOutWithdrawn(Fact, type="activity.sign_out_withdrawn"):
    """A sign-out was a mistake: the presence goes on, and what waited is no service.

    The service has the id of the sign-out that this mends.
    """

    called = "撤回签退"
    told = "撤回 {member_id} 的签退，继续计时。"

    activity_id: str
    service_id: str
    member_id: str

    def touches(self) -> tuple[Tag, ...]:
        """The activity, the service that waited, the volunteer."""
        return (
            activity_tag(self.activity_id),
            service_tag(self.service_id),
            member_tag(self.member_id),
        )

    def closes(self) -> tuple[Tag, ...]:
        """The wait for a word."""
        return (service_tag(self.service_id),)

    def opens(self) -> tuple[Opened, ...]:
        """The volunteer's presence, again."""
        return (Opened(activity_tag(self.activity_id), HoursWaiting),)

    def mends(self) -> str:
        """The sign-out."""
        return self.service_id


class ServiceRejected(Fact, type="service.rejected"):
    """The hours are not recognised; `reason_text` is the id of the reason in the vault."""

    called = "驳回服务"
    told = "驳回 {member_id} 的服务：{reason_text}"

    service_id: str
    member_id: str
    reason_text: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The service and its volunteer."""
        return service_tag(self.service_id), member_tag(self.member_id)

    def closes(self) -> tuple[Tag, ...]:
        """The wait for this word."""
        return (service_tag(self.service_id),)

    def caused_by(self) -> str:
        """The fact that the service waited on."""
        return self.service_id
