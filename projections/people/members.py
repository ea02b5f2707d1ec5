"""Who belongs to the community, in which team and grid, and who may do what?"""

from collections.abc import Sequence
from typing import NamedTuple

from domain.people.membership import (
    MemberEnrolled,
    MemberKind,
    MemberLeft,
    MembersMerged,
    RoleGranted,
    RoleWithdrawn,
)
from domain.people.roles import RoleDeclined, RoleProposed
from domain.people.teams import TeamFounded
from projections.ledger.projection import Batch, Projection, Tables, queries_of
from projections.ledger.reader import Reader

_queries = queries_of("members")


class Members(Projection):
    """Members and their roles; what they are called is in the vault."""

    question = "members"

    def project(self, batch: Batch, tables: Tables) -> None:
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
        for recorded in batch:
            match recorded.fact:
                case RoleGranted() as fact:
                    tables.run(
                        "grant",
                        member_id=fact.member_id,
                        role=fact.role,
                        granted_by=recorded.envelope.actor,
                        position=recorded.position,
                    )
                case RoleProposed() as fact:
                    tables.run(
                        "propose",
                        member_id=fact.member_id,
                        role=fact.role,
                        proposed_by=recorded.envelope.actor,
                        position=recorded.position,
                    )
                case RoleDeclined() as fact:
                    tables.run("decline", member_id=fact.member_id, role=fact.role)
                case RoleWithdrawn() as fact:
                    tables.run("withdraw", member_id=fact.member_id, role=fact.role)
                case MemberLeft() as fact:
                    tables.run("leave", member_id=fact.member_id)
                case MembersMerged() as fact:
                    tables.run("merge", member_id=fact.member_id, into_id=fact.into_id)


class ListedMember(NamedTuple):
    """One member, without a name."""

    member_id: str
    position: int
    volunteer_number: str
    kind: str
    team: str | None
    grid: str | None
    has_left: bool
    merged_into: str | None


class HeldRole(NamedTuple):
    """Who may act in which role, and who gave it to them at which position."""

    member_id: str
    role: str
    granted_by: str
    position: int


async def members(
    reader: Reader,
    *,
    kind: MemberKind | None = None,
    team: str | None = None,
    grid: str | None = None,
    among: Sequence[str] | None = None,
    after: int = 0,
    limit: int = 50,
) -> list[ListedMember]:
    """Members in the order of their enrolment; with `among`, only those of these ids.

    Who left is not among them.
    """
    rows = await reader.rows(
        _queries["page"],
        kind=kind,
        team=team,
        grid=grid,
        among=list(among) if among is not None else None,
        after=after,
        limit=limit,
    )
    return [ListedMember(**row) for row in rows]


async def members_by_id(reader: Reader, member_ids: Sequence[str]) -> dict[str, ListedMember]:
    """The members of these ids that there are or were."""
    rows = await reader.rows(_queries["by_id"], member_ids=list(member_ids))
    return {row["member_id"]: ListedMember(**row) for row in rows}


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
    """Who is to act in which role, who proposed it, and at which position."""

    member_id: str
    role: str
    proposed_by: str
    position: int


async def proposed_roles(reader: Reader) -> list[ProposedRole]:
    """All roles that wait for a second person's word, the first proposed first."""
    return [ProposedRole(**row) for row in await reader.rows(_queries["proposals"])]


async def teams(reader: Reader) -> list[str]:
    """The names of the teams."""
    return [row["team"] for row in await reader.rows(_queries["teams"])]


async def ids_of_kind(reader: Reader, kind: MemberKind) -> list[str]:
    """The ids of all members of a kind who have not left."""
    return [row["member_id"] for row in await reader.rows(_queries["ids_of_kind"], kind=kind)]


async def grids(reader: Reader) -> list[str]:
    """The names of the grids in which somebody lives."""
    return [row["grid"] for row in await reader.rows(_queries["grids"])]


class Inhabitants(NamedTuple):
    """How many live in a grid, and how many of them are volunteers."""

    members: int = 0
    volunteers: int = 0


async def inhabitants(reader: Reader, grids: Sequence[str]) -> dict[str, Inhabitants]:
    """Who lives in these grids; where nobody does, nothing is said."""
    rows = await reader.rows(_queries["lives_in"], grids=list(grids))
    return {row["grid"]: Inhabitants(row["members"], row["volunteers"]) for row in rows}
