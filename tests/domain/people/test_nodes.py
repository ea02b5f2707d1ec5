"""A community is divided into grids, and grids into buildings."""

from domain.people.nodes import FoundNode, NodeExists, NodeFounded, NotInAGrid, UnknownNode
from tests.scenario import NEW, given

FIRST = NodeFounded(node_id="grid-1", level="grid", label="第一网格")
SECOND = NodeFounded(node_id="grid-2", level="grid", label="第二网格")
BUILDING = NodeFounded(node_id="building-3", level="building", label="3栋", parent_id="grid-1")


def building(parent_id: str | None) -> FoundNode:
    return FoundNode(node_id=NEW, level="building", label="3栋", parent_id=parent_id)


def test_a_grid_is_founded_once(database: str) -> None:
    decision = FoundNode(node_id=NEW, level="grid", label="第二网格")
    founded = NodeFounded(node_id=NEW, level="grid", label="第二网格")
    given(FIRST).when(decision).then(founded).repeated(database)
    given(FIRST, SECOND).when(decision).refused(NodeExists, label="第二网格")


def test_buildings_of_two_grids_may_have_one_name() -> None:
    given(FIRST, SECOND, BUILDING).when(building("grid-1")).refused(NodeExists)
    given(FIRST, SECOND, BUILDING).when(building("grid-2")).then(
        NodeFounded(node_id=NEW, level="building", label="3栋", parent_id="grid-2")
    )


def test_a_building_stands_in_a_grid_and_a_grid_in_none() -> None:
    given(FIRST, BUILDING).when(building("grid-9")).refused(UnknownNode)
    given(FIRST, BUILDING).when(building("building-3")).refused(UnknownNode)
    inside = FoundNode(node_id=NEW, level="grid", label="第三网格", parent_id="grid-1")
    given(FIRST).when(inside).refused(NotInAGrid)
