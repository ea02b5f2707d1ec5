"""The rows that an import refused, given back as a workbook that says what to mend."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from api.workbooks.cells import CellValue, as_text
from api.workbooks.opened.columns import MISTAKE_COLUMN
from api.workbooks.rows import Row

_WIDTH_MIN, _WIDTH_MAX, _MISTAKE_WIDTH = 8, 30, 60
_TEXT_MAX = 32_767
_TEXT_FORMAT = 49  # the number of the format "text" in every spreadsheet
_FIRST_YEAR_OF_SPREADSHEETS = 1900
_FIRST_ROUNDED_NUMBER = 10**15


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row and the sentence that tells the person who typed it what is wrong."""

    row: Row
    message_zh: str


def write_refused_rows(path: Path, columns: Sequence[str], refused: Sequence[RefusedRow]) -> None:
    """Write the refused rows to an .xlsx: the file's own columns, then a column 错误.

    `columns` are those of the sheet that was read. Text stays text, so that a cell beginning with
    ``=`` never becomes a formula; a number too long for a spreadsheet gets a text format, so that
    what is typed over it is kept. The result can be mended and imported in its turn.
    """
    kept = [column for column in columns if column != MISTAKE_COLUMN]
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet("需要修改的行")
        formats = _Formats(workbook)
        for place, column in enumerate(kept):
            sheet.set_column(place, place, _width(column, refused))
        sheet.set_column(len(kept), len(kept), _MISTAKE_WIDTH)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate([*kept, MISTAKE_COLUMN]):
            sheet.write_string(0, place, column, formats.header)
        for number, refusal in enumerate(refused, 1):
            for place, column in enumerate(kept):
                _write(sheet, (number, place), refusal.row.cells.get(column, ""), formats)
            sheet.write_string(number, len(kept), refusal.message_zh, formats.mistake)


class _Formats:
    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self.header: Format = workbook.add_format({"bold": True, "bg_color": "#F2F2F2"})
        self.mistake: Format = workbook.add_format({"font_color": "#B00020", "text_wrap": True})
        self.text: Format = workbook.add_format({"num_format": _TEXT_FORMAT})
        self.date: Format = workbook.add_format({"num_format": "yyyy-mm-dd"})
        self.moment: Format = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self.time: Format = workbook.add_format({"num_format": "hh:mm"})
        self.duration: Format = workbook.add_format({"num_format": "[h]:mm"})


def _write(sheet: Worksheet, place: tuple[int, int], cell: CellValue, formats: _Formats) -> None:
    match cell:
        case str():
            if cell:
                sheet.write_string(*place, cell[:_TEXT_MAX], formats.text)
        case bool():
            sheet.write_boolean(*place, cell)
        case int() | float():
            rounded = abs(cell) >= _FIRST_ROUNDED_NUMBER
            sheet.write_number(*place, cell, formats.text if rounded else None)
        case date() if cell.year < _FIRST_YEAR_OF_SPREADSHEETS:
            sheet.write_string(*place, as_text(cell), formats.text)
        case datetime():
            sheet.write_datetime(*place, cell, formats.moment)
        case date():
            sheet.write_datetime(*place, cell, formats.date)
        case time():
            sheet.write_datetime(*place, cell, formats.time)
        case timedelta():
            sheet.write_datetime(*place, cell, formats.duration)


def _width(column: str, refused: Sequence[RefusedRow]) -> int:
    texts = [column, *(as_text(refusal.row.cells.get(column, "")) for refusal in refused[:200])]
    return min(max(_WIDTH_MIN, *(_columns_taken(text) + 2 for text in texts)), _WIDTH_MAX)


def _columns_taken(text: str) -> int:
    """Return the width of a text in Latin letters: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
