"""Barcodes in cells: what a spreadsheet has rounded, shortened or mixed is refused."""

import re
from typing import Final

from api.workbooks.bounded import as_kept_word
from api.workbooks.cells import CellValue, UnreadableCell, as_text, unreadable
from api.workbooks.typed.placeholders import says_none
from domain.ledger.refusal import Refusal
from domain.shop.barcode import GTIN_LENGTHS, code_of, is_checked

_ROUNDED: Final = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)
_GAPS: Final = re.compile(r"(?<=\d)[\s\-–—.]+(?=\d)")
_NUMBER: Final = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)\.0+|\d{1,3}(?:,\d{3}){2,}")
_DIGITS: Final = re.compile(r"\d+")
_ZEROS_OF_ROUNDING: Final = re.compile(r"[1-9]\d{2,}0{5,}")
_LETTERS_LIKE_DIGITS: Final = str.maketrans("OoОоlI|", "0000111")
_LATIN_AT_THE_CODE: Final = re.compile(r"[A-Za-z]\d|\d[A-Za-z]")
_NO_CODE: Final = re.compile(r"[无没暂]有?(?:条形?|编)?码?")
_SCANNED: Final = re.compile(r"[0-9A-Za-z]")
_FOR_SHOPS: Final = "02"
"""Codes that begin so GS1 leaves to shops, some of which reckon no check digit."""
_LOST_ZERO_LENGTH: Final = 11
_OWN_NUMBER_LENGTH_MAX: Final = 6


class BarcodeStoredAsNumber(Refusal, code="barcode_stored_as_number"):
    """The spreadsheet shows the code rounded, or has dropped the zeros in front of it."""

    zh = "条码被表格存成了数字，丢了位数，请把该列设为文本后按包装重填。"
    en = (
        "The spreadsheet stored the barcode as a number and lost digits; set the column to text "
        "and type it again."
    )


class BarcodeInvalid(Refusal, code="barcode_invalid"):
    """There are several codes in one cell, or something besides the code."""

    zh = "一格里有几个条码，或者条码之外还写了别的。请只留一个条码，其余的另行登记。"
    en = (
        "There are several barcodes in one cell, or something besides the code; keep one code "
        "and enter the others elsewhere."
    )


def read_barcode(cell: CellValue) -> str | None:
    """Return the barcode in a cell, or none where it says that there is none.

    Spaces and hyphens inside a code are left out, and so are words around it; codes of an office's
    own are kept as they are. Raises BarcodeStoredAsNumber, BarcodeInvalid, UnreadableCell.
    """
    text = as_text(cell)
    if says_none(cell) or _NO_CODE.fullmatch(text):
        return None
    if _ROUNDED.fullmatch(text.replace(" ", "")):
        raise BarcodeStoredAsNumber
    if not isinstance(cell, str):
        return _number(text)
    if _NUMBER.fullmatch(text):
        return _number(text.partition(".")[0].replace(",", ""))
    code = _GAPS.sub("", text)
    if code_of(code) != code and _is_trades(code_of(code)):
        return as_kept_word(code)
    return _plain(code, text) if _is_digits(code) else _within(code, text, cell)


def _plain(code: str, text: str) -> str:
    """A code of digits alone, unless they are several codes or have lost some."""
    if len(code) in GTIN_LENGTHS and not _looks_rounded(code):
        return code
    if _several(text):
        raise BarcodeInvalid
    if _looks_rounded(code) or (len(code) == _LOST_ZERO_LENGTH and is_checked(f"0{code}")):
        raise BarcodeStoredAsNumber
    return code


def _within(code: str, text: str, cell: CellValue) -> str:
    """The one code among words; an office's own where there is none of the trade's."""
    runs: list[str] = _DIGITS.findall(code)
    if any(map(_is_trades, runs)) or _several(text):
        if len(runs) == 1 and not _LATIN_AT_THE_CODE.search(code):
            return runs[0]
        raise BarcodeInvalid
    if _is_trades(_GAPS.sub("", code.translate(_LETTERS_LIKE_DIGITS))):
        raise UnreadableCell(
            "条码里混有像数字的字母（O、l），请按包装重填数字。",
            "There are letters among the digits that look like them (O, l); type the digits.",
        )
    if not _SCANNED.search(text):
        raise unreadable(cell, "条码，没有条码就留空", "a barcode; leave it blank if there is none")
    return as_kept_word(text)


def _several(text: str) -> bool:
    """Whether more than one code stands there, side by side or glued together."""
    if sum(map(_looks_whole, _DIGITS.findall(text))) > 1:
        return True
    digits = _GAPS.sub("", text)
    halves = ((digits[:it], digits[it:]) for it in GTIN_LENGTHS)
    return _is_digits(digits) and any(_is_trades(a) and _is_trades(b) for a, b in halves)


def as_barcode(cell: CellValue) -> str | None:
    """Return what `read_barcode` does. Raises UnreadableCell for each of its refusals."""
    try:
        return read_barcode(cell)
    except Refusal as refusal:
        raise UnreadableCell(refusal.sentence("zh"), refusal.sentence("en")) from None


def is_mistyped(code: str | None) -> bool:
    """Whether a digit of a code of the trade's must be wrong: its last one does not fit."""
    if code is None or not _looks_whole(code) or code[0] in _FOR_SHOPS:
        return False
    return not is_checked(code)


def _number(text: str) -> str:
    """A code that the spreadsheet keeps as a number: exact, unless zeros stood in front of it."""
    if not _is_digits(text):
        raise BarcodeStoredAsNumber
    whole = len(text) in GTIN_LENGTHS and not _looks_rounded(text)
    if whole or len(text) <= _OWN_NUMBER_LENGTH_MAX:
        return text
    raise BarcodeStoredAsNumber


def _is_trades(code: str) -> bool:
    return _looks_whole(code) and is_checked(code)


def _looks_whole(part: str) -> bool:
    return _is_digits(part) and len(part) in GTIN_LENGTHS


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _looks_rounded(text: str) -> bool:
    """Whether it ends in the zeros that a spreadsheet leaves, and its check digit does not fit."""
    return _ZEROS_OF_ROUNDING.fullmatch(text) is not None and not is_checked(text)
