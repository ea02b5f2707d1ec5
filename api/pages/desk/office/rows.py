"""Rows of a file as the desk's preview shows them, and what is chosen for those in doubt."""

from typing import Final, NamedTuple

from api.pages.visitor import Visitor
from api.workbooks.cells import as_text
from api.workbooks.opened.notices import Notice
from api.workbooks.report import Rejected
from api.workbooks.resembling import CHOSEN, Choice, Choices, ResemblesAnother
from api.workbooks.rows import Row

ROW_DIGITS_MAX: Final = 9


class Shown(NamedTuple):
    """A row as the screen has it; `why` is empty for one that is in order.

    `choice` is the field that says what is done with it, where it resembles an earlier one.
    """

    sheet: str
    number: int
    cells: list[str]
    why: str
    choice: str = ""


def shown_row(row: Row, columns: list[str], why: str) -> Shown:
    """A row's cells in these columns."""
    return Shown(row.sheet, row.number, [as_text(row.cells.get(it, "")) for it in columns], why)


def refused_row(it: Rejected, columns: list[str], sheets: tuple[str, ...], language: str) -> Shown:
    """A refused row with the reason."""
    shown = shown_row(it.row, columns, it.message_en if language == "en" else it.message_zh)
    if it.code != ResemblesAnother.code or it.row.sheet not in sheets:
        return shown
    return shown._replace(choice=f"like_{sheets.index(it.row.sheet)}_{it.row.number}")


def said_of(notice: Notice, language: str) -> str:
    """What is to be known of a file, with the row where it is of one."""
    told = notice.message_en if language == "en" else notice.message_zh
    if notice.row is None:
        return told
    number = f"row {notice.row}" if language == "en" else f"第 {notice.row} 行"
    return f"{notice.sheet or ''} {number} {told}".strip()


def chosen_in(visitor: Visitor, sheets: tuple[str, ...]) -> Choices:
    """What the form says of the rows that resemble earlier ones."""
    chosen: dict[tuple[str, int], Choice] = {}
    for place, sheet in enumerate(sheets):
        head = f"like_{place}_"
        for name, value in visitor.form.items():
            number = name.removeprefix(head)
            choice = next((it for it in CHOSEN if it == value), None)
            if name.startswith(head) and number.isascii() and number.isdigit() and choice:
                chosen[sheet, int(number[:ROW_DIGITS_MAX])] = choice
    return Choices(for_rows=chosen)
