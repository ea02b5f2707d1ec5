"""What is typed in an office's workbooks, read apart from the product."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import python_calamine

Cells = dict[str, Any]


def rows_of(path: Path) -> Iterator[tuple[int, Cells]]:
    """Yield each row that is not blank with its number; the header is the third row."""
    sheet = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    table = sheet.to_python(skip_empty_area=False)
    header = [str(cell) for cell in table[2]]
    for number, cells in enumerate(table[3:], 4):
        if any(str(cell).strip() for cell in cells):
            yield number, dict(zip(header, cells, strict=True))


def text_of(cell: Any) -> str:
    """Return the cell as text, in ordinary widths, a whole number without its decimals."""
    whole = isinstance(cell, float) and cell.is_integer()
    return unicodedata.normalize("NFKC", str(int(cell) if whole else cell)).strip()


def name_of(cell: Any) -> str:
    """Return a name without spaces and with the one dot."""
    return re.sub("[・•]", "·", re.sub(r"\s", "", str(cell)))


def digits_of(cell: Any) -> str:
    """Return the digits of a phone."""
    return re.sub(r"\D", "", text_of(cell).removeprefix("+86"))


def number_in(text: str) -> Decimal | None:
    """Return the number that the text is, nothing when it is none."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def units_of(cell: Any) -> int | None:
    """Return a whole number above 0, nothing for anything else."""
    number = number_in(text_of(cell))
    return int(number) if number is not None and number == int(number) and number > 0 else None


def day_of(cell: Any) -> date:
    """Return the day that the cell means."""
    if isinstance(cell, date):
        return cell
    if isinstance(cell, float):
        return date(1899, 12, 30) + timedelta(days=int(cell))
    year, month, day = re.findall(r"\d+", text_of(cell))
    return date(int(year), int(month), int(day))


def clock_of(cell: Any) -> time:
    """Return the time of day that the cell means."""
    if isinstance(cell, time):
        return cell
    if isinstance(cell, float):
        minutes = round(cell * 1440)
        return time(minutes // 60, minutes % 60)
    hour, minute = map(int, re.findall(r"\d+", text_of(cell))[:2])
    return time(hour + 12 if "下午" in text_of(cell) and hour < 12 else hour, minute)


def birth_date_of(identity_number: str) -> date:
    """Return the birthday in an identity number; ValueError when there is no such day."""
    return datetime.strptime(identity_number[6:14], "%Y%m%d").date()  # noqa: DTZ007 - a birthday


def is_identity_number(text: str) -> bool:
    """Whether the text passes the check of GB 11643."""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", text):
        return False
    try:
        birth_date_of(text)
    except ValueError:
        return False
    # ISO 7064: the eighteen values, each times two to the power of its place, leave 1 modulo 11.
    values = [10 if digit == "X" else int(digit) for digit in text]
    return sum(value * pow(2, place, 11) for place, value in enumerate(reversed(values))) % 11 == 1
