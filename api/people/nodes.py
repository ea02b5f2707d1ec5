"""Nodes: the grids of the community, and the buildings in them."""

from datetime import datetime
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from api.capability import Capability
from api.policy.act import PUBLIC, Act
from api.serving.access import Caller, allowed, community_of, fresh, public
from api.serving.fields import Body, Id, Word
from api.serving.paging import Page, PageAfter, PageSize, piece
from domain.people import nodes as model
from domain.people.nodes import FoundNode, NodeFounded
from projections.people.members import Inhabitants, inhabitants
from projections.people.nodes import Node, Nodes, nodes

FOUND_NODE: Final = Act("node.found", "划分网格和楼栋", by=("admin",))
SEE_NODES: Final = Act("node.see", "看有哪些网格和楼栋", by=PUBLIC)

FEWEST_TOLD: Final = 3

router = APIRouter(prefix="/api/nodes", tags=["rules"])


class NewNode(Body):
    """A grid, or a building; `parent` is the grid in which a building stands."""

    level: Literal["grid", "building"]
    label: Word
    parent: Id | None = None


class FoundedNode(BaseModel):
    """The new part of the community."""

    node_id: str
    level: str
    label: str
    parent: str | None
    position: int


class NodeRow(FoundedNode):
    """A part of the community; of a grid also how many live there now, unless they are too few."""

    members: int | None
    volunteers: int | None


@router.post("", status_code=201)
async def found_node(
    body: NewNode, caller: Annotated[Caller, Depends(allowed(FOUND_NODE))]
) -> FoundedNode:
    """Found a grid, or a building."""
    decision = FoundNode(
        node_id=caller.new_id, level=body.level, label=body.label, parent_id=body.parent
    )
    receipt, fact = await caller.record(decision, NodeFounded)
    return FoundedNode(
        node_id=fact.node_id,
        level=fact.level,
        label=fact.label,
        parent=fact.parent_id,
        position=receipt.position,
    )


@router.get("", dependencies=[Depends(public(SEE_NODES)), Depends(fresh("nodes", "members"))])
async def all_nodes(
    request: Request, limit: PageSize = 50, after: PageAfter = None
) -> Page[NodeRow]:
    """All grids and buildings, in the order of their founding."""
    community = community_of(request)
    rows, following = piece(await nodes(community.reader), after, limit)
    today = datetime.now(community.zone).date()
    labels = [it.label for it in rows if it.level == "grid"]
    living = await inhabitants(community.reader, labels, today)
    items = [_row(it, living.get(it.label, Inhabitants())) for it in rows]
    return Page(items=items, next=following)


def _row(node: Node, living: Inhabitants) -> NodeRow:
    """Of a building nobody has counted who lives there."""
    counted = living if node.level == "grid" else Inhabitants()
    others = counted.members - counted.volunteers
    return NodeRow(
        **node._asdict(),
        members=_told(counted.members),
        volunteers=None if _told(others) is None else _told(counted.volunteers),
    )


def _told(figure: int) -> int | None:
    """A figure of one or two would name them, also where it is what another one lacks."""
    return None if 0 < figure < FEWEST_TOLD else figure


CAPABILITY: Final = Capability(
    name="nodes",
    model=(model,),
    projections=(Nodes,),
    router=router,
)
