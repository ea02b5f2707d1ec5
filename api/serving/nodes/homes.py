"""Homes: in which grid everybody lives, and lived, by the map of the day or of another one."""

from collections import defaultdict
from datetime import date

from api.serving.composition import Community
from domain.people.network.drawn import Network
from domain.people.network.dwellings import Dwellings
from domain.people.network.homes import Span, homes, names
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
        if _holds(span, day):
            found[str(span.text)].add(member_id)
    return dict(found)


def _holds(span: Span, day: date) -> bool:
    begun = span.from_day is None or span.from_day <= day
    return begun and (span.until_day is None or day < span.until_day)
