"""Names and phones of people, as they are typed into cells."""

import re
import unicodedata
from typing import Final, NamedTuple

from api.workbooks.cells import CellValue, as_text, compact, unreadable
from domain.people.spelling import name_key, spelled

_ZEROS_BEHIND: Final = re.compile(r"(?<=\d)\.0+$")
_EXPONENT: Final = re.compile(r"[+-]?\d+(\.\d+)?E\+?\d+", re.IGNORECASE)
_READ_MAX: Final = 200
_DIGITS_MAX: Final = 15  # ITU-T E.164
_ENDING_LENGTH: Final = 4
_SHORT_LENGTH_MAX: Final = 6
_BESIDES_LENGTH_MAX: Final = 4
"""No phone has so few digits: of a cell that says more they are a flat, or an extension."""

_GAPS: Final = re.compile(r"[\-–—.]")
_GAP: Final = r"[ \-–—.]{0,3}"
_MOBILE: Final = rf"0?(?:(?:\+|00)?\(?(?:\+|00)?86\)?{_GAP})?1{_GAP}[3-9](?:{_GAP}\d){{9}}"
_AREA: Final = rf"(?:(?:\+|00)86{_GAP})?[(（]?0\d{{2,3}}[)）]?{_GAP}[2-9]\d{{2,3}}{_GAP}\d{{4}}"
_ABROAD: Final = rf"(?:\+|00)(?!86)[1-9]\d{{0,2}}(?:{_GAP}[(（]?\d[)）]?){{5,13}}"
_SERVICE: Final = rf"[48]00{_GAP}\d{{3}}{_GAP}\d{{4}}"
_PLAIN: Final = r"[2-9]\d{2,3}[ \-]\d{4}|\d+"
_NUMBER: Final = re.compile(
    rf"(?<![\dA-Za-z])(?:{_MOBILE}|{_ABROAD}|{_AREA}|{_SERVICE}|{_PLAIN})(?![\dA-Za-z])"
)
_EXTENSION: Final = re.compile(
    r"(?:转|转接|分机号?|内线|ext\.?|x|#|-)[ :：]*\d{1,6}", re.IGNORECASE
)
_REMARK: Final = re.compile(
    r"[(（\[【][^()（）\[\]【】]*[^\d()（）\[\]【】 +\-][^()（）\[\]【】]*[)）\]】]"
)
_MOBILE_ALONE: Final = re.compile(r"1[3-9]\d{9}")
_MOBILE_OF_ANY_LENGTH: Final = re.compile(r"1[3-9]\d{6,}")
_PREFIX: Final = re.compile(r"^((00|0)?86|0)(?=1[3-9]\d{9}$)|^(00)?86(?=0\d{9,11}$)|^00(?=[1-9])")
_NO_MOBILE: Final = re.compile(r"1[0-2]\d{9}")
_MASKED_ENDING: Final = re.compile(r"\d{0,4}[*×xX•·…]+(\d{4})")
_WRITTEN_OUT: Final = re.compile("[〇零○一二三四五六七八九幺]{7,12}")
_DIGITS_WRITTEN_OUT: Final = str.maketrans("〇零○一二三四五六七八九幺", "0001234567891")
_LETTERS_FOR_DIGITS: Final = re.compile(r"\d[A-Za-zА-я]|[A-Za-zА-я]\d")
_WORDS_FOR_NONE: Final = frozenset(
    {"", "无", "没有", "暂无", "/", "-", "—", "——", "空", "不详", "未知"}
)
_SEPARATORS: Final = str.maketrans(dict.fromkeys("/／、;；,，|\\或和及", "\n"))


class Phones(NamedTuple):
    """The phone numbers in a cell, in digits, and whether it says anything besides."""

    numbers: tuple[str, ...]
    remark: bool = False


def as_name(cell: CellValue) -> str:
    """Return a person's name as it is kept: see `spelled`."""
    return spelled(as_text(cell))


def as_name_key(cell: CellValue) -> str:
    """Return what the name in a cell is looked up by: see `name_key`."""
    return name_key(as_text(cell))


def as_phone(cell: CellValue) -> str:
    """Return the digits of the first phone number without China's 86; blank when there is none.

    Raises UnreadableCell for what is no phone number: rounded away (``1.38E+10``), with a digit
    too few or too many, with letters or stars among its digits, or parted into bits.
    """
    numbers = as_phones(cell).numbers
    return numbers[0] if numbers else ""


def as_phones(cell: CellValue) -> Phones:
    """Return all phone numbers, mobile ones first. Raises UnreadableCell as `as_phone` does."""
    found = _numbers_in(cell)
    whole = tuple(it for it in found.numbers if len(it) > _BESIDES_LENGTH_MAX)
    besides = len(whole) < len(found.numbers)
    if besides and not whole and len(compact(cell)) > len(found.numbers[0]):
        raise _no_phone(cell)
    return Phones(whole, found.remark or besides) if whole else found


def _numbers_in(cell: CellValue) -> Phones:
    """Return all numbers in a cell, also those that are too short for a phone."""
    text = _ZEROS_BEHIND.sub("", unicodedata.normalize("NFKC", as_text(cell)))
    if not text.isascii():
        text = _WRITTEN_OUT.sub(lambda it: it[0].translate(_DIGITS_WRITTEN_OUT), text)
    if _EXPONENT.fullmatch(text.replace(" ", "")):
        raise unreadable(cell, "完整的电话号码，请把这一列设为文本后重填", "a whole phone number")
    if len(text) <= _SHORT_LENGTH_MAX and text.isascii() and text.isdigit():
        return Phones((text,))
    without_remark = _REMARK.sub("\n", text[:_READ_MAX])
    numbers: list[str] = []
    rest = [_take_number(part, numbers, cell) for part in _parts(without_remark)]
    said = without_remark != text or any(it.strip(" +-()") not in _WORDS_FOR_NONE for it in rest)
    numbers.sort(key=lambda it: _MOBILE_ALONE.fullmatch(it) is None)
    return Phones(tuple(dict.fromkeys(numbers)), said)


def as_phone_ending(cell: CellValue) -> str:
    """Return the last four digits of a phone; zeros lost in a number come back (17 is 0017)."""
    text = _GAPS.sub("", _ZEROS_BEHIND.sub("", compact(cell)))
    if text.isascii() and text.isdigit() and len(text) <= _ENDING_LENGTH:
        return text.zfill(_ENDING_LENGTH)
    if masked := _MASKED_ENDING.fullmatch(text):
        return masked[1]
    numbers = _numbers_in(cell).numbers
    return numbers[0][-_ENDING_LENGTH:].zfill(_ENDING_LENGTH) if numbers else ""


def _parts(text: str) -> list[str]:
    return [part for part in text.translate(_SEPARATORS).split("\n") if part.strip()]


def _take_number(part: str, numbers: list[str], cell: CellValue) -> str:
    """Note the numbers in a part of the text; what it says besides. Raises UnreadableCell."""
    rest = part
    while found := _NUMBER.search(rest):
        digits = re.sub(r"\D", "", found[0])
        digits = _PREFIX.sub("", digits)
        if _wrong(digits) or _NO_MOBILE.fullmatch(found[0]):
            raise _no_phone(cell)
        numbers.append(digits)
        tail = rest[found.end() :]
        extension = _EXTENSION.match(tail.lstrip())
        behind = tail.lstrip()[extension.end() :] + " 分机" if extension else tail
        rest = f"{rest[: found.start()]}\n{behind}"
    if _LETTERS_FOR_DIGITS.search(rest) or re.search(r"\d", rest):
        raise _no_phone(cell)
    return rest.replace("\n", "")


def _wrong(digits: str) -> bool:
    mobile = _MOBILE_OF_ANY_LENGTH.fullmatch(digits) is not None
    return len(digits) > _DIGITS_MAX or (mobile and _MOBILE_ALONE.fullmatch(digits) is None)


def _no_phone(cell: CellValue) -> Exception:
    return unreadable(
        cell,
        "完整的电话号码（手机是 11 位数字），请核对每一位",
        "a whole phone number (a mobile has 11 digits); check each digit",
    )
