"""Cells parted by commas, tabs or semicolons in a text of any encoding that offices use."""

import csv
import re
from collections.abc import Callable, Iterator
from io import StringIO
from itertools import islice
from typing import Final

from api.workbooks.cells import CellValue
from api.workbooks.opened import bounds
from api.workbooks.opened.failures import NotAWorkbook, WorkbookTooLarge, check_cells

Likeness = Callable[[list[CellValue]], int]
"""How many columns of the kind a row names: the parting that names most is the file's."""

LINES_LOOKED_AT: Final = 20
_PARTINGS: Final = (",", "\t", ";", "|", "，", "；")
_LINE_END: Final = re.compile(r"[\r\n]")
_OTHER_LINE_END: Final = re.compile("[\u2028\u2029\x85\x0b\x0c]")
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_UTF_32: Final = (b"\xff\xfe\0\0", b"\0\0\xfe\xff")
_LOOKED_AT: Final = 4_000
_ENCODINGS: Final = ("utf-8-sig", "gb18030")


def decoded(content: bytes) -> str:
    """The text that the bytes are. Raises NotAWorkbook."""
    encodings = _encodings(content)
    if encodings == _ENCODINGS and b"\0" in content:
        raise _not_text()
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _not_text()


def _encodings(content: bytes) -> tuple[str, ...]:
    """Those that the bytes may be of: texts of two or four bytes a character may say so or not."""
    if content.startswith(_UTF_32):
        return ("utf-32",)
    if content.startswith(_UTF_16):
        return ("utf-16",)
    beginning = content[:_LOOKED_AT]
    for encoding, place in (("utf-16-le", 1), ("utf-16-be", 0)):
        # Tabs, ends of lines and digits of a Chinese text have one byte of nothing.
        if beginning[place::2].count(0) > beginning[1 - place :: 2].count(0) * 4:
            return (encoding,)
    return _ENCODINGS


def text_table(text: str, likeness: Likeness) -> list[list[CellValue]]:
    """The cells of a text by lines. Raises NotAWorkbook, WorkbookTooLarge."""
    text = _with_line_ends(text)
    lines_max = bounds.LINES_MAX
    if max(text.count("\n"), text.count("\r")) > lines_max:
        raise WorkbookTooLarge(f"{lines_max} 行", f"{lines_max} rows")
    try:
        beginning = text[: bounds.BEGINNING]
        parting = max(_PARTINGS, key=lambda it: _best_likeness(beginning, it, likeness))
        check_cells(text.count(parting), bounds.TEXT_CELLS_MAX)
        text = _with_marks(text, parting, likeness)
        return list(_bounded(_lines(text, parting)))
    except csv.Error as error:
        raise _not_text() from error


def _with_line_ends(text: str) -> str:
    """The text, whose lines may end in what parts lines or pages elsewhere."""
    return text if _LINE_END.search(text.strip()) else _OTHER_LINE_END.sub("\n", text)


def _best_likeness(text: str, parting: str, likeness: Likeness) -> int:
    """How like a header the likeliest of the first lines is; a comma wins where none is."""
    first = islice(_lines(text, parting), LINES_LOOKED_AT)
    try:
        return max((likeness(line[: bounds.HEADER_COLUMNS_MAX]) for line in first), default=0)
    except csv.Error:  # it has a cell of endless length where it is parted so
        return -1


def _lines(text: str, parting: str) -> Iterator[list[CellValue]]:
    for line in csv.reader(StringIO(text, newline=""), delimiter=parting):
        yield [*line]


def _with_marks(text: str, parting: str, likeness: Likeness) -> str:
    """The text, in which a quote that stands alone in a cell is a mark of repetition.

    Where it opens a quoted cell, its line has more partings than the header.
    """
    alone = re.compile(f'(?:^|(?<={re.escape(parting)}))"(?={re.escape(parting)}|\r?$)')
    if f'{parting}"{parting}' not in text and f'\n"{parting}' not in text:
        return text
    lines = text.split("\n")
    first = lines[:LINES_LOOKED_AT]
    header = max(first, key=lambda it: likeness(list[CellValue](it.strip("\r").split(parting))))
    width = header.count(parting)
    marked = (alone.sub("〃", it) if it.count(parting) == width else it for it in lines)
    return "\n".join(marked)


def _bounded(lines: Iterator[list[CellValue]]) -> Iterator[list[CellValue]]:
    for line in lines:
        if len(line) > bounds.COLUMNS_MAX:
            most = bounds.COLUMNS_MAX
            raise WorkbookTooLarge(f"{most} 列", f"{most} columns")
        yield line


def _not_text() -> NotAWorkbook:
    return NotAWorkbook(
        "这个文件不是工作簿，也不是 UTF-8、UTF-16 或 GB18030 编码的文字表格。",
        "This file is neither a workbook nor a table in text of UTF-8, UTF-16 or GB18030.",
    )
