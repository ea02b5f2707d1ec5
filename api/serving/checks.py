"""Checks of the books: one at a time, in a process beside, with the last outcome kept."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from api.serving.settings import Settings
from domain.queries import load_queries
from projections.reader import Reader

_queries: Final = load_queries(Path(__file__).with_suffix(".sql"))
PATIENCE_SECONDS: Final = 1_800
"""A check that began so long ago and has no outcome was cut off."""
LINES_MAX: Final = 200


class Checked(NamedTuple):
    """The outcome of a check of what was recorded up to `position`; `wrong` is empty when right."""

    started_by: str
    started_at: datetime
    finished_at: datetime
    position: int
    wrong: list[str]


def create_checks() -> bytes:
    """The statement that makes the table of checks, where it is missing."""
    return _queries["create"]


class Checks:
    """The checks of one community's books, each `chengyin check-books` in a process of its own.

    A replay takes the processor for seconds or minutes; in this process the tills would wait.
    """

    def __init__(self, reader: Reader, url: str, settings: Settings) -> None:
        self._reader = reader
        self._environment = os.environ | {
            "CHENGYIN_DATABASE_URL": url,
            "CHENGYIN_COMMUNITY": settings.community,
            "CHENGYIN_DATA": str(settings.data.resolve()),
            "CHENGYIN_TIME_ZONE": settings.time_zone,
        }
        self._tasks: set[asyncio.Task[None]] = set()

    async def begin(self, request: str, started_by: str) -> bool:
        """Begin a check, unless one is under way or this request has begun one before."""
        row = await self._reader.row(
            _queries["begin"],
            request=request,
            started_by=started_by,
            patience_seconds=PATIENCE_SECONDS,
        )
        if row is None:
            return False
        task = asyncio.create_task(self._run(row["check_id"]))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    async def _run(self, check_id: int) -> None:
        position = await self._reader.head()
        wrong = await self._replay()
        await self._reader.rows(
            _queries["finish"], check_id=check_id, position=position, wrong=wrong
        )

    async def _replay(self) -> list[str]:
        command = (sys.executable, "-m", "api.command_line", "check-books")
        process = await asyncio.create_subprocess_exec(
            *command, stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE, env=self._environment
        )
        try:
            _, told = await process.communicate()
        except asyncio.CancelledError:
            process.kill()
            raise
        if process.returncode == 0:
            return []
        lines = told.decode(errors="replace").splitlines()[-LINES_MAX:]
        return lines or [f"check-books ended with status {process.returncode}"]

    async def last(self) -> Checked | None:
        """The last check that came to its end."""
        row = await self._reader.row(_queries["last"])
        return Checked(**row) if row else None

    async def running_since(self) -> datetime | None:
        """When the check that is under way began, if there is one."""
        row = await self._reader.row(_queries["running"], patience_seconds=PATIENCE_SECONDS)
        return row["started_at"] if row else None

    async def stop(self) -> None:
        """Give up the check that this process runs."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
