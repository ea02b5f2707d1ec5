"""Free times: on which half-days of the week somebody can be asked; no fact tells of it."""

from collections.abc import Collection, Iterable
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from domain.ledger.database import Database
from domain.ledger.queries import load_queries

_queries: Final = load_queries(Path(__file__).with_suffix(".sql"))

CREATE: Final = _queries["create"]
"""Makes their table, where it is missing: the vault does, with its own."""
FORGET: Final = _queries["forget"]
MERGE: Final = _queries["merge"]
NOON: Final = time(12)
_HALF_DAY: Final = timedelta(hours=12)
_WEEK: Final = timedelta(days=7)


class Half(NamedTuple):
    """Half a day of every week: `weekday` 1 is Monday, `is_afternoon` is from noon on."""

    weekday: int
    is_afternoon: bool

    @property
    def number(self) -> int:
        """Its place in the week, from 0 to 13."""
        return 2 * (self.weekday - 1) + self.is_afternoon


WEEK: Final = tuple(Half(weekday, later) for weekday in range(1, 8) for later in (False, True))
"""All of them, in their order."""

FreeHalves = frozenset[Half]


def halves_of(begin: datetime, end: datetime, zone: ZoneInfo) -> list[Half]:
    """The half-days that a stretch of time has a part of; of more than a week all, once."""
    first, last = (it.astimezone(zone).replace(tzinfo=None) for it in (begin, end))
    last = min(last, first + _WEEK)
    half = datetime.combine(first.date(), NOON if first.time() >= NOON else time())
    found = []
    while half < last or half <= first:
        found.append(Half(half.isoweekday(), half.time() >= NOON))
        half += _HALF_DAY
    return list(dict.fromkeys(found))


def is_free(
    free: Collection[Half], begin: datetime, end: datetime, zone: ZoneInfo, *, minutes: int = 0
) -> bool:
    """Whether somebody who is free on these half-days has time then.

    Where help of so many `minutes` is wanted at some time of a longer stretch, a part of it
    will do.
    """
    asked = halves_of(begin, end, zone)
    is_loose = end - begin > timedelta(minutes=minutes)
    return any(it in free for it in asked) if is_loose else all(it in free for it in asked)


class FreeTimes:
    """When the people of one community are free; whoever said nothing is not among them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, member_id: str, halves: Iterable[Half]) -> None:
        """Keep what somebody says now, in place of what they said before; none is to say nothing.

        Of whom the vault does not know nothing is kept.
        """
        numbers = sorted({it.number for it in halves})
        await self._database.rows(_queries["keep"], member_id=member_id, halves=numbers)

    async def of(self, member_ids: Iterable[str]) -> dict[str, FreeHalves]:
        """What those of these people said who said something."""
        rows = await self._database.rows(_queries["of"], member_ids=sorted(set(member_ids)))
        return {row["member_id"]: frozenset(WEEK[it] for it in row["halves"]) for row in rows}
