"""Workbooks of the ledger: plain sheets in which text is text and never becomes a formula."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import TracebackType
from typing import Any, Final, Self

import xlsxwriter
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from api.serving.doors.headers import SECURITY_HEADERS

SPREADSHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMN_WIDTH: Final = 18
A4: Final = 9
LINES_ON_PAPER: Final = 0

Cell = str | int | float | date | None


class LedgerWorkbook:
    """A workbook that is written row by row to a file and holds little in memory."""

    def __init__(self) -> None:
        with NamedTemporaryFile(suffix=".xlsx", delete=False) as file:
            self.path = Path(file.name)
        self._book: Any = xlsxwriter.Workbook(str(self.path), {"constant_memory": True})
        self._bold = self._book.add_format({"bold": True, "text_wrap": True})
        self._over_numbers = self._book.add_format(
            {"bold": True, "text_wrap": True, "align": "right"}
        )
        self._whole = self._book.add_format({"num_format": "#,##0", "valign": "top"})
        self._decimal = self._book.add_format({"num_format": "#,##0.00", "valign": "top"})
        self._text = self._book.add_format({"valign": "top"})
        self._wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._wraps = 0
        self._sheet: Any = None
        self._row = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
        if kind is not None:
            self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Finish the file, which takes long when it is large; harmless when it is finished."""
        if self._book is not None:
            self._book.close()
            self._book = None

    def sheet(
        self,
        name: str,
        head: Sequence[str],
        widths: Sequence[int] = (),
        numbers_from: int | None = None,
    ) -> None:
        """Begin a sheet with a row of headings, which stays in view and is on each printed page.

        Columns that have a width of their own, in characters, wrap long text. From a column on
        headings stand above numbers.
        """
        self._sheet = self._book.add_worksheet(name[:31])
        self._sheet.set_column(0, max(len(head) - 1, 0), COLUMN_WIDTH)
        for column, width in enumerate(widths):
            self._sheet.set_column(column, column, width)
        self._wraps = len(widths)
        self._sheet.freeze_panes(1, 0)
        self._sheet.hide_gridlines(LINES_ON_PAPER)
        self._sheet.set_paper(A4)
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(0)
        self._sheet.set_footer("&L&A&R&P / &N")
        for column, title in enumerate(head):
            is_number = numbers_from is not None and column >= numbers_from
            self._sheet.write_string(
                0, column, title, self._over_numbers if is_number else self._bold
            )
        self._row = 1

    def rows(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Append rows to the sheet that was begun last."""
        for row in rows:
            for column, cell in enumerate(row):
                if isinstance(cell, float):
                    self._sheet.write_number(self._row, column, cell, self._decimal)
                elif isinstance(cell, int):
                    self._sheet.write_number(self._row, column, cell, self._whole)
                elif cell is not None:
                    form = self._wrapped if column < self._wraps else self._text
                    self._sheet.write_string(self._row, column, str(cell), form)
            self._row += 1

    def answer(self, filename: str) -> FileResponse:
        """The finished file, which is gone once it was sent."""
        return FileResponse(
            self.path,
            media_type=SPREADSHEET,
            filename=filename,
            headers={**SECURITY_HEADERS, "Cache-Control": "no-store"},
            background=BackgroundTask(self.path.unlink, missing_ok=True),
        )
