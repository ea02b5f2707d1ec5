"""Rows are found in whatever an office calls a workbook."""

import zipfile
from collections.abc import Sequence
from datetime import date, time
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter

from api.capabilities import WORKBOOKS, workbook_of
from api.workbooks.cells import CellValue
from api.workbooks.opened import bounds
from api.workbooks.opened.failures import NotAWorkbook, NotThisKind, WorkbookTooLarge
from api.workbooks.rows import read_book, read_book_content

KINDS = [it.kind for it in WORKBOOKS]
ROSTER = workbook_of("roster")
HEADER = ["姓名", "身份证号", "联系电话", "服务队", "备注"]
WANG = ["王秀", "11010519491231002X", "13800138000", "爱心帮扶", "党员"]
LI = ["李强", "440524188001010014", "13800138001", "文体宣传", ""]


def workbook(*sheets: Sequence[Sequence[CellValue]]) -> bytes:
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        day_format = book.add_format({"num_format": "yyyy-mm-dd"})
        for rows in sheets:
            sheet = book.add_worksheet()
            for number, cells in enumerate(rows):
                for place, cell in enumerate(cells):
                    if isinstance(cell, date | time):
                        sheet.write_datetime(number, place, cell, day_format)
                    else:
                        sheet.write(number, place, cell)
    return content.getvalue()


def csv(rows: list[list[str]], encoding: str) -> bytes:
    return "\r\n".join(",".join(cells) for cells in rows).encode(encoding)


def names(content: bytes) -> list[tuple[int, CellValue]]:
    sheet = read_book_content(content, ROSTER)
    return [(row.number, row.cells["姓名"]) for row in sheet.rows]


def test_a_row_is_numbered_as_a_person_sees_it() -> None:
    content = workbook([["花名册"], ["填表单位：社区"], HEADER, WANG, [], ["", " ", "　"], LI, []])
    assert names(content) == [(4, "王秀"), (7, "李强")]


def test_a_sheet_that_does_not_begin_at_its_first_cell_is_numbered_the_same() -> None:
    shifted: list[list[str]] = [[], [], ["", *HEADER], ["", *WANG]]
    assert names(workbook(shifted)) == [(4, "王秀")]


def test_the_merged_title_and_its_remarks_are_not_the_header() -> None:
    content = BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 4, "姓名和身份证号一览")
        sheet.write_row(2, 0, HEADER)
        sheet.write_row(3, 0, WANG)
    assert names(content.getvalue()) == [(4, "王秀")]


def test_the_order_of_the_columns_does_not_matter() -> None:
    content = workbook([HEADER[::-1], WANG[::-1]])
    assert read_book_content(content, ROSTER).columns == tuple(HEADER[::-1])
    assert names(content) == [(2, "王秀")]


def test_spaces_line_breaks_and_brackets_of_either_width_name_the_same_column() -> None:
    header: list[CellValue] = ["条 码", " 品名\n", "积分", "平价(元)", "每人每月\n限量", "单位"]
    row: list[CellValue] = ["2000000000015", "大米5kg", 200, 26, 1, "袋"]
    sheet = read_book_content(workbook([header, row]), workbook_of("items"))
    assert sheet.columns == ("条码", "品名", "积分", "平价（元）", "每人每月限量", "单位")
    assert sheet.rows[0].cells["平价（元）"] == 26.0


def test_unknown_columns_are_left_alone_and_kept() -> None:
    header: list[CellValue] = ["序号", *HEADER, "身高", "", "备注"]
    sheet = read_book_content(workbook([header, [1, *WANG, 170, "无题", "又及"]]), ROSTER)
    assert sheet.columns == ("序号", *HEADER, "身高", "第8列", "备注（第9列）")
    assert sheet.rows[0].cells["第8列"] == "无题"
    assert sheet.rows[0].cells["备注"] == "党员"
    assert sheet.rows[0].cells["备注（第9列）"] == "又及"


def test_columns_without_a_name_or_content_are_not_columns() -> None:
    content = workbook([["标题", "", "", "", "", "", "", "制表"], HEADER, WANG])
    assert read_book_content(content, ROSTER).columns == tuple(HEADER)


def test_a_column_that_may_be_missing_reads_as_blank() -> None:
    sheet = read_book_content(workbook([HEADER[:4], WANG[:4]]), ROSTER)
    assert set(sheet.rows[0].cells) == set(ROSTER.columns)
    assert sheet.rows[0].cells["备注"] == ""
    assert sheet.columns == tuple(HEADER[:4])


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_known_by_its_columns_and_only_its_own(kind: str) -> None:
    required = [
        column
        for column in workbook_of(kind).columns
        if column not in workbook_of(kind).may_be_missing
    ]
    content = workbook([required, ["值"] * len(required)])
    assert len(read_book_content(content, workbook_of(kind)).rows) == 1
    for other in set(KINDS) - {kind}:
        with pytest.raises(NotThisKind):
            read_book_content(content, workbook_of(other))


def test_a_missing_column_is_named() -> None:
    with pytest.raises(NotThisKind) as refusal:
        read_book_content(workbook([["花名册"], HEADER[:3], WANG[:3]]), ROSTER)
    assert "花名册" in refusal.value.message_zh
    assert "服务队" in refusal.value.message_zh
    assert "姓名" not in refusal.value.message_zh
    assert "服务队" in refusal.value.message_en


@pytest.mark.parametrize(("place", "found"), [(19, True), (20, False)])
def test_the_header_is_looked_for_in_the_first_twenty_rows(place: int, found: bool) -> None:
    content = workbook([["说明"]] * place + [HEADER, WANG])
    if found:
        assert names(content) == [(21, "王秀")]
    else:
        with pytest.raises(NotThisKind):
            names(content)


def test_every_sheet_that_has_the_columns_is_read_in_order() -> None:
    content = workbook([["封面"]], [], [HEADER, WANG], [HEADER, LI])
    assert names(content) == [(2, "王秀"), (2, "李强")]
    book = read_book_content(content, ROSTER)
    assert book.sheets == ("Sheet3", "Sheet4")
    assert [it.sheet for it in book.rows] == ["Sheet3", "Sheet4"]
    assert [(it.code, it.sheet) for it in book.notices] == [
        *(("sheet_without_header", "Sheet1"), ("sheet_read", "Sheet3"), ("sheet_read", "Sheet4"))
    ]


def test_cells_keep_what_the_spreadsheet_knows_of_them() -> None:
    day = date(2026, 3, 5)
    content = workbook([HEADER, ["王秀", 4.3049919920409e17, 13800138000, day, True]])
    assert list(read_book_content(content, ROSTER).rows[0].cells.values())[:3] == [
        *("王秀", 4.3049919920409e17, 13800138000.0)
    ]
    assert read_book_content(content, ROSTER).rows[0].cells["服务队"] == day


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_csv_is_read_in_the_encodings_of_chinese_offices(encoding: str) -> None:
    assert names(csv([["花名册"], [], HEADER, WANG, [""], LI], encoding)) == [
        (4, "王秀"),
        (6, "李强"),
    ]


def test_rare_characters_survive_csv() -> None:
    for encoding in ("utf-8", "gb18030"):
        assert names(csv([HEADER, ["孙䶮𬭎", *WANG[1:]]], encoding)) == [(2, "孙䶮𬭎")]


def test_a_short_or_long_line_of_csv_still_has_every_column() -> None:
    sheet = read_book_content(csv([HEADER, ["王秀"], [*LI, "多余"]], "utf-8"), ROSTER)
    assert [row.cells["服务队"] for row in sheet.rows] == ["", "文体宣传"]


def test_a_quoted_cell_of_csv_may_hold_commas_and_lines() -> None:
    content = csv([HEADER, [*WANG[:4], '"党员，\n组长, ""老王"""']], "utf-8")
    assert read_book_content(content, ROSTER).rows[0].cells["备注"] == '党员，\n组长, "老王"'


@pytest.mark.parametrize(
    "content",
    [
        *(b"PK\x03\x04 cut off", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600),
        *(b"%PDF-1.7\n\xff\xff\xff", b"\x89PNG\r\n\x1a\n\x00\x00", b"\xff\xfea\x00b"),
    ],
)
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(NotAWorkbook):
        read_book_content(content, ROSTER)


def test_a_workbook_cut_off_inside_is_refused() -> None:
    sound, broken = workbook([HEADER, WANG]), BytesIO()
    with zipfile.ZipFile(BytesIO(sound)) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            half = len(old.read(name)) // 2
            new.writestr(name, old.read(name)[: half if "sheet1" in name else None])
    with pytest.raises(NotAWorkbook):
        read_book_content(broken.getvalue(), ROSTER)


@pytest.mark.parametrize("content", [b"", b"\n\n", "只有一句话".encode()])
def test_a_text_without_a_header_is_not_of_the_kind(content: bytes) -> None:
    with pytest.raises(NotThisKind):
        read_book_content(content, ROSTER)


def test_a_file_of_too_many_bytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "花名册.csv"
    with path.open("wb") as file:
        file.truncate(bounds.FILE_BYTES_MAX + 1)
    with pytest.raises(WorkbookTooLarge, match="20 MB"):
        read_book(path, ROSTER)


def test_a_hundred_thousand_rows_are_read_and_one_more_is_not() -> None:
    lines = [HEADER, *[["王秀", "", "", "", ""]] * bounds.ROWS_MAX]
    assert len(names(csv(lines, "utf-8"))) == bounds.ROWS_MAX
    with pytest.raises(WorkbookTooLarge, match="100000 rows"):
        names(csv([*lines, LI], "utf-8"))


def test_one_stray_cell_far_away_does_not_fill_the_memory() -> None:
    content = BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_string(1_048_575, 16_383, "。")
    with pytest.raises(WorkbookTooLarge):
        read_book_content(content.getvalue(), ROSTER)


def test_a_format_far_away_is_no_cell() -> None:
    content = BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, WANG)
        sheet.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))
    assert names(content.getvalue()) == [(2, "王秀")]


def test_a_file_on_disk_reads_like_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "花名册.xlsx"
    path.write_bytes(workbook([HEADER, WANG]))
    assert read_book(path, ROSTER) == read_book_content(path.read_bytes(), ROSTER)
    with pytest.raises(FileNotFoundError):
        read_book(tmp_path / "没有.xlsx", ROSTER)
