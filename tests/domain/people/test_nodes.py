"""A community is divided into grids, and grids into buildings, and drawn anew from a day on."""

from datetime import date

import pytest

from domain.people.membership import UnknownMember
from domain.people.network.drawn import Drawn, Network
from domain.people.network.standing import (
    NodeExists,
    NodeIsClosed,
    NodeLevelWrong,
    NodeNotEmpty,
    NotInAGrid,
    UnknownNode,
)
from domain.people.nodes import (
    CloseNode,
    FoundNode,
    MoveNode,
    NodeClosed,
    NodeFact,
    NodeFounded,
    NodeMoved,
    NodeRelabelled,
    RelabelNode,
    redrawn,
)
from domain.rules.changes import NothingChanged
from tests.controls import COMMUNITY, LI, STRANGER
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


MARCH, MAY, JUNE = date(2026, 3, 1), date(2026, 5, 1), date(2026, 6, 1)
RENAMED = NodeRelabelled(node_id="grid-1", from_day=MAY, label="幸福网格")
REDRAWN = NodeMoved(node_id="building-3", from_day=MAY, parent_id="grid-2")
GONE = NodeClosed(node_id="grid-1", from_day=MAY, into_id="grid-2")
BOTH = (FIRST, SECOND, BUILDING)


def relabel(label: str | None = "幸福网格", node_id: str = "grid-1", **more: int) -> RelabelNode:
    return RelabelNode(node_id=node_id, from_day=MAY, label=label, **more)


def close(node_id: str = "grid-1", into_id: str | None = "grid-2", **more: bool) -> CloseNode:
    return CloseNode(node_id=node_id, from_day=MAY, into_id=into_id, **more)


def move(parent_id: str = "grid-2", node_id: str = "building-3") -> MoveNode:
    return MoveNode(node_id=node_id, from_day=MAY, parent_id=parent_id)


def test_a_grid_is_called_otherwise_from_a_day_on(database: str) -> None:
    given(*BOTH).when(relabel()).then(RENAMED).repeated(database)
    given(*BOTH, RENAMED).when(relabel()).refused(NothingChanged)
    given(*BOTH).when(relabel(node_id="grid-9")).refused(UnknownNode)
    given(*BOTH).when(relabel("第二网格")).refused(NodeExists, label="第二网格")
    given(*BOTH, GONE).when(relabel()).refused(NodeIsClosed, label="第一网格", day=MAY)
    counted = NodeRelabelled(node_id="building-3", from_day=MAY, households=60)
    given(*BOTH).when(relabel(None, "building-3", households=60)).then(counted)
    given(*BOTH, counted).when(relabel(None, "building-3", households=60)).refused(NothingChanged)


def test_a_name_that_a_grid_once_had_is_its_own_for_ever() -> None:
    again = FoundNode(node_id=NEW, level="grid", label="第一网格")
    given(*BOTH, RENAMED).when(again).refused(NodeExists)
    given(*BOTH, GONE).when(again).refused(NodeExists)
    before = NodeRelabelled(node_id="grid-1", from_day=MARCH, label="旧网格")
    given(*BOTH, before).when(relabel("第一网格")).then(
        NodeRelabelled(node_id="grid-1", from_day=MAY, label="第一网格")
    )


def test_a_building_is_put_into_another_grid_from_a_day_on(database: str) -> None:
    given(*BOTH).when(move()).then(REDRAWN).repeated(database)
    given(*BOTH, REDRAWN).when(move()).refused(NothingChanged)
    given(*BOTH).when(move("grid-9")).refused(UnknownNode)
    given(*BOTH).when(move(node_id="building-9")).refused(UnknownNode)
    given(*BOTH).when(move("grid-1", node_id="grid-2")).refused(NodeLevelWrong)
    given(*BOTH).when(move("building-3")).refused(NodeLevelWrong)
    closed = NodeClosed(node_id="grid-2", from_day=JUNE, into_id="grid-1")
    given(*BOTH, closed).when(move()).refused(NodeIsClosed)
    alike = NodeFounded(node_id="other-3", level="building", label="3栋", parent_id="grid-2")
    given(*BOTH, alike).when(move()).refused(NodeExists, label="3栋")


def test_a_grid_is_closed_into_another_one(database: str) -> None:
    given(*BOTH).when(close()).then(GONE).repeated(database)
    given(*BOTH, GONE).when(close()).refused(NodeIsClosed)
    given(*BOTH, GONE).when(close("grid-2", "grid-1")).refused(NodeIsClosed)
    given(*BOTH).when(close(into_id="grid-9")).refused(UnknownNode)
    given(*BOTH).when(close(into_id="building-3")).refused(NodeLevelWrong)
    given(*BOTH).when(close(into_id="grid-1")).refused(NothingChanged)


def test_what_is_not_empty_is_closed_into_something() -> None:
    given(*BOTH).when(close(into_id=None)).refused(NodeNotEmpty, label="第一网格")
    empty = close("grid-2", None)
    given(*BOTH).when(empty).then(NodeClosed(node_id="grid-2", from_day=MAY))
    lived_in = close("building-3", None, is_inhabited=True)
    given(*BOTH).when(lived_in).refused(NodeNotEmpty, label="3栋")
    given(*BOTH).when(close("building-3", None)).then(
        NodeClosed(node_id="building-3", from_day=MAY)
    )


def test_no_building_is_founded_in_a_grid_that_is_closed() -> None:
    new = FoundNode(node_id=NEW, level="building", label="9栋", parent_id="grid-1")
    given(*BOTH, GONE).when(new).refused(NodeIsClosed)


def drawn(*facts: NodeFact) -> Network:
    nodes: dict[str, Drawn] = {}
    for it in facts:
        now = redrawn(nodes.get(it.node_id), it)
        assert now
        nodes[it.node_id] = now
    return Network(nodes.values())


@pytest.mark.parametrize(
    ("changes", "after"),
    [
        ((RENAMED,), "幸福网格"),
        ((REDRAWN,), "第二网格"),
        ((GONE,), "第二网格"),
        (
            (RENAMED, REDRAWN, NodeClosed(node_id="grid-2", from_day=MAY, into_id="grid-1")),
            "幸福网格",
        ),
        ((), "第一网格"),
    ],
)
def test_a_home_is_in_the_grid_that_the_map_of_the_day_says(
    changes: tuple[NodeFact, ...], after: str
) -> None:
    network = drawn(*BOTH, *changes)
    assert network.called("第一网格", MARCH, "3栋") == "第一网格"
    assert network.called("第一网格", MAY, "3栋") == after
    assert network.called("没有划分的网格", MAY, "3栋") == "没有划分的网格"
    assert network.called(None, MAY) is None


def test_who_lives_in_no_building_that_moved_stays() -> None:
    network = drawn(*BOTH, REDRAWN)
    assert network.called("第一网格", MAY, "5栋") == network.called("第一网格", MAY) == "第一网格"
    assert network.labels_of("grid-1", MAY) == ["第一网格"]
    assert [it.node_id for it in network.buildings_in("grid-2", MAY)] == ["building-3"]
    assert not [*network.buildings_in("grid-1", MAY)]


def test_a_grid_is_also_meant_by_the_names_of_what_went_into_it() -> None:
    network = drawn(*BOTH, RENAMED, NodeClosed(node_id="grid-1", from_day=JUNE, into_id="grid-2"))
    assert network.labels_of("grid-2", JUNE) == ["第一网格", "幸福网格", "第二网格"]
    assert network.labels_of("grid-2", MAY) == ["第二网格"]
    assert network.labels_of("grid-1", MAY) == ["第一网格", "幸福网格"]
    assert network.changes
    assert not drawn(*BOTH).changes


def test_a_building_has_a_lead_who_is_a_member(database: str) -> None:
    past = (*COMMUNITY, *BOTH)
    named = NodeRelabelled(node_id="building-3", from_day=MAY, lead_id=LI)
    lead = RelabelNode(node_id="building-3", from_day=MAY, lead_id=LI)
    given(*past).when(lead).then(named).repeated(database)
    given(*past, named).when(lead).refused(NothingChanged)
    stranger = RelabelNode(node_id="building-3", from_day=MAY, lead_id=STRANGER)
    given(*past).when(stranger).refused(UnknownMember)
    of_a_grid = RelabelNode(node_id="grid-1", from_day=MAY, lead_id=LI)
    given(*past).when(of_a_grid).refused(NodeLevelWrong)
    fifth = FoundNode(node_id=NEW, level="building", label="5栋", parent_id="grid-1", lead_id=LI)
    given(*past).when(fifth).then(
        NodeFounded(node_id=NEW, level="building", label="5栋", parent_id="grid-1", lead_id=LI)
    )
    nobody = FoundNode(node_id=NEW, level="building", label="5栋", lead_id=STRANGER)
    given(*past).when(nobody).refused(UnknownMember)
    grid = FoundNode(node_id=NEW, level="grid", label="第五网格", lead_id=LI)
    given(*past).when(grid).refused(NodeLevelWrong)
