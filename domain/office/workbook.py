"""Workbooks: the office's files that were taken in, each the cause of the facts of its rows."""

from dataclasses import dataclass

from domain.ledger.decision import Stamp, View
from domain.ledger.fact import Fact
from domain.ledger.tag import Tag
from domain.office.tags import workbook_tag


class WorkbookTakenIn(Fact, type="workbook.taken_in"):
    """A file of a kind, named by the SHA-256 of its bytes in hexadecimal digits."""

    called = "导入台账文件"
    told = "导入一份台账文件，共 {rows} 行。"

    workbook_id: str
    kind: str
    sha256: str
    rows: int

    def touches(self) -> tuple[Tag, ...]:
        """The workbook."""
        return (workbook_tag(self.workbook_id),)


@dataclass(frozen=True, kw_only=True)
class TakeInWorkbook:
    """Note that a file is being taken in. Never refused: the same file again is a repeat."""

    kind: str
    sha256: str
    rows: int

    def boundary(self) -> tuple[Tag, ...]:
        """Nothing but the request itself."""
        return ()

    def decide(self, view: View, stamp: Stamp) -> WorkbookTakenIn:
        """The note."""
        return WorkbookTakenIn(
            workbook_id=stamp.id, kind=self.kind, sha256=self.sha256, rows=self.rows
        )
