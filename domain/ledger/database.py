"""Connections for asking: a pool of them in the schema of one community."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final, Self

from psycopg import AsyncConnection, OperationalError
from psycopg.rows import DictRow, dict_row
from psycopg.sql import SQL, Identifier
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from domain.ledger.log import READ_COMMITTED

PLANNING: Final = b"SET plan_cache_mode TO force_custom_plan; SET random_page_cost TO 1.1"
"""Each question is planned for what is asked of it, not for an average member or item; and what is
asked for day by day is in memory, where an index costs little more than a table in its order."""


class Database:
    """Runs trusted, named queries; each statement commits by itself unless in a transaction."""

    def __init__(self, url: str, community: str, *, pool_size_max: int = 8) -> None:
        async def configure(connection: AsyncConnection[DictRow]) -> None:
            await connection.set_autocommit(True)
            await connection.execute(SQL("SET search_path TO {}").format(Identifier(community)))
            await connection.execute(READ_COMMITTED)
            await connection.execute(PLANNING)
            await self.begin(connection)

        self._pool: AsyncConnectionPool[AsyncConnection[DictRow]] = AsyncConnectionPool(
            url,
            connection_class=AsyncConnection[DictRow],
            kwargs={"row_factory": dict_row},
            configure=configure,
            min_size=1,
            max_size=pool_size_max,
            timeout=10,
            open=False,
        )

    async def __aenter__(self) -> Self:
        await self._pool.open(wait=True)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._pool.close()

    async def begin(self, connection: AsyncConnection[DictRow]) -> None:
        """What each new connection does first: nothing, unless a subclass knows better."""

    async def rows(self, query: bytes, /, **parameters: Any) -> list[DictRow]:
        """The rows that a query answers. Raises psycopg's OperationalError without a database."""
        try:
            async with self._pool.connection() as connection:
                cursor = await connection.execute(query, parameters, prepare=True)
                return await cursor.fetchall() if cursor.description else []
        except OperationalError as lost:
            if not isinstance(lost, PoolTimeout):
                await self._pool.check()  # the others may be cut too: none is to fail once more
            raise

    async def row(self, query: bytes, /, **parameters: Any) -> DictRow | None:
        """The first row that a query answers, or none."""
        rows = await self.rows(query, **parameters)
        return rows[0] if rows else None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection[DictRow]]:
        """A connection whose statements are kept together, all or none."""
        async with self._pool.connection() as connection, connection.transaction():
            yield connection
