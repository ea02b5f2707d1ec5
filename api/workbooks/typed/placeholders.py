"""What people type where there is nothing to say: 无, 长期, a dash."""

from collections.abc import Callable
from typing import Final, TypeVar

from api.workbooks.cells import CellValue, as_text

T = TypeVar("T")

NONE: Final = frozenset(
    {"", "无", "没有", "暂无", "空", "不详", "/", "\\", "-", "--", "—", "——", "–", "－"}
)
ENDLESS: Final = frozenset(
    {"长期", "长期有效", "永久", "不限", "无限", "不限量", "无期限", "无保质期"}
)


def says_none(cell: CellValue) -> bool:
    """Whether the cell says that there is none, or none that would be a bound."""
    text = as_text(cell) if isinstance(cell, str) else "1"
    return text in NONE or text in ENDLESS or (len(text) < 10 and not text.strip("-—–－/ "))


def or_none(reader: Callable[[CellValue], T]) -> Callable[[CellValue], T | None]:
    """A reader that finds nothing in a cell that says so, and else what the other one finds."""

    def read(cell: CellValue) -> T | None:
        return None if says_none(cell) else reader(cell)

    return read
