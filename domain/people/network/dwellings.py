"""Dwellings: who lived in which building on which days; the vault alone knows, never the log."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from domain.ledger.database import Database
from domain.ledger.queries import load_queries
from domain.people.network.homes import Span

_queries: Final = load_queries(Path(__file__).with_suffix(".sql"))


class Inhabited(NamedTuple):
    """How many of some people live in a building, and how many of those were marked.

    `building` is none of those of whom nobody has noted it.
    """

    building: str | None
    people: int
    marked: int


class Dwellings:
    """In which buildings the people of one community lived."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, buildings: Iterable[str]) -> dict[str, list[Span]]:
        """All dwellings of everybody who ever lived in a building of one of these names."""
        rows = await self._database.rows(_queries["of"], buildings=sorted(set(buildings)))
        found: defaultdict[str, list[Span]] = defaultdict(list)
        for row in rows:
            found[row["member_id"]].append(Span(row["from_day"], row["until_day"], row["building"]))
        return dict(found)

    async def living_in(self, building: str | None) -> list[str]:
        """The ids of all who live in a building now; or of whom none is noted."""
        rows = await self._database.rows(_queries["living_in"], building=building)
        return [row["member_id"] for row in rows]

    async def inhabited(self, member_ids: Sequence[str], marked: Sequence[bool]) -> list[Inhabited]:
        """In which buildings these people live, each marked or not, by the buildings' names."""
        rows = await self._database.rows(
            _queries["inhabited"], member_ids=list(member_ids), marked=list(marked)
        )
        return [Inhabited(**row) for row in rows]
