"""Bars: what a scanner reads, as EAN-13 or EAN-8 where it is such a number, else as Code 128."""

from typing import Final

from domain.shop.barcode import is_checked

_ODD: Final = "0001101 0011001 0010011 0111101 0100011 0110001 0101111 0111011 0110111 0001011"
"""EAN's digits left of the middle, of odd parity; mirrored they are of even parity, and inverted
they stand right of it. ISO/IEC 15420, 4.2."""
_PARITIES: Final = "000000 001011 001101 001110 010011 011001 011100 010101 010110 011010"
"""The first digit of an EAN-13 is in the parities of the six that follow."""
_EDGE, _MIDDLE = "101", "01010"

_CODE_128: Final = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 "
    "112232 122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 "
    "311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 "
    "112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 "
    "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 "
    "314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 "
    "122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 "
    "124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 "
    "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232"
)
"""The widths of bars and spaces by value. ISO/IEC 15417, table 1."""
_START_B, _STOP, _VALUES = 104, "2331112", 103
_FIRST, _LAST = " ", "~"
CHARACTERS_MAX: Final = 24
"""More of them would be too fine for a label."""
EAN_8, EAN_13 = 8, 13


def can_be_drawn(text: str) -> bool:
    """Whether a label has room for it, and Code 128 has its characters."""
    return 0 < len(text) <= CHARACTERS_MAX and all(_FIRST <= it <= _LAST for it in text)


def bars_of(text: str) -> str:
    """The bars as ones and the spaces as zeros, without the quiet zones beside them.

    Raises ValueError for what cannot be drawn.
    """
    if not can_be_drawn(text):
        raise ValueError(text)
    if text.isdigit() and is_checked(text):
        if len(text) == EAN_13:
            return _ean_13(text)
        if len(text) == EAN_8:
            return _ean(text[:4], "0000", text[4:])
    return _code_128(text)


def _ean_13(digits: str) -> str:
    return _ean(digits[1:7], _PARITIES.split()[int(digits[0])], digits[7:])


def _ean(left: str, parities: str, right: str) -> str:
    half = "".join(_digit(it, even == "1") for it, even in zip(left, parities, strict=True))
    other = "".join(_inverted(_ODD.split()[int(it)]) for it in right)
    return _EDGE + half + _MIDDLE + other + _EDGE


def _digit(digit: str, even: bool) -> str:
    odd = _ODD.split()[int(digit)]
    return _inverted(odd)[::-1] if even else odd


def _inverted(bits: str) -> str:
    return bits.translate(str.maketrans("01", "10"))


def _code_128(text: str) -> str:
    values = [_START_B, *(ord(it) - ord(_FIRST) for it in text)]
    check = (values[0] + sum(place * it for place, it in enumerate(values))) % _VALUES
    table = _CODE_128.split()
    widths = "".join(table[it] for it in (*values, check)) + _STOP
    return "".join("10"[place % 2] * int(it) for place, it in enumerate(widths))
