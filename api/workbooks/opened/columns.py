"""The header of a sheet: which columns of the kind it has, and what the others resemble."""

import unicodedata
from collections.abc import Container, Sequence
from difflib import SequenceMatcher
from typing import Final

from api.workbooks.cells import CellValue, as_text
from api.workbooks.kinds import Workbook
from api.workbooks.opened.table import Cells

HEADER_ROWS_SEARCHED = 20
MISTAKE_COLUMN: Final = "错误"
"""The column that refused rows were given back with."""

_ALIKE_MIN: Final = 0.6
_SYNONYMS: Final = (
    frozenset(
        {"联系电话", "手机", "手机号", "手机号码", "电话", "电话号码", "联系方式", "移动电话"}
    ),
    frozenset({"身份证号", "身份证", "证件号", "证件号码", "证件编号", "公民身份号码"}),
    frozenset({"姓名", "名字", "志愿者", "志愿者姓名", "人员", "兑换人", "居民"}),
    frozenset({"电话后四位", "手机尾号", "尾号", "后四位", "手机后四位"}),
    frozenset({"品名", "商品", "商品名称", "物品", "物资名称", "名称", "物品名称"}),
    frozenset({"条码", "条形码", "商品码", "69码", "商品条码"}),
    frozenset({"保质期至", "有效期", "有效期至", "到期日", "到期日期", "保质期", "截止日期"}),
    frozenset({"指定用途", "用途", "用于", "资金用途", "定向"}),
    frozenset({"捐赠人", "捐赠方", "捐赠单位", "捐款人", "爱心单位", "爱心人士"}),
    frozenset({"金额（元）", "捐款金额", "善款", "金额", "捐赠金额"}),
    frozenset({"平价（元）", "价格", "单价", "售价", "平价"}),
    frozenset({"网格", "所在网格", "网格名称", "所属网格"}),
    frozenset({"楼栋", "楼号", "栋号", "住址", "地址"}),
    frozenset({"服务队", "队伍", "所属队伍", "志愿队", "团队"}),
    frozenset({"经手人", "经办人", "收银员", "办理人"}),
    frozenset({"确认人", "审核人", "证明人"}),
    frozenset({"时长（小时）", "服务时长", "小时数", "时数", "时长", "工时"}),
    frozenset({"积分", "分值", "所需积分", "爱心积分", "扣除积分"}),
    frozenset({"每人每月限量", "限量", "限购", "每月限量"}),
    frozenset({"数量", "件数", "个数"}),
    frozenset({"走访间隔（天）", "走访周期", "间隔天数"}),
    frozenset({"困难原因", "致困原因", "帮扶原因"}),
    frozenset({"结对日期", "结对时间", "开始日期"}),
    frozenset({"帮扶对象", "受助人", "帮扶对象姓名", "结对对象"}),
)


def header_key(cell: CellValue) -> str:
    """What a header says, whatever its widths, cases and spaces."""
    return "".join(unicodedata.normalize("NFKC", as_text(cell)).casefold().split())


def find_header(table: list[Cells], workbook: Workbook) -> tuple[int, list[str]]:
    """Return the place of the likeliest header, and the required columns that it lacks."""
    candidates = [
        (place, missing(cells, workbook))
        for place, cells in enumerate(table[:HEADER_ROWS_SEARCHED])
    ]
    return min(candidates, key=lambda found: len(found[1]), default=(0, workbook.required))


def missing(cells: Cells, workbook: Workbook) -> list[str]:
    """The required columns that a row does not name."""
    present = set(map(header_key, cells))
    return [column for column in workbook.required if header_key(column) not in present]


def column_names(header: Cells, workbook: Workbook, hidden: Container[int] = ()) -> tuple[str, ...]:
    """Return a different name for each column; only the first of a name is the kind's own.

    That is the first that a person sees, if any of them is not `hidden`.
    """
    known = {header_key(column): column for column in (*workbook.columns, *workbook.telling_apart)}
    written = [
        known.get(header_key(cell), as_text(cell) or f"第{place}列")
        for place, cell in enumerate(header, 1)
    ]
    own: dict[str, int] = {}
    for place in sorted(range(len(written)), key=lambda it: it in hidden):
        own.setdefault(written[place], place)
    return tuple(
        name if own[name] == place else f"{name}（第{place + 1}列）"
        for place, name in enumerate(written)
    )


def resembled(column: str, absent: Sequence[str]) -> str | None:
    """The known column that an unknown one most resembles, of those that the sheet lacks."""
    written = header_key(column).partition("(")[0]
    scores = {known: _likeness(written, header_key(known).partition("(")[0]) for known in absent}
    best = max(scores, key=lambda it: scores[it], default=None)
    return best if best is not None and scores[best] >= _ALIKE_MIN else None


def _likeness(written: str, known: str) -> float:
    if not written or not known:
        return 0
    for same in _SYNONYMS:
        keys = {header_key(it).partition("(")[0] for it in same}
        if written in keys and known in keys:
            return 1
    if written in known or known in written:
        return 0.9
    return SequenceMatcher(None, written, known).ratio()
