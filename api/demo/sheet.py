"""A sheet of the demo community as an office would keep it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

import xlsxwriter

from api.capabilities import workbook_of
from api.workbooks.cells import CellValue

COMMUNITY = "橙银示范社区"


@dataclass(frozen=True, slots=True)
class DemoRow:
    """The cells of a row, and the code of the mistake that was planted in it, blank for none.

    Rows stand in the order of their day, then of their place in it (from 0 to 1).
    """

    cells: tuple[CellValue, ...]
    day: date = date.min
    place: float = 0.0
    mistake: str = ""


@dataclass(frozen=True, slots=True)
class DemoSheet:
    """One workbook's sheet: what it is called, its columns and its rows in order."""

    kind: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[DemoRow, ...]

    @property
    def mistakes(self) -> dict[str, int]:
        """How many rows were planted with each mistake, by code."""
        return dict(Counter(row.mistake for row in self.rows if row.mistake))


def in_order(rows: Iterable[DemoRow]) -> tuple[DemoRow, ...]:
    """Return the rows as they stand in the sheet."""
    return tuple(sorted(rows, key=lambda row: (row.day, row.place)))


def write_demo_sheet(folder: Path, sheet: DemoSheet, filled_in: date) -> None:
    """Write one workbook: a merged title, a line of remarks, the header, the rows.

    The same rows give the same bytes.
    """
    name = workbook_of(sheet.kind).title_zh
    with xlsxwriter.Workbook(folder / f"{name}.xlsx", {"constant_memory": True}) as workbook:
        workbook.set_properties({"created": datetime.combine(filled_in, time())})
        page = workbook.add_worksheet(name)
        title_format = workbook.add_format({"bold": True, "align": "center"})
        day_format = workbook.add_format({"num_format": "yyyy-mm-dd"})
        time_format = workbook.add_format({"num_format": "hh:mm"})
        page.merge_range(0, 0, 0, len(sheet.columns) - 1, sheet.title, title_format)
        page.write_string(1, 0, f"填表单位：{COMMUNITY}    填表日期：{filled_in}")
        page.write_row(2, 0, sheet.columns)
        for number, row in enumerate(sheet.rows, 3):
            for place, cell in enumerate(row.cells):
                match cell:
                    case str() if cell:
                        page.write_string(number, place, cell)
                    case date():
                        page.write_datetime(number, place, cell, day_format)
                    case time():
                        page.write_datetime(number, place, cell, time_format)
                    case int() | float():
                        page.write_number(number, place, cell)
        page.write_string(len(sheet.rows) + 3, 0, "  ")
