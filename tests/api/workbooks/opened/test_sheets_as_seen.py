"""A sheet is read as a person sees it: merged cells, marks of repetition, what is hidden."""

from io import BytesIO

import pytest
import xlsxwriter

from api.capabilities import workbook_of
from api.workbooks.opened.failures import (
    LockedWorkbook,
    NotAWorkbook,
    NotThisKind,
    WorkbookTooLarge,
)
from api.workbooks.opened.filling import is_faulty
from api.workbooks.opened.notices import Notice
from api.workbooks.rows import Book, read_book_content
from tests.api.workbooks.desk import sheets

GIFTS = workbook_of("donations")
HEADER = list(GIFTS.columns)
RICE = ["", "2026-11-20", "", "物资", "大米", 3, "", "", ""]


def gifts(content: bytes) -> Book:
    return read_book_content(content, GIFTS)


def donors(content: bytes) -> list[object]:
    return [row.cells["捐赠人"] for row in gifts(content).rows]


def noticed(content: bytes, code: str) -> list[Notice]:
    return [it for it in gifts(content).notices if it.code == code]


def test_a_merged_cell_gives_its_value_to_all_its_rows() -> None:
    content = sheets(merge={"C2:C4": "米店"}, 捐赠=[HEADER, RICE, RICE, RICE, RICE])
    assert donors(content) == ["米店", "米店", "米店", ""]
    (notice,) = noticed(content, "merged_cells")
    assert notice.count == 2 and "捐赠" in notice.message_zh


def test_a_merged_cell_makes_no_row_of_a_blank_one() -> None:
    content = sheets(merge={"C2:C9": "米店"}, 捐赠=[HEADER, RICE, [], RICE])
    assert donors(content) == ["米店", "米店"]


def test_a_merged_title_fills_nothing() -> None:
    content = sheets(merge={"A1:I2": "捐赠台账"}, 捐赠=[[], [], HEADER, RICE])
    assert donors(content) == [""]


@pytest.mark.parametrize(
    "mark", ["同上", "〃", "″", '"', "”", "々", "（同上）", " 同上 ", "—〃—", "同前"]
)
def test_a_mark_of_repetition_is_what_stands_above(mark: str) -> None:
    first, again = [*RICE], [*RICE]
    first[2], again[2] = "米店", mark
    assert donors(sheets(捐赠=[HEADER, first, again, again])) == ["米店"] * 3


def test_plain_blanks_are_never_filled() -> None:
    first = [*RICE]
    first[2] = "米店"
    assert donors(sheets(捐赠=[HEADER, first, RICE])) == ["米店", ""]


def test_sheets_and_rows_that_nobody_sees_are_left_and_said() -> None:
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        for name in ("9月", "旧", "更旧"):
            sheet = book.add_worksheet(name)
            for number, cells in enumerate([HEADER, RICE, RICE, RICE]):
                sheet.write_row(number, 0, cells)
            sheet.set_row(2, None, None, {"hidden": True})
        book.get_worksheet_by_name("旧").hide()
        book.get_worksheet_by_name("更旧").very_hidden()
    read = gifts(content.getvalue())
    assert [(it.sheet, it.number) for it in read.rows] == [("9月", 2), ("9月", 4)]
    told = [(it.code, it.sheet, it.count) for it in read.notices]
    assert ("hidden_rows", "9月", 1) in told
    assert ("hidden_sheet", "旧", 3) in told and ("hidden_sheet", "更旧", 3) in told


def test_a_file_whose_only_sheet_is_hidden_is_refused_with_the_reason() -> None:
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.add_worksheet("封面").write(0, 0, "封面")
        sheet = book.add_worksheet("旧")
        sheet.write_row(0, 0, HEADER)
        sheet.hide()
    with pytest.raises(NotThisKind, match="hidden"):
        gifts(content.getvalue())


@pytest.mark.parametrize(
    "cell",
    ["#N/A", "#REF!", "#DIV/0!", "#NAME?", "######", "=B2+180", "=VLOOKUP(A1,B:C,2)", "Err:502"],
)
def test_errors_and_formulas_are_faulty(cell: str) -> None:
    assert is_faulty(cell)


@pytest.mark.parametrize("cell", ['="6901234567892"', "#3", "3号楼#", "=", "", "e=mc", 5, "错误"])
def test_what_looks_like_one_is_not(cell: object) -> None:
    assert not is_faulty(cell)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "read"), [('="88"', "88"), ("'88", "88"), ("'", "'"), ("8'", "8'")]
)
def test_a_text_is_taken_out_of_what_a_spreadsheet_puts_around_it(written: str, read: str) -> None:
    row = [*RICE]
    row[2] = f'"{written.replace(chr(34), chr(34) * 2)}"'
    text = "\n".join(",".join(map(str, cells)) for cells in (HEADER, row))
    assert donors(text.encode()) == [read]


@pytest.mark.parametrize("parting", [",", "\t", ";", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_text_is_read_however_its_cells_are_parted(parting: str, encoding: str) -> None:
    row = [*RICE]
    row[2] = "米店"
    text = "\n".join(parting.join(map(str, cells)) for cells in (HEADER, row))
    assert donors(text.encode(encoding)) == ["米店"]


def test_a_web_page_is_read_as_its_table_shows_it() -> None:
    head = "".join(f"<th>{it}</th>" for it in HEADER)
    page = (
        f"<html><head><title>捐赠</title></head><body><table border=1><tr>{head}</tr>"
        "<tr><td></td><td>2026-11-20</td><td rowspan=2>爱心&amp;米店<br></td><td>物资</td>"
        "<td>大米<td>3</td></tr>"
        "<tr><td></td><td>2026-11-20<td>物资</td><td>油</td><td>4</td></tr>"
        '<tr style="display: none"><td></td><td>2026-11-20</td><td>x</td></tr></table>'
    )
    read = gifts(page.encode("gb18030"))
    cells = [(it.cells["捐赠人"], it.cells["品名"], it.cells["数量"]) for it in read.rows]
    assert cells == [("爱心&米店", "大米", "3"), ("爱心&米店", "油", "4")]
    assert "hidden_rows" in {it.code for it in read.notices}


def test_a_workbook_saved_as_xml_is_read() -> None:
    head = "".join(f'<Cell><Data ss:Type="String">{it}</Data></Cell>' for it in HEADER)
    first = (
        '<Cell ss:Index="2"><Data ss:Type="DateTime">2026-11-20T00:00:00.000</Data></Cell>'
        '<Cell ss:MergeDown="1"><Data ss:Type="String">米店</Data></Cell>'
        '<Cell><Data ss:Type="String">物资</Data></Cell>'
        '<Cell><Data ss:Type="String">米</Data></Cell>'
        '<Cell><Data ss:Type="Number">3</Data></Cell><Cell ss:Formula="=RC[-5]+180"></Cell>'
    )
    second = (
        '<Cell ss:Index="4"><Data ss:Type="String">物资</Data></Cell>'
        '<Cell><Data ss:Type="Error">#N/A</Data></Cell>'
    )
    page = (
        '<?xml version="1.0" encoding="GB2312"?><Workbook '
        'xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="捐赠"><Table>'
        f"<Row>{head}</Row><Row>{first}</Row><Row>{second}</Row></Table></Worksheet></Workbook>"
    )
    read = gifts(page.encode("gb18030"))
    assert [it.cells["捐赠人"] for it in read.rows] == ["米店", "米店"]
    assert is_faulty(read.rows[0].cells["保质期至"]) and is_faulty(read.rows[1].cells["品名"])
    assert read.rows[0].cells["数量"] == 3.0


def test_a_locked_file_is_told_from_a_broken_one() -> None:
    compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1200
    with pytest.raises(LockedWorkbook, match="password"):
        gifts(compound + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600)


@pytest.mark.parametrize(
    ("columns", "known"),
    [
        ("用途", "指定用途"), ("所在网格", "网格"), ("手机号", "联系电话"), ("有效期", "保质期至"),
        ("商品名称", "品名"), ("备注", None),
    ],
)  # fmt: skip
def test_a_column_that_was_not_understood_is_said_with_what_it_resembles(
    columns: str, known: str | None
) -> None:
    workbook = workbook_of("roster" if known in {"网格", "联系电话"} else "donations")
    needed = [it for it in workbook.columns if it not in workbook.may_be_missing]
    present = [it for it in workbook.columns if it != known]
    header = present if set(needed) <= set(present) else [*present, known]
    book = read_book_content(sheets(表=[[*header, columns]]), workbook)
    (notice,) = [it for it in book.notices if it.code == "unknown_column"]
    assert notice.column == columns
    assert notice.resembles == (known if known in workbook.may_be_missing else None)


@pytest.mark.parametrize(
    "content",
    [
        b"," * 10_000_000, b";" * 10_000_000, b"\n" * 10_000_000,
        (b"," * 17_000 + b"\n") * 200, b"\t" * 4_000_000 + b"," * 4_000_000,
    ],
)  # fmt: skip
def test_ten_megabytes_of_nothing_are_refused_before_their_cells_are_looked_at(
    content: bytes,
) -> None:
    with pytest.raises((WorkbookTooLarge, NotAWorkbook)):
        gifts(content)
