"""The rows of a file that an office keeps, found below whatever stands above their headers."""

from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from api.workbooks.cells import CellValue, as_text, is_blank, shortened
from api.workbooks.kinds import Workbook
from api.workbooks.opened import bounds
from api.workbooks.opened.between import headers_again, sums_up
from api.workbooks.opened.columns import (
    MISTAKE_COLUMN,
    column_names,
    find_header,
    header_key,
    missing,
    resembled,
)
from api.workbooks.opened.failures import NotThisKind, WorkbookTooLarge, check_size
from api.workbooks.opened.filling import filled, hidden_cells, unseen_columns
from api.workbooks.opened.notices import (
    Notice,
    cells_hidden,
    cells_merged,
    column_hidden,
    column_unknown,
    errors_untold,
    header_again,
    rows_hidden,
    sheet_hidden,
    sheet_left,
    sheet_read,
)
from api.workbooks.opened.table import Cells, Table
from api.workbooks.opened.tables import open_tables


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a person sees it, its cells by the name of their column, its sheet.

    `before` are the cells as versions had them that knew neither merged cells nor repetition. What
    `sums_up` others is no row.
    """

    number: int
    cells: dict[str, CellValue]
    sheet: str = ""
    before: dict[str, CellValue] | None = None
    sums_up: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """A file's columns, left to right, its rows that are not blank, and what was left of it.

    Columns of the kind carry the kind's own names. A row holds a cell for every column of its
    sheet and, blank, for every column of the kind that the sheet leaves out. `sheets` are the
    names of those that were read.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    sheets: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass
class _Reading:
    """A file, while it is read."""

    workbook: Workbook
    columns: dict[str, None] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    likeliest: Cells = field(default_factory=list)
    """What is most like a header, where none is one."""


def read_book(path: Path, workbook: Workbook) -> Book:
    """Return the rows of all sheets of the file that a person sees and that have the columns.

    Takes .xlsx, .xls, .ods, tables in text or on a web page, and what 2003 saved as XML.
    Raises NotAWorkbook, NotThisKind, WorkbookTooLarge, or OSError when there is no such file.
    """
    check_size(path.stat().st_size)
    return read_book_content(path.read_bytes(), workbook)


def read_book_content(content: bytes, workbook: Workbook) -> Book:
    """Return what `read_book` returns, from a file's bytes."""
    check_size(len(content))
    fewest_missing = workbook.required
    reading = _Reading(workbook)

    def likeness(line: Cells) -> int:
        return len(workbook.required) - len(missing(line, workbook))

    for table in open_tables(content, likeness):
        header_at, lacking = find_header(table.cells, workbook)
        if not lacking:
            _take(table, header_at, reading)
        elif table.visible and any(not is_blank(it) for cells in table.cells for it in cells):
            reading.notices.append(sheet_left(table.name, lacking))
        if table.visible and len(lacking) < len(fewest_missing):
            fewest_missing, reading.likeliest = lacking, table.cells[header_at]
    if not reading.sheets:
        raise _not_this_kind(workbook, fewest_missing, reading)
    return Book(
        columns=tuple(reading.columns),
        rows=tuple(reading.rows),
        sheets=tuple(reading.sheets),
        notices=tuple(reading.notices),
    )


def _not_this_kind(workbook: Workbook, lacking: list[str], reading: _Reading) -> NotThisKind:
    for notice in reading.notices:
        if notice.code == "hidden_sheet":
            return NotThisKind(notice.message_zh, notice.message_en)
    names = [shortened(as_text(it)) for it in reading.likeliest if not is_blank(it)]
    known = set(map(header_key, workbook.columns))
    alike = [
        (name, like)
        for name in names
        if header_key(name) not in known and (like := resembled(name, lacking))
    ]
    hint_zh = "".join(f"“{name}”像“{like}”，是的话请改列名。" for name, like in alike)
    hint_en = "".join(f" “{name}” resembles “{like}”: rename it if so." for name, like in alike)
    if len(lacking) == len(workbook.required):
        hint_zh = "表头没有错的话，请用表格软件打开，另存为 .xlsx 再导入。"
        hint_en = " If the header is right, open it in a spreadsheet and save it as .xlsx."
    return NotThisKind(
        f"这不像{workbook.title_zh}：表头里找不到这些列：{'、'.join(lacking)}。{hint_zh}",
        f"This does not look like a sheet of {workbook.kind}: its header lacks the columns "
        f"{', '.join(lacking)}.{hint_en}",
    )


def _take(table: Table, header_at: int, reading: _Reading) -> None:
    """Take the rows of a sheet, or note why they are left."""
    name = table.name
    again = headers_again(table.cells, header_at, reading.workbook)
    repeated = set(again)
    numbered = [
        number
        for number in range(header_at + 1, len(table.cells))
        if number not in repeated and not _all_blank(table.cells[number])
    ]
    if not table.visible:
        reading.notices.append(sheet_hidden(name, len(numbered)))
        return
    seen = [number for number in numbered if number not in table.marks.hidden_rows]
    shown = set(seen)
    if len(reading.rows) + len(seen) > bounds.ROWS_MAX:
        raise WorkbookTooLarge(f"{bounds.ROWS_MAX} 行", f"{bounds.ROWS_MAX} rows")
    sums = {it for it in numbered if sums_up(table.cells[it], len(reading.workbook.columns))}
    rows, spread = filled(table, header_at, sums.union(again))
    reading.sheets.append(name)
    for start, end in pairwise((header_at, *again, len(rows))):
        within = numbered[bisect(numbered, start) : bisect(numbered, end - 1)]
        header = table.cells[start]
        hidden = unseen_columns(table, start)
        used = _used(header, [rows[it] for it in within])
        named = _named(column_names(header, reading.workbook, hidden), used)
        named_before = _named(column_names(header, reading.workbook), used)
        reading.columns |= dict.fromkeys(named.values())
        numbers = [it for it in within if it in shown]
        _take_rows((table, rows), numbers, (named, named_before), sums, reading)
        if start == header_at or header != table.cells[header_at]:
            reading.notices += _unknown_columns(name, [*named.values()], reading.workbook)
            own = {named[it] for it in hidden if it in named}
            reading.notices += [
                column_hidden(name, it) for it in reading.workbook.columns if it in own
            ]
    reading.notices += _notices(table, (len(numbered), len(seen), spread))
    if unseen := hidden_cells(table, header_at):
        reading.notices.append(cells_hidden(name, len(unseen)))
    if again:
        reading.notices.append(header_again(name, len(again)))


def _take_rows(
    read: tuple[Table, list[Cells]],
    numbers: list[int],
    named: tuple[dict[int, str], dict[int, str]],
    sums: set[int],
    reading: _Reading,
) -> None:
    """Take the rows of these numbers, with the columns that the header above them names.

    `named` are these, and as versions before named them.
    """
    table, rows = read
    now, then = named
    left_out: dict[str, CellValue] = dict.fromkeys(reading.workbook.columns, "")
    for number in numbers:
        line, before = rows[number], table.cells[number]
        cells = left_out | {name: _at(line, place) for place, name in now.items()}
        read_before = None
        if line != before or now != then:
            read_before = left_out | {name: _at(before, place) for place, name in then.items()}
        row = Row(number + 1, cells, table.name, read_before, number in sums)
        reading.rows.append(row)


def _notices(table: Table, counts: tuple[int, int, int]) -> Iterator[Notice]:
    numbered, seen, spread = counts
    yield sheet_read(table.name, seen)
    if not table.all_told:
        yield errors_untold(table.name)
    if numbered > seen:
        yield rows_hidden(table.name, numbered - seen)
    if spread:
        yield cells_merged(table.name, spread)


def _named(names: tuple[str, ...], used: list[int]) -> dict[int, str]:
    return {place: names[place] for place in used}


def _unknown_columns(sheet: str, columns: list[str], workbook: Workbook) -> Iterator[Notice]:
    known = {*workbook.columns, *workbook.telling_apart, MISTAKE_COLUMN}
    absent = [it for it in workbook.columns if it not in columns]
    for column in columns:
        if column not in known:
            yield column_unknown(sheet, column, resembled(column, absent))


def _used(header: Cells, rows: list[Cells]) -> list[int]:
    """The places of the columns that have a name or hold anything."""
    named = {place for place, cell in enumerate(header) if not is_blank(cell)}
    for cells in rows:
        if len(named) == len(header):
            break
        named.update(
            place
            for place, cell in enumerate(cells[: len(header)])
            if cell != "" and place not in named and not is_blank(cell)
        )
    return sorted(named)


def _all_blank(cells: Cells) -> bool:
    return cells.count("") == len(cells) or all(map(is_blank, cells))


def _at(cells: Cells, place: int) -> CellValue:
    return cells[place] if place < len(cells) else ""
