"""A refused row comes back as it was typed, with the sentence that helps."""

import re
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from api.capabilities import workbook_of
from api.workbooks.cells import CellValue
from api.workbooks.refused_rows import MISTAKE_COLUMN, RefusedRow, write_refused_rows
from api.workbooks.rows import Row, read_book

COLUMNS = ("序号", "姓名", "身份证号", "联系电话", "服务队", "备注")


def sheet_xml(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


def refused(message_zh: str = "没有这个服务队。", **cells: CellValue) -> RefusedRow:
    blank: dict[str, CellValue] = dict.fromkeys(COLUMNS, "")
    return RefusedRow(Row(17, blank | cells), message_zh)


def test_every_cell_comes_back_with_the_mistake_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "需要修改.xlsx"
    write_refused_rows(path, COLUMNS, [refused(序号=1.0, 姓名="王 秀", 联系电话=13800138000.0)])
    sheet = read_book(path, workbook_of("roster"))
    assert sheet.columns == (*COLUMNS, MISTAKE_COLUMN)
    cells = sheet.rows[0].cells
    assert (cells["序号"], cells["姓名"], cells["联系电话"]) == (1.0, "王 秀", 13800138000.0)
    assert cells["身份证号"] == ""
    assert cells[MISTAKE_COLUMN] == "没有这个服务队。"


@pytest.mark.parametrize("begin", "=+-@\t")
def test_text_never_becomes_a_formula(tmp_path: Path, begin: str) -> None:
    path = tmp_path / "需要修改.xlsx"
    typed = f"{begin}HYPERLINK(1+1)"
    write_refused_rows(path, COLUMNS, [refused(message_zh=typed, 备注=typed)])
    cells = re.findall(r'<c r="[A-Z]2"[^>]*?t="(\w+)"><(\w+)', sheet_xml(path))
    assert cells == [("inlineStr", "is")] * 2
    assert list(read_book(path, workbook_of("roster")).rows[0].cells.values()).count(typed) == 2


@pytest.mark.parametrize(
    "cell",
    [
        *("文字", " 前后有空格 ", 2.5, True, date(2026, 3, 5), time(8, 30), timedelta(hours=30)),
        *(datetime.combine(date(2026, 3, 5), time(8, 30)), 4.304991992040915e17),
    ],
)
def test_what_was_typed_is_read_back_the_same(tmp_path: Path, cell: CellValue) -> None:
    path = tmp_path / "需要修改.xlsx"
    write_refused_rows(path, COLUMNS, [refused(备注=cell)])
    assert read_book(path, workbook_of("roster")).rows[0].cells["备注"] == cell


def test_a_rounded_identity_number_can_be_typed_over_as_text(tmp_path: Path) -> None:
    path = tmp_path / "需要修改.xlsx"
    write_refused_rows(path, COLUMNS, [refused(身份证号=4.304991992040915e17)])
    with zipfile.ZipFile(path) as archive:
        formats = re.findall(r'<xf numFmtId="(\d+)"', archive.read("xl/styles.xml").decode())
    style = re.search(r'<c r="C2" s="(\d+)"', sheet_xml(path))
    # The first format belongs to the styles, not to the cells; 49 is text in every spreadsheet.
    assert style is not None
    assert formats[1:][int(style[1])] == "49"


def test_a_day_before_spreadsheets_begin_is_kept_as_text(tmp_path: Path) -> None:
    path = tmp_path / "需要修改.xlsx"
    write_refused_rows(path, COLUMNS, [refused(备注=date(1899, 5, 4))])
    assert read_book(path, workbook_of("roster")).rows[0].cells["备注"] == "1899-05-04"


def test_a_workbook_that_comes_back_twice_has_one_column_of_mistakes(tmp_path: Path) -> None:
    path = tmp_path / "需要修改.xlsx"
    write_refused_rows(path, COLUMNS, [refused(message_zh="第一次")])
    again = read_book(path, workbook_of("roster"))
    write_refused_rows(path, again.columns, [RefusedRow(again.rows[0], "第二次")])
    sheet = read_book(path, workbook_of("roster"))
    assert sheet.columns == (*COLUMNS, MISTAKE_COLUMN)
    assert sheet.rows[0].cells[MISTAKE_COLUMN] == "第二次"


def test_the_header_stays_in_sight_and_the_columns_are_wide_enough(tmp_path: Path) -> None:
    path = tmp_path / "需要修改.xlsx"
    write_refused_rows(path, COLUMNS, [refused(备注="一" * 100, 服务队="爱心帮扶志愿者")])
    xml = sheet_xml(path)
    assert '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' in xml
    widths = [round(float(width)) for width in re.findall(r'<col [^>]*width="([\d.]+)"', xml)]
    assert widths == [9, 11, 17, 31, 61]


def test_a_file_without_mistakes_gives_a_header_alone(tmp_path: Path) -> None:
    path = tmp_path / "需要修改.xlsx"
    write_refused_rows(path, COLUMNS, [])
    assert read_book(path, workbook_of("roster")).rows == ()
