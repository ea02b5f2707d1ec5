"""What stands: a grid or building that is there on a day, and the refusals where it is not."""

from datetime import date

from domain.ledger.refusal import Refusal
from domain.people.network.drawn import Drawn, Level, Network


class NodeExists(Refusal, code="node_exists", field="label"):
    """A grid has a name of its own for ever, a building one in its grid."""

    zh = "“{label}”已经有了，或以前用过。"
    en = "“{label}” exists already, or did once."


class UnknownNode(Refusal, code="unknown_node"):
    """There is no such grid or building."""

    zh = "没有这个网格或楼栋。"
    en = "There is no such grid or building."


class NotInAGrid(Refusal, code="not_in_a_grid", field="parent"):
    """Only a building stands in something."""

    zh = "网格直接属于社区，不能划在别的网格里。"
    en = "A grid is a part of the community itself and stands in no other."


class NodeLevelWrong(Refusal, code="node_level_wrong"):
    """Grids go into grids, buildings into buildings; people work in a grid."""

    zh = "网格和楼栋不能混用，请另选一个。"
    en = "A grid is wanted where a building was named, or the other way round; choose another."


class NodeIsClosed(Refusal, code="node_closed"):
    """Nothing more is done with what was closed."""

    zh = "“{label}”自 {day} 起已撤销，请选现有的网格或楼栋。"
    en = "“{label}” is closed from {day} on; choose one that is there."


class NodeNotEmpty(Refusal, code="node_not_empty", field="into"):
    """Nobody's home is left without a grid."""

    zh = "“{label}”里还有人住或还有楼栋，请说明并入哪里。"
    en = "People live in “{label}” still, or buildings stand in it; say into what they go."


def require_open(network: Network, node_id: str, day: date, level: Level | None = None) -> Drawn:
    """A grid or building that is there on a day.

    Raises UnknownNode, NodeLevelWrong, NodeIsClosed.
    """
    if node_id not in network.nodes:
        raise UnknownNode
    found = network.nodes[node_id]
    if level is not None and found.level != level:
        raise NodeLevelWrong
    if found.is_closed_on(day):
        raise NodeIsClosed(label=found.label_on(day), day=found.closed_from)
    return found


def require_grid_called(network: Network, label: str, day: date) -> None:
    """See that people can move into a grid: it is there, or the community has founded none.

    Raises UnknownNode, NodeIsClosed.
    """
    found = network.grid_called(label)
    if found is not None:
        require_open(network, found.node_id, day)
    elif network.grids():
        raise UnknownNode


def require_free(network: Network, level: Level, label: str, parent_id: str | None) -> None:
    """Raises NodeExists where a name meant something else already."""
    if level == "grid":
        taken = network.grid_called(label)
    elif parent_id:
        taken = network.building_called(label, parent_id)
    else:
        stray = (it for it in network.nodes.values() if it.level == level and not it.parents)
        taken = next((it for it in stray if label in {said.text for said in it.labels}), None)
    if taken is not None:
        raise NodeExists(label=label)
