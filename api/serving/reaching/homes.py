"""Homes: in which grid everybody lives, and lived, by the map of the day or of another one."""

from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import date

from api.serving.composition import Community
from domain.people.network.drawn import Network
from domain.people.network.dwellings import Dwellings
from domain.people.network.homes import Span, homes, names, text_on
from projections.people.members import grids_of, ids_in
from projections.service.rankings import Homes


async def homes_by(community: Community, network: Network, by: date | None) -> Homes:
    """Where everybody lived, by the map of a day, or of each day: what names and movers tell."""
    movers: dict[str, list[Span]] = {}
    if network.buildings_elsewhere:
        movers = await Dwellings(community.reader).of(network.buildings_elsewhere)
    said = await grids_of(community.reader, sorted(movers)) if movers else {}
    elsewhere = [
        (member_id, span)
        for member_id, buildings in movers.items()
        for span in homes(network, said.get(member_id, []), buildings, by)
    ]
    return Homes(tuple(names(network, by)), elsewhere, tuple(movers))


async def living(community: Community, network: Network, day: date) -> dict[str, set[str]]:
    """Who lives in each grid on a day, by the ids of the grids; of others nothing is told."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    told = await homes_by(community, network, day)
    for label, span in told.names:
        found[str(span.text)] |= {*await ids_in(community.reader, [label], day)} - {*told.movers}
    for member_id, span in told.elsewhere:
        if text_on([span], day) is not None:
            found[str(span.text)].add(member_id)
    return dict(found)


HomeOf = Callable[[str, date], str | None]


async def home_finder(
    community: Community, network: Network, members: Collection[str], by: date | None
) -> HomeOf:
    """A function that says in which grid one of these people lived on a day, by a day's map."""
    told = await homes_by(community, network, by)
    meant: defaultdict[str | None, list[Span]] = defaultdict(list)
    for label, span in told.names:
        meant[label].append(span)
    moved: defaultdict[str, list[Span]] = defaultdict(list)
    for member_id, span in told.elsewhere:
        moved[member_id].append(span)
    said = await grids_of(community.reader, sorted(members))

    def home_of(member_id: str, day: date) -> str | None:
        if member_id in told.movers:
            return text_on(moved[member_id], day)
        grid = text_on(said.get(member_id, []), day)
        return text_on(meant[grid], day) if grid in meant else grid

    return home_of
