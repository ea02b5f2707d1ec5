"""Barcodes: the one form in which the same good's code is compared, however it was read."""

import re
from typing import Final
from unicodedata import normalize

GTIN_LENGTH: Final = 14
GTIN_LENGTHS: Final = (8, 12, 13, GTIN_LENGTH)
"""EAN-8, UPC-A, EAN-13 and GTIN-14, which are one number with more or fewer zeros before it."""

OWN_CODES: Final = "29"
"""From 20 to 29 GS1 gives no numbers to anybody: shops have them for themselves."""
OWN_LENGTH: Final = 13

_AIM: Final = re.compile(r"\][A-Za-z][0-9A-Za-z]")
"""What a scanner may say of the kind of code, before the code itself."""
_ELEMENT: Final = re.compile(r"\(01\)([0-9]{14})|(?:.*\x1d)?01([0-9]{14})", re.DOTALL)
"""GS1's element of the good, among those of lot and expiry."""
_LINK: Final = re.compile(r"https?://[^?#]*/01/([0-9]{8,14})(?:[/?#]|$)", re.IGNORECASE)
"""The same as an address, from a square code."""
_BETWEEN: Final = re.compile(r"[\s\u2010-\u2015-]")


def code_of(read: str) -> str:
    """The one form of a barcode that was typed, scanned or listed.

    UPC-A, EAN-8, EAN-13 and GTIN-14 become 14 digits. Full-width digits, spaces, hyphens and what a
    scanner says before the code make no difference, and of GS1's elements the good alone counts.
    """
    text = normalize("NFKC", read).strip()
    aim = _AIM.match(text)
    text = text[aim.end() :] if aim else text
    if link := _LINK.match(text):
        return link[1].zfill(GTIN_LENGTH)
    if element := _ELEMENT.match(text):
        number: str = element[1] or element[2]
        if element[1] or aim or is_checked(number):
            return number
    plain = _BETWEEN.sub("", text)
    if plain.isascii() and plain.isdigit():
        return plain.zfill(GTIN_LENGTH) if len(plain) in GTIN_LENGTHS else plain
    return "".join(text.split()).upper()


def own_code(number: int) -> str:
    """The EAN-13 that stands for a good of this shop's own, among the numbers kept for shops.

    `number` is the position at which the good was listed: no two goods have one.
    """
    digits = f"{OWN_CODES}{number:010}"
    return next(code for it in range(10) if is_checked(code := f"{digits}{it}"))


def number_of_own(read: str) -> int | None:
    """The number of which somebody scanned or typed the own code, if it is one."""
    code = code_of(read).removeprefix("0")
    is_own = len(code) == OWN_LENGTH and code.startswith(OWN_CODES) and is_checked(code)
    return int(code[len(OWN_CODES) : -1]) if is_own else None


def is_checked(digits: str) -> bool:
    """Whether the last digit is what GS1's General Specifications, 7.9, make of those before it."""
    weighed = (int(it) * (3, 1)[place % 2] for place, it in enumerate(reversed(digits[:-1])))
    return (sum(weighed) + int(digits[-1])) % 10 == 0
