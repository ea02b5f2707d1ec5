"""Lines that stand between the rows of a sheet and are none: headers again, and sums."""

import re
from functools import lru_cache
from typing import Final

from api.workbooks.cells import as_text, is_blank
from api.workbooks.kinds import Workbook
from api.workbooks.opened.columns import missing
from api.workbooks.opened.table import Cells

_WORD_LENGTH_MAX: Final = 16
_SUMS: Final = re.compile(
    r"(?:(?:\d{1,4}年)?\d{1,2}月份?|以上"
    r"|(?:本|全|当|第?[一二三四\d])(?:页|月|季度?|年度?|日|周|期))?"
    r"(?:合计|总计|小计|共计|累计|总和|总数|汇总)(?:数|金额|数量|积分)?(?:\(.{1,4}\))?:?",
)


def headers_again(cells: list[Cells], header_at: int, workbook: Workbook) -> list[int]:
    """Where the header stands again, as on each printed page, or in an order of its own."""
    header = cells[header_at]
    mark = next((it for it in header if as_text(it) in workbook.required), None)
    return [
        number
        for number in range(header_at + 1, len(cells))
        if mark in cells[number] and not missing(cells[number], workbook)
    ]


def sums_up(cells: Cells, columns: int) -> bool:
    """Whether a line says 合计 or the like, and leaves half of the columns blank or more."""
    if not any(isinstance(it, str) and it != "" and _is_sum(it) for it in cells):
        return False
    return sum(not is_blank(it) for it in cells) * 2 <= columns


def _is_sum(cell: str) -> bool:
    return len(cell) <= _WORD_LENGTH_MAX and _says_sum(cell)


@lru_cache(maxsize=10_000)
def _says_sum(cell: str) -> bool:
    text = "".join(as_text(cell).split()).replace("：", ":")
    return _SUMS.fullmatch(text) is not None
