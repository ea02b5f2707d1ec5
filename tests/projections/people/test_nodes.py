"""Grids and buildings are told in the order of their founding."""

from domain.people.nodes import NodeFounded
from projections.people.nodes import Node, nodes
from tests.projections.living import Living

FIRST = NodeFounded(node_id="grid-1", level="grid", label="第一网格")
SECOND = NodeFounded(node_id="grid-2", level="grid", label="第二网格")
BUILDING = NodeFounded(node_id="building-3", level="building", label="3栋", parent_id="grid-1")


def test_grids_and_buildings_stand_in_the_order_of_their_founding(community: Living) -> None:
    first, second, building = community.saw(FIRST, SECOND, BUILDING)
    assert community.ask(nodes) == [
        Node("grid-1", first, "grid", "第一网格", None),
        Node("grid-2", second, "grid", "第二网格", None),
        Node("building-3", building, "building", "3栋", "grid-1"),
    ]
