"""Grids and buildings at the desk: what waits where, and buildings changed from a day on."""

from collections.abc import Awaitable
from io import BytesIO
from typing import Annotated, Any, Final

import xlsxwriter
from fastapi import Depends, Response

from api.office.network import SEE_NETWORK, GridRow, grid_rows
from api.pages.desk.people.members import download
from api.pages.done import said
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.people.network_workbook import COVERS, WORKBOOK
from api.people.nodes import (
    MOVE_BUILDING,
    REDRAW,
    Closing,
    NewParent,
    NodeChange,
    change_node,
    close_node,
    move_node,
)
from api.serving.problems import status_of
from domain.ledger.refusal import Refusal
from domain.people.membership import UnknownMember
from projections.people.members import member_of_number, volunteer_numbers

router = page_router()

Looking = Annotated[Visitor, Depends(visiting(SEE_NETWORK))]
Redrawing = Annotated[Visitor, Depends(visiting(REDRAW))]
Moving = Annotated[Visitor, Depends(visiting(MOVE_BUILDING))]

HERE: Final = "/desk/network"
DONE: Final = {
    "changed": "已更改，从那天起照新的算。",
    "led": "已请为楼栋长，住户在手机上看得到电话。",
    "moved": "楼栋已划入，从那天起算那个网格的。",
    "closed": "已撤销，从那天起算并入的那个。",
}
KINDS: Final[dict[str, str]] = {kind: word for word, kind in COVERS.items()}


@router.get(HERE)
async def network(visitor: Looking) -> Response:
    """One's own grids, or all, with their buildings."""
    return await _page(visitor)


async def _page(visitor: Visitor, problem: str | None = None, status: int = 200) -> Response:
    return visitor.show(
        "desk/office/network.html",
        status,
        grids=await grid_rows(visitor),
        kinds=KINDS,
        today=visitor.today,
        message=said(visitor, DONE),
        problem=problem,
    )


@router.get(f"{HERE}.xlsx")
async def workbook(visitor: Looking) -> Response:
    """The list of grids and buildings, as it goes in again."""
    rows = await grid_rows(visitor)
    numbers = await volunteer_numbers(visitor.community.reader)
    columns = (*WORKBOOK.columns, *WORKBOOK.telling_apart)
    written = BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        sheet = book.add_worksheet(WORKBOOK.title_zh)
        bold = book.add_format({"bold": True, "bg_color": "#F2F2F2"})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(columns) - 1, 14)
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column, bold)
        lines = [line for grid in rows for line in _lines(grid, numbers)]
        for number, line in enumerate(lines, 1):
            for place, cell in enumerate(line):
                if isinstance(cell, int):
                    sheet.write_number(number, place, cell)
                elif cell:
                    sheet.write_string(number, place, cell)
    return download(written.getvalue(), f"network-{visitor.today}.xlsx")


def _lines(grid: GridRow, numbers: dict[str, str]) -> list[tuple[str | int | None, ...]]:
    """A line for the grid itself, and one for each of its buildings."""
    named = [it for it in grid.keepers if it.name]
    keepers = "、".join(it.name for it in named)
    of_keepers = "、".join(numbers.get(it.member_id, "") for it in named)
    lines: list[tuple[str | int | None, ...]] = [
        (
            *(grid.label, "", KINDS.get(grid.covers or "", ""), grid.households),
            *(keepers, "", of_keepers, ""),
        )
    ]
    for house in grid.buildings:
        lead = house.lead if house.lead and house.lead.name else None
        lines.append(
            (
                *(grid.label, house.label, KINDS.get(house.covers or "", ""), house.households),
                *(keepers, lead.name if lead else "", of_keepers),
                numbers.get(lead.member_id, "") if lead else "",
            )
        )
    return lines


@router.post(HERE + "/{node_id}/changes")
async def change(node_id: str, visitor: Redrawing) -> Response:
    """Call a building otherwise from a day on, or count other households."""
    return await _done(visitor, _changed(node_id, visitor), "changed")


async def _changed(node_id: str, visitor: Visitor) -> Any:
    return await change_node(node_id, visitor.read(NodeChange), visitor)


@router.post(HERE + "/{node_id}/lead")
async def lead(node_id: str, visitor: Redrawing) -> Response:
    """Name who leads a building from now on."""
    return await _done(visitor, _led(node_id, visitor), "led")


async def _led(node_id: str, visitor: Visitor) -> Any:
    number = str(visitor.form.get("number") or "").strip().upper()
    member_id = await member_of_number(visitor.community.reader, number)
    if member_id is None:
        raise UnknownMember
    return await change_node(node_id, NodeChange(lead=member_id), visitor)


@router.post(HERE + "/{node_id}/moves")
async def move(node_id: str, visitor: Moving) -> Response:
    """Put a building into another grid from a day on."""
    return await _done(visitor, _moved(node_id, visitor), "moved")


async def _moved(node_id: str, visitor: Visitor) -> Any:
    return await move_node(node_id, visitor.read(NewParent), visitor)


@router.post(HERE + "/{node_id}/closing")
async def close(node_id: str, visitor: Redrawing) -> Response:
    """Close a building from a day on."""
    return await _done(visitor, _closed(node_id, visitor), "closed")


async def _closed(node_id: str, visitor: Visitor) -> Any:
    return await close_node(node_id, visitor.read(Closing), visitor)


async def _done(visitor: Visitor, change: Awaitable[Any], done: str) -> Response:
    try:
        await change
    except Malformed as no:
        return await _page(visitor, no.findings[0]["message"], 422)
    except Refusal as no:
        return await _page(visitor, no.sentence(visitor.language), status_of(no))
    return go_on(HERE, done)
