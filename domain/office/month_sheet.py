"""Month sheets: a month's figures of the grids, written down for the street, and never changed."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import msgspec
from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.office.tags import MONTH_SHEETS, month_sheet_tag
from domain.rules.changes import NothingChanged


class GridFigures(msgspec.Struct, frozen=True):
    """A grid's month; a figure that would be about one or two people is left out.

    The minutes are by the map of each day, and by that of the day of the sheet.
    """

    node_id: str
    label: str
    members: int | None
    volunteers: int | None
    aged_60_and_over: int | None
    minutes_then: int | None
    minutes_today: int | None


class MonthSheetIssued(Fact, type="month_sheet.issued"):
    """A month's figures were written down as the books had them after `up_to`, a position.

    `digest` is of the month, the position and the figures, as `digest_of` reckons it.
    """

    called = "开出网格月报"
    told = "开出 {month} 的第 {number} 号网格月报。"

    sheet_id: str
    number: int
    month: str
    up_to: int
    grids: tuple[GridFigures, ...]
    digest: str
    issued_on: date

    def touches(self) -> tuple[Tag, ...]:
        """The sheet, and all that are numbered one after the other."""
        return month_sheet_tag(self.sheet_id), MONTH_SHEETS


class MonthNotOver(Refusal, code="month_not_over", field="month"):
    """A month is written down when nothing more happens in it."""

    zh = "{month} 还没有结束，月底以后再开月报。"
    en = "{month} is not over; its sheet can be issued after its last day."


class NoGrids(Refusal, code="no_grids", field="month"):
    """There is nothing to tell of."""

    zh = "还没有划分网格，没有月报可开。"
    en = "No grids are founded yet, so there are no figures to issue."


class MonthSheets(State, of="month_sheets", folds=(MonthSheetIssued,)):
    """How many sheets were issued, and the figures of each month's last one."""

    issued: int = 0
    last: dict[str, tuple[GridFigures, ...]] = field(default_factory=dict)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Remember the last of each month."""
        if isinstance(fact, MonthSheetIssued):
            self.issued += 1
            self.last[fact.month] = fact.grids


def canonical(month: str, up_to: int, grids: tuple[GridFigures, ...]) -> bytes:
    """The bytes that a sheet's digest is of: JSON without spaces, in the order of the fields."""
    said = {"month": month, "up_to": up_to, "grids": grids}
    return msgspec.json.encode(said)


def digest_of(month: str, up_to: int, grids: tuple[GridFigures, ...]) -> str:
    """The SHA-256 of a sheet's figures, in hexadecimal digits."""
    return sha256(canonical(month, up_to, grids)).hexdigest()


@dataclass(frozen=True, kw_only=True)
class IssueMonthSheet:
    """Write a month's figures down, as the books have them after a position.

    What was written down stays; where the books tell otherwise later, another sheet follows.
    Refused: MonthNotOver, NoGrids, NothingChanged.
    """

    month: date
    up_to: int
    grids: tuple[GridFigures, ...]

    def boundary(self) -> tuple[Tag, ...]:
        """The sheets."""
        return (MONTH_SHEETS,)

    def decide(self, view: View, stamp: Stamp) -> MonthSheetIssued:
        """The sheet, with the next number."""
        month = f"{self.month:%Y-%m}"
        if stamp.today.replace(day=1) <= self.month:
            raise MonthNotOver(month=month)
        if not self.grids:
            raise NoGrids
        sheets = view(MonthSheets, MONTH_SHEETS)
        if sheets.last.get(month) == self.grids:
            raise NothingChanged
        return MonthSheetIssued(
            sheet_id=stamp.id,
            number=sheets.issued + 1,
            month=month,
            up_to=self.up_to,
            grids=self.grids,
            digest=digest_of(month, self.up_to, self.grids),
            issued_on=stamp.today,
        )
