"""Reading: questions are asked of the projections' tables, if need be after a position."""

import asyncio
from time import monotonic
from typing import Any, Final

from psycopg import AsyncConnection, OperationalError
from psycopg.rows import DictRow

from domain.ledger.database import Database
from domain.ledger.fact import Fact
from projections.ledger.definition import build, in_use
from projections.ledger.projection import queries_of
from projections.ledger.table_names import in_generation, position_name, questions_in

_queries: Final = queries_of("reader")
POLL_SECONDS: Final = 0.01
LOOK_AGAIN_SECONDS: Final = 2
"""So long it is trusted that no later version has recorded what this one does not know."""


class Lagging(Exception):
    """The projections had not come as far as was asked for."""


class NotYetThere(Lagging):
    """A question's tables are new in this version and have not caught up with the log yet."""


class LeftBehind(Exception):
    """A question's tables stand before a fact that only a later version knows, or are no more."""


class Reader(Database):
    """A community's projections, for asking only, in the tables that this version defines."""

    def __init__(self, url: str, community: str, *, pool_size_max: int = 8) -> None:
        super().__init__(url, community, pool_size_max=pool_size_max)
        self._build = build()
        self._in_use = in_use(community, self._build)
        self._reached: dict[str, int] = {}
        self._generations: dict[str, int] = {}
        self._ready: set[str] = set()
        self._left_behind: set[str] = set()
        self._looked_at = float("-inf")
        self._statements: dict[bytes, bytes] = {}

    async def begin(self, connection: AsyncConnection[DictRow]) -> None:
        """Say that this version is in use: its tables are kept. It may have been away for long."""
        await connection.execute(_queries["share"], {"name": self._in_use})
        self._looked_at = float("-inf")

    async def rows(self, query: bytes, /, **parameters: Any) -> list[DictRow]:
        """The rows that a query answers. Raises NotYetThere, LeftBehind, or OperationalError.

        The latter is psycopg's, without a database.
        """
        asked = questions_in(query)
        if asked:
            await self._see_that_they_answer(asked)
        statement = self._statements.get(query) or self._statement(query)
        try:
            return await super().rows(statement, **parameters)
        except OperationalError:
            self._looked_at = float("-inf")
            raise

    async def _see_that_they_answer(self, asked: frozenset[str]) -> None:
        """Raise NotYetThere or LeftBehind where the tables do not tell what is so."""
        if self._looked_long_ago() or not asked <= self._ready - self._left_behind:
            await self._look()
        for question in sorted(asked - self._ready | asked & self._left_behind):
            raise (LeftBehind if question in self._left_behind else NotYetThere)(question)

    def _statement(self, query: bytes) -> bytes:
        """The query on the tables of this version."""
        self._statements[query] = in_generation(query, self._generations)
        return self._statements[query]

    def _looked_long_ago(self) -> bool:
        return monotonic() - self._looked_at > LOOK_AGAIN_SECONDS

    async def _look(self) -> None:
        """See which generations this version uses, which of them have caught up, and whether a
        later version left them behind.
        """
        looked_at = monotonic()
        rows = await super().rows(
            _queries["generations"], build=self._build, types_known=list(Fact.known)
        )
        self._looked_at = looked_at
        gone = self._generations.keys() - {row["question"] for row in rows}
        self._left_behind = gone | {row["question"] for row in rows if row["is_left_behind"]}
        self._generations |= {row["question"]: row["generation"] for row in rows}
        self._ready = {row["question"] for row in rows if row["is_ready"]}

    async def growing(self) -> list[str]:
        """The questions whose tables have not caught up with the log yet, or are no more."""
        if self._looked_long_ago() or self._ready != self._generations.keys():
            await self._look()
        return sorted(self._generations.keys() - self._ready)

    async def position(self, question: str) -> int:
        """How far a projection has come."""
        if question not in self._generations:
            await self._look()
        name = position_name(question, self._generations.get(question, 0))
        row = await self.row(_queries["position"], name=name)
        return int(row["position"]) if row else 0

    async def positions(self) -> dict[str, int]:
        """How far each projection has come."""
        rows = await self.rows(_queries["positions"], build=self._build)
        return {row["question"]: row["position"] for row in rows}

    async def failures(self) -> dict[str, str]:
        """The projections that stopped, with the reason."""
        rows = await self.rows(_queries["failures"], build=self._build)
        return {row["question"]: row["reason"] for row in rows}

    async def unknown_types(self) -> list[str]:
        """The types of facts in the tables, or after them, that only a later version knows."""
        known = list(Fact.known)
        rows = await self.rows(_queries["unknown_types"], build=self._build, types_known=known)
        return [row["type"] for row in rows]

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
