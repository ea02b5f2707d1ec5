"""Of the calls that were due in a month, how many were made: by class; and which were not?

A promise is told off in turns of its rhythm, from its first day on; a turn counts in the month of
its last day, once that is over, and is kept if somebody reached the person within it.
"""

from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from domain.needs.calls import Rhythm
from projections.ledger.projection import queries_of
from projections.ledger.reader import Reader

_queries = queries_of("call_board")

RHYTHMS: Final[tuple[Rhythm, ...]] = ("weekly", "monthly", "quarterly")


class Within(NamedTuple):
    """Turns that end from one day to another, both included, and whose people's."""

    first_day: date
    last_day: date
    among: Collection[str] | None = None


class Turn(NamedTuple):
    """One turn of a promise, and whether somebody reached the person within it."""

    calls_id: str
    member_id: str
    caller_id: str
    rhythm: Rhythm
    first_day: date
    last_day: date
    was_kept: bool


class KeptCalls(NamedTuple):
    """How many turns of a class ended in a month, and how many of them were kept."""

    month: date
    rhythm: Rhythm
    due: int
    made: int


async def call_turns(
    reader: Reader,
    today: date,
    zone: ZoneInfo,
    within: Within,
    *,
    was_kept: bool | None = None,
    limit: int | None = None,
) -> list[Turn]:
    """The turns that are over, the latest first."""
    rows = await reader.rows(
        _queries["turns"],
        first=within.first_day,
        last=within.last_day,
        among=None if within.among is None else list(within.among),
        today=today,
        zone=zone.key,
        was_kept=was_kept,
        limit=limit,
    )
    return [Turn(**row) for row in rows]


async def calls_kept(
    reader: Reader, today: date, zone: ZoneInfo, within: Within
) -> list[KeptCalls]:
    """How many were due and made by month, the latest first, and by class."""
    due, made = Counter[tuple[date, Rhythm]](), Counter[tuple[date, Rhythm]]()
    for turn in await call_turns(reader, today, zone, within):
        month = turn.last_day.replace(day=1)
        due[month, turn.rhythm] += 1
        made[month, turn.rhythm] += turn.was_kept
    months = sorted({month for month, _ in due}, reverse=True)
    return [
        KeptCalls(month, rhythm, due[month, rhythm], made[month, rhythm])
        for month in months
        for rhythm in RHYTHMS
        if due[month, rhythm]
    ]
