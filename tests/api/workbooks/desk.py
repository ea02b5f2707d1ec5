"""An office that imports a few rows or small files at a time."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

import xlsxwriter

from api.capabilities import workbook_of
from api.serving.composition import Community
from api.workbooks.identity_number import check_character
from api.workbooks.importing import File, import_content
from api.workbooks.report import Report
from tests.api.workbooks.imported import Importing

NEXT: Final = count(1)


@dataclass
class Desk(Importing):
    """An office that imports a few rows at a time."""

    def take(self, kind: str, *rows: str) -> Report:
        """Import rows, their cells parted by `|`."""
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(workbook_of(kind).columns)
        writer.writerows(row.split("|") for row in rows)

        return self.bring(kind, text.getvalue().encode())

    def bring(self, kind: str, content: bytes, *, dry_run: bool = False) -> Report:
        """Import a file."""

        async def importing(community: Community) -> Report:
            file = File(workbook_of(kind), "typed", content)
            return (await import_content(community, file, dry_run=dry_run))[0]

        return self.ask(importing)

    def codes(self, kind: str, *rows: str) -> list[str]:
        """Why rows were refused, after seeing that the others were taken."""
        report = self.take(kind, *rows)
        assert report.accepted == len(rows) - len(report.rejected)
        return [it.code for it in report.rejected]

    def volunteer(self) -> str:
        """The name of somebody new, whose phone ends in 8000."""
        name = f"王{chr(0x4E00 + next(NEXT))}"
        assert self.codes("roster", roster_row(name)) == []
        return name

    def item(self) -> str:
        """The name of a new item at 30 points, of which there are ten."""
        name = f"大米{next(NEXT)}"
        assert self.codes("items", f"|{name}|袋|30||") == []
        assert self.codes("donations", f"|2026-02-01||物资|{name}|10|||") == []
        return name


def roster_row(name: str) -> str:
    digits = f"11010519491231{next(NEXT):03}"
    return f"{name}|{digits}{check_character(digits)}|13800138000|女|第一网格|3栋|爱心帮扶|"


def service_row(name: str, day: str = "2026-03-05", **cells: str) -> str:
    told = {"programme": "真情系夕阳", "start": "8:00", "end": "14:00", "hours": "6"} | cells
    return (
        f"{day}|{told['programme']}|陪护|{name}|8000|{told['start']}|{told['end']}|"
        f"{told['hours']}|居民议事室|队长周姐"
    )


def sheets(merge: Mapping[str, str] | None = None, **named: Sequence[Sequence[object]]) -> bytes:
    """A workbook with these sheets, their rows as written, and merged cells in each of them."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        for name, rows in named.items():
            sheet = book.add_worksheet(name)
            for number, cells in enumerate(rows):
                sheet.write_row(number, 0, cells)
            for area, value in (merge or {}).items():
                sheet.merge_range(area, value)
    return content.getvalue()
