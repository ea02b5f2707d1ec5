"""Grids and buildings are told in the order of their founding, as the map of a day draws them."""

from datetime import date, timedelta

from domain.people.membership import MemberEnrolled
from domain.people.nodes import NodeClosed, NodeFounded, NodeMoved, NodeRelabelled
from projections.people.nodes import Node, known_grids, names_meant, network_of, nodes
from tests.controls import LI, WANG
from tests.projections.living import Living

FIRST = NodeFounded(node_id="grid-1", level="grid", label="第一网格")
SECOND = NodeFounded(node_id="grid-2", level="grid", label="第二网格")
BUILDING = NodeFounded(node_id="building-3", level="building", label="3栋", parent_id="grid-1")
MAY = date(2026, 5, 1)
APRIL = MAY - timedelta(days=1)


def test_grids_and_buildings_stand_in_the_order_of_their_founding(community: Living) -> None:
    first, second, building = community.saw(FIRST, SECOND, BUILDING)
    assert community.ask(nodes) == [
        Node("grid-1", first, "grid", "第一网格", None),
        Node("grid-2", second, "grid", "第二网格", None),
        Node("building-3", building, "building", "3栋", "grid-1"),
    ]


def test_each_day_has_its_map(community: Living) -> None:
    first, second, building = community.saw(FIRST, SECOND, BUILDING)
    community.saw(
        NodeRelabelled(node_id="grid-2", from_day=MAY, label="幸福网格"),
        NodeMoved(node_id="building-3", from_day=MAY, parent_id="grid-2"),
    )
    community.saw(NodeClosed(node_id="grid-1", from_day=MAY, into_id="grid-2"))
    assert community.ask(nodes, APRIL) == [
        Node("grid-1", first, "grid", "第一网格", None),
        Node("grid-2", second, "grid", "第二网格", None),
        Node("building-3", building, "building", "3栋", "grid-1"),
    ]
    assert community.ask(nodes, MAY) == [
        Node("grid-2", second, "grid", "幸福网格", None),
        Node("building-3", building, "building", "3栋", "grid-2"),
    ]
    assert community.ask(network_of).called("第一网格", MAY) == "幸福网格"


def test_a_grid_is_meant_by_every_name_that_it_had(community: Living) -> None:
    community.saw(FIRST, SECOND, NodeClosed(node_id="grid-1", from_day=MAY, into_id="grid-2"))
    assert community.ask(names_meant, "第二网格", MAY) == ["第一网格", "第二网格"]
    assert community.ask(names_meant, "第一网格", MAY) == ["第一网格", "第二网格"]
    assert community.ask(names_meant, "第一网格", APRIL) == ["第一网格"]
    assert community.ask(names_meant, "没有划分的", MAY) == ["没有划分的"]
    assert community.ask(names_meant, None, MAY) is None


def test_the_grids_to_choose_from_are_those_that_are_there_and_words_of_before(
    living: Living,
) -> None:
    number, words = iter(("V000001", "V000002")), {LI: "第一网格", WANG: "没有划分的"}
    living.saw(
        *(
            MemberEnrolled(member_id=it, volunteer_number=next(number), kind="volunteer", grid=grid)
            for it, grid in words.items()
        ),
        FIRST,
        SECOND,
        NodeClosed(node_id="grid-1", from_day=MAY, into_id="grid-2"),
    )
    assert living.ask(known_grids, APRIL) == ["第一网格", "第二网格", "没有划分的"]
    assert living.ask(known_grids, MAY) == ["第二网格", "没有划分的"]
