"""Which activities are there, and who signed up, in and out?"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from domain.service.activity import ActivityPublished, VolunteerSignedIn, VolunteerSignedOut
from domain.service.places import SignUpCancelled, VolunteerSignedUp
from projections.ledger.projection import Batch, Projection, Tables, queries_of
from projections.ledger.reader import Reader

_queries = queries_of("activities")

_Attendance = tuple[bool | None, datetime | None, datetime | None]


class Activities(Projection):
    """Activities and the people in them."""

    question = "activities"

    def project(self, batch: Batch, tables: Tables) -> None:
        """Add activities, then what people did in them."""
        published = []
        people: dict[tuple[str, str], _Attendance] = {}
        for recorded in batch:
            match recorded.fact:
                case ActivityPublished() as fact:
                    published.append(
                        (
                            fact.activity_id,
                            recorded.position,
                            fact.title_text,
                            fact.programme,
                            fact.place_text,
                            fact.team,
                            fact.starts_at,
                            fact.ends_at,
                            fact.capacity,
                        )
                    )
                case VolunteerSignedUp() as fact:
                    _, began, ended = people.get(key := _key(fact), _ABSENT)
                    people[key] = (True, began, ended)
                case SignUpCancelled() as fact:
                    _, began, ended = people.get(key := _key(fact), _ABSENT)
                    people[key] = (False, began, ended)
                case VolunteerSignedIn() as fact:
                    up, began, ended = people.get(key := _key(fact), _ABSENT)
                    people[key] = (up, began or fact.at, ended)
                case VolunteerSignedOut() as fact:
                    up, began, ended = people.get(key := _key(fact), _ABSENT)
                    people[key] = (up, began, ended or fact.ends_at)
        tables.write("add", published)
        tables.write("people", [(*key, *attendance) for key, attendance in people.items()])


_ABSENT: _Attendance = (None, None, None)
"""What a batch has nothing of stays as it was."""


def _key(
    fact: VolunteerSignedUp | SignUpCancelled | VolunteerSignedIn | VolunteerSignedOut,
) -> tuple[str, str]:
    return fact.activity_id, fact.member_id


class ListedActivity(NamedTuple):
    """An activity with counts of people, and what the asking member did in it.

    Title and place are ids of text in the vault.
    """

    activity_id: str
    position: int
    title_text: str
    programme: str
    place_text: str
    team: str | None
    starts_at: datetime
    ends_at: datetime
    capacity: int | None
    signed_up: int
    signed_in: int
    i_signed_up: bool
    i_signed_in_at: datetime | None
    i_signed_out_at: datetime | None


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
) -> list[ListedActivity]:
    """Activities, the last published first."""
    return await _listed(
        reader,
        "listed_page",
        member_id=member_id,
        activity_id=activity_id,
        ending_after=ending_after,
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


class Present(NamedTuple):
    """Somebody who signed in to an activity and has not signed out."""

    activity_id: str
    member_id: str
    signed_in_at: datetime


async def plans(reader: Reader, activity_ids: Iterable[str]) -> dict[str, Plan]:
    """The plans of those of these activities that there are."""
    rows = await reader.rows(_queries["plans"], activity_ids=sorted(set(activity_ids)))
    return {row["activity_id"]: Plan(**row) for row in rows}


async def still_signed_in(reader: Reader, *, limit: int) -> list[Present]:
    """Who has not signed out, those of the activity that ends first come first."""
    rows = await reader.rows(_queries["still_in"], limit=limit)
    return [Present(**row) for row in rows]


async def coming(
    reader: Reader, member_id: str, now: datetime, *, limit: int
) -> list[ListedActivity]:
    """Activities that are not over, and those the member is still in; the first to begin first."""
    return await _listed(reader, "listed_coming", member_id=member_id, now=now, limit=limit)


async def next_of(reader: Reader, member_id: str, now: datetime) -> Plan | None:
    """The activity that a member is in, or has a place in and goes to next."""
    row = await reader.row(_queries["next_of"], member_id=member_id, now=now)
    return Plan(**row) if row else None


async def attended(reader: Reader, member_id: str, *, limit: int) -> list[ListedActivity]:
    """The activities that a member signed out of, the last one first."""
    return await _listed(reader, "listed_attended", member_id=member_id, limit=limit)
