"""The list of grids and buildings: each row draws one, and says who looks after it."""

import re
from dataclasses import dataclass, field
from typing import Final

from api.workbooks.bounded import as_kept_person, as_kept_word
from api.workbooks.cells import CellValue, UnreadableCell, as_text, as_whole_number
from api.workbooks.kinds import Cells, Remark, Step, Workbook
from api.workbooks.known.drawing import KEEPS, Drawing, stands_in
from api.workbooks.office import Office
from api.workbooks.reading import read, read_if_any, read_words_if_any
from api.workbooks.refusals import MissingName, Unreadable
from domain.ledger.decision import Decision
from domain.people.entering.role_refusals import OwnRole
from domain.people.network.drawn import EVER, Covers, Drawn
from domain.people.network.standing import NodeExists, NodeIsClosed
from domain.people.nodes import FoundNode, NodeFounded, NodeRelabelled, RelabelNode
from domain.people.roles import ProposeRole
from domain.rules.changes import NothingChanged

COVERS: Final[dict[str, Covers]] = {"楼栋": "building", "单位": "unit", "物业": "property"}
HOUSEHOLDS_MAX: Final = 1_000_000
KEEPERS_MAX: Final = 5
_BETWEEN: Final = re.compile(r"[、，,;；/]")

_WAITS: Final = Remark(
    "keeper_waits",
    "“网格员”没有记：这个人的网格员角色正等批准，批准以后再提议这个网格。",
    "The keeper was not noted: their role waits for approval; propose this grid after that.",
)


@dataclass(frozen=True)
class _Said:
    """What a row says of a grid or building."""

    label: str
    covers: Covers | None = None
    households: int | None = None
    lead_id: str | None = None


@dataclass
class _Drawn:
    """What a row asks for, on the map that the rows before it made."""

    office: Office
    decisions: list[Decision] = field(default_factory=list)

    @property
    def drawing(self) -> Drawing:
        """The map."""
        return self.office.drawing

    def found(self, node: FoundNode) -> str:
        """Found a grid or building; its id."""
        self.decisions.append(node)
        self.drawing.draw(
            NodeFounded(
                node_id=node.node_id,
                level=node.level,
                label=node.label,
                parent_id=node.parent_id,
                covers=node.covers,
                households=node.households,
                lead_id=node.lead_id,
            )
        )
        return node.node_id

    def change(self, known: Drawn, said: _Said) -> None:
        """From today on it is as the row says, where that is anything else."""
        covers = said.covers if said.covers != known.covers else None
        households = said.households if said.households != known.households else None
        lead_id = said.lead_id if said.lead_id != known.lead_id else None
        if covers is None and households is None and lead_id is None:
            return
        changed = RelabelNode(
            node_id=known.node_id,
            from_day=self.office.today,
            covers=covers,
            households=households,
            lead_id=lead_id,
        )
        self.decisions.append(changed)
        self.drawing.draw(
            NodeRelabelled(
                node_id=known.node_id,
                from_day=changed.from_day,
                covers=covers,
                households=households,
                lead_id=lead_id,
            )
        )


def _as_covers(cell: CellValue) -> Covers:
    """Return by what a grid is drawn. Raises UnreadableCell."""
    text = as_text(cell)
    if text not in COVERS:
        raise UnreadableCell("这里要填“楼栋”“单位”或“物业”。", "楼栋, 单位 or 物业 belongs here.")
    return COVERS[text]


def _as_households(cell: CellValue) -> int:
    """Return how many households live there. Raises UnreadableCell."""
    number = as_whole_number(cell)
    if not 0 <= number <= HOUSEHOLDS_MAX:
        raise UnreadableCell("户数要填 0 到 1000000 的整数。", "a whole number up to 1,000,000.")
    return number


def _row(cells: Cells, office: Office, new_id: str) -> Step:
    grid_label = read_words_if_any(cells, "网格", as_kept_word)
    if not grid_label:
        raise MissingName(column="网格")
    house = read_words_if_any(cells, "楼栋", as_kept_word)
    said = _Said(
        label=house or grid_label,
        covers=read_words_if_any(cells, "类型", _as_covers),
        households=read_if_any(cells, "户数", _as_households),
        lead_id=_lead(cells, office, house),
    )
    keepers = _keepers(cells, office)
    grid = office.drawing.grid_called(grid_label)
    known = office.drawing.building_called(house, grid.node_id) if house and grid else None
    _require_there(known or grid, *(it for it in (grid,) if it))
    if known and grid and not stands_in(known, grid.node_id):
        raise NodeExists(label=said.label)
    drawn = _Drawn(office)
    of_grid = said if not house else _Said(grid_label)
    if grid:
        grid_id = grid.node_id
        drawn.change(grid, of_grid)
    else:
        grid_id = drawn.found(_founding(f"{new_id} grid", of_grid, office))
    if known:
        drawn.change(known, said)
    elif house:
        drawn.found(_founding(new_id, said, office, grid_id))
    proposed, remarks = _proposals(keepers, grid_id, office)
    if not drawn.decisions and not proposed:
        if remarks:
            raise Unreadable(column="网格员", zh=remarks[0].message_zh, en=remarks[0].message_en)
        raise NothingChanged
    return _step(drawn.decisions, proposed, remarks)


def _require_there(*nodes: Drawn | None) -> None:
    for it in filter(None, nodes):
        if it.is_closed_on(EVER):
            raise NodeIsClosed(label=it.label_on(EVER), day=it.closed_from)


def _founding(key: str, said: _Said, office: Office, grid_id: str | None = None) -> FoundNode:
    return FoundNode(
        node_id=office.vault.digest("node", key),
        level="building" if grid_id else "grid",
        label=said.label,
        parent_id=grid_id,
        covers=said.covers,
        households=said.households,
        lead_id=said.lead_id,
    )


def _lead(cells: Cells, office: Office, house: str | None) -> str | None:
    """Whom a row names for who leads the building. Raises Unreadable, UnknownPerson."""
    if not read_words_if_any(cells, "楼栋长", as_kept_person):
        return None
    if not house:
        raise Unreadable(
            column="楼栋长",
            zh="没有填楼栋，不知道是哪一栋的。",
            en="no building is named in the row.",
        )
    return _find(cells, "楼栋长", office)


def _find(cells: Cells, column: str, office: Office) -> str:
    number = cells.get(f"{column}编号", "")
    return read(cells, column, lambda it: office.people.find(it, "", number)).member_id


def _keepers(cells: Cells, office: Office) -> list[str]:
    """Who looks after the grid, one or several. Raises Unreadable, UnknownPerson, OwnRole."""
    if not read_words_if_any(cells, "网格员", as_text):
        return []
    named = _parts(cells["网格员"])
    if len(named) > KEEPERS_MAX:
        raise Unreadable(
            column="网格员",
            zh=f"一个网格最多填 {KEEPERS_MAX} 位。",
            en=f"at most {KEEPERS_MAX} people look after a grid.",
        )
    numbers = _parts(cells.get("网格员编号", ""))
    numbers += [""] * (len(named) - len(numbers))
    found = [
        _find({"网格员": name, "网格员编号": number}, "网格员", office)
        for name, number in zip(named, numbers, strict=False)
    ]
    for member_id in found:
        if member_id in office.hands and not office.drawing.keeps_all(member_id):
            raise OwnRole
    return list(dict.fromkeys(found))


def _parts(cell: CellValue) -> list[str]:
    return [it for it in (part.strip() for part in _BETWEEN.split(as_text(cell))) if it]


def _proposals(
    keepers: list[str], grid_id: str, office: Office
) -> tuple[list[Decision], tuple[Remark, ...]]:
    drawing, proposed, waits = office.drawing, list[Decision](), False
    for member_id in keepers:
        if drawing.keeps(member_id, grid_id):
            continue
        if drawing.waits(member_id):
            waits = True
            continue
        drawing.propose(member_id, grid_id)
        proposed.append(ProposeRole(member_id=member_id, role=KEEPS, within=grid_id))
    return proposed, (_WAITS,) if waits else ()


def _step(decisions: list[Decision], proposed: list[Decision], remarks: tuple[Remark, ...]) -> Step:
    """All of a row: what the office decides first, then what two people have to agree to."""
    if not decisions:
        first, *others = proposed
        return Step(decision=first, in_person=True, proposed=tuple(others), remarks=remarks)
    *before, last = decisions
    return Step(decision=last, first=tuple(before), proposed=tuple(proposed), remarks=remarks)


WORKBOOK: Final = Workbook(
    kind="network",
    title_zh="网格楼栋表",
    columns=("网格", "楼栋", "类型", "户数", "网格员", "楼栋长"),
    may_be_missing=frozenset({"类型", "户数", "网格员", "楼栋长"}),
    telling_apart=("网格员编号", "楼栋长编号"),
    read=_row,
    rank=15,
    by_two=True,
)
