"""Places in an activity: signing up for one, and giving it back."""

from dataclasses import dataclass

from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Opened, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.membership import Member, MemberLeft, MembersMerged
from domain.people.tags import member_tag
from domain.service.activity import AlreadySignedIn, Attendance
from domain.service.plan import ActivityOver, Plan
from domain.service.tags import activity_tag


class VolunteerSignedUp(Fact, type="activity.signed_up"):
    """A volunteer has a place in an activity."""

    called = "活动报名"
    told = "{member_id} 报名参加活动。"

    activity_id: str
    member_id: str

    def touches(self) -> tuple[Tag, ...]:
        """The activity and the volunteer."""
        return activity_tag(self.activity_id), member_tag(self.member_id)

    def opens(self) -> tuple[Opened, ...]:
        """The place, which is free again when they go."""
        return (Opened(activity_tag(self.activity_id)),)


class SignUpCancelled(Fact, type="activity.sign_up_cancelled"):
    """A volunteer cannot come: the place is free for somebody else."""

    called = "取消报名"
    told = "{member_id} 取消活动报名。"

    activity_id: str
    member_id: str

    def touches(self) -> tuple[Tag, ...]:
        """The activity and the volunteer."""
        return activity_tag(self.activity_id), member_tag(self.member_id)

    def closes(self) -> tuple[Tag, ...]:
        """The place."""
        return (activity_tag(self.activity_id),)


class ActivityFull(Refusal, code="activity_full"):
    """All places are taken."""

    zh = "报名人数已满（{capacity} 人）。"
    en = "All {capacity} places are taken."


class AlreadySignedUp(Refusal, code="already_signed_up"):
    """The volunteer has a place already."""

    zh = "已经报过名了。"
    en = "Signed up already."


class NotSignedUp(Refusal, code="not_signed_up"):
    """Only a place that one has can be given back."""

    zh = "没有报名，不用取消。"
    en = "Not signed up, so there is nothing to cancel."


class Places(
    State, of="activity", folds=(VolunteerSignedUp, SignUpCancelled, MemberLeft, MembersMerged)
):
    """Who has a place in one activity."""

    taken: set[str] = field(default_factory=set)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow the places."""
        match fact:
            case VolunteerSignedUp():
                self.taken.add(fact.member_id)
            case SignUpCancelled() | MemberLeft():
                self.taken.discard(fact.member_id)
            case MembersMerged() if fact.member_id in self.taken:
                self.taken = self.taken - {fact.member_id} | {fact.into_id}


@dataclass(frozen=True, kw_only=True)
class SignUp:
    """Take a place. Refused: UnknownActivity, CalledOff, UnknownMember, ActivityOver,
    AlreadySignedUp, ActivityFull.
    """

    activity_id: str
    member_id: str

    def boundary(self) -> tuple[Tag, ...]:
        """The activity and the volunteer."""
        return activity_tag(self.activity_id), member_tag(self.member_id)

    def decide(self, view: View, stamp: Stamp) -> VolunteerSignedUp:
        """The place."""
        activity = view(Plan, activity_tag(self.activity_id)).to_join()
        view(Member, member_tag(self.member_id)).required()
        taken = view(Places, activity_tag(self.activity_id)).taken
        if stamp.now >= activity.ends_at:
            raise ActivityOver
        if self.member_id in taken:
            raise AlreadySignedUp
        if activity.capacity is not None and len(taken) >= activity.capacity:
            raise ActivityFull(capacity=activity.capacity)
        return VolunteerSignedUp(activity_id=self.activity_id, member_id=self.member_id)


@dataclass(frozen=True, kw_only=True)
class CancelSignUp:
    """Give a place back, also that of somebody who has left.

    Refused: UnknownActivity, NotSignedUp, AlreadySignedIn, ActivityOver.
    """

    activity_id: str
    member_id: str

    def boundary(self) -> tuple[Tag, ...]:
        """The activity and the volunteer."""
        return activity_tag(self.activity_id), member_tag(self.member_id)

    def decide(self, view: View, stamp: Stamp) -> SignUpCancelled:
        """The free place."""
        attendance = view(Attendance, activity_tag(self.activity_id))
        activity = view(Plan, activity_tag(self.activity_id)).required()
        if self.member_id not in view(Places, activity_tag(self.activity_id)).taken:
            raise NotSignedUp
        if self.member_id in attendance.signed_in:
            raise AlreadySignedIn
        if stamp.now >= activity.ends_at:
            raise ActivityOver
        return SignUpCancelled(activity_id=self.activity_id, member_id=self.member_id)
