"""Long work: it goes on when its page is closed, tells how far it is, and can be stopped."""

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple
from uuid import uuid4

from psycopg import Error as DatabaseError
from psycopg_pool import PoolTimeout

from domain.ledger.database import Database
from domain.ledger.queries import load_queries

QUERIES: Final = Path(__file__).with_suffix(".sql")
_queries: Final = load_queries(QUERIES)

TELL_SECONDS: Final = 1.0
SILENT_SECONDS: Final = 20
"""Work that has told nothing for so long was cut off with its process, and may begin again."""

logger = logging.getLogger("chengyin.works")


class Stopped(Exception):
    """Somebody stopped the work: what it had recorded stays."""


BACKUP: Final = "backup"
REBUILD: Final = "rebuild"
OF_COMMANDS: Final = (BACKUP, REBUILD)
"""Kinds of work that commands do, each piece of which is called by its kind and a mark."""


class UnderWay(NamedTuple):
    """Work that is under way in some process; `all_of_it` is 0 while that is not known yet."""

    started_at: datetime
    done: int
    all_of_it: int
    is_stopping: bool


class CommandUnderWay(NamedTuple):
    """Work of a command that is under way in some process, and what it is called."""

    kind: str
    work: str
    started_at: datetime
    done: int
    all_of_it: int
    is_stopping: bool


class Work:
    """Work that this process does."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.worker = uuid4().hex
        self.done = self.all_of_it = 0
        self.is_stopping = False

    def progress(self, done: int, all_of_it: int) -> None:
        """Note how far it is, between two steps. Raises Stopped where it is to stop."""
        self.done, self.all_of_it = done, all_of_it
        if self.is_stopping and done < all_of_it:
            raise Stopped


def create_works() -> bytes:
    """The statement that makes the table of work, where it is missing."""
    return _queries["create"]


class Works:
    """The long work of one community, known to each of its processes by a name."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._own: dict[asyncio.Task[Any], Work] = {}

    async def begin(self, name: str) -> Work | None:
        """Begin some work; nothing where it is under way, in whichever process."""
        work = Work(name)
        asked = {"work": name, "worker": work.worker, "silent_seconds": SILENT_SECONDS}
        return work if await self._database.row(_queries["begin"], **asked) else None

    def run(self, work: Work, doing: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do it, whether or not somebody waits; what goes wrong is logged."""
        task = asyncio.create_task(self._run(work, doing))
        self._own[task] = work
        task.add_done_callback(self._ended)
        return task

    async def _run(self, work: Work, doing: Coroutine[Any, Any, None]) -> None:
        telling = asyncio.create_task(self._keep_telling(work))
        try:
            await doing
        finally:
            telling.cancel()
            with suppress(DatabaseError, PoolTimeout):  # it ends by its silence
                await self._database.rows(_queries["end"], work=work.name, worker=work.worker)

    async def _keep_telling(self, work: Work) -> None:
        while True:
            await asyncio.sleep(TELL_SECONDS)
            with suppress(DatabaseError, PoolTimeout):
                told = await self._database.row(
                    _queries["tell"],
                    work=work.name,
                    worker=work.worker,
                    done=work.done,
                    all_of_it=work.all_of_it,
                )
                # Without its row it was silent for long, and another process has begun anew.
                work.is_stopping |= told is None or told["is_stopping"]

    def _ended(self, task: asyncio.Task[None]) -> None:
        work = self._own.pop(task)
        wrong = None if task.cancelled() else task.exception()
        if wrong is not None and not isinstance(wrong, Stopped):
            logger.error("%s: %s", work.name, type(wrong).__name__, exc_info=wrong)

    async def under_way(self, name: str) -> UnderWay | None:
        """How far some work is, in whichever process; nothing where it is not under way."""
        asked = {"work": name, "silent_seconds": SILENT_SECONDS}
        row = await self._database.row(_queries["under_way"], **asked)
        return UnderWay(**row) if row else None

    async def of_commands(self) -> list[CommandUnderWay]:
        """Which work of commands is under way, and how far it is; what began first comes first."""
        asked = {"kinds": list(OF_COMMANDS), "silent_seconds": SILENT_SECONDS}
        return [
            CommandUnderWay(**it)
            for it in await self._database.rows(_queries["under_way_of_kinds"], **asked)
        ]

    async def stop(self, name: str) -> None:
        """Have it stop at its next step, if it is under way."""
        await self._database.rows(_queries["stop"], work=name)

    async def close(self) -> None:
        """Stop what this process does, and wait for it."""
        for work in self._own.values():
            work.is_stopping = True
        await asyncio.gather(*self._own, return_exceptions=True)
