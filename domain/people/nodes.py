"""Nodes: the grids of the community, and the buildings in them; how they are drawn anew."""

from dataclasses import dataclass
from datetime import date

import msgspec
from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.tag import Tag
from domain.people.membership import Member
from domain.people.network.drawn import EVER, Covers, Drawn, Level, Network, Said
from domain.people.network.standing import (
    NodeExists,
    NodeLevelWrong,
    NodeNotEmpty,
    NotInAGrid,
    UnknownNode,
    require_free,
    require_open,
)
from domain.people.tags import NODES, member_tag, node_tag, tags_of
from domain.rules.changes import NothingChanged


class NodeFounded(Fact, type="node.founded", omit_defaults=True):
    """A grid, or a building; `parent_id` is the grid in which a building stands.

    `lead_id` is the volunteer whom the people of a building can turn to.
    """

    called = "划分网格"
    told = "划分“{label}”。"

    node_id: str
    level: Level
    label: str
    parent_id: str | None = None
    covers: Covers | None = None
    households: int | None = None
    lead_id: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The node, and the community's nodes; who leads it."""
        return node_tag(self.node_id), NODES, *tags_of(self.lead_id)


class NodeRelabelled(Fact, type="node.relabelled", omit_defaults=True):
    """From a day on it is called otherwise, or more live there; what is not said stays."""

    called = "更改网格和楼栋"
    told = "自 {from_day} 起更改“{node}”：{redrawn}。"

    node_id: str
    from_day: date
    label: str | None = None
    covers: Covers | None = None
    households: int | None = None
    lead_id: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The node, and the community's nodes; who leads it."""
        return node_tag(self.node_id), NODES, *tags_of(self.lead_id)


class NodeMoved(Fact, type="node.moved"):
    """From a day on a building stands in another grid, with all who live there."""

    called = "楼栋划入另一网格"
    told = "自 {from_day} 起把“{node}”划入“{parent}”。"

    node_id: str
    from_day: date
    parent_id: str

    def touches(self) -> tuple[Tag, ...]:
        """The node, and the community's nodes."""
        return node_tag(self.node_id), NODES


class NodeClosed(Fact, type="node.closed", omit_defaults=True):
    """From a day on there is no such grid or building; who was in it is in `into_id`."""

    called = "撤销网格和楼栋"
    told = "自 {from_day} 起撤销“{node}”{into}。"

    node_id: str
    from_day: date
    into_id: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The node, and the community's nodes."""
        return node_tag(self.node_id), NODES


class Nodes(State, of="nodes", folds=(NodeFounded, NodeRelabelled, NodeMoved, NodeClosed)):
    """All grids and buildings by their ids."""

    drawn: dict[str, Drawn] = field(default_factory=dict)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Draw the map anew."""
        if isinstance(fact, NodeFounded | NodeRelabelled | NodeMoved | NodeClosed):
            now = redrawn(self.drawn.get(fact.node_id), fact)
            self.drawn |= {fact.node_id: now} if now else {}

    def network(self) -> Network:
        """The map."""
        return Network(self.drawn.values())


NodeFact = NodeFounded | NodeRelabelled | NodeMoved | NodeClosed


def redrawn(before: Drawn | None, fact: NodeFact) -> Drawn | None:
    """What a grid or building is through its days, after one more fact; none, if never founded."""
    match fact, before:
        case NodeFounded(), _:
            return Drawn(
                node_id=fact.node_id,
                level=fact.level,
                labels=(Said(None, fact.label),),
                parents=(Said(None, fact.parent_id),) if fact.parent_id else (),
                covers=fact.covers,
                households=fact.households,
                lead_id=fact.lead_id,
            )
        case NodeRelabelled(), Drawn() as known:
            named = known.relabelled(fact.label, fact.from_day) if fact.label else known
            return msgspec.structs.replace(
                named,
                covers=fact.covers or named.covers,
                households=named.households if fact.households is None else fact.households,
                lead_id=fact.lead_id or named.lead_id,
            )
        case NodeMoved(), Drawn() as known:
            return known.moved(fact.parent_id, fact.from_day)
        case NodeClosed(), Drawn() as known:
            return msgspec.structs.replace(known, closed_from=fact.from_day, into_id=fact.into_id)
    return None


@dataclass(frozen=True, kw_only=True)
class FoundNode:
    """Found a grid, or a building.

    Refused: UnknownNode, NotInAGrid, NodeIsClosed, NodeExists, UnknownMember, NodeLevelWrong.
    """

    node_id: str
    level: Level
    label: str
    parent_id: str | None = None
    covers: Covers | None = None
    households: int | None = None
    lead_id: str | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The community's nodes; who is to lead it."""
        return NODES, *tags_of(self.lead_id)

    def decide(self, view: View, stamp: Stamp) -> NodeFounded:
        """The founding."""
        network = view(Nodes, NODES).network()
        if self.parent_id is not None:
            parent = network.nodes.get(self.parent_id)
            if parent is None or parent.level != "grid":
                raise UnknownNode
            if self.level == "grid":
                raise NotInAGrid
            require_open(network, self.parent_id, EVER)
        require_free(network, self.level, self.label, self.parent_id)
        _require_lead(view, self.lead_id, self.level)
        return NodeFounded(
            node_id=self.node_id,
            level=self.level,
            label=self.label,
            parent_id=self.parent_id,
            covers=self.covers,
            households=self.households,
            lead_id=self.lead_id,
        )


def _require_lead(view: View, lead_id: str | None, level: Level) -> None:
    """Raises UnknownMember, NodeLevelWrong where nobody can lead it."""
    if lead_id is None:
        return
    view(Member, member_tag(lead_id)).required()
    if level != "building":
        raise NodeLevelWrong


class _AboutNode:
    """A decision about a grid or building that is there."""

    node_id: str
    from_day: date

    def boundary(self) -> tuple[Tag, ...]:
        """The community's nodes."""
        return (NODES,)

    def _known(self, view: View) -> tuple[Network, Drawn]:
        """The map, and what is to be drawn anew. Raises UnknownNode, NodeIsClosed."""
        network = view(Nodes, NODES).network()
        return network, require_open(network, self.node_id, EVER)


@dataclass(frozen=True, kw_only=True)
class RelabelNode(_AboutNode):
    """Call a grid or building otherwise from a day on, or count other households.

    Refused: UnknownNode, NodeIsClosed, NothingChanged, NodeExists, UnknownMember, NodeLevelWrong.
    """

    node_id: str
    from_day: date
    label: str | None = None
    covers: Covers | None = None
    households: int | None = None
    lead_id: str | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The community's nodes; who is to lead it."""
        return NODES, *tags_of(self.lead_id)

    def decide(self, view: View, stamp: Stamp) -> NodeRelabelled:
        """The change."""
        network, known = self._known(view)
        label = self.label if self.label != known.label_on(self.from_day) else None
        covers = self.covers if self.covers != known.covers else None
        households = self.households if self.households != known.households else None
        lead_id = self.lead_id if self.lead_id != known.lead_id else None
        if label is None and covers is None and households is None and lead_id is None:
            raise NothingChanged
        if label is not None and label not in {it.text for it in known.labels}:
            require_free(network, known.level, label, known.parent_on(self.from_day))
        _require_lead(view, lead_id, known.level)
        return NodeRelabelled(
            node_id=self.node_id,
            from_day=self.from_day,
            label=label,
            covers=covers,
            households=households,
            lead_id=lead_id,
        )


@dataclass(frozen=True, kw_only=True)
class MoveNode(_AboutNode):
    """Put a building into another grid from a day on, with all who live there.

    Refused: UnknownNode, NodeIsClosed, NodeLevelWrong, NothingChanged, NodeExists.
    """

    node_id: str
    from_day: date
    parent_id: str

    def decide(self, view: View, stamp: Stamp) -> NodeMoved:
        """The move."""
        network, known = self._known(view)
        if known.level != "building":
            raise NodeLevelWrong
        require_open(network, self.parent_id, EVER, "grid")
        if known.parent_on(self.from_day) == self.parent_id:
            raise NothingChanged
        for said in known.labels:
            there = network.building_called(said.text, self.parent_id)
            if there is not None and there.node_id != self.node_id:
                raise NodeExists(label=said.text)
        return NodeMoved(node_id=self.node_id, from_day=self.from_day, parent_id=self.parent_id)


@dataclass(frozen=True, kw_only=True)
class CloseNode(_AboutNode):
    """Close a grid or building from a day on; who is in it goes into another one.

    `is_inhabited`: people live there by what the vault and the tables know. Refused: UnknownNode,
    NodeIsClosed, NodeLevelWrong, NothingChanged, NodeNotEmpty.
    """

    node_id: str
    from_day: date
    into_id: str | None = None
    is_inhabited: bool = False

    def decide(self, view: View, stamp: Stamp) -> NodeClosed:
        """The end of it."""
        network, known = self._known(view)
        if self.into_id is not None:
            require_open(network, self.into_id, EVER, known.level)
            if self.into_id == self.node_id:
                raise NothingChanged
        elif self.is_inhabited or any(network.buildings_in(self.node_id, EVER)):
            raise NodeNotEmpty(label=known.label_on(self.from_day))
        return NodeClosed(node_id=self.node_id, from_day=self.from_day, into_id=self.into_id)
