"""Attempts at signing in: how many wrong ones are suffered, from where, and for whom."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from domain.ledger.database import Database
from domain.ledger.queries import load_queries

_queries: Final = load_queries(Path(__file__).with_suffix(".sql"))

FAILURES_MAX: Final = 10
"""Wrong passwords for one person from one place or device within the window."""
FAILURES_FROM_PLACE_MAX: Final = 60
"""Wrong passwords from a place for people who never signed in there, whoever they are."""
FAILURES_FOR_PERSON_MAX: Final = 100
"""Wrong passwords for one person from places where they never signed in, wherever those are."""
FAILURE_WINDOW_SECONDS: Final = 15 * 60
KNOWN_DAYS: Final = 90


class TooManyAttempts(Exception):
    """Too many wrong attempts within a quarter of an hour; says when to try again."""

    def __init__(self, wait_seconds: int = FAILURE_WINDOW_SECONDS) -> None:
        super().__init__(f"wait {wait_seconds} seconds")
        self.wait_seconds = wait_seconds


class Door(NamedTuple):
    """Where somebody comes in: a name of their network address, and their browser's token."""

    place: str = ""
    device: str | None = None


class Tally(NamedTuple):
    """Failures counted under a name, and how many are suffered; whose they are, if of one."""

    name: str
    most: int
    person: str | None = None


class Attempt(NamedTuple):
    """An attempt under way, counted as a failure until it succeeds."""

    person: str
    tallies: tuple[Tally, ...]
    is_known: bool
    """Whether the person has come in at this door before."""


def create_attempts() -> bytes:
    """The statements that make the tables, where they are missing."""
    return _queries["create"]


class Attempts:
    """The wrong attempts of a quarter of an hour, and the doors at which people are known.

    Failures count by place and person together, so that nobody is kept out from elsewhere: who
    comes in at a door where they are known is not touched by what strangers do. Of strangers, also
    all from one place and all for one person are counted.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, door: Door, person: str) -> Attempt:
        """Count an attempt for a person. Raises TooManyAttempts.

        It counts before its outcome is known, as a failure: guesses that are sent all at once are
        no more than the others.
        """
        doors = _names_of(door)
        rows = await self._database.rows(_queries["known"], person=person, doors=[*doors])
        known = {row["door_digest"] for row in rows}
        at = next((it for it in doors if it in known), None)
        known_here = Tally(f"{at} {person}", FAILURES_MAX, person)
        tallies = (known_here,) if at else _of_stranger(door, person)
        await self.count(tallies)
        return Attempt(person, tallies, at is not None)

    async def count(self, tallies: Sequence[Tally]) -> None:
        """Count a failure in each of the tallies, or in none. Raises TooManyAttempts."""
        most = {_digest(it.name): it.most for it in tallies}
        names = sorted(most)  # in one order, so that two attempts never wait for each other
        whose = {_digest(it.name): it.person for it in tallies}
        people = [_digest(it) if it else None for it in (whose[name] for name in names)]
        window = {"window_seconds": FAILURE_WINDOW_SECONDS}
        _refuse(most, await self._database.rows(_queries["counted"], names=names, **window), 0)
        rows = await self._database.rows(_queries["count"], names=names, people=people, **window)
        _refuse(most, rows, 1)

    async def succeed(self, attempt: Attempt) -> None:
        """Take an attempt back: it was right, and forgives the wrong ones at its own door."""
        own, *wider = (_digest(it.name) for it in attempt.tallies)
        await self._database.rows(_queries["succeed"], own=own, wider=wider)

    async def take_back(self, attempt: Attempt) -> None:
        """An attempt was not looked at: it counts for nothing, and forgives nothing."""
        names = [_digest(it.name) for it in attempt.tallies]
        await self._database.rows(_queries["take_back"], names=names)

    async def forget(self, name: str) -> None:
        """A name is free again."""
        await self._database.rows(_queries["forget"], name=_digest(name))

    async def forgive(self, person: str) -> None:
        """Whatever was tried for a person counts no more."""
        await self._database.rows(_queries["forgive"], person_digest=_digest(person))

    async def is_known(self, device: str) -> bool:
        """Whether anybody has signed in with this device."""
        name = _digest(f"device {device}")
        return await self._database.row(_queries["known_device"], name=name) is not None

    async def remember(self, person: str, door: Door) -> None:
        """A person came in at a door: they are known there."""
        await self._database.rows(
            _queries["remember"], person=person, doors=sorted(_names_of(door)), days=KNOWN_DAYS
        )

    async def forget_doors(self, person: str) -> None:
        """A person is known nowhere any more."""
        await self._database.rows(_queries["forget_doors"], person=person)


def _names_of(door: Door) -> tuple[str, ...]:
    """The names under which a door is known, the surest first."""
    names = (door.device and f"device {door.device}", door.place and f"place {door.place}")
    return tuple(_digest(it) for it in names if it)


def _of_stranger(door: Door, person: str) -> tuple[Tally, ...]:
    pair = Tally(f"stranger {door.place} {person}", FAILURES_MAX, person)
    wide = Tally(f"strangers for {person}", FAILURES_FOR_PERSON_MAX, person)
    if not door.place:
        return pair, wide
    return pair, Tally(f"strangers from {door.place}", FAILURES_FROM_PLACE_MAX), wide


def _refuse(most: dict[str, int], rows: Sequence[dict[str, int]], counted_already: int) -> None:
    """Raises TooManyAttempts where a tally is full."""
    full = [
        row["wait_seconds"]
        for row in rows
        if row["failures"] >= most[str(row["username_digest"])] + counted_already
    ]
    if full:
        raise TooManyAttempts(max(1, *full))


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
