"""Workbooks: the office's files that were taken in, each the cause of the facts of its rows."""

from dataclasses import dataclass
from datetime import datetime

from domain.ledger.decision import Stamp, View
from domain.ledger.fact import Fact
from domain.ledger.tag import Tag
from domain.office.tags import workbook_row_tag
from domain.people.entering.hands import people_behind, refuse_one_hand
from domain.shop.tags import workbook_tag


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


class RowRecognised(Fact, type="workbook.row_recognised"):
    """A row of a file was said to be what an earlier row had become: nothing was recorded twice.

    `same_as_id` is the id of the earlier fact.
    """

    called = "认出台账中的同一笔"
    told = "台账中的一行与以前的记录是同一笔，没有再记。"

    row_id: str
    kind: str
    same_as_id: str

    def touches(self) -> tuple[Tag, ...]:
        """The row."""
        return (workbook_row_tag(self.row_id),)


@dataclass(frozen=True, kw_only=True)
class RecogniseRow:
    """Say that a row is the same as an earlier one, so that it counts as taken. Never refused."""

    kind: str
    same_as_id: str

    def boundary(self) -> tuple[Tag, ...]:
        """Nothing but the request itself."""
        return ()

    def decide(self, view: View, stamp: Stamp) -> RowRecognised:
        """The word on it."""
        return RowRecognised(row_id=stamp.id, kind=self.kind, same_as_id=self.same_as_id)


@dataclass(frozen=True, kw_only=True)
class TakeInWorkbook:
    """Note that a file is being taken in: the same file again is a repeat.

    Of two people `brought_by` brought it, at `brought_at`, and `actor_id` confirms it.
    Refused: OneHand.
    """

    kind: str
    sha256: str
    rows: int
    brought_by: str | None = None
    brought_at: datetime | None = None
    actor_id: str | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """Who may be behind either of two people; of the office's own there is nothing to know."""
        return people_behind((self.brought_by, self.actor_id)) if self.brought_by else ()

    def decide(self, view: View, stamp: Stamp) -> WorkbookTakenIn:
        """The note."""
        if self.brought_by:
            brought = (self.brought_by,)
            refuse_one_hand(view, stamp, brought, at=self.brought_at, by=self.actor_id)
        return WorkbookTakenIn(
            workbook_id=stamp.id, kind=self.kind, sha256=self.sha256, rows=self.rows
        )
