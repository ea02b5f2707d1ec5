"""Tables of a web page, which many systems hand out under the name .xls."""

from html.parser import HTMLParser
from typing import Final

from api.workbooks.opened.failures import SaveAsWorkbook, check_cells
from api.workbooks.opened.marks import Marks
from api.workbooks.opened.table import Cells, Table

_LOOKED_AT: Final = 4_000
_SPAN_MAX: Final = 1_000
_UNSEEN: Final = frozenset({"script", "style", "title", "head"})


def is_page(text: str) -> bool:
    """Whether the text is a web page, or the part of one that is its table."""
    beginning = text[:_LOOKED_AT].lstrip("\ufeff \t\r\n").lower()
    return beginning.startswith(
        ("<html", "<!doctype html", "<table", "<head", "<meta", "<div")
    ) or (
        beginning.startswith(("<?xml", "<!--")) and ("<html" in beginning or "<table" in beginning)
    )


def page_tables(text: str) -> list[Table]:
    """The page's tables in their order. Raises SaveAsWorkbook where there is none."""
    reading = _Reading()
    reading.feed(text)
    reading.close()
    if not reading.tables:
        raise SaveAsWorkbook("网页", "a web page")
    return [table for table in reading.tables if table.cells]


class _Reading(HTMLParser):
    """A page, while it is read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[Table] = []
        self._text: list[str] | None = None
        self._unseen = self._area = 0
        self._right = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table":
            self._finish_cell()
            self.tables.append(Table(f"表{len(self.tables) + 1}", [], Marks()))
        elif tag == "tr" and self.tables:
            self._finish_cell()
            table = self.tables[-1]
            if "display:none" in told.get("style", "").replace(" ", "").lower():
                table.marks.hidden_rows.add(len(table.cells))
            table.cells.append(self._covered(table))
        elif tag in {"td", "th"} and self.tables:
            self._finish_cell()
            self._begin_cell(told)
        elif tag in {"br", "p", "div"} and self._text is not None:
            self._text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(self._unseen - 1, 0)
        elif tag in {"td", "th", "tr", "table"}:
            self._finish_cell()

    def handle_data(self, data: str) -> None:
        if self._text is not None and not self._unseen:
            self._text.append(data)

    def close(self) -> None:
        super().close()
        self._finish_cell()

    def _covered(self, table: Table) -> Cells:
        """The cells of a new row that areas from above cover from its beginning on."""
        row: Cells = []
        self._skip_covered(table, len(table.cells), row)
        return row

    def _skip_covered(self, table: Table, number: int, row: Cells) -> None:
        """Areas that reach down into this row take their columns before its own cells."""
        open_areas = [it for it in table.marks.merged if it[0][0] < number <= it[1][0]]
        while any(first[1] <= len(row) <= last[1] for first, last in open_areas):
            row.append("")

    def _begin_cell(self, told: dict[str, str]) -> None:
        table = self.tables[-1]
        if not table.cells:
            table.cells.append([])
        row, number = table.cells[-1], len(table.cells) - 1
        self._skip_covered(table, number, row)
        down, right = (_span(told.get(it, "")) for it in ("rowspan", "colspan"))
        if down > 1 or right > 1:
            first = number, len(row)
            table.marks.merged.append((first, (number + down - 1, len(row) + right - 1)))
        self._area += down * right
        check_cells(self._area)
        self._text = []
        row.extend([""] * right)
        self._right = right

    def _finish_cell(self) -> None:
        if self._text is None:
            return
        row = self.tables[-1].cells[-1]
        row[len(row) - self._right] = " ".join("".join(self._text).split())
        self._text = None


def _span(text: str) -> int:
    return min(max(int(text), 1), _SPAN_MAX) if text.isascii() and text.isdigit() else 1
