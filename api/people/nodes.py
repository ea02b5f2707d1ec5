"""Nodes: the grids of the community, and the buildings in them."""

from datetime import datetime
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from api.capability import Capability, Place
from api.people.network import FEWEST_TOLD, GridFigures, figures, minutes_alike, told
from api.people.network_workbook import HOUSEHOLDS_MAX, WORKBOOK
from api.policy.act import PUBLIC, Act
from api.serving.access import Caller, allowed, community_of, fresh, not_let_in, public
from api.serving.composition import Community
from api.serving.fields import Body, Day, Id, Word
from api.serving.own_facts import see_own_facts
from api.serving.paging import Page, PageAfter, PageSize, piece
from api.serving.periods import InPeriod
from api.serving.reaching.homes import living
from domain.ledger.fact import Fact
from domain.people import nodes as model
from domain.people.network.drawn import EVER, Network
from domain.people.network.dwellings import Dwellings
from domain.people.network.homes import Map
from domain.people.nodes import CloseNode, FoundNode, MoveNode, NodeFounded, RelabelNode
from projections.people.nodes import Node, Nodes, network_of, nodes
from projections.service.rankings import Period

FOUND_NODE: Final = Act("node.found", "划分网格和楼栋", by=("admin",))
REDRAW: Final = Act("node.redraw", "更改楼栋", by=("coordinator", "admin"), in_node=True)
MOVE_BUILDING: Final = Act("node.move", "把楼栋划入另一网格", by=("coordinator", "admin"))
REPORT: Final = Act("node.report", "看网格月报", by=("supervisor", "admin"))
SEE_NODES: Final = Act("node.see", "看有哪些网格和楼栋", by=PUBLIC)

router = APIRouter(prefix="/api/nodes", tags=["rules"])

Drawing = Annotated[Caller, Depends(allowed(FOUND_NODE))]
Redrawing = Annotated[Caller, Depends(allowed(REDRAW))]
Moving = Annotated[Caller, Depends(allowed(MOVE_BUILDING))]
Households = Annotated[int, Field(strict=True, ge=0, le=HOUSEHOLDS_MAX)]
Covers = Literal["building", "unit", "property"]


class NewNode(Body):
    """A grid, or a building; `parent` is the grid in which a building stands."""

    level: Literal["grid", "building"]
    label: Word
    parent: Id | None = None
    covers: Covers | None = None
    households: Households | None = None
    lead: Id | None = None


class NodeChange(Body):
    """What is different from a day on, today if none is said; what is not said stays."""

    label: Word | None = None
    covers: Covers | None = None
    households: Households | None = None
    lead: Id | None = None
    from_day: Day | None = None


class NewParent(Body):
    """The grid in which a building stands from a day on, today if none is said."""

    parent: Id
    from_day: Day | None = None


class Closing(Body):
    """Into what goes what is closed, from a day on, today if none is said."""

    into: Id | None = None
    from_day: Day | None = None


class FoundedNode(BaseModel):
    """The new part of the community."""

    node_id: str
    level: str
    label: str
    parent: str | None
    position: int


class RedrawnNode(BaseModel):
    """The part of the community that was changed, moved or closed."""

    node_id: str
    position: int


class NodeRow(FoundedNode):
    """A part of the community; of a grid also its figures, unless they are about too few.

    Who lives there lives there today; `service_minutes` are those of a period.
    """

    members: int | None
    volunteers: int | None
    aged_60_and_over: int | None
    service_minutes: int | None


@router.post("", status_code=201)
async def found_node(body: NewNode, caller: Drawing) -> FoundedNode:
    """Found a grid, or a building."""
    decision = FoundNode(
        node_id=caller.new_id,
        level=body.level,
        label=body.label,
        parent_id=body.parent,
        covers=body.covers,
        households=body.households,
        lead_id=body.lead,
    )
    receipt, fact = await caller.record(decision, NodeFounded)
    return FoundedNode(
        node_id=fact.node_id,
        level=fact.level,
        label=fact.label,
        parent=fact.parent_id,
        position=receipt.position,
    )


@router.post("/{node_id}/changes", status_code=201)
async def change_node(node_id: str, body: NodeChange, caller: Redrawing) -> RedrawnNode:
    """Call a grid or building otherwise, or count other households; a grid, who founds grids."""
    await _require_drawer(caller, node_id)
    decision = RelabelNode(
        node_id=node_id,
        from_day=body.from_day or caller.today,
        label=body.label,
        covers=body.covers,
        households=body.households,
        lead_id=body.lead,
    )
    return await _redrawn(node_id, decision, caller)


@router.post("/{node_id}/moves", status_code=201)
async def move_node(node_id: str, body: NewParent, caller: Moving) -> RedrawnNode:
    """Put a building into another grid, with all who live there."""
    from_day = body.from_day or caller.today
    decision = MoveNode(node_id=node_id, from_day=from_day, parent_id=body.parent)
    return await _redrawn(node_id, decision, caller)


@router.post("/{node_id}/closing", status_code=201)
async def close_node(node_id: str, body: Closing, caller: Redrawing) -> RedrawnNode:
    """Close a grid or building; who is there goes into another one. A grid, who founds grids."""
    await _require_drawer(caller, node_id)
    caller.reach.require_building(body.into)
    decision = CloseNode(
        node_id=node_id,
        from_day=body.from_day or caller.today,
        into_id=body.into,
        is_inhabited=await is_inhabited(caller, node_id),
    )
    return await _redrawn(node_id, decision, caller)


async def _require_drawer(caller: Caller, node_id: str) -> None:
    """See that a grid is drawn anew only by who may found one. Raises Problem."""
    await see_own_facts(caller.community, "nodes")
    node = (await network_of(caller.community.reader)).nodes.get(node_id)
    if node and node.level == "grid" and not caller.may(FOUND_NODE):
        raise not_let_in(FOUND_NODE, caller.roles)


async def _redrawn(
    node_id: str, decision: RelabelNode | MoveNode | CloseNode, caller: Caller
) -> RedrawnNode:
    receipt, _ = await caller.record(decision, Fact)
    return RedrawnNode(node_id=node_id, position=receipt.position)


async def is_inhabited(caller: Caller, node_id: str) -> bool:
    """Whether anybody lives in a grid or building today."""
    community = caller.community
    for question in ("nodes", "members"):
        await see_own_facts(community, question)
    network = await network_of(community.reader)
    node = network.nodes.get(node_id)
    if node is None:
        return False
    if node.level == "grid":
        return bool((await living(community, network, caller.today)).get(node_id))
    labels = {it.text for it in node.labels}
    there = {
        member_id
        for member_id, spans in (await Dwellings(community.reader).of(labels)).items()
        if any(it.text in labels and (it.until_day or EVER) > caller.today for it in spans)
    }
    grids = [network.nodes[it.text] for it in node.parents if it.text in network.nodes]
    lives = await living(community, network, EVER) if there else {}
    near = set[str]().union(*(lives.get(it.node_id, set()) for it in grids))
    return not near.isdisjoint(there)


@router.get(
    "",
    dependencies=[Depends(public(SEE_NODES)), Depends(fresh("nodes", "members", "rankings"))],
)
async def all_nodes(
    request: Request,
    period: InPeriod,
    map: Map = "then",
    limit: PageSize = 50,
    after: PageAfter = None,
) -> Page[NodeRow]:
    """All grids and buildings, in the order of their founding."""
    community = community_of(request)
    today = datetime.now(community.zone).date()
    rows, following = piece(await nodes(community.reader, today), after, limit)
    told_of = await public_figures(community, period, map)
    return Page(items=[_row(it, told_of) for it in rows], next=following)


Told = dict[str, dict[str, int | None]]


async def public_figures(community: Community, period: Period, drawn: Map) -> Told:
    """The figures of each grid by its id, as far as everybody may know them."""
    today = datetime.now(community.zone).date()
    network, found = await figures(community, period, drawn, today)
    grids = {it.node_id: found.get(it.node_id, GridFigures()) for it in network.grids()}
    strangers = [one for it, one in found.items() if it not in grids]
    numbers: Told = {it: {} for it in grids}
    for name in ("members", "volunteers", "aged", "givers"):
        counts = {it: len(getattr(one, name)) for it, one in grids.items()}
        beyond = sum(len(getattr(one, name)) for one in strangers)
        shown = told(counts, elsewhere=beyond)
        for it, count in counts.items():
            numbers[it][name] = count if it in shown else None
    alike = await _alike(community, period, network, found)
    for it, one in grids.items():
        _hide_the_rest(numbers[it], one)
        is_told = numbers[it].pop("givers") is not None and it in alike
        numbers[it]["service_minutes"] = one.service_minutes if is_told else None
    return numbers


async def _alike(
    community: Community, period: Period, network: Network, one_map: dict[str, GridFigures]
) -> set[str]:
    """The grids whose minutes by both maps together tell of nobody alone."""
    if not network.days:
        return {*network.nodes}
    today = datetime.now(community.zone).date()
    _, then = await figures(community, period, "then", today)
    _, now = await figures(community, period, "today", today)
    return minutes_alike(then, now, network.nodes)


def _hide_the_rest(numbers: dict[str, int | None], grid: GridFigures) -> None:
    """What a figure leaves of all members is not about one or two people either."""
    for name in ("volunteers", "aged"):
        others = len(grid.members) - len(getattr(grid, name))
        if numbers["members"] is None or 0 < others < FEWEST_TOLD:
            numbers[name] = None


def _row(node: Node, told_of: Told) -> NodeRow:
    """Of a building nobody is told who lives there, nor what they gave."""
    nothing: dict[str, int | None] = dict.fromkeys(("members", "volunteers", "aged"), 0)
    numbers = told_of.get(node.node_id, nothing | {"service_minutes": None})
    return NodeRow(
        **node._asdict(),
        members=numbers["members"],
        volunteers=numbers["volunteers"],
        aged_60_and_over=numbers["aged"] if node.level == "grid" else None,
        service_minutes=numbers["service_minutes"],
    )


CAPABILITY: Final = Capability(
    name="nodes",
    model=(model,),
    projections=(Nodes,),
    router=router,
    pages=("ledger.office.grids",),
    places=(Place(menu="ledger", rank=62, path="/ledger/grids", words="网格"),),
    workbook=WORKBOOK,
)
