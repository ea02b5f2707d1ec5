"""How versions before read a cell, word for word: rows that they took in are known by it.

Nothing here is ever mended: what these say is in the keys of rows that were recorded.
"""

import re
from collections.abc import Callable
from typing import Final

from api.workbooks.cells import (
    CellValue,
    UnreadableCell,
    as_date,
    as_fen,
    as_stated_seconds,
    as_text,
    as_time,
    as_whole_number,
    compact,
    unreadable,
)
from api.workbooks.identity_number import citizen_number

_NAME_DOTS: Final = str.maketrans(dict.fromkeys("・･•‧∙⋅．", "·"))
_DOT_AMONG_HAN: Final = re.compile(r"(?<=[^\x00-\xff])\.(?=[^\x00-\xff])")
_SPACE_IN_A_NAME: Final = re.compile(r"(?<![A-Za-zÀ-ɏ])\s|\s(?![A-Za-zÀ-ɏ])")
_EXPONENT: Final = re.compile(r"[+-]?\d+(\.\d+)?E\+?\d+", re.IGNORECASE)


def said_before(cell: CellValue, column: str) -> str:
    """What a cell meant in its column; its text where that could not be read."""
    try:
        return str(_READERS.get(column, as_text)(cell))
    except UnreadableCell:
        return as_text(cell)


def _name(cell: CellValue) -> str:
    text = as_text(cell.translate(_NAME_DOTS) if isinstance(cell, str) else cell)
    return as_text(_DOT_AMONG_HAN.sub("·", _SPACE_IN_A_NAME.sub("", text)))


def _phone(cell: CellValue) -> str:
    text = compact(cell)
    if _EXPONENT.fullmatch(text):
        raise unreadable(cell, "", "")
    digits = re.sub(r"[^0-9]", "", text.removesuffix(".0"))
    return re.sub(r"^(00)?86(?=1\d{10}$)", "", digits)


def _phone_ending(cell: CellValue) -> str:
    digits = _phone(cell)
    return digits[-4:].zfill(4) if digits else ""


def _identity(cell: CellValue) -> str:
    return citizen_number(as_text(cell).replace(" ", "").lstrip("'’‘`").upper()).text


_READERS: Final[dict[str, Callable[[CellValue], object]]] = {
    **dict.fromkeys(("姓名", "志愿者", "帮扶对象", "确认人", "经手人"), _name),
    **dict.fromkeys(("联系电话", "对象电话"), _phone),
    **dict.fromkeys(("日期", "保质期至", "结对日期"), as_date),
    **dict.fromkeys(("开始时间", "结束时间"), as_time),
    **dict.fromkeys(("平价（元）", "金额（元）"), as_fen),
    **dict.fromkeys(("积分", "数量", "每人每月限量", "走访间隔（天）"), as_whole_number),
    "身份证号": _identity,
    "电话后四位": _phone_ending,
    "时长（小时）": as_stated_seconds,
}
"""The columns that were more than text."""
