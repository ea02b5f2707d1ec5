"""Who belongs to the community, in which team and grid, and who may do what?"""

import json
from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

import msgspec

from domain.ledger.fact import Recorded, encode_fact
from domain.people.membership import (
    MemberEnrolled,
    MemberKind,
    MemberLeft,
    MembersMerged,
    RoleGranted,
    RoleWithdrawn,
)
from domain.people.moves import Belonging, MemberMoved, belongings
from domain.people.network.homes import Span
from domain.people.roles import RoleDeclined, RoleProposed
from domain.people.teams import TeamClosed, TeamFounded
from projections.ledger.projection import Batch, Tables, queries_of
from projections.ledger.reader import Reader
from projections.people.merged import ByMember

_queries = queries_of("members")
_moves: Final = msgspec.json.Decoder(MemberMoved)
ENDLESS: Final = date.max
"""A day on which all that was recorded ahead has come: for those who ask where nobody belongs."""


class Members(ByMember):
    """Members and their roles; what they are called is in the vault."""

    question = "members"

    def follow(self, batch: Batch, tables: Tables) -> None:
        """Add members and teams, then follow roles and leavings one by one: they are few."""
        teams = [(it.fact.team,) for it in batch if isinstance(it.fact, TeamFounded)]
        tables.write("add_teams", teams)
        enrolled = [
            (
                it.fact.member_id,
                it.position,
                it.fact.volunteer_number,
                it.fact.kind,
                it.fact.team,
                it.fact.grid,
            )
            for it in batch
            if isinstance(it.fact, MemberEnrolled)
        ]
        tables.write("add", enrolled)
        ended = [it.fact for it in batch if isinstance(it.fact, TeamClosed)]
        tables.write("close_teams", [(it.team, it.from_day) for it in ended])
        in_teams = [(it[0], it[1], it[4], None, None) for it in enrolled if it[4]]
        tables.write("join_teams", in_teams)
        moves = [
            (it.fact.member_id, it.position, bytes(encode_fact(it.fact)).decode())
            for it in batch
            if isinstance(it.fact, MemberMoved)
        ]
        tables.write("note_moves", moves)
        concerned = [it[0] for it in moves]
        if ended or in_teams:
            rows = tables.rows("in_closed")
            concerned += [row["member_id"] for row in rows]
        for member_id in dict.fromkeys(concerned):
            _settle(member_id, tables)
        for recorded in batch:
            _follow(recorded, tables)

    def merge(self, merge: MembersMerged, tables: Tables) -> None:
        """Whoever is one with another is found there alone, and their moves are that one's."""
        super().merge(merge, tables)
        _settle(merge.into_id, tables)


def _follow(recorded: Recorded, tables: Tables) -> None:
    """Roles and leavings."""
    match recorded.fact:
        case RoleGranted() as fact:
            tables.run(
                "grant",
                member_id=fact.member_id,
                role=fact.role,
                granted_by=recorded.envelope.actor,
                position=recorded.position,
                within=fact.within,
            )
        case RoleProposed() as fact:
            tables.run(
                "propose",
                member_id=fact.member_id,
                role=fact.role,
                proposed_by=recorded.envelope.actor,
                position=recorded.position,
                within=fact.within,
            )
        case RoleDeclined() as fact:
            tables.run("decline", member_id=fact.member_id, role=fact.role)
        case RoleWithdrawn() as fact:
            tables.run("withdraw", member_id=fact.member_id, role=fact.role)
        case MemberLeft() as fact:
            tables.run("leave", member_id=fact.member_id)


def _settle(member_id: str, tables: Tables) -> None:
    """Write anew where a member belonged and will belong: moves may have been recorded late."""
    (one,) = tables.rows("enrolment", member_id=member_id)
    moves = [_moves.decode(row["said"]) for row in tables.rows("moves", member_id=member_id)]
    closed = {row["team"]: row["closed_from"] for row in tables.rows("closed")}
    known = belongings(one["grid"], one["teams"], moves, closed)
    tables.run("forget", member_id=member_id)
    about = member_id, one["position"], one["volunteer_number"], one["kind"]
    tables.write(
        "belong",
        [(*about, json.dumps(it.teams), it.grid, one["has_left"], *it[:2]) for it in known],
    )
    in_teams = [(member_id, one["position"], team, *it[:2]) for it in known for team in it.teams]
    tables.write("join_teams", in_teams)


class ListedMember(NamedTuple):
    """One member, without a name; `team` is the first of their teams."""

    member_id: str
    position: int
    volunteer_number: str
    kind: str
    team: str | None
    grid: str | None
    has_left: bool
    merged_into: str | None
    teams: list[str]


class HeldRole(NamedTuple):
    """Who may act in which role, and who gave it to them at which position.

    With `within`, for the people of these grids alone.
    """

    member_id: str
    role: str
    granted_by: str
    position: int
    within: list[str] | None = None


async def members(
    reader: Reader,
    *,
    kind: MemberKind | None = None,
    team: str | None = None,
    grids: Sequence[str] | None = None,
    among: Sequence[str] | None = None,
    today: date = ENDLESS,
    after: int = 0,
    limit: int = 50,
) -> list[ListedMember]:
    """Members in the order of their enrolment, as they belong on a day; those of these ids.

    `grids` are all names by which what was said of them may mean one grid.

    Who left is not among them.
    """
    of_team = {"team": team} if team is not None else {}
    rows = await reader.rows(
        _queries["page_of_team" if of_team else "page"],
        **of_team,
        kind=kind,
        today=today,
        grids=list(grids) if grids is not None else None,
        among=list(among) if among is not None else None,
        after=after,
        limit=limit,
    )
    return [ListedMember(**row) for row in rows]


async def members_by_id(
    reader: Reader, member_ids: Sequence[str], today: date = ENDLESS
) -> dict[str, ListedMember]:
    """The members of these ids that there are or were, as they belong on a day."""
    rows = await reader.rows(_queries["by_id"], member_ids=list(member_ids), today=today)
    return {row["member_id"]: ListedMember(**row) for row in rows}


async def belongings_of(reader: Reader, member_id: str) -> list[Belonging]:
    """Where a member belonged, belongs and will belong, the last first."""
    rows = await reader.rows(_queries["belongings"], member_id=member_id)
    return [Belonging(**{**row, "teams": tuple(row["teams"])}) for row in rows]


async def grids_of(reader: Reader, member_ids: Sequence[str]) -> dict[str, list[Span]]:
    """In which grids these people live and lived, as was said of them, by their ids."""
    found: dict[str, list[Span]] = {}
    for row in await reader.rows(_queries["belongings_of_all"], member_ids=list(member_ids)):
        span = Span(row["from_day"], row["until_day"], row["grid"])
        found.setdefault(row["member_id"], []).append(span)
    return found


async def volunteer_numbers(reader: Reader) -> dict[str, str]:
    """The volunteer numbers of all members by their ids."""
    rows = await reader.rows(_queries["numbers"])
    return {row["member_id"]: row["volunteer_number"] for row in rows}


async def member_of_number(reader: Reader, volunteer_number: str) -> str | None:
    """The id of who has a volunteer number and has not left."""
    row = await reader.row(_queries["of_number"], volunteer_number=volunteer_number)
    return str(row["member_id"]) if row else None


async def roles_of(reader: Reader, member_id: str) -> list[str]:
    """The roles that a member may act in."""
    return [row["role"] for row in await reader.rows(_queries["roles_of"], member_id=member_id)]


async def held_roles(reader: Reader) -> list[HeldRole]:
    """All roles that are held, in the order in which they were granted."""
    return [HeldRole(**row) for row in await reader.rows(_queries["roles"])]


class ProposedRole(NamedTuple):
    """Who is to act in which role, who proposed it, and at which position.

    With `within`, for the people of that grid alone.
    """

    member_id: str
    role: str
    proposed_by: str
    position: int
    within: str | None = None


async def proposed_roles(reader: Reader) -> list[ProposedRole]:
    """All roles that wait for a second person's word, the first proposed first."""
    return [ProposedRole(**row) for row in await reader.rows(_queries["proposals"])]


async def teams(reader: Reader, today: date) -> list[str]:
    """The names of the teams that are there on a day."""
    return [row["team"] for row in await reader.rows(_queries["teams"], today=today)]


async def ids_of_kind(reader: Reader, kind: MemberKind) -> list[str]:
    """The ids of all members of a kind who have not left."""
    return [row["member_id"] for row in await reader.rows(_queries["ids_of_kind"], kind=kind)]


async def grids(reader: Reader) -> list[str]:
    """The names of the grids in which somebody lives."""
    return [row["grid"] for row in await reader.rows(_queries["grids"])]


async def ids_in(reader: Reader, grids: Sequence[str], today: date) -> list[str]:
    """The ids of who lives in these grids on a day."""
    rows = await reader.rows(_queries["ids_in"], grids=list(grids), today=today)
    return [row["member_id"] for row in rows]


async def kinds(reader: Reader) -> dict[str, str]:
    """Of which kind everybody is who has not left, by their ids."""
    return {row["member_id"]: row["kind"] for row in await reader.rows(_queries["kinds"])}


class Inhabitants(NamedTuple):
    """How many live in a grid, and how many of them are volunteers."""

    members: int = 0
    volunteers: int = 0


async def inhabitants(reader: Reader, grids: Sequence[str], today: date) -> dict[str, Inhabitants]:
    """Who lives in these grids on a day; where nobody does, nothing is said."""
    rows = await reader.rows(_queries["lives_in"], grids=list(grids), today=today)
    return {row["grid"]: Inhabitants(row["members"], row["volunteers"]) for row in rows}
