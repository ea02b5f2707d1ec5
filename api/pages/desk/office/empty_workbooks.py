"""Empty workbooks: a title, a line of remarks, the columns, and cells that keep what is typed."""

from collections.abc import Sequence
from io import BytesIO
from typing import Final

import xlsxwriter

REMARK: Final = "请从第四行开始填写；不要改动第三行的列名。"
TEXT_FORMAT: Final = 49
"""The number of the format "text" in every spreadsheet: long numbers keep all their digits."""
WIDTH: Final = 18
_TYPED_AS_TEXT: Final = ("身份证", "电话", "条码", "收据号", "编号")


def empty_workbook(title: str, columns: Sequence[str]) -> bytes:
    """An .xlsx that the import takes once it is filled in."""
    written = BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet(title)
        heading = workbook.add_format({"bold": True, "font_size": 16, "align": "center"})
        header = workbook.add_format({"bold": True, "bg_color": "#F2F2F2", "border": 1})
        text = workbook.add_format({"num_format": TEXT_FORMAT})
        sheet.merge_range(0, 0, 0, len(columns) - 1, title, heading)
        sheet.write_string(1, 0, REMARK)
        for place, column in enumerate(columns):
            as_text = any(it in column for it in _TYPED_AS_TEXT)
            sheet.set_column(place, place, WIDTH, text if as_text else None)
            sheet.write_string(2, place, column, header)
        sheet.freeze_panes(3, 0)
    return written.getvalue()
