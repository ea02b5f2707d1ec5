"""What a row says, whichever way it is typed: by that it is known when it comes again."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from api.workbooks.cells import (
    CellValue,
    UnreadableCell,
    as_date,
    as_fen,
    as_name,
    as_phone,
    as_phone_ending,
    as_stated_seconds,
    as_text,
    as_time,
    as_whole_number,
)
from api.workbooks.identity_number import read_identity_number
from api.workbooks.kinds import Workbook
from api.workbooks.rows import Row
from domain.people.vault import Vault


class KeyedRow(NamedTuple):
    """A row with its request key."""

    row: Row
    key: str


def keyed(rows: Sequence[Row], workbook: Workbook, vault: Vault) -> Iterator[KeyedRow]:
    """The rows with their request keys: what a row says, and how often it was said before.

    So a row stays the same when others are added above it, the file is saved anew, or somebody
    types it again in their own way.
    """
    said: Counter[str] = Counter()
    for row in rows:
        text = "\x1f".join(_said(row.cells[column], column) for column in workbook.columns)
        said[text] += 1
        yield KeyedRow(row, vault.digest("row", workbook.kind, text, str(said[text])))


def _said(cell: CellValue, column: str) -> str:
    """What a cell means in its column; its text where that cannot be read."""
    try:
        return str(_READERS.get(column, as_text)(cell))
    except UnreadableCell:
        return as_text(cell)


def _identity(cell: CellValue) -> str:
    return read_identity_number(cell).text


_READERS: Final[dict[str, Callable[[CellValue], object]]] = {
    **dict.fromkeys(("姓名", "志愿者", "帮扶对象", "确认人", "经手人"), as_name),
    **dict.fromkeys(("联系电话", "对象电话"), as_phone),
    **dict.fromkeys(("日期", "保质期至", "结对日期"), as_date),
    **dict.fromkeys(("开始时间", "结束时间"), as_time),
    **dict.fromkeys(("平价（元）", "金额（元）"), as_fen),
    **dict.fromkeys(("积分", "数量", "每人每月限量", "走访间隔（天）"), as_whole_number),
    "身份证号": _identity,
    "电话后四位": as_phone_ending,
    "时长（小时）": as_stated_seconds,
}
"""The columns that are more than text."""
