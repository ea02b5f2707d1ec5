"""The identity number of a Chinese citizen, as GB 11643-1999 defines it."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from api.workbooks.cells import CellValue, UnreadableCell, as_text

Sex = Literal["female", "male"]

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_ROUNDED = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)


class InvalidIdentityNumber(UnreadableCell):
    """The text cannot be an identity number: its length, its date or its last character."""


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """Eighteen characters that passed the check; shown masked unless `text` is asked for."""

    text: str

    @property
    def birth_date(self) -> date:
        """The day of birth, in characters 7 to 14."""
        return _birth_date(self.text)

    @property
    def sex(self) -> Sex:
        """Male when the seventeenth digit is odd, else female."""
        return "male" if int(self.text[16]) % 2 else "female"

    @property
    def masked(self) -> str:
        """The first three and the last four characters, stars between them."""
        return f"{self.text[:3]}{'*' * 11}{self.text[-4:]}"

    def __repr__(self) -> str:
        return f"IdentityNumber({self.masked})"

    __str__ = __repr__


def is_stored_as_number(cell: CellValue) -> bool:
    """Whether a spreadsheet keeps the number as a number, its last digits lost.

    A spreadsheet holds fifteen digits. Exports to CSV show the loss as ``4.30499E+17``.
    """
    if isinstance(cell, str):
        return _ROUNDED.fullmatch(as_text(cell)) is not None
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def read_identity_number(cell: CellValue) -> IdentityNumber:
    """Return the identity number in a text cell; any region code is accepted.

    Spaces and a leading apostrophe are left out, a lower-case x is taken as X.
    Raises InvalidIdentityNumber with a sentence that says what is wrong, but not the number.
    """
    text = as_text(cell).replace(" ", "").lstrip("'’‘`").upper()
    if _SHAPE.fullmatch(text) is None:
        raise InvalidIdentityNumber(
            f"身份证号应是 18 位（前 17 位是数字，末位是数字或 X），这里有 {len(text)} 位。",
            "An identity number is 17 digits followed by a digit or X; "
            f"this has {len(text)} characters.",
        )
    try:
        _birth_date(text)
    except ValueError:
        raise InvalidIdentityNumber(
            f"身份证号里的出生日期（{text[6:14]}）不存在。",
            f"The birth date in the identity number ({text[6:14]}) does not exist.",
        ) from None
    if check_character(text[:17]) != text[17]:
        raise InvalidIdentityNumber(
            "身份证号的校验位不对，请对照证件核对每一位。",
            "The last character of the identity number does not fit the others; compare each "
            "character with the card.",
        )
    return IdentityNumber(text)


def check_character(first_seventeen: str) -> str:
    """Return the eighteenth character for seventeen digits (ISO 7064, MOD 11-2)."""
    pairs = zip(first_seventeen, _WEIGHTS, strict=True)
    return _CHECK_CHARACTERS[sum(int(digit) * weight for digit, weight in pairs) % 11]


def _birth_date(text: str) -> date:
    return date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
