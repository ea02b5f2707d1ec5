"""Reading rows: what several kinds of workbooks ask of their cells."""

from collections.abc import Callable
from datetime import date
from typing import Final, TypeVar

from api.workbooks.cells import (
    CellValue,
    UnreadableCell,
    as_date,
    as_whole_number,
    shortened,
)
from api.workbooks.kinds import Cells, Remark, Workbook
from api.workbooks.office import Office
from api.workbooks.opened.filling import is_faulty, is_repetition
from api.workbooks.people import Found
from api.workbooks.personal import as_phones
from api.workbooks.refusals import (
    Unreadable,
)
from api.workbooks.rows import Row
from api.workbooks.typed.placeholders import is_nought, or_none

T = TypeVar("T")

TELLING_APART: Final = ("志愿者编号", "身份证号")
"""Columns that a sheet may have besides, to tell people of one name apart."""


def read(cells: Cells, column: str, reader: Callable[[CellValue], T]) -> T:
    """What a reader finds in the cell of a column. Raises Unreadable."""
    try:
        return reader(cells[column])
    except UnreadableCell as cell:
        raise Unreadable(column=column, zh=cell.message_zh, en=cell.message_en) from None


def read_if_any(cells: Cells, column: str, reader: Callable[[CellValue], T]) -> T | None:
    """What it finds, or none in a cell that is blank or says so. Raises Unreadable."""
    return read(cells, column, or_none(reader))


def read_words_if_any(cells: Cells, column: str, reader: Callable[[CellValue], T]) -> T | None:
    """As `read_if_any`, where a nought says nothing either. Raises Unreadable."""
    return None if is_nought(cells[column]) else read_if_any(cells, column, reader)


def check_readable(row: Row, workbook: Workbook) -> None:
    """Raises Unreadable for an error, a formula without its value, or a repetition of nothing.

    Also for what sums up the rows above it, which is no row itself.
    """
    cells = row.cells
    if row.sums_up:
        raise Unreadable(
            column=workbook.columns[0],
            zh="这是合计行，不是一条记录，不用导入。",
            en="this line sums up others: it is no row, and need not be taken.",
        )
    for column in (*workbook.columns, *workbook.telling_apart):
        cell = cells.get(column, "")
        if is_faulty(cell):
            shown = shortened(str(cell).strip())
            raise Unreadable(
                column=column,
                zh=f"这一格是公式错误，或公式的结果没有保存（{shown}），请填写实际的内容。",
                en=f"an error, or a formula whose value was not stored ({shown}); type the value.",
            )
        if is_repetition(cell):
            raise Unreadable(
                column=column,
                zh="写的是“同上”，但上面没有内容可用。",
                en="“as above”, with nothing above it.",
            )


def find(cells: Cells, column: str, office: Office) -> Found:
    """The member whom a column names. Raises UnknownPerson, AmbiguousPerson, Unreadable."""

    def found(ending: CellValue) -> Found:
        apart = (cells.get(it, "") for it in TELLING_APART)
        return office.people.find(cells[column], ending, *apart)

    return read(cells, "电话后四位", found)


def phone_remarks(cells: Cells, column: str) -> tuple[Remark, ...]:
    """What is said of a cell that has more than one phone number in it. Raises Unreadable."""
    phones = read(cells, column, as_phones)
    remarks = []
    if (count := len(phones.numbers)) > 1:
        remarks.append(
            Remark(
                "further_phone",
                f"“{column}”里有 {count} 个号码，都保留了，联系时用{phones.numbers[0]}。",
                f"“{column}” has {count} numbers; all are kept, {phones.numbers[0]} is called.",
            )
        )
    if phones.remark:
        remarks.append(
            Remark(
                "phone_remark",
                f"“{column}”里号码之外的分机或备注没有保留。",
                f"What “{column}” says besides the number was not kept.",
            )
        )
    return tuple(remarks)


def count_or(cell: CellValue, otherwise: int) -> int:
    """The whole number in a cell, or another one where it cannot be read."""
    try:
        return as_whole_number(cell)
    except UnreadableCell:
        return otherwise


def day_or(cell: CellValue, otherwise: date) -> date:
    """The day in a cell, or another one where it cannot be read: what else is wrong goes first."""
    try:
        return as_date(cell)
    except UnreadableCell:
        return otherwise
