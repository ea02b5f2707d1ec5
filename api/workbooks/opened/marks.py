"""What a sheet's file says beside its values: which rows are hidden, which cells are in doubt."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from xml.parsers import expat

from api.workbooks.opened import bounds
from api.workbooks.opened.failures import check_cells, check_columns

Place = tuple[int, int]
"""A cell by its row and column, counted from 0."""

FORMULA_SHOWN_MAX = 200

_PLACE = re.compile(r"([A-Z]+)([0-9]+)", re.IGNORECASE)
_YES = frozenset({"1", "true", "on"})
_HIDDEN = frozenset({"collapse", "filter"})


@dataclass
class Marks:
    """The marks of one sheet; rows and columns are counted from 0.

    `faulty` are cells that hold an error, or a formula whose value was not stored, with the text
    that stands for it. `merged` are first and last cells of merged areas. `reach` is how many rows
    and columns the filled cells take. Of a cell of a web page `numbers` have the number that it is
    shown for, and `seen` what a person sees, where that is less than it says.
    """

    name: str = ""
    reach: tuple[int, int] = (0, 0)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    faulty: dict[Place, str] = field(default_factory=dict)
    merged: list[tuple[Place, Place]] = field(default_factory=list)
    numbers: dict[Place, float] = field(default_factory=dict)
    seen: dict[Place, str] = field(default_factory=dict)

    def hide_columns(self, first: int, count: int) -> None:
        """Note that nobody sees so many columns; those that no office fills are left."""
        self.hidden_columns.update(range(first, min(first + count, bounds.FILLED_COLUMNS_MAX)))


def marks_of(part: Any) -> list[Marks]:
    """The marks of the sheets in one XML part of a zipped workbook, in either format's words.

    Raises expat.ExpatError where it is broken, ValueError where it makes no sense, and
    WorkbookTooLarge as soon as it is seen to be.
    """
    found = _Reading()
    parser = expat.ParserCreate()
    found.parser = parser
    parser.buffer_text = True
    parser.StartElementHandler = found.start
    read = 0
    while piece := part.read(bounds.PIECE_BYTES):
        parser.Parse(piece, False)
        read += len(piece)
        if read - parser.CurrentByteIndex > bounds.TAG_BYTES_MAX:
            raise ValueError("a tag without an end")
    parser.Parse(b"", True)
    return found.sheets


@lru_cache(maxsize=1_000)
def column_number(letters: str) -> int:
    """The number of a column, from 1 for A."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


class _Reading:
    """One part, while it is read: text is listened to only where a formula or an error stands."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.sheets = [Marks()]
        self._rows = self._columns = 0
        self._row = self._column = self._wide = 0
        self._formula: str | None = None
        self._value: str | None = None
        self._kind = ""
        self._text = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(attributes) > bounds.ATTRIBUTES_MAX:
            raise ValueError("a tag of endless attributes")
        match tag.rpartition(":")[2]:
            case "c":
                self._cell(attributes)
            case "v" | "is" | "p":
                self._filled()
                if self._formula is not None or self._kind == "e":
                    self._listen()
            case "f":
                self._filled()
                self._formula = ""
                self._listen()
            case "row":
                self._begin_row(attributes)
            case "col":
                self._widen(attributes)
            case "table-column":
                self._table_column(attributes)
            case "mergeCell":
                self._merge(attributes.get("ref", ""))
            case "table":
                self._next_table(attributes)
            case "table-row":
                self._table_row(attributes)
            case "table-cell" | "covered-table-cell":
                self._table_cell(attributes)

    def end(self, tag: str) -> None:
        match tag.rpartition(":")[2]:
            case "f":
                self._formula = self._heard()
            case "v":
                self._value = self._heard()
            case "c":
                self._judge()
                self.parser.EndElementHandler = None

    def _begin_row(self, attributes: dict[str, str]) -> None:
        """A row is hidden where it says so, or has no height."""
        self._row, self._column = int(attributes.get("r", self._row + 1)), 0
        hidden = attributes.get("hidden")
        unseen = hidden.lower() in _YES if hidden else not attributes.get("ht", "1").strip("0.")
        if unseen:
            self.sheets[-1].hidden_rows.add(self._row - 1)

    def _widen(self, attributes: dict[str, str]) -> None:
        """Columns are hidden where it says so, or have no width."""
        first, last = int(attributes.get("min", 1)), int(attributes.get("max", 0))
        hidden = attributes.get("hidden", "").lower() in _YES
        if hidden or not attributes.get("width", "1").strip("0."):
            self.sheets[-1].hide_columns(first - 1, last - first + 1)

    def _table_column(self, attributes: dict[str, str]) -> None:
        repeats = _repeats(attributes)
        if _of(attributes, "visibility") in _HIDDEN:
            self.sheets[-1].hide_columns(self._wide, repeats)
        self._wide += repeats

    def _cell(self, attributes: dict[str, str]) -> None:
        self._column += 1
        if place := _PLACE.fullmatch(attributes.get("r", "")):
            self._row, self._column = int(place[2]), column_number(place[1])
        self._kind = attributes.get("t", "")
        self._formula = self._value = None

    def _judge(self) -> None:
        """At a cell's end: an error, or a formula whose value was not stored."""
        place = self._row - 1, self._column - 1
        stored_blank = self._kind == "str" and self._value is not None
        if self._kind == "e":
            self.sheets[-1].faulty[place] = self._value or "#N/A"
        elif self._formula is not None and not self._value and not stored_blank:
            self.sheets[-1].faulty[place] = f"={self._formula[:FORMULA_SHOWN_MAX] or '…'}"

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        ends = _PLACE.fullmatch(first), _PLACE.fullmatch(last or first)
        if ends[0] and ends[1]:
            top, bottom = ((int(it[2]) - 1, column_number(it[1]) - 1) for it in ends if it)
            self.sheets[-1].merged.append((top, bottom))

    def _next_table(self, attributes: dict[str, str]) -> None:
        self.sheets.append(Marks(name=_of(attributes, "name")))
        self._row = self._rows = self._columns = self._wide = 0

    def _table_row(self, attributes: dict[str, str]) -> None:
        repeats = _repeats(attributes)
        if _of(attributes, "visibility") in _HIDDEN and repeats < 2**16:
            self.sheets[-1].hidden_rows.update(range(self._row, self._row + repeats))
        self._row, self._column = self._row + repeats, 0

    def _table_cell(self, attributes: dict[str, str]) -> None:
        place = self._row - 1, self._column
        self._column += _repeats(attributes)
        if not attributes:
            return
        if any(it.endswith(":value-type") and attributes[it] == "error" for it in attributes):
            self.sheets[-1].faulty[place] = _of(attributes, "string-value") or "#N/A"
        elif _of(attributes, "formula") and not _of(attributes, "value-type"):
            self.sheets[-1].faulty[place] = _of(attributes, "formula")[:FORMULA_SHOWN_MAX]
        down = int(_of(attributes, "number-rows-spanned") or 1)
        right = int(_of(attributes, "number-columns-spanned") or 1)
        if down > 1 or right > 1:
            self.sheets[-1].merged.append(
                (place, (place[0] + down - 1, place[1] + right - 1)),
            )

    def _filled(self) -> None:
        if self._row <= self._rows and self._column <= self._columns:
            return
        self._rows, self._columns = max(self._rows, self._row), max(self._columns, self._column)
        self.sheets[-1].reach = self._rows, self._columns
        check_columns(self._columns)
        check_cells(self._rows * self._columns)

    def _listen(self) -> None:
        self._text = ""
        self.parser.CharacterDataHandler = self._hear
        self.parser.EndElementHandler = self.end

    def _hear(self, text: str) -> None:
        if len(self._text) <= FORMULA_SHOWN_MAX:
            self._text += text

    def _heard(self) -> str:
        self.parser.CharacterDataHandler = None
        return self._text


def _of(attributes: dict[str, str], name: str) -> str:
    """An attribute by its name without a prefix."""
    return next((it for key, it in attributes.items() if key.rpartition(":")[2] == name), "")


def _repeats(attributes: dict[str, str]) -> int:
    return next((int(times) for name, times in attributes.items() if name.endswith("-repeated")), 1)
