"""Dwellings: who lived in which building on which days; the vault alone knows, never the log."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from domain.ledger.database import Database
from domain.ledger.queries import load_queries
from domain.people.network.homes import Span

_queries: Final = load_queries(Path(__file__).with_suffix(".sql"))


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
