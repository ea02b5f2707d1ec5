"""The many ways in which people type the same thing, for the demo community's workbooks."""

from datetime import date, time
from random import Random

from api.workbooks.cells import CellValue

_SERIAL_DAY_ZERO = date(1899, 12, 30)
_FULL_WIDTH = str.maketrans("0123456789:", "０１２３４５６７８９：")


def typed_name(name: str, dice: Random) -> str:
    """Return a name, at times with a space inside a short one or with another dot."""
    if len(name) == 2 and dice.random() < 0.06:
        return dice.choice(" 　").join(name)
    return name.replace("·", dice.choice("·•・")) if dice.random() < 0.5 else name


def typed_phone(phone: str, dice: Random) -> CellValue:
    """Return a phone as a text, a number, or with marks between its digits."""
    ways: list[tuple[CellValue, int]] = [
        (phone, 70),
        (int(phone), 11),
        (f"{phone[:3]}-{phone[3:7]}-{phone[7:]}", 10),
        (f" {phone} ", 4),
        (phone.translate(_FULL_WIDTH), 4),
        (f"+86 {phone}", 1),
    ]
    return _one_of(ways, dice)


def typed_ending(last_four: str, dice: Random) -> CellValue:
    """Return the last four digits of a phone; as a number they lose their leading zeros."""
    return _one_of([(last_four, 95), (int(last_four), 4), (f" {last_four}", 1)], dice)


def typed_date(day: date, dice: Random) -> CellValue:
    """Return a day as a date cell, a serial number, or written out."""
    ways: list[tuple[CellValue, int]] = [
        (day, 55),
        (f"{day:%Y-%m-%d}", 19),
        (f"{day.year}年{day.month}月{day.day}日", 15),
        (f"{day.year}/{day.month}/{day.day}", 8),
        (f"{day.year}.{day.month}.{day.day}", 2),
        ((day - _SERIAL_DAY_ZERO).days, 1),
    ]
    return _one_of(ways, dice)


def typed_time(minute_of_day: int, dice: Random) -> CellValue:
    """Return a time as a time cell, a fraction of a day, or written out.

    `minute_of_day` counts from midnight and may run on into the next day.
    """
    hour, minute = divmod(minute_of_day % 1440, 60)
    half_day = "上午" if hour < 12 else "下午"
    ways: list[tuple[CellValue, int]] = [
        (time(hour, minute), 60),
        (f"{hour}:{minute:02}", 22),
        (f"{half_day}{hour if hour <= 12 else hour - 12}:{minute:02}", 14),
        (f"{hour}:{minute:02}".translate(_FULL_WIDTH), 1),
        (f"{hour}点{minute:02}分", 1),
        (f"{hour:02}:{minute:02}:00", 1),
        ((minute_of_day % 1440) / 1440, 1),
    ]
    return _one_of(ways, dice)


def _one_of(ways: list[tuple[CellValue, int]], dice: Random) -> CellValue:
    return dice.choices([typed for typed, _ in ways], [weight for _, weight in ways])[0]
