"""Barcodes in cells: what a spreadsheet has rounded, shortened or mixed is refused."""

import re
from typing import Final

from api.workbooks.bounded import as_kept_word
from api.workbooks.cells import CellValue, UnreadableCell, as_text
from api.workbooks.typed.placeholders import says_none
from domain.ledger.refusal import Refusal
from domain.shop.barcode import GTIN_LENGTHS, is_checked

_ROUNDED: Final = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)
_PARTS: Final = re.compile(r"[/\\、,;，；|\s]+")
_GAPS: Final = re.compile(r"[\s\-–—.]")
_ZEROS_OF_ROUNDING: Final = re.compile(r"[1-9]\d{2,}0{5,}")
_OWN_NUMBER_LENGTH_MAX: Final = 6


class BarcodeStoredAsNumber(Refusal, code="barcode_stored_as_number"):
    """The spreadsheet shows the code rounded, or has dropped the zeros in front of it."""

    zh = "条码被表格存成了数字，丢了位数，请把该列设为文本后按包装重填。"
    en = (
        "The spreadsheet stored the barcode as a number and lost digits; set the column to text "
        "and type it again."
    )


class BarcodeInvalid(Refusal, code="barcode_invalid"):
    """There are several codes in one cell."""

    zh = "一格里有几个条码，请只留一个，其余的另行登记。"
    en = "There are several barcodes in one cell; keep one of them and enter the others elsewhere."


def read_barcode(cell: CellValue) -> str | None:
    """Return the barcode in a cell, or none where it says that there is none.

    Spaces and hyphens inside a code are left out; codes of an office's own are kept as they are.
    Raises BarcodeStoredAsNumber, BarcodeInvalid, UnreadableCell.
    """
    if says_none(cell):
        return None
    text = as_text(cell)
    if _ROUNDED.fullmatch(text.replace(" ", "")):
        raise BarcodeStoredAsNumber
    if not isinstance(cell, str):
        return _number(text)
    code = _GAPS.sub("", text)
    if _is_digits(code) and len(code) in GTIN_LENGTHS and not _looks_rounded(code):
        return code
    parts = [it for it in _PARTS.split(text) if it]
    if len(parts) > 1 and all(_looks_whole(it) for it in parts):
        raise BarcodeInvalid
    if _looks_rounded(code):
        raise BarcodeStoredAsNumber
    return code if _is_digits(code) else as_kept_word(cell)


def as_barcode(cell: CellValue) -> str | None:
    """Return what `read_barcode` does. Raises UnreadableCell for each of its refusals."""
    try:
        return read_barcode(cell)
    except Refusal as refusal:
        raise UnreadableCell(refusal.sentence("zh"), refusal.sentence("en")) from None


def _number(text: str) -> str:
    """A code that the spreadsheet keeps as a number: exact, unless zeros stood in front of it."""
    if not _is_digits(text):
        raise BarcodeStoredAsNumber
    whole = len(text) in GTIN_LENGTHS and not _looks_rounded(text)
    if whole or len(text) <= _OWN_NUMBER_LENGTH_MAX:
        return text
    raise BarcodeStoredAsNumber


def _looks_whole(part: str) -> bool:
    return _is_digits(part) and len(part) in GTIN_LENGTHS


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _looks_rounded(text: str) -> bool:
    """Whether it ends in the zeros that a spreadsheet leaves, and its check digit does not fit."""
    return _ZEROS_OF_ROUNDING.fullmatch(text) is not None and not is_checked(text)
