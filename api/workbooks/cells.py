"""What people type into cells, read the way they meant it."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import TypeAlias

CellValue: TypeAlias = int | float | str | bool | date | time | datetime | timedelta
"""A cell as a spreadsheet holds it; an empty cell is the empty text."""

WHOLE_NUMBER_MAX = 10**9
YEARS = range(1900, 2200)  # those of a request's days: others are slips of the typist
AMOUNT_MAX_FEN = 10**13

_FOLDED_WIDTHS = {
    code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "！，：；？"
} | {0x3000: 0x20}
_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
_NUMBER_LENGTH_MAX = 40
_BEGINNING = 100
_QUOTED_LENGTH_MAX = 40
_CURRENCY = re.compile(r"^(¥|人民币|RMB)|元整?$", re.IGNORECASE)
_ONLY_HOURS = re.compile(r"(-?\d*\.?\d+)(?:个?小时|时|H)", re.IGNORECASE)
_AND_A_HALF = re.compile(r"(?:个|小时)?半(?:小时)?$")
_HOURS_AND_MINUTES = re.compile(r"(?:(\d+)(?:小时|时|:))?(?:(\d+)(?:分钟?)?)")

_DATE = re.compile(
    r"(?P<year>\d{4})[-–/.年](?P<month>\d{1,2})[-–/.月](?P<day>\d{1,2})[日号]?"
    r"([ T]?\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?"
)
_COMPACT_DATE = re.compile(r"(?P<year>(19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})")
_SPACE_IN_A_DATE = re.compile(r"\s*([-–/.年月日号])\s*")
_SERIAL_DAY_ZERO = date(1899, 12, 30)
_SERIAL_DAYS = range(10_000, 110_000)

_CLOCK = re.compile(
    r"(\d{4}[-/]\d{1,2}[-/]\d{1,2}T?)?"
    r"(?P<part>凌晨|清晨|早晨|早上|早|上午|中午|下午|傍晚|晚上|晚|夜里|夜间)?(?P<hour>\d{1,2})"
    r"(:(?P<minute>\d{2})(:(?P<second>\d{2}))?|[点时]((?P<spoken>\d{1,2})分?|(?P<half>半)|整)?)"
    r"(?P<half_day>AM|PM)?",
    re.IGNORECASE,
)
_MORNING = frozenset({"凌晨", "清晨", "早晨", "早上", "早", "上午", "AM"})
_NIGHT = frozenset({"晚上", "晚", "夜里", "夜间"})
_TWELVE_IS_MIDNIGHT = _NIGHT | {"凌晨", "AM"}
_TWELVE_HOURS_LATER = {
    "中午": range(1, 4),
    **dict.fromkeys(("下午", "傍晚", "PM"), range(12)),
    **dict.fromkeys(_NIGHT, range(5, 12)),
}


class UnreadableCell(Exception):
    """A cell says something other than what its column asks for.

    Carries one plain sentence for the person who typed it, in Chinese and in English.
    """

    def __init__(self, message_zh: str, message_en: str) -> None:
        super().__init__(message_en)
        self.message_zh = message_zh
        self.message_en = message_en


def is_blank(cell: CellValue | None) -> bool:
    """Whether the cell holds nothing that a person can see."""
    return cell is None or (
        isinstance(cell, str)
        and (not cell or (_shows_nothing(cell[:_BEGINNING]) and not as_text(cell)))
    )


@lru_cache(maxsize=1024)
def _shows_nothing(beginning: str) -> bool:
    return not as_text(beginning)


def as_text(cell: CellValue) -> str:
    """Return the cell as one line of text, blank for a blank cell.

    Full-width letters, digits and brackets become ordinary ones, Chinese punctuation stays, runs
    of space of any width become one, invisible characters go, numbers lose a trailing ``.0``.
    """
    if isinstance(cell, str):
        return " ".join(_visible(cell.translate(_FOLDED_WIDTHS)).split())
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, int | float):
        number = _decimal(cell)
        return str(cell) if number is None else f"{number:f}"
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="minutes")
    return cell.isoformat(timespec="minutes") if isinstance(cell, time) else str(cell)


def shortened(text: str) -> str:
    """Return the text as a sentence can quote it: a long one loses its end."""
    return text if len(text) <= _QUOTED_LENGTH_MAX else f"{text[:_QUOTED_LENGTH_MAX]}…"


def as_date(cell: CellValue) -> date:
    """Return the day that a date cell, a serial number of days or a written date names.

    Raises UnreadableCell for what is no day, or none of the years in which people keep books.
    """
    day = _day_in(cell)
    if day is None:
        raise unreadable(cell, "日期，请写成 2026-03-05 的样子", "a date; write it like 2026-03-05")
    if day.year not in YEARS:
        first, last = YEARS[0], YEARS[-1]
        raise unreadable(
            cell, f" {first} 到 {last} 年之间的日期", f"a date between {first} and {last}"
        )
    return day


def as_day_after(cell: CellValue) -> date:
    """Return the day after the last good one that the cell names. Raises UnreadableCell."""
    return as_date(cell) + timedelta(days=1)


def _day_in(cell: CellValue) -> date | None:
    if isinstance(cell, datetime):
        # Rounded the last moment that there is would lie beyond it.
        near = cell + timedelta(milliseconds=500) if cell.year in YEARS else cell
        return near.date()
    if isinstance(cell, date):
        return cell
    number = _decimal(cell)
    if number is not None and int(number) in _SERIAL_DAYS:
        return _SERIAL_DAY_ZERO + timedelta(days=int(number))
    text = _SPACE_IN_A_DATE.sub(r"\1", unicodedata.normalize("NFKC", as_text(cell)))
    written = _DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)
    if written is not None:
        try:
            return date(int(written["year"]), int(written["month"]), int(written["day"]))
        except ValueError:
            return None
    return None


def as_time(cell: CellValue) -> time:
    """Return the time of day that a time cell, a fraction of a day or a written time names.

    24:00 is midnight. A fraction is taken to the nearest minute, a time cell to the second.
    """
    seconds = _seconds_of_day(cell)
    if seconds is None:
        raise unreadable(
            cell, "时间，请写成 8:30 或 14:30 的样子", "a time of day; write it like 14:30"
        )
    minutes, second = divmod(seconds % 86_400, 60)
    return time(minutes // 60, minutes % 60, second)


def as_whole_number(cell: CellValue) -> int:
    """Return a whole number, which may be zero or less; 2.5 and 两个 are unreadable."""
    number = _decimal(cell)
    if number is None or not _is_whole(number) or abs(number) > WHOLE_NUMBER_MAX:
        raise unreadable(cell, "整数", "a whole number")
    return int(number)


def as_fen(cell: CellValue) -> int:
    """Return an amount of yuan in fen: above 0, with at most two decimals.

    ``1,200.50元`` and ``¥1200.5`` are read as well as numbers.
    """
    number = _decimal(_CURRENCY.sub("", compact(cell)) if isinstance(cell, str) else cell)
    fen = None if number is None else number * 100
    if fen is None or not _is_whole(fen) or not 0 < fen <= AMOUNT_MAX_FEN:
        raise unreadable(
            cell, "大于 0、最多两位小数的金额", "an amount above 0 with at most two decimals"
        )
    return int(fen)


def as_hours(cell: CellValue) -> Decimal:
    """Return a number of hours, exact for a number: 1.5, ``1.5小时``, ``1小时30分``, 1:30."""
    if isinstance(cell, time):
        return Decimal(cell.hour * 60 + cell.minute) / 60
    if isinstance(cell, timedelta):
        return Decimal(round(cell.total_seconds())) / 3600
    number = _decimal(cell)
    if number is not None:
        return number
    # The patterns would be busy with a very long text for hours.
    brief = isinstance(cell, str) and len(cell) <= _NUMBER_LENGTH_MAX
    text = compact(cell) if brief else ""
    if only_hours := _ONLY_HOURS.fullmatch(_AND_A_HALF.sub(".5小时", text)):
        return Decimal(only_hours[1])
    if (parts := _HOURS_AND_MINUTES.fullmatch(text)) is None:
        raise unreadable(cell, "小时数，请写成 1.5 的样子", "a number of hours; write it like 1.5")
    return Decimal(parts[1] or 0) + Decimal(parts[2]) / 60


def as_stated_seconds(cell: CellValue) -> int:
    """Return a number of hours in whole seconds."""
    return round(as_hours(cell) * 3600)


def _seconds_of_day(cell: CellValue) -> int | None:
    match cell:
        case datetime():
            return _seconds_of_day(cell.time())
        case time():
            whole_seconds = (cell.hour * 60 + cell.minute) * 60 + cell.second
            return whole_seconds + round(cell.microsecond / 1_000_000)
        case date():
            # A cell that holds 24:00 reaches us as the first day a spreadsheet knows.
            return 0 if cell.year <= 1900 else None
        case timedelta():
            seconds_given = round(cell.total_seconds())
            return seconds_given if 0 <= seconds_given <= 86_400 else None
    number = _decimal(cell)
    if number is None:
        return _spoken_seconds_of_day(compact(cell))
    has_a_time = 0 <= number <= 1 or (int(number) in _SERIAL_DAYS and not _is_whole(number))
    return round(number % 1 * 1440) * 60 if has_a_time else None


def _spoken_seconds_of_day(text: str) -> int | None:
    spoken = _CLOCK.fullmatch(text)
    if spoken is None:
        return None
    hour, second = int(spoken["hour"]), int(spoken["second"] or 0)
    minute = 30 if spoken["half"] else int(spoken["minute"] or spoken["spoken"] or 0)
    part = (spoken["part"] or spoken["half_day"] or "").upper()
    if hour > 24 or minute > 59 or second > 59 or (hour > 12 and part in _MORNING):
        return None
    if hour == 12 and part in _TWELVE_IS_MIDNIGHT:
        hour = 0
    if hour in _TWELVE_HOURS_LATER.get(part, ()):
        hour += 12
    seconds = (hour * 60 + minute) * 60 + second
    return seconds if seconds <= 86_400 else None


def _decimal(cell: CellValue) -> Decimal | None:
    """Return the number in a cell, to the fifteen digits that a spreadsheet keeps."""
    if isinstance(cell, float):
        return Decimal(int(cell)) if cell.is_integer() else _fraction(cell)
    if isinstance(cell, int):
        return None if isinstance(cell, bool) else Decimal(cell)
    text = compact(cell) if isinstance(cell, str) else ""
    written = len(text) <= _NUMBER_LENGTH_MAX and _NUMBER.fullmatch(text)
    return Decimal(text.replace(",", "")) if written else None


def _is_whole(number: Decimal) -> bool:
    return number == number.to_integral_value()


def _fraction(number: float) -> Decimal | None:
    return Decimal(f"{number:.15g}") if isfinite(number) else None


def compact(cell: CellValue) -> str:
    """Return the cell's text in ordinary characters, without any space."""
    return "".join(unicodedata.normalize("NFKC", as_text(cell)).split())


def _visible(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    if composed.isprintable():
        return composed
    return "".join(
        character
        for character in composed
        if character.isspace() or unicodedata.category(character) not in {"Cc", "Cf"}
    )


def unreadable(cell: CellValue, wanted_zh: str, wanted_en: str) -> UnreadableCell:
    """Return the refusal of a cell that should be something else, which quotes it."""
    shown = shortened(as_text(cell))
    if not shown:
        return UnreadableCell(f"这里没有填；应是{wanted_zh}。", f"Blank; it must be {wanted_en}.")
    return UnreadableCell(f"“{shown}”不是{wanted_zh}。", f"“{shown}” is not {wanted_en}.")
