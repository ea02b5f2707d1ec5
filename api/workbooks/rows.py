"""The rows of a sheet that an office keeps, found below whatever stands above its header."""

import csv
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path

import python_calamine

from api.workbooks import bounds
from api.workbooks.cells import CellValue, as_text, is_blank
from api.workbooks.kinds import Workbook

Cells = list[CellValue]


HEADER_ROWS_SEARCHED = 20

_BROKEN_FILE = (
    *(python_calamine.CalamineError, *bounds.BROKEN_ARCHIVE, zlib.error),
    *(OSError, EOFError, LookupError, RuntimeError, ValueError, OverflowError),
)


class UnreadableWorkbook(Exception):
    """A file that cannot be read; carries one plain sentence, in Chinese and in English."""

    def __init__(self, message_zh: str, message_en: str) -> None:
        super().__init__(message_en)
        self.message_zh = message_zh
        self.message_en = message_en


class NotAWorkbook(UnreadableWorkbook):
    """The file is neither a spreadsheet nor a readable CSV."""


class NotThisKind(UnreadableWorkbook):
    """No sheet of the file has the columns of the kind."""


class WorkbookTooLarge(UnreadableWorkbook):
    """The file holds more bytes, rows or cells than are read at once."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a person sees it, and its cells by the name of their column."""

    number: int
    cells: dict[str, CellValue]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's columns as the file has them, left to right, and its rows that are not blank.

    Columns of the kind carry the kind's own names. A row holds a cell for every column of the
    file and, blank, for every column of the kind that the file leaves out.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_sheet(path: Path, workbook: Workbook) -> Sheet:
    """Return the first sheet of the file that has the columns of the kind.

    Takes .xlsx, .xls, .ods, and CSV in UTF-8 or GB18030.
    Raises NotAWorkbook, NotThisKind, WorkbookTooLarge, or OSError when there is no such file.
    """
    _check_size(path.stat().st_size)
    return read_sheet_content(path.read_bytes(), workbook)


def read_sheet_content(content: bytes, workbook: Workbook) -> Sheet:
    """Return what `read_sheet` returns, from a file's bytes."""
    _check_size(len(content))
    fewest_missing = workbook.required
    for name, table in _tables(content):
        header_at, missing = _find_header(table, workbook)
        if not missing:
            return _sheet(name, table, header_at, workbook)
        fewest_missing = min(fewest_missing, missing, key=len)
    raise NotThisKind(
        f"这不像{workbook.title_zh}：表头里找不到这些列：{'、'.join(fewest_missing)}。",
        f"This does not look like a sheet of {workbook.kind}: its header lacks the columns "
        f"{', '.join(fewest_missing)}.",
    )


def _sheet(name: str, table: list[Cells], header_at: int, workbook: Workbook) -> Sheet:
    header = table[header_at]
    filled = [
        (number, _widened(cells, len(header)))
        for number, cells in enumerate(table[header_at + 1 :], header_at + 2)
        if not all(map(is_blank, cells))
    ]
    if len(filled) > bounds.ROWS_MAX:
        raise _too_large(f"{bounds.ROWS_MAX} 行", f"{bounds.ROWS_MAX} rows")
    columns = _column_names(header, workbook)
    used = [
        place
        for place, cell in enumerate(header)
        if not is_blank(cell) or not all(is_blank(cells[place]) for _, cells in filled)
    ]
    left_out: dict[str, CellValue] = dict.fromkeys(workbook.columns, "")
    rows = (
        Row(number, left_out | {columns[place]: cells[place] for place in used})
        for number, cells in filled
    )
    return Sheet(name, tuple(columns[place] for place in used), tuple(rows))


def _find_header(table: list[Cells], workbook: Workbook) -> tuple[int, list[str]]:
    """Return the place of the likeliest header, and the required columns that it lacks."""
    candidates = [
        (place, _missing(cells, workbook))
        for place, cells in enumerate(table[:HEADER_ROWS_SEARCHED])
    ]
    return min(candidates, key=lambda found: len(found[1]), default=(0, workbook.required))


def _missing(cells: Cells, workbook: Workbook) -> list[str]:
    present = set(map(_header_key, cells))
    return [column for column in workbook.required if _header_key(column) not in present]


def _column_names(header: Cells, workbook: Workbook) -> tuple[str, ...]:
    """Return a different name for each column; only the first of a name is the kind's own."""
    known = {_header_key(column): column for column in workbook.columns}
    names: list[str] = []
    for place, cell in enumerate(header, 1):
        written = as_text(cell) or f"第{place}列"
        name = known.get(_header_key(cell), written)
        names.append(name if name not in names else f"{name}（第{place}列）")
    return tuple(names)


def _header_key(cell: CellValue) -> str:
    return "".join(unicodedata.normalize("NFKC", as_text(cell)).casefold().split())


def _widened(cells: Cells, width: int) -> Cells:
    blanks: Cells = [""] * (width - len(cells))
    return cells[:width] + blanks


def _tables(content: bytes) -> Iterator[tuple[str, list[Cells]]]:
    if bounds.is_zipped(content) or content.startswith(b"\xd0\xcf\x11\xe0"):
        yield from _workbook_tables(content)
    else:
        yield "CSV", _csv_table(content)


def _workbook_tables(content: bytes) -> Iterator[tuple[str, list[Cells]]]:
    try:
        if bounds.is_zipped(content):
            _check_extent(content)
        with python_calamine.load_workbook(BytesIO(content)) as workbook:
            for sheet_name in workbook.sheet_names:
                sheet = workbook.get_sheet_by_name(sheet_name)
                _check_cells(sheet.total_height * sheet.total_width)
                yield sheet_name, sheet.to_python(skip_empty_area=False)
    except python_calamine.PasswordError as error:
        raise NotAWorkbook(
            "这个工作簿设有密码，请去掉密码后再导入。",
            "This workbook is locked with a password; remove it first.",
        ) from error
    except BaseException as error:
        # A broken .xls can make the reader itself give up, which it reports outside Exception.
        if isinstance(error, _BROKEN_FILE) or type(error).__name__ == "PanicException":
            raise NotAWorkbook(
                "这个文件打不开，不是完好的工作簿。", "This file is not a sound workbook."
            ) from error
        raise


def _csv_table(content: bytes) -> list[Cells]:
    not_text = NotAWorkbook(
        "这个文件不是工作簿，也不是 UTF-8 或 GB18030 编码的 CSV。",
        "This file is neither a workbook nor a CSV in UTF-8 or GB18030.",
    )
    if b"\x00" in content:
        raise not_text
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            lines = csv.reader(StringIO(content.decode(encoding), newline=""))
            return [list(line) for line in lines]
        except UnicodeDecodeError:
            continue
        except csv.Error as error:
            raise not_text from error
    raise not_text


def _check_size(size_bytes: int) -> None:
    if size_bytes > bounds.FILE_BYTES_MAX:
        megabytes = bounds.FILE_BYTES_MAX // 1_000_000
        raise _too_large(f"{megabytes} MB", f"{megabytes} MB")


def _check_extent(content: bytes) -> None:
    if bounds.unpacked_bytes(content) > bounds.UNPACKED_BYTES_MAX:
        megabytes = bounds.UNPACKED_BYTES_MAX // 1_000_000
        raise _too_large(f"{megabytes} MB（展开后）", f"{megabytes} MB when unpacked")
    _check_cells(bounds.cells_spanned(content))


def _check_cells(cells: int) -> None:
    if cells > bounds.CELLS_MAX:
        bound = bounds.CELLS_MAX
        raise _too_large(f"{bound} 格（表格边远处可能有多余的内容）", f"{bound} cells in one sheet")


def _too_large(bound_zh: str, bound_en: str) -> WorkbookTooLarge:
    return WorkbookTooLarge(
        f"文件超过 {bound_zh}，请分成几个文件再导入。",
        f"The file is over {bound_en}; split it into several files.",
    )
