"""What a file has and does not show is left and said, or read and said: never read in silence."""

import zipfile
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter

from api.capabilities import workbook_of
from api.workbooks.cells import as_date
from api.workbooks.opened.notices import Notice
from api.workbooks.rows import Book, read_book_content
from tests.api.workbooks.opened.old_workbook import old_workbook

GIFTS = workbook_of("donations")
HEADER = list(GIFTS.columns)
RICE: list[Any] = ["", "2026-11-20", "米店", "物资", "大米", "3", "2030-01-01", "", ""]
EXCEL = '<html xmlns:x="urn:schemas-microsoft-com:office:excel">'
SPACE = "urn:schemas-microsoft-com:office:spreadsheet"


def gifts(content: bytes) -> Book:
    return read_book_content(content, GIFTS)


def page(*cells: str, before: str = "", columns: str = "", header: str = "") -> bytes:
    """A page whose second row has these cells in the places of RICE's, as `<td …>…`."""
    head = header or "".join(f"<td>{it}</td>" for it in HEADER)
    return f"{before}<table>{columns}<tr>{head}</tr><tr>{''.join(cells)}</tr></table>".encode()


def with_cell(column: str, cell: str) -> list[str]:
    plain = zip(HEADER, RICE, strict=True)
    return [cell if it == column else f"<td>{said}</td>" for it, said in plain]


def noticed(book: Book, code: str) -> list[Notice]:
    return [it for it in book.notices if it.code == code]


@pytest.mark.parametrize(
    "said",
    [
        'style="display:none"', "style='mso-hide:all'", 'style="visibility: hidden"', "hidden",
        '\r\n style="display: none"',
    ],
)  # fmt: skip
def test_a_cell_that_nobody_sees_is_blank_and_said(said: str) -> None:
    read = gifts(page(*with_cell("捐赠人", f"<td {said}>旧店</td>")))
    assert [it.cells["捐赠人"] for it in read.rows] == [""]
    assert [it.cells["品名"] for it in read.rows] == ["大米"]
    assert [it.count for it in noticed(read, "hidden_cells")] == [1]
    assert read.rows[0].before is not None and read.rows[0].before["捐赠人"] == "旧店"


@pytest.mark.parametrize(
    "cell",
    [
        '<td><span style="display:none">0021</span>米店</td>',
        "<td>米店<b hidden>旧<b>店</b></b></td>",
        "<td>米<font style='mso-hide:all'>x</font>店</td>",
    ],
)
def test_words_of_a_cell_that_nobody_sees_are_left_and_said(cell: str) -> None:
    read = gifts(page(*with_cell("捐赠人", cell)))
    assert [it.cells["捐赠人"] for it in read.rows] == ["米店"]
    assert [it.count for it in noticed(read, "hidden_cells")] == [1]


def test_what_excel_has_no_room_for_in_a_cell_is_read() -> None:
    cell = "<td>爱心<span style='display:none'>米店</span></td>"
    read = gifts(page(*with_cell("捐赠人", cell), before=EXCEL))
    assert [it.cells["捐赠人"] for it in read.rows] == ["爱心米店"]
    assert noticed(read, "hidden_cells") == []


@pytest.mark.parametrize(
    "said", ['x:num="13.5"', "x:num='13.5'", "x:num=13.5", 'sdval="13.5" sdnum="2052;0"']
)
def test_a_number_of_a_page_is_the_number_and_not_what_it_is_rounded_to(said: str) -> None:
    read = gifts(page(*with_cell("数量", f"<td align=right {said}>14</td>"), before=EXCEL))
    assert [it.cells["数量"] for it in read.rows] == [13.5]
    assert read.rows[0].before is not None and read.rows[0].before["数量"] == "14"


@pytest.mark.parametrize(("beginning", "number"), [("", 47484), ("<x:Date1904/>", 46022)])
def test_a_day_of_a_page_is_the_day_however_much_of_it_shows(beginning: str, number: int) -> None:
    cell = f'<td x:num="{number}">1月1日</td>'
    read = gifts(page(*with_cell("保质期至", cell), before=EXCEL + beginning))
    assert as_date(read.rows[0].cells["保质期至"]).isoformat() == "2030-01-01"


def test_a_number_that_is_no_longer_than_it_shows_is_what_it_shows() -> None:
    read = gifts(page(*with_cell("数量", "<td x:num>14</td>"), before=EXCEL))
    assert [it.cells["数量"] for it in read.rows] == ["14"]


def test_a_cell_is_a_cell_whatever_ends_the_line_within_its_tag() -> None:
    read = gifts(page(*with_cell("捐赠人", "<td\r\n  class=xl65>米店</td>")))
    assert [it.cells["捐赠人"] for it in read.rows] == ["米店"]


def in_spreadsheet(*, twice: bool = False) -> bytes:
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as made:
        sheet = made.add_worksheet("捐赠")
        for number, cells in enumerate([[*HEADER, "数量"], [*RICE, "9"]]):
            sheet.write_row(number, 0, cells if twice else cells[:9])
        sheet.set_column("F:F", None, None, {"hidden": True})
    return content.getvalue()


def in_old_workbook() -> bytes:
    return old_workbook({"捐赠": [HEADER, RICE]}, hidden_columns=frozenset({5}))


def in_xml() -> bytes:
    rows = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{it}</Data></Cell>' for it in row)
        + "</Row>"
        for row in (HEADER, RICE)
    )  # fmt: skip
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{SPACE}" xmlns:ss="{SPACE}"><Worksheet '
        'ss:Name="捐赠"><Table><Column ss:Span="3"/><Column/><Column ss:Hidden="1"/>'
        f"{rows}</Table></Worksheet></Workbook>"
    ).encode()


def in_open_document() -> bytes:
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{it}</text:p></table:table-cell>'
            for it in row
        )
        + "</table:table-row>"
        for row in (HEADER, RICE)
    )
    names = "".join(
        f' xmlns:{it}="urn:oasis:names:tc:opendocument:xmlns:{it}:1.0"'
        for it in ("office", "table", "text")
    )
    body = (
        f'<?xml version="1.0"?><office:document-content{names}><office:body><office:spreadsheet>'
        '<table:table table:name="捐赠"><table:table-column table:number-columns-repeated="5"/>'
        f'<table:table-column table:visibility="collapse"/>{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", body)
    return content.getvalue()


def in_page(said: str) -> bytes:
    columns = f"<col width=64 span=5><col {said}><col>"
    return page(*with_cell("", ""), columns=columns)


def in_page_by_cells() -> bytes:
    hidden = '<td style="display:none">'
    header = "".join(f"{hidden if it == '数量' else '<td>'}{it}</td>" for it in HEADER)
    return page(*with_cell("数量", f"{hidden}3</td>"), header=header)


@pytest.mark.parametrize(
    "content",
    [
        in_spreadsheet(), in_old_workbook(), in_xml(), in_open_document(), in_page_by_cells(),
        in_page("width=0"), in_page("style='display:none;mso-width-source:userset'"),
        in_page('class=abc style="width:0pt"'),
    ],
)  # fmt: skip
def test_a_hidden_column_is_read_and_said(content: bytes) -> None:
    read = gifts(content)
    assert [str(it.cells["数量"]) for it in read.rows] == ["3"]
    assert [it.column for it in noticed(read, "hidden_column")] == ["数量"]
    assert noticed(read, "hidden_cells") == []


def test_of_two_columns_of_one_name_that_is_read_which_a_person_sees() -> None:
    (row,) = gifts(in_spreadsheet(twice=True)).rows
    assert row.cells["数量"] == "9"
    assert row.before is not None and row.before["数量"] == "3"


def test_columns_that_are_seen_are_not_said_to_be_hidden() -> None:
    for said in ("width=64", 'style="width:0.5cm"', "style='border-width:0'"):
        assert noticed(gifts(in_page(said)), "hidden_column") == []


@pytest.mark.parametrize("ending", ["\u2028", "\u2029", "\x85", "\x0c"])
def test_lines_of_a_text_end_as_its_program_ended_them(ending: str) -> None:
    text = ending.join(",".join(map(str, it)) for it in (HEADER, RICE, RICE))
    assert [it.number for it in gifts(text.encode()).rows] == [2, 3]
    assert [it.number for it in gifts(f"{text}{ending}\n".encode()).rows] == [2, 3]


@pytest.mark.parametrize("space", ["\u2028", "\u2029", "\x85", "\x0c"])
def test_what_parts_words_within_a_cell_parts_no_row(space: str) -> None:
    header = [it.replace("（", f"{space}（") for it in HEADER]
    row = [f"爱心{space}米店" if it == "米店" else it for it in RICE]
    text = "\n".join(",".join(map(str, it)) for it in (header, row, RICE))
    assert [it.number for it in gifts(text.encode()).rows] == [2, 3]
