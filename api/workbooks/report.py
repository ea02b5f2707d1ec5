"""What became of a file, or would: the rows taken, repeated and refused, and what to know."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from api.workbooks.kinds import Remark
from api.workbooks.opened.notices import Notice
from api.workbooks.refusals import DatedInTheFuture, KnownOtherwise
from api.workbooks.refused_rows import RefusedRow
from api.workbooks.rows import Book, Row
from domain.ledger.refusal import Refusal
from domain.people.membership import UnknownMember

CODES: Final[dict[type[Refusal], str]] = {
    UnknownMember: "unknown_person",
    DatedInTheFuture: "in_the_future",
    KnownOtherwise: "duplicate_person",
}
"""The codes of the formats' page for refusals that have their own elsewhere."""

REMARKS_MAX: Final = 200


@dataclass(frozen=True)
class Rejected:
    """A row that was refused: its number as a person sees it, and why."""

    row: Row
    code: str
    message_zh: str
    message_en: str


def rejected(row: Row, refusal: Refusal) -> Rejected:
    """Why a row was refused, in the words and the code of the formats' page."""
    code = CODES.get(type(refusal), refusal.code)
    return Rejected(row, code, refusal.sentence("zh"), refusal.sentence("en"))


@dataclass
class Report:
    """What became of a file."""

    kind: str
    file: str
    rows: int
    accepted: int = 0
    repeated_rows: list[Row] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    sheets: tuple[str, ...] = ()
    notices: list[Notice] = field(default_factory=list)
    repeated_before: int = 0
    """Of a report that was kept without the rows: how many there were."""

    @classmethod
    def of(cls, kind: str, file: str, book: Book) -> "Report":
        """The report of a file of which nothing was taken yet."""
        return cls(kind, file, len(book.rows), sheets=book.sheets, notices=list(book.notices))

    @property
    def repeated(self) -> int:
        """How many rows were taken before, or stand on an earlier sheet as well."""
        return len(self.repeated_rows) or self.repeated_before

    def remark(self, row: Row, remarks: tuple[Remark, ...]) -> None:
        """Note what is said of a row that is taken in."""
        said = sum(it.row is not None for it in self.notices)
        for code, zh, en in remarks[: max(REMARKS_MAX - said, 0)]:
            self.notices.append(
                Notice(code=code, message_zh=zh, message_en=en, sheet=row.sheet, row=row.number)
            )

    def in_order(self) -> None:
        """Put the rows into the order of the file."""
        places = {sheet: place for place, sheet in enumerate(self.sheets)}

        def place(row: Row) -> tuple[int, int]:
            return places.get(row.sheet, 0), row.number

        self.rejected.sort(key=lambda it: place(it.row))
        self.repeated_rows.sort(key=place)

    def lines(self) -> Iterator[str]:
        """What a person at a terminal reads of it: what to know, and then the sums."""
        for it in self.notices:
            place = f"{it.sheet or ''} {it.row}: " if it.row else ""
            yield f"{place}{it.message_zh} {it.message_en}"
        yield (
            f"{self.file}: {self.rows} 行 rows, {self.accepted} 接收 accepted, "
            f"{self.repeated} 已导入 already imported, {len(self.rejected)} 退回 refused"
        )

    def refused_rows(self) -> list[RefusedRow]:
        """The refused rows, each with what is to be mended."""
        return [RefusedRow(it.row, it.message_zh) for it in self.rejected]

    def as_text(self) -> str:
        """As a file of JSON has it."""
        return json.dumps(self.as_json(), ensure_ascii=False, indent=1) + "\n"

    def as_json(self) -> dict[str, Any]:
        """As the formats' page shows it."""
        return {
            "kind": self.kind,
            "file": self.file,
            "rows": self.rows,
            "accepted": self.accepted,
            "repeated": self.repeated,
            "rejected": [
                {
                    **_place(it.row),
                    "code": it.code,
                    "message_zh": it.message_zh,
                    "message_en": it.message_en,
                }
                for it in self.rejected
            ],
            "repeated_rows": [
                {**_place(row), "code": "already_imported"} for row in self.repeated_rows
            ],
            "sheets": list(self.sheets),
            "notices": [it.as_json() for it in self.notices],
        }


def _place(row: Row) -> dict[str, Any]:
    return {"row": row.number, "sheet": row.sheet}
