"""A workbook of before 2007 is read as a person sees it: nothing hidden, and no error, is blank."""

from datetime import date

import pytest

from api.capabilities import workbook_of
from api.workbooks.cells import as_date
from api.workbooks.opened.filling import is_faulty
from api.workbooks.opened.old_marks import old_marks
from api.workbooks.rows import Book, read_book_content
from tests.api.workbooks.opened.old_workbook import NOT_AVAILABLE, old_workbook

GIFTS = workbook_of("donations")
HEADER = list(GIFTS.columns)
RICE: list[object] = ["", "2026-11-20", "米店", "物资", "大米", 3, "2030-01-01", "", ""]


def gifts(content: bytes) -> Book:
    return read_book_content(content, GIFTS)


def test_hidden_rows_and_sheets_are_left_and_said_with_their_count() -> None:
    rows = [HEADER, RICE, RICE, RICE]
    content = old_workbook({"9月": rows, "旧": rows}, hidden_rows=frozenset({2, 3}), hidden="旧")
    read = gifts(content)
    assert [(it.sheet, it.number, it.cells["数量"]) for it in read.rows] == [("9月", 2, 3.0)]
    told = {(it.code, it.sheet, it.count) for it in read.notices}
    assert {("hidden_rows", "9月", 2), ("hidden_sheet", "旧", 3)} <= told
    assert "errors_not_told" not in {it.code for it in read.notices}


@pytest.mark.parametrize("cell", [NOT_AVAILABLE, f"={NOT_AVAILABLE}"])
@pytest.mark.parametrize("column", HEADER)
def test_an_error_is_unreadable_in_whatever_column_it_stands(cell: str, column: str) -> None:
    wrong = [cell if it == column else said for it, said in zip(HEADER, RICE, strict=True)]
    first, second = gifts(old_workbook({"捐赠": [HEADER, RICE, wrong]})).rows
    assert not any(map(is_faulty, first.cells.values()))
    assert [it for it, said in second.cells.items() if is_faulty(said)] == [column]


@pytest.mark.parametrize("length", [0, 40, 600, 1500, 3000])
def test_what_is_cut_off_tells_nothing_and_ends(length: int) -> None:
    assert old_marks(old_workbook({"捐赠": [HEADER, RICE]})[:length]) == []


def test_a_chain_of_sectors_that_goes_round_ends() -> None:
    content = bytearray(old_workbook({"捐赠": [HEADER, RICE]}))
    content[512 + 4 * 5 : 512 + 4 * 6] = (2).to_bytes(4, "little")
    assert len(old_marks(bytes(content))) <= 1


@pytest.mark.parametrize("since_1904", [False, True])
def test_days_count_from_when_the_file_does(since_1904: bool) -> None:
    first = date(1904, 1, 1) if since_1904 else date(1899, 12, 30)
    days = (date(2030, 1, 1) - first).days
    row = [days if it == "保质期至" else said for it, said in zip(HEADER, RICE, strict=True)]
    read = gifts(old_workbook({"捐赠": [HEADER, row]}, since_1904=since_1904))
    assert [as_date(it.cells["保质期至"]) for it in read.rows] == [date(2030, 1, 1)]
    assert [it.cells["数量"] for it in read.rows] == [3.0]


def test_a_small_workbook_tells_of_what_is_hidden_and_of_errors_too() -> None:
    wrong = [
        NOT_AVAILABLE if it == "保质期至" else said for it, said in zip(HEADER, RICE, strict=True)
    ]
    content = old_workbook(
        {"捐赠": [HEADER, RICE, wrong, RICE]}, hidden_rows=frozenset({1}), small=True
    )
    read = gifts(content)
    assert [it.number for it in read.rows] == [3, 4]
    assert is_faulty(read.rows[0].cells["保质期至"])
    assert {it.code for it in read.notices} == {"sheet_read", "hidden_rows"}
