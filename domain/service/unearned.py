"""Ends of a wait that earn nothing: a mistaken sign-out is taken back, hours are rejected."""

from domain.ledger.fact import Fact, Opened
from domain.ledger.journal import Posting
from domain.ledger.sentence import Names, Sentence
from domain.ledger.tag import Tag
from domain.people.tags import member_tag
from domain.service.counting.hold import HoldMove, asker_waits, moved_aside, moved_by, touched_by
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


class ServiceRejected(Fact, type="service.rejected", omit_defaults=True):
    """The hours are not recognised; `reason_text` is the id of the reason in the vault."""

    called = "驳回服务"
    told = "驳回 {member_id} 的服务：{reason_text}"

    service_id: str
    member_id: str
    reason_text: str | None = None
    hold: HoldMove | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The service and its volunteer; the need that it was to meet, and who would have paid."""
        return service_tag(self.service_id), member_tag(self.member_id), *touched_by(self.hold)

    def aside(self) -> tuple[Tag, ...]:
        """Who pays, and who asked."""
        return moved_aside(self.hold)

    def postings(self) -> tuple[Posting, ...]:
        """What was set aside goes back."""
        return moved_by(self.hold)

    def why(self, member_id: str, names: Names) -> Sentence | None:
        """What comes back to who would have paid."""
        return self.hold.why() if self.hold and self.hold.payer_id == member_id else None

    def closes(self) -> tuple[Tag, ...]:
        """The wait for this word."""
        return (service_tag(self.service_id),)

    def opens(self) -> tuple[Opened, ...]:
        """The wait of who had asked for help, which ends with who waits."""
        return asker_waits(self.hold)

    def caused_by(self) -> str:
        """The fact that the service waited on."""
        return self.service_id
