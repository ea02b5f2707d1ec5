"""Reading: questions are asked of the projections' tables, if need be after a position."""

import asyncio
from typing import Final

from domain.ledger.database import Database
from projections.ledger.projection import queries_of

_queries: Final = queries_of("reader")
POLL_SECONDS: Final = 0.01


class Lagging(Exception):
    """The projections had not come as far as was asked for."""


class Reader(Database):
    """A community's projections, for asking only."""

    def __init__(self, url: str, community: str, *, pool_size_max: int = 8) -> None:
        super().__init__(url, community, pool_size_max=pool_size_max)
        self._reached: dict[str, int] = {}

    async def position(self, question: str) -> int:
        """How far a projection has come."""
        row = await self.row(_queries["position"], question=question)
        return int(row["position"]) if row else 0

    async def positions(self) -> dict[str, int]:
        """How far each projection has come."""
        rows = await self.rows(_queries["positions"])
        return {row["question"]: row["position"] for row in rows}

    async def failures(self) -> dict[str, str]:
        """The projections that stopped, with the reason."""
        rows = await self.rows(_queries["failures"])
        return {row["question"]: row["reason"] for row in rows}

    async def head(self) -> int:
        """The last position of the log."""
        row = await self.row(_queries["head"])
        return int(row["head"]) if row else 0

    async def wait(self, question: str, position: int, seconds: float = 2) -> None:
        """Return once a projection has come to a position. Raises Lagging after so long."""
        if self._reached.get(question, 0) >= position:
            return
        deadline = asyncio.get_running_loop().time() + seconds
        while (reached := await self.position(question)) < position:
            if asyncio.get_running_loop().time() > deadline:
                raise Lagging(question)
            await asyncio.sleep(POLL_SECONDS)
        self._reached[question] = reached
