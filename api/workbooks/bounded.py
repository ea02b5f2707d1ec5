"""Cells that are kept: no longer and no larger than the same fields of a request may be."""

from collections.abc import Callable

from api.workbooks.cells import (
    CellValue,
    UnreadableCell,
    as_text,
    as_whole_number,
)
from api.workbooks.personal import as_name, as_phone, as_phones
from domain.ledger.journal import AMOUNT_MAX

NAME_LENGTH_MAX = 50
WORD_LENGTH_MAX = 40
TEXT_LENGTH_MAX = 500
PHONE_LENGTH_MAX = 30
FURTHER_PHONES_MAX = 5


def as_kept_person(cell: CellValue) -> str:
    """Return a person's name, blank for a blank cell. Raises UnreadableCell when it is too long."""
    return _no_longer(cell, as_name, NAME_LENGTH_MAX)


def as_kept_name(cell: CellValue) -> str:
    """Return the name of a thing or a giver. Raises UnreadableCell when it is too long."""
    return _no_longer(cell, as_text, NAME_LENGTH_MAX)


def as_kept_word(cell: CellValue) -> str:
    """Return a word, such as a programme or a unit. Raises UnreadableCell when it is too long."""
    return _no_longer(cell, as_text, WORD_LENGTH_MAX)


def as_kept_text(cell: CellValue) -> str:
    """Return a free text. Raises UnreadableCell when it is too long."""
    return _no_longer(cell, as_text, TEXT_LENGTH_MAX)


def as_kept_phone(cell: CellValue) -> str:
    """Return a phone's digits. Raises UnreadableCell when they are too many or rounded away."""
    return _no_longer(cell, as_phone, PHONE_LENGTH_MAX)


def as_further_phones(cell: CellValue) -> tuple[str, ...]:
    """Return the other phones in the cell, a few at most. Raises UnreadableCell."""
    further = as_phones(cell).numbers[1:]
    if len(further) > FURTHER_PHONES_MAX:
        most = FURTHER_PHONES_MAX + 1
        raise UnreadableCell(f"一格里最多 {most} 个号码。", f"At most {most} numbers in a cell.")
    return further


def as_amount(cell: CellValue) -> int:
    """Return a whole number from 1 to 10⁹. Raises UnreadableCell."""
    return between(as_whole_number(cell), AMOUNT_MAX)


def as_kind_of_gift(cell: CellValue) -> str:
    """Return 物资 (goods) or 资金 (money). Raises UnreadableCell for anything else."""
    text = as_text(cell)
    if text not in {"物资", "资金"}:
        raise UnreadableCell("这里要填“物资”或“资金”。", "物资 (goods) or 资金 (money).")
    return text


def _no_longer(cell: CellValue, reader: Callable[[CellValue], str], longest: int) -> str:
    text = reader(cell)
    if len(text) > longest:
        raise UnreadableCell(
            f"太长了：最多 {longest} 个字，这里有 {len(text)} 个。",
            f"Too long: at most {longest} characters, here are {len(text)}.",
        )
    return text


def between(number: int, most: int) -> int:
    if not 1 <= number <= most:
        raise UnreadableCell(
            f"这里要填 1 到 {most} 的整数。", f"a whole number from 1 to {most} belongs here."
        )
    return number
