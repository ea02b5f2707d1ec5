"""Which activities are there, and who signed up, in and out?"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from domain.ledger.fact import Recorded
from domain.ledger.tag import id_of, kind_of
from domain.people.membership import MemberLeft
from domain.service.activity import VolunteerSignedIn, VolunteerSignedOut
from domain.service.places import SignUpCancelled, VolunteerSignedUp
from domain.service.plan import ActivityCalledOff, ActivityChanged, ActivityPublished
from domain.service.unearned import SignOutWithdrawn
from projections.ledger.projection import Batch, Tables, queries_of
from projections.ledger.reader import Reader
from projections.people.merged import ByMember

_queries = queries_of("activities")

_Attendance = tuple[bool | None, datetime | None, datetime | None]


class Activities(ByMember):
    """Activities and the people in them."""

    question = "activities"

    def follow(self, batch: Batch, tables: Tables) -> None:
        """Add activities, then what people did in them."""
        published = []
        changed: dict[str, tuple[datetime, datetime, str, int | None, str]] = {}
        called_off = []
        people: dict[tuple[str, str], _Attendance] = {}
        present: set[tuple[str, str]] = set()
        for recorded in batch:
            match recorded.fact:
                case ActivityPublished() as fact:
                    published.append(_row(recorded, fact))
                case ActivityChanged() as fact:
                    plan = (fact.starts_at, fact.ends_at, fact.place_text, fact.capacity)
                    changed[fact.activity_id] = (*plan, recorded.envelope.id)
                case ActivityCalledOff() as fact:
                    called_off.append((fact.activity_id, fact.at, fact.reason_text))
                case VolunteerSignedUp() as fact:
                    _, began, ended = people.get(key := _key(fact), _ABSENT)
                    people[key] = (True, began, ended)
                case MemberLeft() as fact:
                    for key in _given_up(fact):
                        _, began, ended = people.get(key, _ABSENT)
                        people[key] = (False, began, ended)
                case SignUpCancelled() as fact:
                    _, began, ended = people.get(key := _key(fact), _ABSENT)
                    people[key] = (False, began, ended)
                case VolunteerSignedIn() as fact:
                    up, began, ended = people.get(key := _key(fact), _ABSENT)
                    people[key] = (up, fact.at, None)
                    present.add(key)
                case VolunteerSignedOut() as fact:
                    up, began, ended = people.get(key := _key(fact), _ABSENT)
                    people[key] = (up, began, fact.ends_at)
                    present.discard(key)
                case SignOutWithdrawn() as fact:
                    up, began, _ = people.get(key := _key(fact), _ABSENT)
                    people[key] = (up, began, None)
                    present.add(key)
        tables.write("add", published)
        tables.write("people", [(*key, *attendance) for key, attendance in people.items()])
        tables.write("back_in", sorted(present))
        tables.write("change", [(key, *plan) for key, plan in changed.items()])
        tables.write("change_for_people", [(key, *plan[:2]) for key, plan in changed.items()])
        tables.write("call_off", called_off)


def _row(recorded: Recorded, fact: ActivityPublished) -> tuple[Any, ...]:
    plan = fact.team, fact.starts_at, fact.ends_at, fact.capacity, fact.node_id
    texts = fact.title_text, fact.programme, fact.place_text
    return fact.activity_id, recorded.position, recorded.envelope.id, *texts, *plan


_ABSENT: _Attendance = (None, None, None)
"""What a batch has nothing of stays as it was."""


def _key(
    fact: VolunteerSignedUp
    | SignUpCancelled
    | VolunteerSignedIn
    | VolunteerSignedOut
    | SignOutWithdrawn,
) -> tuple[str, str]:
    return fact.activity_id, fact.member_id


def _given_up(fact: MemberLeft) -> list[tuple[str, str]]:
    """The places in activities of who left."""
    return [(id_of(tag), fact.member_id) for tag in fact.given_up if kind_of(tag) == "activity"]


class ListedActivity(NamedTuple):
    """An activity with counts of people, and what the asking member did in it.

    Title, place and reason are ids of text in the vault, `plan_id` is that of the fact which said
    last what the plan is. What the plan was when it was published
    is told once it was changed; `called_off_at` and a reason, once it was called off.
    """

    activity_id: str
    position: int
    plan_id: str
    title_text: str
    programme: str
    place_text: str
    team: str | None
    starts_at: datetime
    ends_at: datetime
    capacity: int | None
    was_starts_at: datetime | None
    was_ends_at: datetime | None
    was_place_text: str | None
    called_off_at: datetime | None
    reason_text: str | None
    signed_up: int
    signed_in: int
    i_signed_up: bool
    i_signed_in_at: datetime | None
    i_signed_out_at: datetime | None
    node_id: str | None = None

    @property
    def moved(self) -> bool:
        """Whether it is at another time or place than was published."""
        was = (self.was_starts_at, self.was_ends_at, self.was_place_text)
        return was[0] is not None and was != (self.starts_at, self.ends_at, self.place_text)


class Attendee(NamedTuple):
    """What one person did in an activity."""

    member_id: str
    signed_up: bool
    signed_in_at: datetime | None
    signed_out_at: datetime | None


async def activities(
    reader: Reader,
    member_id: str,
    *,
    before: int,
    limit: int,
    activity_id: str | None = None,
    ending_after: datetime | None = None,
    nodes: Iterable[str] | None = None,
) -> list[ListedActivity]:
    """Activities, the last published first; those of some grids alone."""
    return await _listed(
        reader,
        "listed_page",
        member_id=member_id,
        activity_id=activity_id,
        ending_after=ending_after,
        nodes=None if nodes is None else sorted(nodes),
        before=before,
        limit=limit,
    )


async def _listed(reader: Reader, which: str, **parameters: Any) -> list[ListedActivity]:
    """One question asked of some activities: the query ends with which, and in what order."""
    query = b"\n".join([_queries["listed"], _queries[which]])
    return [ListedActivity(**row) for row in await reader.rows(query, **parameters)]


async def attendees(reader: Reader, activity_id: str) -> list[Attendee]:
    """The people in an activity."""
    rows = await reader.rows(_queries["people_of"], activity_id=activity_id)
    return [Attendee(**row) for row in rows]


class Plan(NamedTuple):
    """When an activity was to be; its title is the id of a text in the vault."""

    activity_id: str
    title_text: str
    starts_at: datetime
    ends_at: datetime
    node_id: str | None = None


class Present(NamedTuple):
    """Somebody who signed in to an activity and has not signed out."""

    activity_id: str
    member_id: str
    signed_in_at: datetime


async def plans(reader: Reader, activity_ids: Iterable[str]) -> dict[str, Plan]:
    """The plans of those of these activities that there are."""
    rows = await reader.rows(_queries["plans"], activity_ids=sorted(set(activity_ids)))
    return {row["activity_id"]: Plan(**row) for row in rows}


async def still_signed_in(
    reader: Reader, *, among: list[str] | None = None, limit: int
) -> list[Present]:
    """Who has not signed out, those of the activity that ends first come first; of these people."""
    rows = await reader.rows(_queries["still_in"], among=among, limit=limit)
    return [Present(**row) for row in rows]


async def coming(
    reader: Reader, member_id: str, now: datetime, *, limit: int
) -> list[ListedActivity]:
    """Activities that are not over, and those the member is still in; the first to begin first."""
    return await _listed(reader, "listed_coming", member_id=member_id, now=now, limit=limit)


async def changed_for(
    reader: Reader, member_id: str, now: datetime, *, limit: int
) -> list[ListedActivity]:
    """Changed and called off activities in which a member has a place; the first to begin first."""
    return await _listed(reader, "listed_changed", member_id=member_id, now=now, limit=limit)


async def next_of(reader: Reader, member_id: str, now: datetime) -> Plan | None:
    """The activity that a member is in, or has a place in and goes to next."""
    row = await reader.row(_queries["next_of"], member_id=member_id, now=now)
    return Plan(**row) if row else None


async def attended(reader: Reader, member_id: str, *, limit: int) -> list[ListedActivity]:
    """The activities that a member signed out of, the last one first."""
    return await _listed(reader, "listed_attended", member_id=member_id, limit=limit)
