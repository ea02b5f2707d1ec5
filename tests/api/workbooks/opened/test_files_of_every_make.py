"""Files that other programs wrote are read as they show themselves, whatever they leave out."""

import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter

from api.capabilities import workbook_of
from api.workbooks.cells import as_date
from api.workbooks.opened.failures import NotThisKind
from api.workbooks.rows import Book, read_book_content

GIFTS = workbook_of("donations")
HEADER = list(GIFTS.columns)
RICE: list[Any] = ["", "2026-11-20", "米店", "物资", "大米", 3, "2030-01-01", "", ""]


def gifts(content: bytes) -> Book:
    return read_book_content(content, GIFTS)


def numbers(content: bytes) -> list[int]:
    return [it.number for it in gifts(content).rows]


def text(rows: list[list[Any]], parting: str = ",") -> str:
    return "\n".join(parting.join(map(str, cells)) for cells in rows)


def book(write: Callable[[Any], object] = bool, **options: bool) -> bytes:
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, **options}) as made:
        sheet = made.add_worksheet("捐赠")
        for number, cells in enumerate([HEADER, RICE, RICE, RICE]):
            sheet.write_row(number, 0, cells)
        write(sheet)
    return content.getvalue()


def with_part(content: bytes, before: str, after: str) -> bytes:
    """The workbook, with its first sheet's words changed."""
    changed = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith("sheet1.xml"):
                assert before.encode() in part
                part = part.replace(before.encode(), after.encode())
            new.writestr(name, part)
    return changed.getvalue()


@pytest.mark.parametrize("said", ['ht="0" customHeight="1"', 'ht="0.0"', 'hidden="TRUE"'])
def test_a_row_of_no_height_is_hidden(said: str) -> None:
    assert numbers(with_part(book(), '<row r="3"', f'<row {said} r="3"')) == [2, 4]


def test_rows_that_are_written_are_seen_where_those_below_them_are_hidden() -> None:
    content = with_part(book(), "<sheetFormatPr ", '<sheetFormatPr zeroHeight="1" ')
    assert numbers(content) == [2, 3, 4]


def test_days_that_are_plain_numbers_count_from_when_the_file_does() -> None:
    days = (date(2030, 1, 1) - date(1904, 1, 1)).days
    content = book(lambda sheet: sheet.write_number("G2", days), date_1904=True)
    assert as_date(gifts(content).rows[0].cells["保质期至"]) == date(2030, 1, 1)
    elsewhere = book(lambda sheet: sheet.write_number("F2", days), date_1904=True)
    assert gifts(elsewhere).rows[0].cells["数量"] == days


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32", "gb18030", "utf-8-sig"])
def test_a_text_is_read_that_does_not_say_its_encoding(encoding: str) -> None:
    read = gifts(text([HEADER, RICE], "\t").encode(encoding))
    assert [it.cells["捐赠人"] for it in read.rows] == ["米店"]


@pytest.mark.parametrize("parting", [",", "\t", ";"])
def test_a_quote_alone_in_a_cell_repeats_the_one_above_and_swallows_nothing(parting: str) -> None:
    again = ["", "2026-11-21", '"', "物资", '"', 4, "", "", '"']
    plain = ["", "2026-11-22", '"面包,店"', "物资", "面包", 5, "", "", ""]
    read = gifts(text([HEADER, RICE, again, again, plain, RICE], parting).encode())
    told = [(it.cells["捐赠人"], it.cells["品名"], it.cells["数量"]) for it in read.rows]
    rice = ("米店", "大米")
    bread = ("面包,店", "面包", "5")
    assert told == [(*rice, "3"), (*rice, "4"), (*rice, "4"), bread, (*rice, "3")]


def test_a_quoted_cell_that_begins_with_a_comma_is_a_cell() -> None:
    row = ["", "2026-11-21", '",甲,"', "物资", "大米", 3, "", "", ""]
    assert [it.cells["捐赠人"] for it in gifts(text([HEADER, row]).encode()).rows] == [",甲,"]


def page(rows: list[list[Any]], before: str = "") -> bytes:
    lines = ("".join(f"<td>{cell}</td>" for cell in cells) for cells in rows)
    return f"{before}<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>".encode()


@pytest.mark.parametrize("before", ["<style>td{}</style>", "<body>", "<h3>台账</h3>", "<p>1</p>"])
def test_a_table_is_read_whatever_its_page_begins_with(before: str) -> None:
    assert len(gifts(page([HEADER, RICE], before)).rows) == 1


@pytest.mark.parametrize(
    "said", ["hidden", 'hidden=""', 'style="visibility: collapse"', 'style="height:0pt"']
)
def test_a_row_of_a_page_that_nobody_sees_is_left_and_said(said: str) -> None:
    content = page([HEADER, RICE, RICE]).decode()
    place = content.rindex("<tr>")
    read = gifts(f"{content[:place]}<tr {said}>{content[place + 4 :]}".encode())
    assert len(read.rows) == 1 and "hidden_rows" in {it.code for it in read.notices}


@pytest.mark.parametrize("said", ['class="hidden-print"', 'style="height:0.5cm"', "title='hidden'"])
def test_a_row_of_a_page_that_is_seen_is_taken(said: str) -> None:
    content = page([HEADER, RICE]).decode()
    place = content.rindex("<tr>")
    assert len(gifts(f"{content[:place]}<tr {said}>{content[place + 4 :]}".encode()).rows) == 1


def test_rows_of_one_look_are_counted_where_a_file_writes_one_for_them_all() -> None:
    def row(cells: list[Any], said: str = "") -> str:
        told = "".join(f'<Cell><Data ss:Type="String">{it}</Data></Cell>' for it in cells)
        return f"<Row{said}>{told}</Row>"

    rows = row(HEADER) + row([], ' ss:Span="2"') + row(RICE) + row(RICE, ' ss:Height="0"')
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    content = (
        f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}">'
        f'<Worksheet ss:Name="捐赠"><Table>{rows}</Table></Worksheet></Workbook>'
    )
    assert numbers(content.encode()) == [5]


def test_a_column_that_is_called_otherwise_is_said_with_what_it_may_be() -> None:
    roster = workbook_of("roster")
    header = ["手机号" if it == "联系电话" else it for it in roster.columns]
    with pytest.raises(NotThisKind, match="“手机号” resembles “联系电话”"):
        read_book_content(text([header]).encode(), roster)


def test_a_text_that_is_parted_in_a_way_of_its_own_is_to_be_saved_as_a_workbook() -> None:
    with pytest.raises(NotThisKind, match=r"save it as \.xlsx"):
        gifts(text([HEADER, RICE], "^").encode())
