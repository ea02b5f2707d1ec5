"""What a row says, whichever way it is typed: by that it is known when it comes again."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Final, NamedTuple

from api.workbooks.cells import (
    CellValue,
    UnreadableCell,
    as_date,
    as_fen,
    as_stated_seconds,
    as_text,
    as_time,
    as_whole_number,
)
from api.workbooks.identity_number import read_identity_paper
from api.workbooks.kinds import Workbook
from api.workbooks.personal import as_name_key, as_phone, as_phone_ending
from api.workbooks.rows import Row
from api.workbooks.said_before import said_before
from api.workbooks.typed.barcodes import as_barcode
from api.workbooks.typed.placeholders import is_nought, or_none
from domain.ledger.decision import OFFICE, request_id
from domain.people.vault import Vault

REMEMBERED_LENGTH_MAX: Final = 64
RUN_MAX: Final = 200


class SaidRow(NamedTuple):
    """A row with the keys by which it may be known.

    `before` is the one that versions before gave it. `among` is the rows of its sheet that say the
    same, which are known by one key each, in turn; `turn` counts them from 1.
    """

    row: Row
    before: str
    among: str
    turn: int


class KeyedRow(NamedTuple):
    """A row with its request key, and whether something is recorded under it.

    `repeats` is set where the row stands on an earlier sheet of the file as well.
    """

    row: Row
    key: str
    known: bool
    repeats: Row | None = None


class RowKeys:
    """The keys of a file's rows: what a row says, and how often its sheet said it before.

    So a row stays the same when others are added above it, the file is saved anew, somebody types
    it again in their own way, or it stands on another sheet as well.
    """

    def __init__(self, workbook: Workbook, vault: Vault) -> None:
        self._workbook = workbook
        self._vault = vault

    def said(self, rows: Sequence[Row]) -> list[SaidRow]:
        """What each row says, now and as versions before read it."""
        before: Counter[tuple[str, str]] = Counter()
        now: Counter[tuple[str, str]] = Counter()
        found = []
        for row in rows:
            then, text = self._then(row), self._now(row)
            before[row.sheet, then] += 1
            now[row.sheet, text] += 1
            key = self.key(then, before[row.sheet, then])
            found.append(SaidRow(row, key, text, now[row.sheet, text]))
        return found

    def key(self, text: str, turn: int) -> str:
        """The request key of the rows that say a text, by their turn."""
        return self._vault.digest("row", self._workbook.kind, text, str(turn))

    def asked(self, said: Sequence[SaidRow]) -> list[str]:
        """All keys under which something may be recorded of these rows."""
        return list({key for it in said for key in (it.before, self.key(it.among, it.turn))})

    def keyed(self, said: Sequence[SaidRow], known: set[str]) -> list[KeyedRow]:
        """One key for each row of a sheet, those of versions before first.

        A row that was recorded under the key that a version before gave it keeps that key. The
        others that say the same take what is left, so that each recorded row is claimed once.
        """
        claimed = {(it.row.sheet, it.before) for it in said if it.before in known}
        turns: Counter[tuple[str, str]] = Counter()
        first: dict[str, Row] = {}
        found = []
        for row, before, text, _ in said:
            key = before
            if before not in known:
                key = self._next_key(row.sheet, text, turns, claimed)
            stands = first.setdefault(key, row)
            repeats = stands if stands.sheet != row.sheet else None
            found.append(KeyedRow(row, key, key in known, repeats))
        return found

    def runs(self, rows: Sequence[KeyedRow]) -> dict[str, tuple[str, ...]]:
        """What the rows of a run, which are one thing, create: the ids by each row's key."""
        columns, found = self._workbook.one_by, dict[str, tuple[str, ...]]()
        told = [
            (it.row.sheet, *(_said(_now, it.row.cells[column], column) for column in columns))
            for it in rows
            if columns
        ]
        for said, run in groupby(zip(told, rows, strict=False), key=lambda pair: pair[0]):
            keys = [it.key for _, it in run]
            if said[1] and len(keys) > 1:
                ids = tuple(request_id(OFFICE, it) for it in keys[:RUN_MAX])
                found.update(dict.fromkeys(keys, ids))
        return found

    def _next_key(
        self, sheet: str, text: str, turns: Counter[tuple[str, str]], claimed: set[tuple[str, str]]
    ) -> str:
        while True:
            turns[sheet, text] += 1
            key = self.key(text, turns[sheet, text])
            if (sheet, key) not in claimed:
                return key

    def _then(self, row: Row) -> str:
        cells = row.before or row.cells
        return "\x1f".join(_said(said_before, cells[it], it) for it in self._workbook.columns)

    def _now(self, row: Row) -> str:
        said = [_said(_now, row.cells[it], it) for it in self._workbook.columns]
        apart = (row.cells.get(it, "") for it in self._workbook.telling_apart)
        return "\x1f".join((*said, *(as_text(it) for it in apart if it != "")))


def _now(cell: CellValue, column: str) -> str:
    """What a cell says in its column; its text where that cannot be read."""
    if column in _WITHOUT_NOUGHT and is_nought(cell):
        return ""
    try:
        said = _READERS.get(column, as_text)(cell)
    except UnreadableCell:
        return as_text(cell)
    return "" if said is None else str(said)


@lru_cache(maxsize=10_000)
def _remembered(
    reader: Callable[[CellValue, str], str],
    cell: CellValue,
    column: str,
    _kind: str,  # True is not 1
) -> str:
    return reader(cell, column)


def _said(reader: Callable[[CellValue, str], str], cell: CellValue, column: str) -> str:
    """What a reader finds; most cells say what others said before them."""
    if isinstance(cell, str) and len(cell) > REMEMBERED_LENGTH_MAX:
        return reader(cell, column)
    return _remembered(reader, cell, column, type(cell).__name__)


def _identity(cell: CellValue) -> str:
    return read_identity_paper(cell).text


_READERS: Final[dict[str, Callable[[CellValue], object]]] = {
    **dict.fromkeys(("姓名", "志愿者", "帮扶对象", "确认人", "经手人", "户主"), as_name_key),
    **dict.fromkeys(("联系人", "监护人"), or_none(as_name_key)),
    **dict.fromkeys(("联系电话", "对象电话", "电话"), as_phone),
    **dict.fromkeys(("联系人电话", "监护人电话"), as_phone_ending),
    **dict.fromkeys(("日期", "结对日期", "起始日期", "最近核对"), as_date),
    **dict.fromkeys(("截止日期",), or_none(as_date)),
    "金额上限（元）": or_none(as_fen),
    **dict.fromkeys(("开始时间", "结束时间"), as_time),
    **dict.fromkeys(("积分", "数量", "走访间隔（天）"), as_whole_number),
    "金额（元）": as_fen,
    "平价（元）": or_none(as_fen),
    "户数": or_none(as_whole_number),
    "楼栋长": or_none(as_name_key),
    "每人每月限量": or_none(as_whole_number),
    "保质期至": or_none(as_date),
    **dict.fromkeys(("收据号", "指定用途"), or_none(as_text)),
    "条码": as_barcode,
    **dict.fromkeys(("身份证号", "身份证"), _identity),
    "电话后四位": as_phone_ending,
    "时长（小时）": as_stated_seconds,
}
"""The columns that are more than text."""

_WITHOUT_NOUGHT: Final = frozenset(
    {"收据号", "捐赠人", "指定用途", "活动内容", "地点", "确认人", "经手人", "楼栋", "网格", "备注"}
    | {"户数", "网格员", "楼栋长"}
    | {"品名", "数量", "保质期至", "金额（元）"}
    | {"金额上限（元）", "截止日期", "监护人", "监护人电话", "联系人电话"}
)
"""The columns in which a nought says nothing."""
