"""People at the desk: found by name, initials, phone or number, and named to staff."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from api.pages.visitor import Visitor
from api.serving.own_facts import see_own_facts
from domain.people.membership import MemberKind, UnknownMember
from projections.people.members import ListedMember, member_of_number, members, members_by_id
from projections.people.nodes import known_grids

FOUND_MAX: Final = 20
QUERY_MAX: Final = 50
_NUMBER: Final = re.compile(r"[Vv]0*(\d{1,9})", re.ASCII)


class Somebody(NamedTuple):
    """A member as the desk sees them; the name is empty when the vault no longer has it."""

    member_id: str
    position: int
    volunteer_number: str
    kind: str
    team: str | None
    grid: str | None
    has_left: bool
    merged_into: str | None
    teams: list[str]
    name: str
    phone_last4: str | None
    building: str | None


def readable(query: str | None) -> str:
    """What somebody typed to search for, or nothing when it cannot be a name."""
    text = (query or "").strip()[:QUERY_MAX]
    return text if text.isprintable() else ""


async def ids_found(visitor: Visitor, query: str) -> list[str]:
    """The ids of who fits: by part of a name, initials, phone, or volunteer number."""
    community = visitor.community
    if number := _NUMBER.fullmatch(query):
        member_id = await member_of_number(community.reader, f"V{int(number[1]):06d}")
        return [member_id] if member_id else []
    return await community.vault.search(query)


async def named(visitor: Visitor, listed: Iterable[ListedMember]) -> list[Somebody]:
    """These members with their names."""
    rows = list(listed)
    people = await visitor.community.vault.people(row.member_id for row in rows)
    return [
        Somebody(
            **row._asdict(),
            name=known.name if (known := people.get(row.member_id)) else "",
            phone_last4=known.phone_last4 if known else None,
            building=known.building if known else None,
        )
        for row in rows
    ]


async def search(
    visitor: Visitor, query: str | None, *, kind: MemberKind | None = None
) -> list[Somebody]:
    """The first who fit what was typed; nobody when nothing was."""
    wanted = readable(query)
    if not wanted:
        return []
    await see_own_facts(visitor.community, "members")
    among = visitor.reach.among(await ids_found(visitor, wanted))
    reader = visitor.community.reader
    found = await members(reader, kind=kind, among=among, today=visitor.today, limit=FOUND_MAX)
    return await named(visitor, found)


async def somebody(visitor: Visitor, member_id: str) -> Somebody:
    """One member who has not left. Raises UnknownMember, OutsideYourNode."""
    visitor.reach.require(member_id)
    await see_own_facts(visitor.community, "members")
    found = await members_by_id(visitor.community.reader, [member_id], visitor.today)
    if member_id not in found or found[member_id].has_left:
        raise UnknownMember
    (one,) = await named(visitor, [found[member_id]])
    return one


async def grids_offered(visitor: Visitor) -> list[str]:
    """The names of the grids that people can be put into here."""
    offered = await known_grids(visitor.community.reader, visitor.today)
    own = visitor.reach.grids
    return offered if own is None else [it for it in offered if it in own]


async def chosen(visitor: Visitor, member_id: str | None) -> Somebody | None:
    """The member whom an address names, if it names one. Raises UnknownMember."""
    return await somebody(visitor, member_id) if member_id else None


async def names_of(visitor: Visitor, member_ids: Iterable[str]) -> dict[str, str]:
    """The names of these members, of those who have one."""
    people = await visitor.community.vault.people(member_ids)
    return {member_id: person.name for member_id, person in people.items()}
