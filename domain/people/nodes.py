"""Nodes: the grids of the community, and the buildings in them."""

from dataclasses import dataclass
from typing import Literal

from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.tags import NODES, node_tag

Level = Literal["grid", "building"]


class NodeFounded(Fact, type="node.founded", omit_defaults=True):
    """A grid, or a building; `parent_id` is the grid in which a building stands."""

    called = "划分网格"
    told = "划分“{label}”。"

    node_id: str
    level: Level
    label: str
    parent_id: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The node, and the community's nodes."""
        return node_tag(self.node_id), NODES


class NodeExists(Refusal, code="node_exists", field="label"):
    """A grid has a name of its own, a building one in its grid."""

    zh = "“{label}”已经有了。"
    en = "“{label}” exists already."


class UnknownNode(Refusal, code="unknown_node", field="parent"):
    """There is no such grid."""

    zh = "没有这个网格。"
    en = "There is no such grid."


class NotInAGrid(Refusal, code="not_in_a_grid", field="parent"):
    """Only a building stands in something."""

    zh = "网格直接属于社区，不能划在别的网格里。"
    en = "A grid is a part of the community itself and stands in no other."


class Nodes(State, of="nodes", folds=(NodeFounded,)):
    """All grids and buildings by their ids."""

    founded: dict[str, NodeFounded] = field(default_factory=dict)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Learn of one more."""
        if isinstance(fact, NodeFounded):
            self.founded[fact.node_id] = fact


@dataclass(frozen=True, kw_only=True)
class FoundNode:
    """Found a grid, or a building. Refused: UnknownNode, NotInAGrid, NodeExists."""

    node_id: str
    level: Level
    label: str
    parent_id: str | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The community's nodes."""
        return (NODES,)

    def decide(self, view: View, stamp: Stamp) -> NodeFounded:
        """The founding."""
        known = view(Nodes, NODES).founded
        if self.parent_id is not None:
            if self.parent_id not in known or known[self.parent_id].level != "grid":
                raise UnknownNode
            if self.level == "grid":
                raise NotInAGrid
        wanted = (self.level, self.label, self.parent_id)
        if wanted in {(it.level, it.label, it.parent_id) for it in known.values()}:
            raise NodeExists(label=self.label)
        return NodeFounded(
            node_id=self.node_id, level=self.level, label=self.label, parent_id=self.parent_id
        )
