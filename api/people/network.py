"""The figures of grids: who lives there, and what they gave, by one map or the other."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from api.serving.composition import Community
from api.serving.reaching.homes import homes_by, living
from domain.people.network.drawn import Network
from domain.people.network.homes import Map
from projections.people.members import kinds
from projections.people.nodes import network_of
from projections.service.rankings import (
    Given,
    Measure,
    Period,
    Place,
    RankedThing,
    given_in_grids,
    ranking,
)

FEWEST_TOLD: Final = 3
OLD_FROM: Final = 60
GRIDS_MAX: Final = 1_000


@dataclass
class GridFigures:
    """Who lives in a grid today and what was given there in a period; the sets are ids."""

    members: set[str] = field(default_factory=set)
    volunteers: set[str] = field(default_factory=set)
    aged: set[str] = field(default_factory=set)
    givers: set[str] = field(default_factory=set)
    services: int = 0
    points: int = 0
    service_minutes: int = 0

    def add(self, given: Given) -> None:
        """Add what somebody gave while they lived there."""
        self.givers |= {given.member_id} if given.services else set()
        self.points += given.points
        self.services += given.services
        self.service_minutes += given.service_minutes


NOWHERE: Final = ""
"""Stands for the grid of who has none."""


async def figures(
    community: Community, period: Period, drawn: Map, today: date
) -> tuple[Network, dict[str, GridFigures]]:
    """The figures of each grid, by its id or else its name, with the map."""
    network = await network_of(community.reader)
    found: defaultdict[str, GridFigures] = defaultdict(GridFigures)
    of_kind = await kinds(community.reader)
    born_until = date(today.year - OLD_FROM, today.month, min(today.day, 28))
    for node_id, members in (await living(community, network, today)).items():
        one = found[node_id]
        one.members = members
        one.volunteers = {it for it in members if of_kind.get(it) == "volunteer"}
        one.aged = await _aged(community, members, born_until)
    placed = set[str]().union(*(it.members for it in found.values()))
    found[NOWHERE].members = of_kind.keys() - placed
    told = await homes_by(community, network, today if drawn == "today" else None)
    for it in await given_in_grids(community.reader, period, told):
        found[it.key].add(it)
    return network, dict(found)


async def _aged(community: Community, members: Collection[str], day: date) -> set[str]:
    people = await community.vault.people(members)
    return {it for it, one in people.items() if one.birth_date and one.birth_date <= day}


def told(counts: Mapping[str, int], *, elsewhere: int = 0) -> set[str]:
    """Of which grids a figure about so many people may be told where everybody reads it.

    One about one or two people would name them. So would the sum of all less what is told, where
    too few are left: the next smallest is not told either, until enough are. `elsewhere` are those
    who belong to no grid, of whom nothing is told.
    """
    hidden = {it for it, count in counts.items() if 0 < count < FEWEST_TOLD}
    while hidden and sum(counts[it] for it in hidden) + elsewhere < FEWEST_TOLD:
        rest = [it for it, count in counts.items() if count and it not in hidden]
        if not rest:
            break
        hidden.add(min(rest, key=lambda it: (counts[it], it)))
    return counts.keys() - hidden


def minutes_alike(
    then: Mapping[str, GridFigures], today: Mapping[str, GridFigures], grids: Iterable[str]
) -> set[str]:
    """The grids whose givers by one map and by the other differ by nobody, or by enough people."""
    nobody = GridFigures()
    changed = {it: then.get(it, nobody).givers ^ today.get(it, nobody).givers for it in grids}
    return {it for it, people in changed.items() if not 0 < len(people) < FEWEST_TOLD}


async def ranked_grids(community: Community, by: Measure, period: Period) -> list[Place] | None:
    """The ranking of the grids by the map of each day; None where it was never drawn anew."""
    network = await network_of(community.reader)
    if not network.changes:
        return None
    today = datetime.now(community.zone).date()
    sums: defaultdict[str, GridFigures] = defaultdict(GridFigures)
    for it in await given_in_grids(
        community.reader, period, await homes_by(community, network, None)
    ):
        node = network.nodes.get(it.key)
        sums[node.label_on(today) if node else it.key].add(it)
    scored = [(getattr(one, by), name, one) for name, one in sums.items()]
    scored = sorted((it for it in scored if it[0] > 0), key=lambda it: (-it[0], it[1]))
    scores = [it[0] for it in scored]
    return [
        Place(
            rank=scores.index(score) + 1,
            place=place,
            key=name,
            service_minutes=one.service_minutes,
            points=one.points,
            services=one.services,
            members=len(one.givers),
        )
        for place, (score, name, one) in enumerate(scored, 1)
    ]


async def places(
    community: Community,
    of: RankedThing,
    by: Measure,
    period: Period,
    *,
    after: int = 0,
    limit: int = 50,
) -> list[Place]:
    """The places of a ranking after the first `after`; those of grids by the map of each day."""
    found = await ranked_grids(community, by, period) if of == "grid" else None
    if found is not None:
        return found[after : after + limit]
    return await ranking(community.reader, of, by, period, after=after, limit=limit)


async def public_places(
    community: Community,
    of: RankedThing,
    by: Measure,
    period: Period,
    *,
    after: int = 0,
    limit: int = 50,
) -> list[Place]:
    """The places that everybody may see: no grid where one or two people served, nor its rest."""
    if of != "grid":
        return await places(community, of, by, period, after=after, limit=limit)
    found = await places(community, of, by, period, limit=GRIDS_MAX)
    shown = told({it.key: it.members for it in found})
    kept = [it for it in found if it.key in shown]
    scores = [getattr(it, by) for it in kept]
    ranked = [
        it._replace(rank=scores.index(getattr(it, by)) + 1, place=place)
        for place, it in enumerate(kept, 1)
    ]
    return ranked[after : after + limit]
