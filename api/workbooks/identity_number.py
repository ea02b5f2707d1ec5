"""Numbers of identity: GB 11643-1999 for citizens and residents, and those of other papers."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

from api.workbooks.cells import CellValue, UnreadableCell, as_text

Sex = Literal["female", "male"]

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_OTHER_LENGTHS = range(5, 16)
_AROUND = str.maketrans("", "", " '’‘`\"“”「」『』-–—_.")
_LIKE_X = str.maketrans(dict.fromkeys("ХхΧχ×✕╳", "X"))
_LABEL = re.compile(r"^(?:[^A-Z0-9(]+|PASSPORT(?:NO)?[:#]?)(?=[A-Z0-9])")
_OLD_CARD_OF_A_FOREIGNER = re.compile(r"[A-Z]{3}[0-9]{12}")
_TRAVEL_PAPER = re.compile(r"[HM][0-9]{8}([0-9]{2})?|0[0-9]{7}(\([A-Z]\))?")
_PASSPORT = re.compile(r"(?=(.*[0-9]){4})[A-Z][A-Z0-9]{6,8}")
_LABELLED = re.compile(r"(?=(.*[0-9]){4})[A-Z0-9]+")
_ROUNDED = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)


class InvalidIdentityNumber(UnreadableCell):
    """The text cannot be an identity number: its length, its date or its last character."""


@dataclass(frozen=True, slots=True)
class OtherPaper:
    """The number of a passport, a travel permit or an old card of a foreigner."""

    text: str
    birth_date: date | None = None
    sex: Sex | None = None

    def __repr__(self) -> str:
        return f"OtherPaper({self.text[:1]}***)"

    __str__ = __repr__


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


def read_identity_paper(cell: CellValue) -> IdentityNumber | OtherPaper:
    """Return the number of whatever paper a person showed, taken as what it is.

    Residence permits and the new cards of foreigners are numbered as those of citizens are; old
    cards of foreigners end in a check digit of ICAO 9303. Raises InvalidIdentityNumber.
    """
    text = _cleaned(cell)
    number = text.replace("(", "").replace(")", "")
    named = _LABEL.sub("", number)
    if _OLD_CARD_OF_A_FOREIGNER.fullmatch(named):
        if _icao_check(named[:14]) != int(named[14]):
            raise InvalidIdentityNumber(
                "永久居留证号的校验位不对，请对照证件核对每一位。",
                "The last digit of the residence card does not fit the others; compare each "
                "character with the card.",
            )
        return OtherPaper(named)
    if _TRAVEL_PAPER.fullmatch(text) or _PASSPORT.fullmatch(named):
        return OtherPaper(named)
    labelled = named != number and len(named) in _OTHER_LENGTHS
    if labelled and "身份" not in number and _LABELLED.fullmatch(named):
        return OtherPaper(named)
    return citizen_number(named)


def read_identity_number(cell: CellValue) -> IdentityNumber:
    """Return the identity number in a text cell; any region code is accepted.

    Spaces, quotes and an apostrophe are left out; a lower-case x and what looks like it is X.
    Raises InvalidIdentityNumber with a sentence that says what is wrong, but not the number.
    """
    return citizen_number(_cleaned(cell))


def _cleaned(cell: CellValue) -> str:
    text = unicodedata.normalize("NFKC", as_text(cell)).translate(_AROUND).translate(_LIKE_X)
    return text.upper()


def citizen_number(text: str) -> IdentityNumber:
    """Return the identity number that a text is. Raises InvalidIdentityNumber."""
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


def _icao_check(text: str) -> int:
    """Return the check digit of ICAO 9303: weights 7, 3, 1, letters from 10."""
    values = (int(letter, 36) for letter in text)
    return sum(value * (7, 3, 1)[place % 3] for place, value in enumerate(values)) % 10


def check_character(first_seventeen: str) -> str:
    """Return the eighteenth character for seventeen digits (ISO 7064, MOD 11-2)."""
    pairs = zip(first_seventeen, _WEIGHTS, strict=True)
    return _CHECK_CHARACTERS[sum(int(digit) * weight for digit, weight in pairs) % 11]


def _birth_date(text: str) -> date:
    return date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
