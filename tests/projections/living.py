"""A community whose facts stand in the real log, and of which questions are asked."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, Concatenate, Final, ParamSpec, Self, TypeVar

import msgspec
import psycopg
from psycopg.sql import SQL, Identifier

from domain.ledger.fact import Fact, Recorded, decode, encode
from domain.ledger.log import Log
from projections.catalogue import PROJECTIONS
from projections.ledger.definition import build
from projections.ledger.projection import Projection
from projections.ledger.reader import Reader
from projections.ledger.runner import Runner
from projections.ledger.table_names import numbered, questions_of_tables
from projections.replaying.comparing import differences
from projections.replaying.rebuilding import rebuild
from tests.controls import CHEN
from tests.roles import found
from tests.scenario import Done, envelope, write

COMMUNITY: Final = "yanwuping"
NOBODY_WAITS_SECONDS: Final = 60

P = ParamSpec("P")
T = TypeVar("T")


def ordered(log: Log, facts: Iterable[Fact | Done], **changes: object) -> list[Recorded]:
    """The facts as they will stand next in the log, with their envelopes changed like that."""
    written = []
    for position, fact in enumerate(facts, log.head() + 1):
        done = fact if isinstance(fact, Done) else Done(fact, CHEN)
        told = msgspec.structs.replace(envelope(done, position), **changes)
        written.append(decode(position, encode(told)))
    return written


class Living:
    """Facts go into the log, the runner takes the projections there, questions are answered."""

    def __init__(
        self,
        url: str,
        projections: Sequence[Projection] = PROJECTIONS,
        *,
        name: str = COMMUNITY,
    ) -> None:
        self.url = url
        self.name = name
        self.projections = projections
        found(url, name, projections)
        self.log = Log(url, name)
        self.runner = Runner(self.log, projections, url, name)
        self._loop = asyncio.Runner()
        self.reader = Reader(url, name, pool_size_max=2)

    def __enter__(self) -> Self:
        self._loop.run(self.reader.__aenter__())
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.run(self.reader.__aexit__())
        self._loop.close()
        self.runner.close()
        self.log.close()

    def write(self, *facts: Fact | Done, **changes: object) -> list[int]:
        """Put facts into the log and leave the projections where they are; the positions."""
        written = ordered(self.log, facts, **changes)
        write(self.log, written)
        return [it.position for it in written]

    def saw(self, *facts: Fact | Done, **changes: object) -> list[int]:
        """Put facts into the log and take the projections there; the positions."""
        positions = self.write(*facts, **changes)
        self.runner.catch_up()
        assert self.ask(Reader.failures) == {}
        return positions

    def ask(
        self,
        question: Callable[Concatenate[Reader, P], Awaitable[T]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """The answer to a question."""

        async def answer() -> T:
            return await question(self.reader, *args, **kwargs)

        return self._loop.run(answer())

    def rebuild(
        self,
        questions: Sequence[str],
        progress: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> int:
        """Build some of its projections anew; how many facts were taken in."""
        chosen = [it for it in self.projections if it.question in questions]
        return rebuild(self.url, self.name, chosen, progress)

    def differing(self, projection: Projection, limit: int = 10) -> list[str]:
        """What of one projection is not as a replay of the log has it."""
        found = differences(self.url, self.name, [projection], limit=limit)
        return found[projection.question]

    def differences(self) -> dict[str, list[str]]:
        """What of its projections is not as a replay of the log has it."""
        found = differences(self.url, self.name, self.projections, limit=10)
        return {question: rows for question, rows in found.items() if rows}

    def query(self, statement: str, *names: str) -> list[tuple[Any, ...]]:
        """What a statement answers, in which `{}` are names of the community's tables.

        A projection's table is that of the generation in use.
        """
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(SQL("SET search_path TO {}").format(Identifier(self.name)))
            used = [in_use(connection, it) for it in names]
            cursor = connection.execute(SQL(statement).format(*map(Identifier, used)))
            return cursor.fetchall() if cursor.description else []


def in_use(connection: psycopg.Connection[Any], table: str) -> str:
    """The name that a projection's table has in the database; of any other, its name."""
    question = questions_of_tables().get(table)
    row = connection.execute(
        "SELECT generation FROM projection_builds WHERE build = %s AND question = %s",
        [build(), question],
    ).fetchone()
    return numbered(table, row[0]) if row else table
