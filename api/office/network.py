"""The network: each grid with its keepers, its buildings, and what waits to be done there."""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date
from typing import Annotated, Final, NamedTuple

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from api.capability import Capability, Place
from api.people.network import NOWHERE, GridFigures, figures, told
from api.policy.act import Act
from api.serving.access import Caller, allowed, fresh
from api.serving.composition import Community
from api.serving.own_facts import see_own_facts
from api.serving.paging import Page, PageAfter, PageSize, piece
from api.workbooks.known.drawing import KEEPS
from domain.people.network.drawn import Covers, Drawn, Network
from domain.ties.standing_kinds import HARDSHIP
from projections.needs.requests_board import not_met
from projections.people.members import held_roles
from projections.service.pairing_board import pairing_board
from projections.service.rankings import read_period
from projections.ties.standings import holders

SEE_NETWORK: Final = Act(
    "network.see", "看网格和楼栋的情况", by=("coordinator", "supervisor", "admin"), in_node=True
)

router = APIRouter(prefix="/api/network", tags=["community"])

Looking = Annotated[Caller, Depends(allowed(SEE_NETWORK))]

QUESTIONS: Final = (
    *("nodes", "members", "rankings", "standings"),
    *("requests_board", "pairing_board"),
)
ALL_MAX: Final = 100_000
"""So many pairings or papers are counted."""


class KeeperRow(BaseModel):
    """Somebody of the office who looks after a grid, or who leads a building."""

    member_id: str
    name: str


class BuildingRow(BaseModel):
    """A building, with how many people of the community live there."""

    node_id: str
    label: str
    covers: Covers | None
    households: int | None
    lead: KeeperRow | None
    members: int
    volunteers: int


class GridRow(BaseModel):
    """A grid as who looks after it sees it; `hardship` is left out where it would name somebody.

    Who lives there lives there today; `service_minutes` are those of this month so far.
    """

    node_id: str
    label: str
    covers: Covers | None
    households: int | None
    keepers: list[KeeperRow]
    members: int
    volunteers: int
    aged_60_and_over: int
    hardship: int | None
    service_minutes: int
    requests_open: int
    visits_overdue: int
    buildings: list[BuildingRow]


class Waiting(NamedTuple):
    """What waits in each grid, by the grids' ids; in hardship only as far as it may be told."""

    requests: Counter[str]
    visits: Counter[str]
    hardship: dict[str, int]


@router.get("", dependencies=[Depends(fresh(*QUESTIONS))])
async def network(caller: Looking, limit: PageSize = 50, after: PageAfter = None) -> Page[GridRow]:
    """The grids that the caller looks after, or all, in the order of their founding."""
    rows, following = piece(await grid_rows(caller), after, limit)
    return Page(items=rows, next=following)


async def grid_rows(caller: Caller) -> list[GridRow]:
    """The same, for pages."""
    community, today = caller.community, caller.today
    for question in QUESTIONS:
        await see_own_facts(community, question)
    month = read_period(f"{today:%Y-%m}")
    drawn, found = await figures(community, month, "then", today)
    waiting = await what_waits(community, drawn, found, today)
    there = [it for it in drawn.grids() if not it.is_closed_on(today)]
    own = caller.reach.grids
    shown = [it for it in there if own is None or it.label_on(today) in own]
    keepers = await _keepers(community, drawn, today)
    leads = {it.lead_id for it in drawn.nodes.values() if it.lead_id}
    named = {*leads, *(who for them in keepers.values() for who in them)}
    names = {it: one.name for it, one in (await community.vault.people(named)).items()}
    homes = await _homes(community, {it for one in found.values() for it in one.members})
    rows = []
    for grid in shown:
        one = found.get(grid.node_id, GridFigures())
        houses = drawn.buildings_in(grid.node_id, today)
        rows.append(
            GridRow(
                node_id=grid.node_id,
                label=grid.label_on(today),
                covers=grid.covers,
                households=grid.households,
                keepers=[_named(it, names) for it in keepers[grid.node_id]],
                members=len(one.members),
                volunteers=len(one.volunteers),
                aged_60_and_over=len(one.aged),
                hardship=waiting.hardship.get(grid.node_id),
                service_minutes=one.service_minutes,
                requests_open=waiting.requests[grid.node_id],
                visits_overdue=waiting.visits[grid.node_id],
                buildings=[_building(it, one, homes, names, today) for it in houses],
            )
        )
    return rows


def _named(member_id: str, names: dict[str, str]) -> KeeperRow:
    return KeeperRow(member_id=member_id, name=names.get(member_id, ""))


def _building(
    house: Drawn, grid: GridFigures, homes: dict[str, str], names: dict[str, str], today: date
) -> BuildingRow:
    """Who lives there is in the vault, and counts where they belong to the building's grid."""
    labels = {it.text for it in house.labels}
    living = {it for it in grid.members if homes.get(it) in labels}
    return BuildingRow(
        node_id=house.node_id,
        label=house.label_on(today),
        covers=house.covers,
        households=house.households,
        lead=_named(house.lead_id, names) if house.lead_id else None,
        members=len(living),
        volunteers=len(living & grid.volunteers),
    )


async def _keepers(community: Community, drawn: Network, today: date) -> dict[str, list[str]]:
    """Who looks after each grid; who does for the whole community is in none."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for held in await held_roles(community.reader):
        for it in held.within or () if held.role == KEEPS else ():
            if it in drawn.nodes:
                found[drawn.standing(it, today).node_id].append(held.member_id)
    return found


async def _homes(community: Community, members: Collection[str]) -> dict[str, str]:
    """In which building each of these lives, as far as it was noted."""
    people = await community.vault.people(members)
    return {it: one.building for it, one in people.items() if one.building}


async def what_waits(
    community: Community, drawn: Network, found: dict[str, GridFigures], today: date
) -> Waiting:
    """Requests not met yet, visits overdue, and people in hardship, where they live."""
    grid_of = {who: it for it, one in found.items() for who in one.members}
    requests = Counter[str]()
    for it in await not_met(community.reader):
        place = drawn.home(it.grid, None, today)
        somewhere = place.node_id if place else NOWHERE
        requests[grid_of.get(it.for_id, NOWHERE) if it.for_id else somewhere] += it.requests
    overdue = await pairing_board(
        community.reader, today, community.zone, active=True, overdue=True, limit=ALL_MAX
    )
    visits = Counter(grid_of.get(it.assisted_id, NOWHERE) for it in overdue)
    papers = await holders(community.reader, HARDSHIP, today, limit=ALL_MAX)
    hard = Counter(grid_of.get(it, NOWHERE) for it in {paper.member_id for paper in papers})
    all_of_it = {**{it.node_id: GridFigures() for it in drawn.grids()}, **found}
    counts = {it: hard[it] for it in all_of_it}
    others = {it: len(one.members) - hard[it] for it, one in all_of_it.items()}
    known = told(counts) & told(others)
    return Waiting(requests, visits, {it: counts[it] for it in known})


CAPABILITY: Final = Capability(
    name="network",
    router=router,
    pages=("desk.office.network",),
    places=(Place(menu="desk", rank=67, path="/desk/network", words="网格和楼栋"),),
)
