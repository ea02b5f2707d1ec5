"""Reading rows: what several kinds of workbooks ask of their cells."""

from collections.abc import Callable
from typing import TypeVar

from api.workbooks.cells import (
    CellValue,
    UnreadableCell,
    as_phone_ending,
    as_whole_number,
    is_blank,
)
from api.workbooks.kinds import Cells
from api.workbooks.office import Office
from api.workbooks.people import Found
from api.workbooks.refusals import (
    Unreadable,
)

T = TypeVar("T")


def read(cells: Cells, column: str, reader: Callable[[CellValue], T]) -> T:
    """What a reader finds in the cell of a column. Raises Unreadable."""
    try:
        return reader(cells[column])
    except UnreadableCell as cell:
        raise Unreadable(column=column, zh=cell.message_zh, en=cell.message_en) from None


def read_if_any(cells: Cells, column: str, reader: Callable[[CellValue], T]) -> T | None:
    """What it finds, or none in a blank cell. Raises Unreadable."""
    return None if is_blank(cells.get(column)) else read(cells, column, reader)


def find(cells: Cells, column: str, office: Office) -> Found:
    """The member whom a column names. Raises UnknownPerson, AmbiguousPerson, Unreadable."""
    read(cells, "电话后四位", as_phone_ending)
    return office.people.find(cells[column], cells["电话后四位"])


def count_or(cell: CellValue, otherwise: int) -> int:
    """The whole number in a cell, or another one where it cannot be read."""
    try:
        return as_whole_number(cell)
    except UnreadableCell:
        return otherwise
