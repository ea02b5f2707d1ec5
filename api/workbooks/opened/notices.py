"""What was left out of a file or read in it as a person would, said before it is recorded."""

from dataclasses import asdict, dataclass
from typing import Any

from api.workbooks.cells import shortened


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One thing to know before a file is taken in; `count` is of rows or cells."""

    code: str
    message_zh: str
    message_en: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    resembles: str | None = None
    count: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Without what it does not say."""
        return {name: value for name, value in asdict(self).items() if value is not None}


def sheet_read(sheet: str, rows: int) -> Notice:
    """Which sheet was read."""
    return Notice(
        code="sheet_read",
        message_zh=f"读取了工作表“{sheet}”，共 {rows} 行。",
        message_en=f"The sheet “{sheet}” was read: {rows} rows.",
        sheet=sheet,
        count=rows,
    )


def sheet_hidden(sheet: str, rows: int) -> Notice:
    """A sheet that nobody sees was left."""
    return Notice(
        code="hidden_sheet",
        message_zh=f"工作表“{sheet}”是隐藏的，其中 {rows} 行没有读取；要导入请先取消隐藏。",
        message_en=f"The sheet “{sheet}” is hidden: its {rows} rows were left; unhide it first.",
        sheet=sheet,
        count=rows,
    )


def sheet_left(sheet: str, missing: list[str]) -> Notice:
    """A sheet without the header was left."""
    return Notice(
        code="sheet_without_header",
        message_zh=f"工作表“{sheet}”没有读取：表头里找不到这些列：{'、'.join(missing)}。",
        message_en=f"The sheet “{sheet}” was left: its header lacks {', '.join(missing)}.",
        sheet=sheet,
    )


def rows_hidden(sheet: str, rows: int) -> Notice:
    """Rows that a filter hides were left."""
    return Notice(
        code="hidden_rows",
        message_zh=f"工作表“{sheet}”里有 {rows} 行被筛选或隐藏，没有读取；要导入请先取消筛选。",
        message_en=f"{rows} rows of the sheet “{sheet}” are filtered out or hidden and were left; "
        "clear the filter to take them.",
        sheet=sheet,
        count=rows,
    )


def header_again(sheet: str, times: int) -> Notice:
    """The header stands on each printed page."""
    return Notice(
        code="header_again",
        message_zh=f"工作表“{sheet}”里表头又出现了 {times} 次，不算作行。",
        message_en=f"The header of the sheet “{sheet}” stands there {times} times more: no rows.",
        sheet=sheet,
        count=times,
    )


def column_hidden(sheet: str, column: str) -> Notice:
    """A column that nobody sees is read."""
    return Notice(
        code="hidden_column",
        message_zh=f"工作表“{sheet}”里“{column}”这一列是隐藏的，也读取了；不要的话请先清空。",
        message_en=f"The column “{column}” of the sheet “{sheet}” is hidden and was read as well; "
        "empty it first if it is not meant.",
        sheet=sheet,
        column=column,
    )


def cells_hidden(sheet: str, cells: int) -> Notice:
    """What a page has in its cells and does not show was left."""
    return Notice(
        code="hidden_cells",
        message_zh=f"“{sheet}”里有 {cells} 格的内容是隐藏的，没有读取。",
        message_en=f"Hidden words in {cells} cells of “{sheet}” were left.",
        sheet=sheet,
        count=cells,
    )


def errors_untold(sheet: str) -> Notice:
    """A file that does not tell of hidden rows and errors."""
    return Notice(
        code="errors_not_told",
        message_zh=f"“{sheet}”的文件格式（.xls、.xlsb）看不出隐藏的行和公式错误（错误当作空白）；"
        "最好另存为 .xlsx 再导入。",
        message_en=f"“{sheet}” is of a format (.xls, .xlsb) in which hidden rows and errors are "
        "not seen (errors read as blank); better save it as .xlsx first.",
        sheet=sheet,
    )


def cells_merged(sheet: str, cells: int) -> Notice:
    """Merged cells gave their value to the rows of the merge."""
    return Notice(
        code="merged_cells",
        message_zh=f"工作表“{sheet}”里有合并的单元格，其内容用于合并的每一行（{cells} 格）。",
        message_en=f"Merged cells of the sheet “{sheet}” gave their value to {cells} cells below.",
        sheet=sheet,
        count=cells,
    )


def column_unknown(sheet: str, column: str, resembles: str | None) -> Notice:
    """A column that is none of the kind's."""
    shown = shortened(column)
    like_zh = f"；它像“{resembles}”，是的话请改列名" if resembles else ""
    like_en = f"; it resembles “{resembles}”: rename it if it is that" if resembles else ""
    return Notice(
        code="unknown_column",
        message_zh=f"没有读取“{shown}”这一列{like_zh}。",
        message_en=f"The column “{shown}” was not read{like_en}.",
        sheet=sheet,
        column=shown,
        resembles=resembles,
    )
