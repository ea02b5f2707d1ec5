"""The wording of a notice: what in it looks like a number that belongs to nobody but one person."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple
from unicodedata import category, decimal, normalize

from domain.ledger.sentence import Sentence

ID_NUMBER: Final = Sentence("身份证号", "an ID number")
PHONE: Final = Sentence("电话号码", "a phone number")
BANK_CARD: Final = Sentence("银行卡号", "the number of a bank card")
DOOR: Final = Sentence("门牌或房号", "the number of a door or a room")

LONG_NUMBER: Final = 13
"""From so many digits on, a number is a card's or a person's."""
SHORT_ID_NUMBER: Final = 15
ID_NUMBER_DIGITS: Final = 18

_DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－ー~～"), "-")
_NUMERALS: Final = {ord(it): str(n) for n, it in enumerate("零一二三四五六七八九")} | {
    ord("〇"): "0",
    ord("○"): "0",
}
_spelled: Final = re.compile(r"[〇○零一二三四五六七八九](?:[ \-]?[〇○零一二三四五六七八九]){6,}")

_id_number: Final = re.compile(
    r"[1-9](?:[ -]?\d){5}[ -]?"
    r"(?:1[ -]?9|2[ -]?0)(?:[ -]?\d){2}[ -]?(?:0[ -]?[1-9]|1[ -]?[0-2])[ -]?"
    r"(?:0[ -]?[1-9]|[12][ -]?\d|3[ -]?[01])(?:[ -]?\d){3}[ -]?[\dXx*](?!\d)"
)
_ends_in_x: Final = re.compile(r"\d(?:[ -]?\d){13,16}[ -]?[Xx](?![A-Za-z])")
_number: Final = re.compile(r"\d+(?:[ -]\d+)*")

_day: Final = re.compile(
    r"(?<![\d-])(?:20\d\d\s*[-./年]\s*(?:1[0-2]|0?[1-9])\s*[-./月]\s*(?:3[01]|[12]\d|0?[1-9])(?!\d)"
    r"\s*[日号]?|20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)|20\d\d\s*年|"
    r"(?:1[0-2]|0?[1-9])\s*月\s*(?:3[01]|[12]\d|0?[1-9])\s*[日号])"
)
_time: Final = re.compile(r"(?<!\d)(?:[01]?\d|2[0-4])\s*[::点时]\s*[0-5]\d(?!\d)")
_amount: Final = re.compile(
    r"(?<![\d-])(?:\d{1,9}|\d{1,3}(?:,\d{3})+)(?:\.\d{1,2})?\s*"
    r"(?:[万亿]?元|¥|分钟|小时|时|分|人|户|件|次|名|个|条|份|场|盒|袋|斤|公斤|平方米|米|%|"
    r"(?:hours?|minutes?|points?|people|yuan)\b)"
)

_phone_abroad: Final = re.compile(r"(?<!\d)(?:86|0086)[ -]?1[3-9](?:[ -]?\d){9}(?!\d)")
_phones: Final = (
    re.compile(r"(?<!\d)1[ -]?[3-9](?:[ -]?\d){9}(?!\d)"),
    re.compile(r"(?<!\d)1[3-9]\d[._·]\d{4}[._·]\d{4}(?!\d)"),
    re.compile(r"(?<!\d)\(?0\d{2,3}\)?[ -]{0,2}[2-9](?:[ -]?\d){6,7}(?!\d)"),
    re.compile(r"(?<!\d)[48]00[ -]?\d{3,4}[ -]?\d{3,4}(?!\d)"),
    re.compile(r"(?:电话|手机|座机|联系方式|[Tt]el|[Pp]hone)[^\d\n]{0,8}\d(?:[ -]?\d){6,}"),
)

_N: Final = r"[\d一二三四五六七八九十〇零]"
_FOLLOWS: Final = r"(?![\d]|\s*(?:年|月|元|小时|时|分|人|户|件|次|名|个|米|平|%))"
_doors: Final = (
    re.compile(
        rf"[\dA-Za-z一二三四五六七八九十]\s*(?:栋|幢|座|号楼|#楼?|楼)\s*"
        rf"(?:[A-Za-z]|{_N}{{1,3}})\s*(?:单元|门|梯)"
    ),
    re.compile(
        rf"[\dA-Za-z一二三四五六七八九十]\s*(?:栋|幢|座|号楼|#楼?)\s*[-]?\s*{_N}{{3,4}}{_FOLLOWS}"
    ),
    re.compile(rf"{_N}\s*单元\s*[-]?\s*{_N}{{2,4}}{_FOLLOWS}"),
    re.compile(rf"{_N}{{3,4}}\s*(?:室|房)(?!间)"),
    re.compile(rf"{_N}\s*号\s*{_N}{{2,4}}\s*室"),
    re.compile(rf"[路街巷弄]\s*{_N}{{1,5}}\s*(?:弄\s*{_N}{{1,4}}\s*)?号"),
    re.compile(rf"{_N}\s*弄\s*{_N}{{1,4}}\s*号"),
    re.compile(r"(?<![\d-])\d{1,3}\s?-\s?\d{1,2}\s?-\s?\d{3,4}(?![\d-])"),
    re.compile(r"(?:住|家住|住址|地址|门牌|房号)[^\d\n]{0,6}\d{1,3}\s?-\s?\d{3,4}(?!\d)"),
    re.compile(r"\b[Rr]oom\s*\d{2,4}\b"),
)


class Private(NamedTuple):
    """What a line of a wording looks like it shows; lines are counted from 1."""

    line: int
    looks_like: Sentence

    def said_in(self, language: str) -> str:
        """What it looks like, for a refusal."""
        return self.looks_like.in_language(language)


def shows_private(wording: str) -> Private | None:
    """The first line of a wording that looks like it shows what is one person's alone."""
    for number, line in enumerate(wording.splitlines(), 1):
        if found := _looks_like(_plain(line)):
            return Private(number, found)
    return None


def _plain(line: str) -> str:
    """The line in plain digits and hyphens, however wide or hidden they are written."""
    seen = "".join(it for it in normalize("NFKC", line) if category(it) != "Cf")
    digits = "".join(str(decimal(it, it)) for it in seen).translate(_DASHES)
    return _spelled.sub(lambda it: it[0].translate(_NUMERALS), digits)


def _looks_like(line: str) -> Sentence | None:
    if _id_number.search(line) or _ends_in_x.search(line):
        return ID_NUMBER
    rest = line
    for known in (_day, _time, _amount):
        rest = known.sub(lambda it: "|" * len(it[0]), rest)
    if _phone_abroad.search(rest):
        return PHONE
    if (long := next(_long_numbers(rest), None)) is not None:
        return ID_NUMBER if long in {SHORT_ID_NUMBER, ID_NUMBER_DIGITS} else BANK_CARD
    if any(it.search(rest) for it in _phones):
        return PHONE
    return DOOR if any(it.search(rest) for it in _doors) else None


def _long_numbers(line: str) -> Iterator[int]:
    """How many digits the long numbers have; a row of short amounts is not one number."""
    for found in _number.findall(line):
        groups = re.split(r"[ -]", found)
        together = sum(map(len, groups))
        longest = max(map(len, groups))
        written = longest == 1 or any(it[0] == "0" and len(it) > 1 for it in groups)
        if together >= LONG_NUMBER and (longest > 3 or written):
            yield together
