"""What people type where there is nothing to say: 无, 长期, a dash."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Final, TypeVar

from api.workbooks.cells import CellValue, as_text

T = TypeVar("T")

NONE: Final = frozenset(
    {"", "无", "没有", "没", "暂无", "空", "空白", "不详", "未知", "未填", "不适用", "/", "\\"}
    | {"-", "--", "—", "——", "–", "－", "〇", "○", "×", "n/a", "na", "nan"}
    | {"nat", "none", "null", "nil", "undefined"}
)
ENDLESS: Final = frozenset(
    {"长期", "长期有效", "永久", "永久有效", "不限", "无限", "不限量", "不限数量", "无限量"}
    | {"无期限", "无限期", "无期", "无保质期", "无有效期", "不过期", "永不过期", "终身", "终身有效"}
    | {"长久", "长期保存", "不限制", "无限制", "没有限制", "∞"}
)
_FIRST_DAY: Final = date(1900, 1, 1)
_STROKES: Final = "-‐‑‒–—―─━－~～_＿./／… "


def says_none(cell: CellValue) -> bool:
    """Whether the cell says that there is none, or none that would be a bound."""
    text = as_text(cell).casefold() if isinstance(cell, str) else "1"
    return text in NONE or text in ENDLESS or (len(text) < 10 and not text.strip(_STROKES))


def is_nought(cell: CellValue) -> bool:
    """Whether the cell shows what a link to a blank cell does: 0, or the day before all days."""
    if isinstance(cell, datetime):
        return cell.date() < _FIRST_DAY
    if isinstance(cell, date):
        return cell < _FIRST_DAY
    return cell == time() or as_text(cell) == "0"


def or_none(reader: Callable[[CellValue], T]) -> Callable[[CellValue], T | None]:
    """A reader that finds nothing in a cell that says so, and else what the other one finds."""

    def read(cell: CellValue) -> T | None:
        return None if says_none(cell) else reader(cell)

    return read
