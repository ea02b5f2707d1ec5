"""Outcomes of a file as they are kept: what became of its rows, or what would."""

from datetime import datetime
from typing import Self

import msgspec

from api.workbooks.opened.notices import Notice
from api.workbooks.report import Rejected, Report
from api.workbooks.rows import Book, Row


class TakenIn(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of a file, as the report says it; a refused row by its number and its sheet."""

    by: str
    accepted: int
    repeated: int
    rejected: list[tuple[int, str, str, str]]
    sheets: list[str] = []

    @classmethod
    def of(cls, by: str, report: Report) -> Self:
        """What a report says, for whom it was made."""
        rejected = [
            (it.row.number, it.code, it.message_zh, it.message_en) for it in report.rejected
        ]
        sheets = [it.row.sheet for it in report.rejected]
        return cls(by, report.accepted, report.repeated, rejected, sheets)

    def report(self, kind: str, book: Book) -> Report:
        """The report as it was made."""
        rows = {(it.sheet, it.number): it for it in reversed(book.rows)}
        any_sheet = {it.number: it for it in reversed(book.rows)}
        report = Report.of(kind, "", book)
        report.accepted, report.repeated_before = self.accepted, self.repeated
        sheets = self.sheets or [""] * len(self.rejected)
        for sheet, (number, *why) in zip(sheets, self.rejected, strict=True):
            row = rows.get((sheet, number)) or any_sheet.get(number) or Row(number, {}, sheet)
            report.rejected.append(Rejected(row, *why))
        return report


class LookedAt(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody was told would become of a file; `took_long` where no page waited for it."""

    would_be: TakenIn
    repeated_rows: list[tuple[str, int]]
    notices: list[Notice]
    moment: datetime
    took_long: bool

    @property
    def by(self) -> str:
        """Who looked."""
        return self.would_be.by

    def report(self, kind: str, book: Book) -> Report:
        """The report as it was made, without anything recorded."""
        report = self.would_be.report(kind, book)
        repeated = set(self.repeated_rows)
        report.repeated_rows = [it for it in book.rows if (it.sheet, it.number) in repeated]
        report.notices = list(self.notices)
        return report
