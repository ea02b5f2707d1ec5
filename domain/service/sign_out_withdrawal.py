"""The fact that somebody did not leave after all."""

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
