"""No file keeps a process busy: what is too much is refused, what is strange is read once."""

import io
import zipfile
from collections.abc import Mapping

import pytest

from api.capabilities import workbook_of
from api.workbooks.opened import bounds
from api.workbooks.opened.failures import BrokenWorkbook, SaveAsWorkbook, WorkbookTooLarge
from api.workbooks.opened.marks import marks_of
from api.workbooks.opened.pages import _pieces, page_tables
from api.workbooks.opened.texts import text_table
from api.workbooks.rows import read_book_content
from tests.api.workbooks.desk import sheets

COLUMNS = workbook_of("items").columns
HEADER = "<tr>" + "".join(f"<th>{it}</th>" for it in COLUMNS) + "</tr>"
ROW = "<tr><td>1</td><td>米</td><td>件</td><td>10</td><td></td><td></td></tr>"
MANY = 400_000


@pytest.mark.parametrize(
    "never_closed",
    ["<!--", "<! ", "</", "<td a=", '<td a="', "<script>", "<?", "<", "&", "<style><", "<!a "],
)
def test_what_is_never_closed_is_read_through_once(never_closed: str) -> None:
    page = f"<table>{HEADER}{ROW}</table>{never_closed * MANY}"
    (table,) = [it for it in page_tables(page) if len(it.cells) > 1]
    assert table.cells[1][1] == "米"


def test_a_page_is_read_as_a_person_sees_it() -> None:
    (table,) = page_tables(
        "<html><head><title>a<td>b</title><style>td {}</style></head><body>"
        '<TABLE border=1><tr><td rowspan="2" title="a>b">甲&amp;<br>乙</td><td>1 < 2</td></tr>'
        "<!-- <tr><td>left</td></tr> --><tr><td\nx='1'>丙<script>if (a<b) {}</script>丁</td></tr>"
        '<tr style="display: none"><td colspan=2>藏</td></tr></table></body></html>'
    )
    assert table.cells == [["甲& 乙", "1 < 2"], ["", "丙丁"], ["藏", ""]]
    assert table.marks.hidden_rows == {2}
    assert table.marks.merged == [((0, 0), (1, 0)), ((2, 0), (2, 1))]


def test_areas_of_many_rows_and_cells_keep_their_columns() -> None:
    across = "<tr>" + "<td rowspan=2>y</td>" * 3 + "</tr>"
    (table,) = page_tables(f"<table>{across * 4}</table>")
    assert [len(row) for row in table.cells] == [3, 6, 3, 6]
    assert table.cells[1] == ["", "", "", "y", "y", "y"]


def test_a_page_in_capitals_is_read_like_any_other() -> None:
    (table,) = page_tables(
        "<HTML><HEAD><TITLE>a</TITLE></HEAD><TABLE><TR><TD>甲</TD></TR>"
        "<STYLE>td {}</style><TR><TD>乙</TD></TR></TABLE>"
    )
    assert [list(row) for row in table.cells] == [["甲"], ["乙"]]


def test_a_page_of_endless_cells_or_tables_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "TEXT_CELLS_MAX", 1_000)
    monkeypatch.setattr(bounds, "SHEETS_MAX", 100)
    rows = "<table>" + "<tr>" * 1_001
    for page in ("<table>" + "<td>" * 1_001, rows, "<table><tr><td>" * 101):
        with pytest.raises(WorkbookTooLarge):
            page_tables(page)
    with pytest.raises(SaveAsWorkbook):
        page_tables("<html><body>nothing</body></html>")


def test_a_text_is_parted_by_what_its_beginning_shows() -> None:
    asked = []

    def likeness(line: list[object]) -> int:
        asked.append(len(line))
        return 0

    with pytest.raises(WorkbookTooLarge):
        text_table("," * (bounds.TEXT_CELLS_MAX + 1), likeness)
    assert max(asked) <= bounds.HEADER_COLUMNS_MAX


def test_a_workbook_of_too_many_sheets_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "SHEETS_MAX", 3)
    sheet = (
        '<Worksheet ss:Name="a"><Table><Row><Cell><Data>1</Data></Cell></Row></Table></Worksheet>'
    )
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    book = (
        f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}">{sheet * 4}</Workbook>'
    )
    with pytest.raises(WorkbookTooLarge):
        read_book_content(book.encode(), workbook_of("items"))


def archive(parts: Mapping[str, str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, text in parts.items():
            zipped.writestr(name, text)
    return content.getvalue()


@pytest.mark.parametrize(
    "row",
    [
        "<row " + " ".join(f'a{number}="1"' for number in range(500_000)) + "/>",
        '<row a="' + "1" * 5_000_000 + '"/>',
        "<row " + " ".join(f'a{number}="1"' for number in range(257)) + "/>",
        "<!--" + "-" * 5_000_000,
    ],
    ids=["attributes", "one attribute", "a few too many", "a remark"],
)
def test_a_tag_that_no_spreadsheet_writes_is_not_read_to_its_end(row: str) -> None:
    content = archive({"xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{row}"})
    with pytest.raises(BrokenWorkbook):
        read_book_content(content, workbook_of("items"))


def test_of_a_sheet_that_is_too_wide_no_more_is_read_than_shows_it() -> None:
    header = [*COLUMNS, *(f"列{number}" for number in range(500))]
    part = io.BytesIO(b"<row>" + b"<c><v>1</v></c>" * 500 + b"<never-looked-at>")
    with pytest.raises(WorkbookTooLarge, match="256 columns"):
        marks_of(part)
    with pytest.raises(WorkbookTooLarge, match="256 columns"):
        read_book_content(sheets(a=[header]), workbook_of("items"))
    wide = [*COLUMNS, *(f"列{number}" for number in range(240))]
    assert len(read_book_content(sheets(a=[wide, ["", "米"]]), workbook_of("items")).rows) == 1


def test_a_sheet_of_too_many_cells_is_too_large() -> None:
    rows = [[*COLUMNS], *([["1"] * len(COLUMNS)] * 6_000)]
    assert len(read_book_content(sheets(a=rows), workbook_of("items")).rows) == 6_000
    far = b'<row><c r="A1"><v>1</v></c></row><row r="900000"><c r="J900000"><v>1</v></c></row>'
    with pytest.raises(WorkbookTooLarge):
        marks_of(io.BytesIO(b"<sheetData>" + far))


def test_brackets_that_begin_no_tag_are_one_text() -> None:
    assert [len(it.text) for it in _pieces("<" * MANY)] == [MANY]
    assert [it.tag for it in _pieces("<<td>< <")] == ["", "td", ""]


def test_a_page_of_endless_tags_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "TAGS_MAX", 1_000)
    with pytest.raises(WorkbookTooLarge):
        page_tables("<table><tr><td>" + "<b>" * 1_001)
