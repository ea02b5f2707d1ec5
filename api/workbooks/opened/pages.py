"""Tables of a web page, which many systems hand out under the name .xls."""

import html
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from api.workbooks.opened import bounds
from api.workbooks.opened.failures import SaveAsWorkbook, WorkbookTooLarge, check_cells
from api.workbooks.opened.marks import Marks
from api.workbooks.opened.table import Cells, Table

_LOOKED_AT: Final = 4_000
_SPAN_MAX: Final = 1_000
_TAG_MAX: Final = 2_000
_UNSEEN: Final = frozenset({"script", "style", "title"})
_BEGINNING: Final = re.compile(r"<[A-Za-z/!?]")
_BEGINNINGS: Final = ("<html", "<!doctype html", "<table", "<head", "<meta", "<div", "<body")
_UNSEEN_STYLE: Final = re.compile(
    r"display ?: ?none|visibility ?: ?(?:hidden|collapse)|mso-hide ?: ?all"
)
_NO_SIZE: Final = re.compile(r"(?<![-\w])(?:height|width) ?[:=] ?[\"']?0(?:p[xt])?(?![.\d%]|[a-z])")
_NUMBER: Final = re.compile(r"""(?:x:num|sdval)=["']?([-+.\dEe]+)""", re.IGNORECASE)
_OF_EXCEL: Final = "urn:schemas-microsoft-com:office:excel"
_SINCE_1904: Final = "<x:date1904"
_EMPTY: Final = frozenset({"br", "img", "input", "hr", "wbr", "col"})
_GAPS: Final = frozenset({"br", "p", "div"})


def is_page(text: str) -> bool:
    """Whether the text is a web page, or the part of one that is its table."""
    beginning = text[:_LOOKED_AT].lstrip("\ufeff \t\r\n").lower()
    if beginning.startswith(_BEGINNINGS):
        return True
    return beginning.startswith("<") and "<table" in text[: bounds.BEGINNING].lower()


def page_tables(text: str) -> list[Table]:
    """The page's tables in their order. Raises SaveAsWorkbook where there is none."""
    reading = _Reading(since_1904=_SINCE_1904 in text[: bounds.BEGINNING].lower())
    # Excel hides within a cell what there is no room for.
    reading.cut_off_is_hidden = _OF_EXCEL not in text[:_LOOKED_AT]
    for piece in _pieces(text):
        reading.take(piece)
    reading.finish_cell()
    if not reading.tables:
        raise SaveAsWorkbook("网页", "a web page")
    return [table for table in reading.tables if table.cells]


class _Piece(NamedTuple):
    """A text, or a tag by its name: `/td` where it ends; `inside` is what a tag says besides."""

    text: str = ""
    tag: str = ""
    inside: str = ""


def _pieces(text: str) -> Iterator[_Piece]:
    """The texts and tags of a page, each character looked at once or so.

    The library's own parser begins anew at each bracket that nothing closes: a page of them would
    keep it busy for hours.
    """
    place = tags = 0
    while beginning := _BEGINNING.search(text, place):
        bracket, tags = beginning.start(), tags + 1
        if tags > bounds.TAGS_MAX:
            raise WorkbookTooLarge(f"{bounds.TAGS_MAX} 个网页标记", f"{bounds.TAGS_MAX} tags")
        if bracket > place:
            yield _Piece(text[place:bracket])
        if text.startswith("<!--", bracket):
            end = text.find("-->", bracket + 4)
            place = end + 3
        else:
            end = _end_of_tag(text, bracket)
            place = end + 1
            if end >= 0 and (piece := _tag(text[bracket + 1 : min(end, bracket + _TAG_MAX)])):
                yield piece
                if piece.tag in _UNSEEN:
                    closing = re.compile(f"</{piece.tag}", re.IGNORECASE).search(text, place)
                    place = end = closing.start() if closing else -1
        if end < 0:
            return
    yield _Piece(text[place:])


def _end_of_tag(text: str, start: int) -> int:
    """Where a tag ends: not within quotes, if those end soon."""
    end = text.find(">", start)
    if end - start < _TAG_MAX and text.count('"', start, end) % 2:
        quote = text.find('"', end, end + _TAG_MAX)
        return text.find(">", quote) if quote >= 0 else end
    return end


def _tag(said: str) -> _Piece | None:
    name, _, inside = " ".join(said.split()).partition(" ")
    return _Piece(tag=name.rstrip("/").lower(), inside=inside) if name else None


class _Reading:
    """A page, while it is read."""

    def __init__(self, *, since_1904: bool) -> None:
        self.tables: list[Table] = []
        self.cut_off_is_hidden = True
        self._since_1904 = since_1904
        self._seen: list[str] = []
        self._cell_is_hidden = False
        self._number: float | None = None
        self._hidden_within = ""
        self._hidden_depth = 0
        self._columns_told = 0
        self._text: list[str] | None = None
        self._area = 0
        self._right = 1
        self._covered: dict[int, int] = {}
        """The last row that an area from above covers, by column."""

    def take(self, piece: _Piece) -> None:
        """Take a text or a tag in."""
        match piece.tag:
            case "":
                self._hear(piece.text)
            case "table":
                self.finish_cell()
                self._begin_table()
            case "tr" if self.tables:
                self.finish_cell()
                self._begin_row(piece.inside)
            case "td" | "th" if self.tables:
                self.finish_cell()
                self._begin_cell(piece.inside)
            case "/td" | "/th" | "/tr" | "/table":
                self.finish_cell()
            case "col" if self.tables and not self.tables[-1].cells:
                self._tell_columns(piece.inside)
            case tag if self._text is not None:
                self._follow(tag, piece.inside)

    def _hear(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)
            if not self._hidden_within:
                self._seen.append(text)

    def _follow(self, tag: str, inside: str) -> None:
        """A tag within a cell: whether what it holds is seen."""
        if self._hidden_within:
            self._hidden_depth += {self._hidden_within: 1, f"/{self._hidden_within}": -1}.get(
                tag, 0
            )
            if not self._hidden_depth:
                self._hidden_within = ""
        elif tag not in _EMPTY and not tag.startswith("/") and self._is_hidden_within(inside):
            self._hidden_within, self._hidden_depth = tag, 1
        if tag in _GAPS:
            self._hear(" ")

    def _is_hidden_within(self, inside: str) -> bool:
        return "mso-hide:all" in inside.lower() or (self.cut_off_is_hidden and _is_unseen(inside))

    def _tell_columns(self, inside: str) -> None:
        count = _span(inside, "span")
        if _is_unseen(inside):
            self.tables[-1].marks.hide_columns(self._columns_told, count)
        self._columns_told += count

    def _begin_table(self) -> None:
        if len(self.tables) >= bounds.SHEETS_MAX:
            most = bounds.SHEETS_MAX
            raise WorkbookTooLarge(f"{most} 张表", f"{most} tables")
        name = f"表{len(self.tables) + 1}"
        self.tables.append(Table(name, [], Marks(), since_1904=self._since_1904))
        self._covered, self._columns_told = {}, 0

    def _begin_row(self, inside: str) -> None:
        table = self.tables[-1]
        self._area += 1
        check_cells(self._area, bounds.TEXT_CELLS_MAX)
        if _is_unseen(inside):
            table.marks.hidden_rows.add(len(table.cells))
        table.cells.append([])
        self._skip_covered(table.cells[-1], len(table.cells) - 1)

    def _skip_covered(self, row: Cells, number: int) -> None:
        """Areas that reach down into this row take their columns before its own cells."""
        while self._covered.get(len(row), -1) >= number:
            row.append("")

    def _begin_cell(self, inside: str) -> None:
        table = self.tables[-1]
        if not table.cells:
            table.cells.append([])
        row, number = table.cells[-1], len(table.cells) - 1
        self._skip_covered(row, number)
        down, right = _span(inside, "rowspan"), _span(inside, "colspan")
        self._area += down * right
        check_cells(self._area, bounds.TEXT_CELLS_MAX)
        if down > 1 or right > 1:
            first = number, len(row)
            table.marks.merged.append((first, (number + down - 1, len(row) + right - 1)))
            if down > 1:
                covered = range(len(row), len(row) + right)
                self._covered.update(dict.fromkeys(covered, number + down - 1))
        self._text, self._seen, self._hidden_within = [], [], ""
        self._cell_is_hidden = _is_unseen(inside, sizes=False)
        self._number = _number_in(inside)
        row.extend([""] * right)
        self._right = right

    def finish_cell(self) -> None:
        """Put what was heard of a cell into it."""
        if self._text is None:
            return
        table = self.tables[-1]
        row = table.cells[-1]
        place = len(table.cells) - 1, len(row) - self._right
        row[place[1]] = text = _shown(self._text)
        seen = "" if self._cell_is_hidden else _shown(self._seen)
        if seen != text:
            table.marks.seen[place] = seen
        elif self._number is not None:
            table.marks.numbers[place] = self._number
        self._text = None


def _shown(texts: list[str]) -> str:
    return " ".join(html.unescape("".join(texts)).split())


def _number_in(inside: str) -> float | None:
    """The number that a cell of a spreadsheet's page is shown for."""
    found = _NUMBER.search(inside)
    try:
        return float(found[1]) if found else None
    except ValueError:
        return None


def _is_unseen(inside: str, *, sizes: bool = True) -> bool:
    """Whether a tag says that nobody sees what it holds."""
    said = " ".join(inside.lower().split())
    words = re.sub(r"\"[^\"]*\"|'[^']*'", "", said).replace("/", " ").split()
    return (
        any(it.partition("=")[0] == "hidden" for it in words)
        or _UNSEEN_STYLE.search(said) is not None
        or (sizes and _NO_SIZE.search(said) is not None)
    )


def _span(inside: str, name: str) -> int:
    _, found, behind = inside.lower().partition(f"{name}=")
    digits = behind.lstrip("\"' ")[:5].partition('"')[0].partition("'")[0].partition(" ")[0]
    digits = digits.partition(">")[0].strip("/") if found else ""
    return min(max(int(digits), 1), _SPAN_MAX) if digits.isascii() and digits.isdigit() else 1
