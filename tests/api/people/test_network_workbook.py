"""The list of grids founds what is new, and keepers wait for two people; bad rows go back alone."""

from collections.abc import Iterator
from datetime import date

import pytest

from api.capabilities import workbook_of
from api.serving.composition import Community
from api.serving.settings import Settings
from api.workbooks.importing import File, import_content
from domain.ledger.decision import OFFICE, Decision, Receipt, Request
from domain.people.network.drawn import EVER, Drawn
from domain.people.nodes import CloseNode, FoundNode, MoveNode
from domain.people.roles import ApproveRole, DeclineRole
from projections.people.members import proposed_roles
from projections.people.nodes import network_of
from tests.api.workbooks.desk import NEXT, Desk
from tests.api.workbooks.imported import found
from tests.clock import today
from tests.conftest import COMMUNITY_NAME


@pytest.fixture(scope="module")
def desk(unfounded_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    settings = Settings(community=COMMUNITY_NAME, data=tmp_path_factory.mktemp("network"))
    opened = Desk(unfounded_database, settings)
    opened.ask(found)
    yield opened


def drawn(desk: Desk) -> dict[str, Drawn]:
    """The grids and buildings by the grids' names and theirs."""

    async def asked(community: Community) -> dict[str, Drawn]:
        network = await network_of(community.reader)
        named = {}
        for it in network.nodes.values():
            parent_id = it.parent_on(EVER)
            grid = network.nodes[parent_id].label_on(EVER) + " " if parent_id else ""
            named[grid + it.label_on(EVER)] = it
        return named

    return desk.ask(asked)


def waiting(desk: Desk, name: str) -> list[tuple[str, str, str | None]]:
    """For which roles somebody waits, proposed by whom, for which grid."""

    async def asked(community: Community) -> list[tuple[str, str, str | None]]:
        (member_id,) = await community.vault.search(name)
        proposed = await proposed_roles(community.reader)
        return [
            (it.role, it.proposed_by, it.within) for it in proposed if it.member_id == member_id
        ]

    return desk.ask(asked)


def id_of(desk: Desk, name: str) -> str:
    async def asked(community: Community) -> str:
        (member_id,) = await community.vault.search(name)
        return member_id

    return desk.ask(asked)


def decide(desk: Desk, *decisions: Decision, actor: str = OFFICE) -> None:
    async def deciding(community: Community) -> None:
        for decision in decisions:
            outcome = await community.recorder.record(Request(decision=decision, actor=actor))
            assert isinstance(outcome, Receipt)

    desk.ask(deciding)


def grid_label() -> str:
    return f"第{next(NEXT)}网格"


def test_a_row_founds_what_is_new_and_says_who_looks_after_it(desk: Desk) -> None:
    keeper, lead, label = desk.volunteer(), desk.volunteer(), grid_label()
    rows = (
        f"{label}|||620|{keeper}|",
        f"{label}|1号楼|楼栋|60|{keeper}|{lead}",
        f"{label}|供销社宿舍|单位|0|{keeper}|",
    )
    report = desk.take("network", *rows)
    assert (report.accepted, report.rejected) == (3, [])
    nodes = drawn(desk)
    grid, house, unit = nodes[label], nodes[f"{label} 1号楼"], nodes[f"{label} 供销社宿舍"]
    assert (grid.level, grid.households, house.level) == ("grid", 620, "building")
    assert (house.covers, house.households, house.lead_id) == ("building", 60, id_of(desk, lead))
    assert (unit.covers, unit.households, unit.lead_id) == ("unit", 0, None)
    assert waiting(desk, keeper) == [("coordinator", OFFICE, grid.node_id)]
    again = desk.take("network", *rows)
    assert (again.accepted, again.repeated, again.rejected) == (0, 3, [])
    typed = desk.take("network", f"{label}|1号楼|楼栋|60.0| {keeper}|{lead}")
    assert (typed.accepted, typed.repeated) == (0, 1)
    assert drawn(desk) == nodes


def test_a_preview_draws_nothing(desk: Desk) -> None:
    before, label, keeper = drawn(desk), grid_label(), desk.volunteer()
    content = f"网格,楼栋,网格员\n{label},1号楼,{keeper}\n{label},2号楼,{keeper}\n".encode()
    assert desk.bring("network", content, dry_run=True).accepted == 2
    assert drawn(desk) == before and waiting(desk, keeper) == []


def test_a_later_list_changes_what_it_says_otherwise(desk: Desk) -> None:
    label, lead = grid_label(), desk.volunteer()
    assert desk.codes("network", f"{label}|1号楼|楼栋|60||", f"{label}|2号楼|楼栋|40||") == []
    report = desk.take("network", f"{label}|1号楼||64||{lead}", f"{label}|2号楼|楼栋|40||")
    assert (report.accepted, report.repeated) == (1, 1)
    house = drawn(desk)[f"{label} 1号楼"]
    assert (house.households, house.covers) == (64, "building")
    assert house.lead_id == id_of(desk, lead)


def test_buildings_of_one_name_stand_in_different_grids(desk: Desk) -> None:
    one, other = grid_label(), grid_label()
    assert desk.codes("network", f"{one}|1号楼||||", f"{other}|1号楼||||") == []
    nodes = drawn(desk)
    assert nodes[f"{one} 1号楼"].node_id != nodes[f"{other} 1号楼"].node_id


def test_a_grid_may_have_several_keepers(desk: Desk) -> None:
    label, one, other = grid_label(), desk.volunteer(), desk.volunteer()
    assert desk.codes("network", f"{label}|1号楼|||{one}、{other}|") == []
    grid_id = drawn(desk)[label].node_id
    for name in (one, other):
        assert waiting(desk, name) == [("coordinator", OFFICE, grid_id)]


def test_a_new_keeper_of_a_known_grid_waits_in_the_name_of_who_takes_it_in(desk: Desk) -> None:
    label, keeper = grid_label(), desk.volunteer()
    assert desk.codes("network", f"{label}|1号楼||||") == []
    assert desk.codes("network", f"{label}|1号楼|||{keeper}|") == []
    assert len(waiting(desk, keeper)) == 1
    assert desk.take("network", f"{label}|1号楼|||{keeper}|").repeated == 1
    decide(
        desk,
        ApproveRole(member_id=id_of(desk, keeper), role="coordinator"),
        actor="supervisor",
    )
    assert waiting(desk, keeper) == []
    assert desk.take("network", f"{label}|2号楼|||{keeper}|").accepted == 1
    assert waiting(desk, keeper) == []


def test_who_waits_for_one_grid_is_not_proposed_for_another(desk: Desk) -> None:
    one, other, keeper = grid_label(), grid_label(), desk.volunteer()
    report = desk.take("network", f"{one}|1号楼|||{keeper}|", f"{other}|1号楼|||{keeper}|")
    assert [it.code for it in report.notices if it.row] == ["keeper_waits"]
    assert report.accepted == 2 and len(waiting(desk, keeper)) == 1
    (refused,) = desk.take("network", f"{other}|1号楼|||{keeper}、{keeper}|").rejected
    assert refused.code == "unreadable_cell" and "正等批准" in refused.message_zh
    decide(
        desk,
        DeclineRole(member_id=id_of(desk, keeper), role="coordinator"),
        actor="supervisor",
    )
    assert desk.take("network", f"{other}|1号楼|||{keeper}|").repeated == 1
    assert desk.take("network", f"{other}|3号楼|||{keeper}|").accepted == 1
    assert waiting(desk, keeper)[0][2] == drawn(desk)[other].node_id


def test_bad_rows_are_refused_alone(desk: Desk) -> None:
    label, closed, lead = grid_label(), grid_label(), desk.volunteer()
    into = f"into-{closed}"
    decide(
        desk,
        FoundNode(node_id=f"grid-{closed}", level="grid", label=closed),
        FoundNode(node_id=into, level="grid", label=f"并{closed}"),
        FoundNode(node_id=f"b-{closed}", level="building", label="9号楼", parent_id=into),
        MoveNode(node_id=f"b-{closed}", from_day=today(), parent_id=f"grid-{closed}"),
        MoveNode(node_id=f"b-{closed}", from_day=today(), parent_id=into),
        CloseNode(node_id=f"grid-{closed}", from_day=date(2026, 1, 1), into_id=into),
    )
    rows = {
        "|1号楼||||": "missing_name",
        f"{label}|1号楼|小区|||": "unreadable_cell",
        f"{label}|1号楼||一百||": "unreadable_cell",
        f"{label}|1号楼||-3||": "unreadable_cell",
        f"{label}|1号楼|||没这个人|": "unknown_person",
        f"{label}|1号楼||||没这个人": "unknown_person",
        f"{label}|||||{lead}": "unreadable_cell",
        f"{label}|1号楼|||甲、乙、丙、丁、戊、己|": "unreadable_cell",
        f"{closed}|3号楼||||": "node_closed",
        f"{'格' * 41}|1号楼||||": "unreadable_cell",
    }
    report = desk.take("network", *rows, f"{label}|5号楼||||")
    assert [it.code for it in report.rejected] == [*rows.values()]
    assert report.accepted == 1 and f"{label} 5号楼" in drawn(desk)


def test_a_building_that_was_moved_away_is_not_founded_again(desk: Desk) -> None:
    one, other = grid_label(), grid_label()
    assert desk.codes("network", f"{one}|1号楼||||", f"{other}|||||") == []
    nodes = drawn(desk)
    moving = MoveNode(
        node_id=nodes[f"{one} 1号楼"].node_id,
        from_day=today(),
        parent_id=nodes[other].node_id,
    )
    decide(desk, moving)
    assert desk.codes("network", f"{one}|1号楼||70||") == ["node_exists"]
    assert desk.codes("network", f"{other}|1号楼||70||") == []


def test_nobody_takes_in_the_list_that_makes_them_a_keeper(desk: Desk) -> None:
    label, keeper = grid_label(), desk.volunteer()
    me = id_of(desk, keeper)

    async def importing(community: Community) -> list[str]:
        content = f"网格,楼栋,网格员\n{label},1号楼,{keeper}\n{label},2号楼,\n".encode()
        file = File(workbook_of("network"), "typed", content)
        report, _ = await import_content(community, file, by="coordinator", confirmed_by=me)
        return [it.code for it in report.rejected]

    assert desk.ask(importing) == ["own_role"]
    assert f"{label} 2号楼" in drawn(desk) and waiting(desk, keeper) == []
