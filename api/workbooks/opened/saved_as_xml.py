"""Workbooks that a spreadsheet of 2003 saved as XML, under whatever name they have."""

from collections.abc import Callable
from datetime import datetime
from typing import Final
from xml.parsers import expat

from api.workbooks.cells import CellValue
from api.workbooks.opened import bounds
from api.workbooks.opened.failures import (
    BrokenWorkbook,
    SaveAsWorkbook,
    WorkbookTooLarge,
    check_cells,
)
from api.workbooks.opened.marks import Marks
from api.workbooks.opened.table import Cells, Table

_LOOKED_AT: Final = 2_000
_NAMESPACE: Final = "urn:schemas-microsoft-com:office:spreadsheet"
_OPEN_DOCUMENT: Final = "<office:document"
_FAULTY: Final = "Error"


def is_saved_as_xml(text: str) -> bool:
    """Whether the text is such a workbook. Raises SaveAsWorkbook for one of another format."""
    beginning = text[:_LOOKED_AT]
    if _OPEN_DOCUMENT in beginning:
        raise SaveAsWorkbook("单个文件的开放文档（.fods）", "an open document in one file (.fods)")
    return _NAMESPACE in beginning and "<Workbook" in beginning


def xml_tables(text: str) -> list[Table]:
    """Its sheets in their order. Raises BrokenWorkbook, WorkbookTooLarge."""
    reading = _Reading()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.hear
    try:
        parser.Parse(_as_utf_8(text), True)
    except (expat.ExpatError, ValueError, OverflowError, LookupError) as error:
        raise BrokenWorkbook from error
    return reading.tables


def _as_utf_8(text: str) -> bytes:
    """The text is decoded already, whatever encoding its first line names."""
    declaration_end = text.find("?>") + 2 if text.lstrip("\ufeff").startswith("<?xml") else 0
    return text[declaration_end:].lstrip("\ufeff").encode()


class _Reading:
    """A workbook, while it is read."""

    def __init__(self) -> None:
        self.tables: list[Table] = []
        self._column = self._here = self._wide = 0
        self._kind = ""
        self._in_remark = False
        self._heard: list[str] | None = None
        self._area = self._span = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        told = {name.rpartition(" ")[2]: value for name, value in attributes.items()}
        match tag.rpartition(" ")[2]:
            case "Worksheet":
                if len(self.tables) >= bounds.SHEETS_MAX:
                    most = bounds.SHEETS_MAX
                    raise WorkbookTooLarge(f"{most} 张工作表", f"{most} sheets")
                self.tables.append(Table(told.get("Name", ""), [], Marks()))
                self._span = self._wide = 0
            case "Row":
                self._row(told)
            case "Column":
                self._widen(told)
            case "Cell":
                self._cell(told)
            case "Comment":
                self._in_remark = True
            case "Data" if not self._in_remark:
                self._kind, self._heard = told.get("Type", ""), []
            case "Visible":
                self._heard = []

    def end(self, tag: str) -> None:
        heard = "".join(self._heard or ())
        match tag.rpartition(" ")[2]:
            case "Comment":
                self._in_remark = False
            case "Data" if not self._in_remark:
                self._fill(heard)
                self._heard = None
            case "Visible" if self.tables:
                self.tables[-1] = self.tables[-1]._replace(visible=heard == "SheetVisible")
                self._heard = None

    def hear(self, text: str) -> None:
        if self._heard is not None:
            self._heard.append(text)

    def _row(self, told: dict[str, str]) -> None:
        table = self.tables[-1]
        number = int(told.get("Index", len(table.cells) + self._span + 1)) - 1
        self._take_room(max(number - len(table.cells), 1))
        table.cells.extend([] for _ in range(len(table.cells), number + 1))
        self._span = int(told.get("Span", 0))
        if told.get("Hidden") == "1" or not told.get("Height", "1").strip("0."):
            table.marks.hidden_rows.add(number)
        self._column = -1

    def _widen(self, told: dict[str, str]) -> None:
        first = int(told["Index"]) - 1 if "Index" in told else self._wide
        self._wide = first + 1 + int(told.get("Span", 0))
        if told.get("Hidden") == "1" or not told.get("Width", "1").strip("0."):
            self.tables[-1].marks.hide_columns(first, self._wide - first)

    def _cell(self, told: dict[str, str]) -> None:
        table = self.tables[-1]
        row: Cells = table.cells[-1]
        before, number = self._column, len(table.cells) - 1
        self._column = int(told["Index"]) - 1 if "Index" in told else before + 1
        across, down = (int(told.get(it, 0)) for it in ("MergeAcross", "MergeDown"))
        if across or down:
            first = number, self._column
            table.marks.merged.append((first, (number + down, self._column + across)))
        self._take_room(max(self._column + across - before, 1))
        row.extend([""] * (self._column + across + 1 - len(row)))
        if "Formula" in told:
            table.marks.faulty[number, self._column] = told["Formula"]
        self._here, self._column = self._column, self._column + across

    def _fill(self, heard: str) -> None:
        table = self.tables[-1]
        place = len(table.cells) - 1, self._here
        if self._kind == _FAULTY:
            table.marks.faulty[place] = heard or "#N/A"
            return
        table.marks.faulty.pop(place, None)
        table.cells[-1][self._here] = _VALUES.get(self._kind, str)(heard)

    def _take_room(self, cells: int) -> None:
        self._area += cells
        check_cells(self._area, bounds.TEXT_CELLS_MAX)


_VALUES: Final[dict[str, Callable[[str], CellValue]]] = {
    "Number": float,
    "DateTime": datetime.fromisoformat,
    "Boolean": lambda text: text == "1",
}
