"""Plans of activities: published, moved and called off."""

from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.network.drawn import EVER
from domain.people.network.standing import require_open
from domain.people.nodes import Nodes
from domain.people.tags import NODES, TEAMS
from domain.people.teams import Teams, UnknownTeam
from domain.rules.changes import ChangedMeanwhile, NothingChanged
from domain.service.counting.times import EndsBeforeStart
from domain.service.tags import activity_tag


class ActivityPublished(Fact, type="activity.published", omit_defaults=True):
    """An activity that volunteers may join; title and place are free text in the vault.

    With `node_id` it is of one grid; without, of the whole community.
    """

    called = "发布活动"
    told = "发布活动“{title_text}”：{programme}，{starts_at} 至 {ends_at}。"

    activity_id: str
    title_text: str
    programme: str
    place_text: str
    starts_at: datetime
    ends_at: datetime
    team: str | None = None
    capacity: int | None = None
    node_id: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The activity."""
        return (activity_tag(self.activity_id),)


class ActivityChanged(Fact, type="activity.changed"):
    """An activity is at another time or place, or for more or fewer people: the whole new plan.

    `plan_id` is the id of the fact that it mends: the publication, or the change before this one.
    """

    called = "活动更改"
    told = "更改活动：{starts_at} 至 {ends_at}，地点“{place_text}”。"

    activity_id: str
    plan_id: str
    place_text: str
    starts_at: datetime
    ends_at: datetime
    capacity: int | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The activity."""
        return (activity_tag(self.activity_id),)

    def mends(self) -> str:
        """The plan that it takes the place of."""
        return self.plan_id


class ActivityCalledOff(Fact, type="activity.called_off"):
    """An activity does not take place, or stops at this moment.

    `plan_id` is the id of the fact that it mends; the reason is free text in the vault.
    """

    called = "活动取消"
    told = "取消活动：{reason_text}"

    activity_id: str
    plan_id: str
    at: datetime
    reason_text: str

    def touches(self) -> tuple[Tag, ...]:
        """The activity."""
        return (activity_tag(self.activity_id),)

    def mends(self) -> str:
        """The plan that nothing comes of."""
        return self.plan_id


class UnknownActivity(Refusal, code="unknown_activity"):
    """No activity has this id."""

    zh = "没有这项活动。"
    en = "There is no such activity."


class ActivityOver(Refusal, code="activity_over"):
    """It ended before this moment."""

    zh = "活动已经结束。"
    en = "The activity is over."


class CalledOff(Refusal, code="activity_called_off"):
    """It does not take place."""

    zh = "活动已经取消。"
    en = "The activity was called off."


class PlannedInThePast(Refusal, code="planned_in_the_past", field="ends_at"):
    """A plan is for what comes: what was is told by sign-ins and sign-outs."""

    zh = "改后的结束时间已经过去，请核对日期和时间。"
    en = "The new end has passed already; check the day and the time."


class Planned(Struct, frozen=True):
    """What an activity is to be, by its plan in force."""

    programme: str
    place_text: str
    starts_at: datetime
    ends_at: datetime
    capacity: int | None


class Plan(State, of="activity", folds=(ActivityPublished, ActivityChanged, ActivityCalledOff)):
    """What one activity is to be, and since when it is called off.

    `planned` has the plan in force, `fact_id` is that of the fact that made it so.
    """

    planned: Planned | None = None
    fact_id: str = ""
    called_off_at: datetime | None = None

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow the plan."""
        match fact:
            case ActivityPublished():
                self.planned = _planned(fact, fact.programme)
                self.fact_id = recorded.envelope.id
            case ActivityChanged() if self.planned:
                self.planned = _planned(fact, self.planned.programme)
                self.fact_id = recorded.envelope.id
            case ActivityCalledOff():
                self.called_off_at = fact.at

    def required(self) -> Planned:
        """The plan in force, also that of an activity called off. Raises UnknownActivity."""
        if self.planned is None:
            raise UnknownActivity
        return self.planned

    def to_join(self) -> Planned:
        """The plan in force of what takes place. Raises UnknownActivity, CalledOff."""
        planned = self.required()
        if self.called_off_at is not None:
            raise CalledOff
        return planned

    def to_change(self, stamp: Stamp) -> Planned:
        """The plan in force of what is not over.

        Raises UnknownActivity, CalledOff, ActivityOver.
        """
        planned = self.to_join()
        if stamp.now >= planned.ends_at:
            raise ActivityOver
        return planned


def _planned(fact: ActivityPublished | ActivityChanged, programme: str) -> Planned:
    return Planned(
        programme=programme,
        place_text=fact.place_text,
        starts_at=fact.starts_at,
        ends_at=fact.ends_at,
        capacity=fact.capacity,
    )


@dataclass(frozen=True, kw_only=True)
class PublishActivity:
    """Publish an activity.

    Refused: UnknownTeam, EndsBeforeStart, UnknownNode, NodeLevelWrong, NodeIsClosed.
    """

    title_text: str
    programme: str
    place_text: str
    starts_at: datetime
    ends_at: datetime
    team: str | None = None
    capacity: int | None = None
    node_id: str | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The community's teams, and its map where it is of one grid."""
        return TEAMS, *((NODES,) if self.node_id else ())

    def decide(self, view: View, stamp: Stamp) -> ActivityPublished:
        """The publication."""
        if self.team is not None and self.team not in view(Teams, TEAMS).names:
            raise UnknownTeam(team=self.team)
        if self.ends_at <= self.starts_at:
            raise EndsBeforeStart
        if self.node_id is not None:
            require_open(view(Nodes, NODES).network(), self.node_id, EVER, "grid")
        return ActivityPublished(
            activity_id=stamp.id,
            title_text=self.title_text,
            programme=self.programme,
            place_text=self.place_text,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            team=self.team,
            capacity=self.capacity,
            node_id=self.node_id,
        )


@dataclass(frozen=True, kw_only=True)
class ChangeActivity:
    """Move an activity, or change how many may come; who has a place keeps it.

    What is not given stays. `plan_id` is the fact that said last what the plan is, as far as who
    changes it has seen. Refused: UnknownActivity, CalledOff, ActivityOver, ChangedMeanwhile,
    EndsBeforeStart, PlannedInThePast, NothingChanged.
    """

    activity_id: str
    plan_id: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place_text: str | None = None
    capacity: int | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The activity."""
        return (activity_tag(self.activity_id),)

    def decide(self, view: View, stamp: Stamp) -> ActivityChanged:
        """The new plan."""
        plan = view(Plan, activity_tag(self.activity_id))
        planned = plan.to_change(stamp)
        if self.plan_id not in {None, plan.fact_id}:
            raise ChangedMeanwhile
        changed = replace(
            planned,
            starts_at=self.starts_at or planned.starts_at,
            ends_at=self.ends_at or planned.ends_at,
            place_text=self.place_text or planned.place_text,
            capacity=self.capacity or planned.capacity,
        )
        if changed.ends_at <= changed.starts_at:
            raise EndsBeforeStart
        if changed.ends_at <= stamp.now:
            raise PlannedInThePast
        if changed == planned:
            raise NothingChanged
        return ActivityChanged(
            activity_id=self.activity_id,
            plan_id=plan.fact_id,
            place_text=changed.place_text,
            starts_at=changed.starts_at,
            ends_at=changed.ends_at,
            capacity=changed.capacity,
        )


@dataclass(frozen=True, kw_only=True)
class CallOffActivity:
    """Call an activity off. Refused: UnknownActivity, CalledOff, ActivityOver."""

    activity_id: str
    reason_text: str

    def boundary(self) -> tuple[Tag, ...]:
        """The activity."""
        return (activity_tag(self.activity_id),)

    def decide(self, view: View, stamp: Stamp) -> ActivityCalledOff:
        """The end of it."""
        plan = view(Plan, activity_tag(self.activity_id))
        plan.to_change(stamp)
        return ActivityCalledOff(
            activity_id=self.activity_id,
            plan_id=plan.fact_id,
            at=stamp.now,
            reason_text=self.reason_text,
        )
