"""The tests' one idea of time, which is the community's, wherever and whenever they run."""

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """This moment by the community's clock."""
    return datetime.now(SHANGHAI)


def today(days: int = 0) -> date:
    """The community's calendar day, or that of so many days later."""
    return now().date() + timedelta(days=days)


def seconds_left_today() -> float:
    """How long this day of the community still lasts."""
    return (datetime.combine(today(1), time(), SHANGHAI) - now()).total_seconds()


def at(hour: int, minute: int = 0, *, days_ago: int = 3) -> str:
    """A time of a day in the past, by the community's clock."""
    return past(hour, minute, days_ago=days_ago).isoformat()


def past(hour: int, minute: int = 0, *, days_ago: int) -> datetime:
    """The moment at which the community's clock showed so much, so many days ago."""
    day = now() - timedelta(days=days_ago)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)
