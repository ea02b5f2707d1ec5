"""Reach: whom somebody may act for who has a role for the people of some grids alone.

It is decided here and nowhere else. What an act does not say to be done `in_node` is not for them
at all; of what is, each thing that an address, a body or a decision names has to be of their grids.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from api.policy.act import Act
from api.serving.composition import Community
from api.serving.own_facts import see_own_facts
from api.serving.problems import Problem
from api.serving.reaching.concerned import CONCERNED, NAMED, PLACED
from api.serving.reaching.homes import living
from domain.ledger.tag import Tag, id_of, kind_of
from domain.people.entering.session import WITHIN, Session
from projections.people.nodes import network_of
from projections.ties.register import only_registered


class OutsideYourNode(Problem):
    """Whom or what it is about belongs to another grid, or to none."""

    def __init__(self) -> None:
        super().__init__(403, "outside_your_node")


@dataclass(frozen=True)
class People:
    """The people of some grids on a day, and all names by which these grids are meant.

    `nodes` are their ids, and of those that went into them; `buildings` are those of what stands
    there.
    """

    grids: tuple[str, ...]
    members: frozenset[str]
    nodes: frozenset[str] = frozenset()
    buildings: frozenset[str] = frozenset()


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
        self._is_elsewhere = False

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
        if asked and self._is_elsewhere:
            return False
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
        self._people = replace(self._people, members=self._people.members | {*newcomers})

    @property
    def nodes(self) -> frozenset[str] | None:
        """The ids of its grids; None where it is the whole community."""
        return self._people.nodes if self._people else None

    def has_place(self, node_id: str | None) -> bool:
        """Whether something of a grid, or of the whole community, is not another grid's."""
        return self._people is None or node_id is None or node_id in self._people.nodes

    def runs(self, node_id: str | None) -> bool:
        """Whether something stands in its grids itself, so that all of it is theirs to do."""
        return self._people is None or node_id in self._people.nodes

    def require_node(self, node_id: str | None) -> None:
        """See that something is of its grids, not of the whole. Raises OutsideYourNode."""
        if not self.runs(node_id):
            raise OutsideYourNode
        self._was_asked = True

    def require_no_other(self, node_id: str | None) -> None:
        """See that something is not of another grid; there one acts for oneself alone.

        Raises OutsideYourNode.
        """
        if self.has_place(node_id):
            return
        if not self._is_own:
            raise OutsideYourNode
        self._is_elsewhere = True

    def require_building(self, node_id: str | None) -> None:
        """See that a building stands in its grids: a grid itself is drawn by others.

        Raises OutsideYourNode.
        """
        if self._people is None or node_id is None:
            return
        if node_id not in self._people.buildings:
            raise OutsideYourNode
        self._was_asked = True

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
    reach.require_building(places.get("node_id"))
    for name, asked in places.items():
        if name in PLACED:
            await _require_placed(community, reach, name, asked, itself=act.placed)
        if name in CONCERNED:
            await require_things(community, reach, name, [asked])
    return reach


async def _require_placed(
    community: Community, reach: Reach, name: str, asked: str, *, itself: bool
) -> None:
    """See that a thing is of no other grid, or with `itself` of these. Raises OutsideYourNode."""
    node_id = await PLACED[name](community, asked)
    if itself:
        reach.require_node(node_id)
    else:
        reach.require_no_other(node_id)


async def require_things(
    community: Community, reach: Reach, name: str, asked: Iterable[str]
) -> None:
    """See that things, by what an address calls them, are of people who are reached.

    Raises OutsideYourNode, also for what is not there.
    """
    for thing in () if reach.is_whole else asked:
        if name in PLACED:
            reach.require_no_other(await PLACED[name](community, thing))
        concerned = await CONCERNED[name](community, thing)
        if not concerned:
            raise OutsideYourNode
        reach.require(*concerned)


async def require_tags(community: Community, reach: Reach, tags: Collection[Tag]) -> None:
    """See that all that tags stand for is of people who are reached, and that it is something.

    Raises OutsideYourNode.
    """
    if reach.is_whole:
        return
    if not tags or any(kind_of(it) not in NAMED for it in tags):
        raise OutsideYourNode
    for kind, name in NAMED.items():
        asked = [id_of(it) for it in tags if kind_of(it) == kind]
        await require_things(community, reach, name, asked)


async def people_of(community: Community, nodes: frozenset[str], day: date) -> People:
    """Who lives in these grids by the map of a day."""
    network = await network_of(community.reader)
    known = sorted(nodes & network.nodes.keys())
    grids = [label for it in known for label in network.labels_of(it, day)]
    found = await living(community, network, day)
    standing = {it.node_id: network.standing(it.node_id, day).node_id for it in network.grids()}
    own = frozenset(it for it, into_id in standing.items() if into_id in known)
    buildings = {house.node_id for it in known for house in network.buildings_in(it, day)}
    registered = await only_registered(community.reader, grids, day)
    members = frozenset(registered).union(*(found.get(it, ()) for it in known))
    return People(tuple(grids), members, own, frozenset(buildings))
