"""Presence in activities: signed in to and signed out of, within the plan in force."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Opened, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.membership import Member, MembersMerged
from domain.people.tags import member_tag
from domain.rules.rules import RuleBook
from domain.rules.tags import RULES
from domain.service.counting.times import EndsBeforeStart, InTheFuture, opens_at
from domain.service.hours import HoursWaiting, PendingService
from domain.service.plan import ActivityOver, Plan, Planned
from domain.service.tags import activity_tag
from domain.service.unearned import SignOutWithdrawn


class VolunteerSignedIn(Fact, type="activity.signed_in"):
    """A volunteer began; `at` is the time by the clock, or the time that was typed in."""

    called = "活动签到"
    told = "{member_id} 于 {at} 签到。"

    activity_id: str
    member_id: str
    at: datetime
    typed_in: bool = False

    def touches(self) -> tuple[Tag, ...]:
        """The activity and the volunteer."""
        return activity_tag(self.activity_id), member_tag(self.member_id)

    def closes(self) -> tuple[Tag, ...]:
        """The wait for who had signed up."""
        return (activity_tag(self.activity_id),)

    def opens(self) -> tuple[Opened, ...]:
        """The volunteer's presence."""
        return (Opened(activity_tag(self.activity_id), HoursWaiting),)


class VolunteerSignedOut(PendingService, type="activity.signed_out", omit_defaults=True):
    """A volunteer finished; the time between waits for confirmation.

    It counts from the planned start at the earliest, and to the planned end and what the rules
    allow after it: a forgotten sign-out makes no hours. `signed_in_by_id` is who recorded the
    beginning, when that was somebody else than the volunteer; `taken_back_by_id`, likewise, who
    took an earlier sign-out back last, and `taken_back_before_by_ids` who else had done so.
    """

    called = "活动签退"
    told = "{member_id} 签退，{programme} 服务 {minutes}，等待确认。"

    activity_id: str
    signed_in_by_id: str | None = None
    taken_back_by_id: str | None = None
    taken_back_before_by_ids: tuple[str, ...] = ()

    def vouched_by(self) -> tuple[str, ...]:
        """Who recorded the beginning, and who let the presence go on."""
        last = (self.signed_in_by_id, self.taken_back_by_id)
        return *filter(None, last), *self.taken_back_before_by_ids

    def in_activity(self) -> str:
        """The activity."""
        return self.activity_id

    def touches(self) -> tuple[Tag, ...]:
        """The activity, the service that it became, the volunteer."""
        return activity_tag(self.activity_id), *PendingService.touches(self)

    def closes(self) -> tuple[Tag, ...]:
        """The volunteer's presence."""
        return (activity_tag(self.activity_id),)


class NotYetOpen(Refusal, code="not_yet_open"):
    """Signing in begins on the activity's day, or an hour before one that begins at midnight."""

    zh = "还没到活动当天，不能签到。"
    en = "Signing in begins on the day of the activity."


class AlreadySignedIn(Refusal, code="already_signed_in"):
    """The volunteer is signed in, or has been."""

    zh = "已经签过到了。"
    en = "Signed in already."


class NotSignedIn(Refusal, code="not_signed_in"):
    """Only who is signed in can sign out."""

    zh = "还没有签到，不能签退。"
    en = "Not signed in, so there is nothing to sign out of."


class Attendance(
    State,
    of="activity",
    folds=(
        VolunteerSignedIn,
        VolunteerSignedOut,
        SignOutWithdrawn,
        MembersMerged,
    ),
):
    """One activity: when each signed in last, by whose hand, and who signed out.

    `finished` has the services that those became, `taken_back_by` all who took a sign-out back.
    """

    signed_in: dict[str, VolunteerSignedIn] = field(default_factory=dict)
    signed_in_by: dict[str, str] = field(default_factory=dict)
    finished: dict[str, str] = field(default_factory=dict)
    taken_back_by: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow the volunteers."""
        match fact:
            case VolunteerSignedIn():
                self.signed_in[fact.member_id] = fact
                self.signed_in_by[fact.member_id] = recorded.envelope.actor
                self.finished.pop(fact.member_id, None)
                self.taken_back_by.pop(fact.member_id, None)
            case VolunteerSignedOut():
                self.finished[fact.member_id] = fact.service_id
            case SignOutWithdrawn():
                self.finished.pop(fact.member_id, None)
                before = self.taken_back_by.get(fact.member_id, ())
                by = recorded.envelope.actor
                self.taken_back_by[fact.member_id] = (*(it for it in before if it != by), by)
            case MembersMerged():
                self._rename(fact.member_id, fact.into_id)

    def _rename(self, gone: str, stays: str) -> None:
        """Whoever is present under one name is so under the other, unless that was there too."""
        goes_on = gone in self.signed_in and gone not in self.finished
        if gone in self.signed_in and (
            stays not in self.signed_in or (goes_on and stays in self.finished)
        ):
            for known in (self.signed_in_by, self.finished, self.taken_back_by):
                _rename_in(known, gone, stays)
            self.signed_in[stays] = self.signed_in.pop(gone)


def _rename_in(known: dict[str, Any], gone: str, stays: str) -> None:
    known.pop(stays, None)
    if gone in known:
        known[stays] = known.pop(gone)


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """Begin to serve; `at` is typed in when the clock was not there.

    Who did not sign up may still come and help, and who had come before it was moved to a later
    day comes again. Refused: UnknownActivity, CalledOff, UnknownMember, AlreadySignedIn,
    NotYetOpen, ActivityOver.
    """

    activity_id: str
    member_id: str
    at: datetime | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The activity and the volunteer."""
        return activity_tag(self.activity_id), member_tag(self.member_id)

    def decide(self, view: View, stamp: Stamp) -> VolunteerSignedIn:
        """The beginning."""
        attendance = view(Attendance, activity_tag(self.activity_id))
        activity = view(Plan, activity_tag(self.activity_id)).to_join()
        view(Member, member_tag(self.member_id)).required()
        before = attendance.signed_in.get(self.member_id)
        opening = opens_at(activity.starts_at, stamp.zone)
        if before and before.at >= opening:
            raise AlreadySignedIn
        at = self.at or stamp.now
        if at < opening or at > stamp.now:
            raise NotYetOpen
        if at >= activity.ends_at:
            raise ActivityOver
        return VolunteerSignedIn(
            activity_id=self.activity_id,
            member_id=self.member_id,
            at=at,
            typed_in=self.at is not None,
        )


@dataclass(frozen=True, kw_only=True)
class SignOut:
    """Finish serving; `at` is typed in when the clock was not there.

    Refused: UnknownActivity, UnknownMember, NotSignedIn, InTheFuture, EndsBeforeStart.
    """

    activity_id: str
    member_id: str
    at: datetime | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The activity, the volunteer and the rules."""
        return activity_tag(self.activity_id), member_tag(self.member_id), RULES

    def decide(self, view: View, stamp: Stamp) -> VolunteerSignedOut:
        """The pending service: of the time between, what lies in the plan."""
        attendance = view(Attendance, activity_tag(self.activity_id))
        plan = view(Plan, activity_tag(self.activity_id))
        activity = plan.required()
        view(Member, member_tag(self.member_id)).required()
        begun = attendance.signed_in.get(self.member_id)
        if begun is None or self.member_id in attendance.finished:
            raise NotSignedIn
        if self.at is not None and self.at > stamp.now:
            raise InTheFuture
        left_at = self.at or stamp.now
        if left_at < begun.at:
            raise EndsBeforeStart
        starts_at = max(begun.at, activity.starts_at)
        last = activity.ends_at + self._allowed_after_end(view, stamp, activity)
        ends_at = min(left_at, last, plan.called_off_at or last)
        recorder = attendance.signed_in_by[self.member_id]
        taken_back_by = attendance.taken_back_by.get(self.member_id, ())
        others = tuple(it for it in taken_back_by if it != self.member_id)
        return VolunteerSignedOut(
            activity_id=self.activity_id,
            service_id=stamp.id,
            member_id=self.member_id,
            programme=activity.programme,
            service_class="attested",
            starts_at=starts_at,
            ends_at=max(ends_at, starts_at),
            typed_in=begun.typed_in or self.at is not None,
            signed_in_by_id=None if recorder == self.member_id else recorder,
            taken_back_by_id=others[-1] if others else None,
            taken_back_before_by_ids=others[:-1],
        )

    def _allowed_after_end(self, view: View, stamp: Stamp, activity: Planned) -> timedelta:
        """What counts after the planned end; without rules, who leaves is not kept from it."""
        rules = view(RuleBook, RULES).known_on(stamp.day_of(activity.starts_at))
        minutes = rules.terms.presence_minutes_after_end_max if rules else 0
        return timedelta(minutes=minutes)
