"""Cells that say what others say: merged ones, marks of repetition, texts in quotes."""

import re
from collections.abc import Container
from functools import lru_cache
from typing import Final

from api.workbooks.cells import CellValue, as_text
from api.workbooks.opened.failures import check_cells
from api.workbooks.opened.marks import Place
from api.workbooks.opened.table import Cells, Table

_MARK_LENGTH_MAX: Final = 12
_OF_MARKS: Final = frozenset("同如仝全上々〻\"“”„‟〃″ʺˮ〝〞＂'’‘′´`↑⇧⬆DIASdias")
"""Characters of which each mark of repetition has one: most cells have none."""

_WORDS: Final = re.compile(
    r"(?:[与跟和]?(?:同|如|仝|全同)(?:左?上|前)(?:面|边|行|栏|格|列|条|项|述|[一1](?:行|格|栏|条))?"
    r"(?:一样|相同)?|(?:上|与上)同|仝|々{1,2}|〻|ditto|do|ibid|(?:same)?asabove|same)",
    re.IGNORECASE,
)
_STROKES: Final = re.compile("[\"“”„‟〃″ʺˮ〝〞＂]{1,4}|(?:['’‘′´`]{2}){1,2}|[↑⇧⬆]\ufe0f?|[↑⇧⬆]{2}")
_AROUND: Final = "()（）[]【】『』「」〔〕<>《》〈〉-—–_.。,，、:：“”\"'"
_QUOTED: Final = re.compile(r'=\s*"([^"&]*)"')
_FAULT: Final = re.compile(
    r"#[A-Z0-9/_]{1,18}[!?]?|#[^\s#]{1,8}[!?！？]|#{2,}|Err:\d{3}|错误:\d{3}", re.IGNORECASE
)
_FORMULA: Final = re.compile(r"\{?=\s*[^\s=].*", re.DOTALL)
_NUMBERED: Final = re.compile(r"#\d+")


DAYS: Final = frozenset({"日期", "保质期至", "结对日期"})
"""The columns of days, of whatever kind."""
_DAYS_UNTIL_1904: Final = 1_462
_DAYS_IN_SIGHT: Final = range(10_000, 110_000)


def _count_from_1900(rows: list[Cells], header_at: int) -> None:
    """Count plain numbers of days as other spreadsheets do: not from 1904, but from 1900 on."""
    places = [place for place, cell in enumerate(rows[header_at]) if as_text(cell) in DAYS]
    for cells in rows[header_at + 1 :]:
        for place in places:
            cell = cells[place] if place < len(cells) else ""
            if isinstance(cell, int | float) and int(cell) in _DAYS_IN_SIGHT:
                cells[place] = cell + _DAYS_UNTIL_1904


def is_faulty(cell: CellValue) -> bool:
    """Whether the cell shows an error, or a formula instead of its value."""
    if not isinstance(cell, str) or not cell or cell[0] not in "#={＝＃Ee错 \t":
        return False
    text = as_text(cell)
    if _QUOTED.fullmatch(text) or _NUMBERED.fullmatch(text):
        return False
    return bool(_FAULT.fullmatch(text) or _FORMULA.fullmatch(text))


def filled(table: Table, header_at: int, between: Container[int]) -> tuple[list[Cells], int]:
    """The rows as a person reads them, and how many cells a merged area gave its value.

    An area gives its value to all its rows below the header, in its first column; a mark of
    repetition is what stands above it, but for what stands `between` the rows. Blanks stay blank.
    """
    rows = [list(cells) for cells in table.cells]
    for (row, column), text in table.marks.faulty.items():
        if header_at < row < len(rows) and column < len(rows[row]):
            rows[row][column] = text
    for (row, column), number in table.marks.numbers.items():
        if row > header_at:
            rows[row][column] = number
    for row, column in hidden_cells(table, header_at):
        rows[row][column] = table.marks.seen[row, column]
    if table.since_1904:
        _count_from_1900(rows, header_at)
    spread = _spread_merged(table, rows, header_at)
    above: Cells | None = None
    for number in range(header_at + 1, len(rows)):
        _read_row(rows[number], above)
        if number not in between and rows[number].count("") < len(rows[number]):
            above = rows[number]
    return rows, spread


def unseen_columns(table: Table, header_at: int) -> set[int]:
    """The columns that nobody sees, of a web page also those whose header is hidden."""
    headers = {column for row, column in table.marks.seen if row == header_at}
    return table.marks.hidden_columns | headers


def hidden_cells(table: Table, header_at: int) -> list[Place]:
    """The cells that say more than a person sees, but for those of columns that are hidden."""
    unseen = unseen_columns(table, header_at)
    return [it for it in table.marks.seen if it[0] > header_at and it[1] not in unseen]


def _spread_merged(table: Table, rows: list[Cells], header_at: int) -> int:
    spread = area = 0
    for first, last in table.marks.merged:
        if first[0] > header_at and first[0] < len(rows) and last[0] > first[0]:
            area += last[0] - first[0]
            check_cells(area)
            spread += _spread(rows, first, min(last[0], len(rows) - 1))
    return spread


def _spread(rows: list[Cells], first: Place, last_row: int) -> int:
    column, spread = first[1], 0
    value = rows[first[0]][column] if column < len(rows[first[0]]) else ""
    for number in range(first[0] + 1, last_row + 1):
        if value != "" and column < len(rows[number]) and rows[number][column] == "":
            rows[number][column] = value
            spread += 1
    return spread


def _read_row(cells: Cells, above: Cells | None) -> None:
    """Repeat what stands in the row above, and take a text out of the quotes of a spreadsheet."""
    for place, cell in enumerate(cells):
        if isinstance(cell, str) and cell != "":
            if len(cell) <= _MARK_LENGTH_MAX and _repeats(cell):
                if above is not None:
                    cells[place] = above[place] if place < len(above) else ""
            elif not is_faulty(cell):
                cells[place] = _unwrapped(cell)


@lru_cache(maxsize=10_000)
def _repeats(cell: str) -> bool:
    if _OF_MARKS.isdisjoint(cell):
        return False
    text = "".join(cell.split())
    strokes, words = text.strip("()（）-—–_.。,，"), text.strip(_AROUND)
    return _STROKES.fullmatch(strokes) is not None or _WORDS.fullmatch(words) is not None


def is_repetition(cell: CellValue) -> bool:
    """Whether a mark of repetition was left: nothing stands above it."""
    return isinstance(cell, str) and len(cell) <= _MARK_LENGTH_MAX and _repeats(cell)


def _unwrapped(cell: str) -> str:
    """The text in `="…"`, and behind the apostrophe that a spreadsheet does not show."""
    text = cell.strip()
    if len(text) <= 1:
        return cell
    if text[0] in "=＝" and (quoted := _QUOTED.fullmatch(as_text(text))):
        return quoted[1]
    return text[1:] if text[0] in "'＇" else cell
