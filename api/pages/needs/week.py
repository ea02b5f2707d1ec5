"""A week in words: its days, each with a morning and an afternoon that somebody may tick."""

from datetime import date, timedelta
from typing import Final, NamedTuple

from api.needs.free_times import SaidFree, free_halves, named
from api.pages.language import say_weekday
from api.pages.visitor import Visitor

A_MONDAY: Final = date(2026, 1, 5)
DONE: Final = {"kept": "记下了。有合适的事，就按这几天来问。"}


class Weekday(NamedTuple):
    """A day of the week, with the names of its halves."""

    called: str
    morning: str
    afternoon: str


def week(visitor: Visitor) -> list[Weekday]:
    """The days from Monday on, in the visitor's language."""
    return [
        Weekday(
            say_weekday(A_MONDAY + timedelta(number - 1), visitor.language),
            f"{number}-morning",
            f"{number}-afternoon",
        )
        for number in range(1, 8)
    ]


async def ticked(visitor: Visitor, member_id: str) -> list[str]:
    """What somebody said before. Raises Problem, UnknownMember."""
    return named(await free_halves(visitor, member_id))


def read_week(visitor: Visitor) -> SaidFree:
    """What is ticked in the form. Raises Malformed."""
    return visitor.read(SaidFree, halves=visitor.form.getlist("halves[]"))
