"""Reach: whom somebody may act for who has a role for the people of some grids alone.

It is decided here and nowhere else. What an act does not say to be done `in_node` is not for them
at all; of what is, each thing that an address, a body or a decision names has to be of their grids.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from api.policy.act import Act
from api.serving.composition import Community
from api.serving.own_facts import see_own_facts
from api.serving.problems import Problem
from api.serving.reaching.homes import living
from domain.ledger.tag import Tag, id_of, kind_of
from domain.people.entering.session import WITHIN, Session
from projections.needs.call_board import SoughtCalls, call_board
from projections.needs.requests_board import one_request
from projections.people.nodes import network_of
from projections.people.objections import one_objection
from projections.people.statements import LAST
from projections.service.pairing_board import one_pairing
from projections.service.services import services
from projections.ties.households import household
from projections.ties.register import only_registered

Concerned = Callable[[Community, str], Awaitable[list[str]]]


class OutsideYourNode(Problem):
    """Whom or what it is about belongs to another grid, or to none."""

    def __init__(self) -> None:
        super().__init__(403, "outside_your_node")


@dataclass(frozen=True)
class People:
    """The people of some grids on a day, and all names by which these grids are meant."""

    grids: tuple[str, ...]
    members: frozenset[str]


class Reach:
    """Whom a caller may act for, in what they ask for; without `people` that is everybody.

    All may for themselves, what is everybody's own (`is_own`).
    """

    def __init__(
        self, member_id: str, people: People | None = None, *, is_own: bool = False
    ) -> None:
        self._member_id = member_id
        self._people = people
        self._is_own = is_own
        self._was_asked = False

    @property
    def is_whole(self) -> bool:
        """Whether it is the whole community."""
        return self._people is None

    @property
    def grids(self) -> tuple[str, ...] | None:
        """All names by which its grids are meant; None where it is the whole community."""
        return self._people.grids if self._people else None

    def has(self, *member_ids: str | None) -> bool:
        """Whether all of these people are in it."""
        own = {self._member_id} if self._is_own else set()
        asked = {*filter(None, member_ids)} - own
        return self._people is None or asked <= self._people.members

    def require(self, *member_ids: str | None) -> None:
        """See that all of these people are in it. Raises OutsideYourNode."""
        if not self.has(*member_ids):
            raise OutsideYourNode
        self._was_asked = True

    def require_grid(self, grid: str | None, *newcomers: str) -> None:
        """See that people may be taken into a grid. Raises OutsideYourNode."""
        if self._people is None:
            return
        if grid not in self._people.grids:
            raise OutsideYourNode
        self._people = People(self._people.grids, self._people.members | {*newcomers})

    def require_decided(self, tags: Iterable[Tag], for_member: str | None) -> None:
        """See that what is decided is about people in it, by what has to be read for it.

        What names nobody at all is refused, unless the address has named somebody. Raises
        OutsideYourNode.
        """
        if self._people is None:
            return
        named = {id_of(it) for it in tags if kind_of(it) == "member"} - {self._member_id}
        self.require(*named, for_member)
        if not named and for_member is None and not self._was_asked:
            raise OutsideYourNode

    def among(self, member_ids: Collection[str] | None = None) -> list[str] | None:
        """Of these people, or of everybody, who is in it; None for no bound at all."""
        if self._people is None:
            return None if member_ids is None else list(member_ids)
        if member_ids is None:
            return sorted(self._people.members)
        return [it for it in member_ids if it in self._people.members]


async def reach_of(
    community: Community, session: Session, act: Act, places: Mapping[str, str]
) -> Reach:
    """Whom somebody reaches in an act, and that the things of an address are of these.

    Raises OutsideYourNode.
    """
    whole_roles = frozenset(it for it in session.roles if not it.startswith(WITHIN))
    if not session.nodes or not act.in_node or act.lets(whole_roles, own=False):
        return Reach(session.member_id)
    for question in ("nodes", "members", "register", "standings"):
        await see_own_facts(community, question)
    today = datetime.now(community.zone).date()
    people = await people_of(community, session.nodes, today)
    reach = Reach(session.member_id, people, is_own=act.lets(whole_roles, own=True))
    for name, asked in places.items():
        if name in CONCERNED:
            await require_things(community, reach, name, [asked])
    return reach


async def require_things(
    community: Community, reach: Reach, name: str, asked: Iterable[str]
) -> None:
    """See that things, by what an address calls them, are of people who are reached.

    Raises OutsideYourNode, also for what is not there.
    """
    for thing in () if reach.is_whole else asked:
        concerned = await CONCERNED[name](community, thing)
        if not concerned:
            raise OutsideYourNode
        reach.require(*concerned)


async def people_of(community: Community, nodes: frozenset[str], day: date) -> People:
    """Who lives in these grids by the map of a day."""
    network = await network_of(community.reader)
    known = sorted(nodes & network.nodes.keys())
    grids = [label for it in known for label in network.labels_of(it, day)]
    found = await living(community, network, day)
    registered = await only_registered(community.reader, grids, day)
    members = (found.get(it, ()) for it in known)
    return People(tuple(grids), frozenset(registered).union(*members))


async def _of_service(community: Community, service_id: str) -> list[str]:
    await see_own_facts(community, "services")
    found = await services(community.reader, service_id=service_id, before=LAST, limit=1)
    return [it.member_id for it in found]


async def _of_pairing(community: Community, pairing_id: str) -> list[str]:
    await see_own_facts(community, "pairing_board")
    today = datetime.now(community.zone).date()
    found = await one_pairing(community.reader, today, community.zone, pairing_id)
    return [found.volunteer_id, found.assisted_id] if found else []


async def _of_household(community: Community, household_id: str) -> list[str]:
    await see_own_facts(community, "households")
    return [it.member_id for it in await household(community.reader, household_id)]


async def _of_objection(community: Community, objection_id: str) -> list[str]:
    await see_own_facts(community, "objections")
    found = await one_objection(community.reader, objection_id)
    return [found.member_id] if found else []


async def _of_request(community: Community, request_id: str) -> list[str]:
    await see_own_facts(community, "requests_board")
    found = await one_request(community.reader, request_id)
    return [found.for_id] if found and found.for_id else []


async def _of_taken(community: Community, request_id: str) -> list[str]:
    await see_own_facts(community, "requests_board")
    found = await one_request(community.reader, request_id)
    concerned = (found.helper_id or found.for_id) if found else None
    return [concerned] if concerned else []


async def _of_calls(community: Community, calls_id: str) -> list[str]:
    await see_own_facts(community, "call_board")
    sought, today = SoughtCalls(calls_id=calls_id), datetime.now(community.zone).date()
    found = await call_board(community.reader, today, community.zone, sought, limit=1)
    return [found[0].member_id] if found else []


async def _of_member(community: Community, member_id: str) -> list[str]:
    return [member_id]


CONCERNED: Final[Mapping[str, Concerned]] = {
    "member_id": _of_member,
    "service_id": _of_service,
    "pairing_id": _of_pairing,
    "objection_id": _of_objection,
    "request_id": _of_request,
    "taken_id": _of_taken,
    "calls_id": _of_calls,
    "household_id": _of_household,
}
"""Whom a thing is about, by what the places of an address call it."""
