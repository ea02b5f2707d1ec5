"""Checks of the books: one at a time, in a process beside, with the last outcome kept."""

import logging
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from shutil import disk_usage
from tempfile import TemporaryFile
from threading import Event, Thread
from time import monotonic
from typing import IO, Any, Final, NamedTuple

import psycopg
from psycopg.sql import SQL, Identifier

from api.serving.settings import Settings
from api.serving.upkeep.works import UnderWay
from domain.ledger.queries import load_queries
from projections.ledger.reader import Reader

logger = logging.getLogger("chengyin.checks")

_queries: Final = load_queries(Path(__file__).with_suffix(".sql"))
PATIENCE_SECONDS: Final = 60
"""A check that has told nothing for so long, and has no outcome, was cut off."""
LINES_MAX: Final = 200
TOLD_BYTES_MAX: Final = 1_000_000
POLL_SECONDS: Final = 0.5
CHECKING: Final = "check"
"""What a check is called where it tells how far it is."""
PROGRESS: Final = re.compile(rf"^{CHECKING}: (\d+)/(\d+) \(", re.MULTILINE)
NOBODY: Final = ""
"""Who starts the check of each night."""
YIELDING: Final = 10
"""How much a check that nobody waits for stands back for others, of 19."""

KEPT_SECONDS: Final = 1
"""So long a successful look at whether the database keeps things is good for all who ask."""
FREE_BYTES_MIN: Final = 64_000_000


class DiskFull(Exception):
    """The data folder's disk has no room any more."""


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
        self._url = url
        self._schema = settings.community
        self._environment = os.environ | {
            "CHENGYIN_DATABASE_URL": url,
            "CHENGYIN_COMMUNITY": settings.community,
            "CHENGYIN_DATA": str(settings.data.resolve()),
            "CHENGYIN_TIME_ZONE": settings.time_zone,
        }
        self._running: Thread | None = None
        self._stopping = Event()
        self._data = settings.data
        self._kept_until = 0.0

    async def see_that_it_is_kept(self) -> None:
        """See that there is room on the disk, and that the database keeps what is written.

        Raises DiskFull, or psycopg's Error, such as for a database that is only to be read.
        """
        if monotonic() < self._kept_until:
            return
        if self._data.exists() and disk_usage(self._data).free < FREE_BYTES_MIN:
            raise DiskFull
        await self._reader.rows(_queries["keep"])
        self._kept_until = monotonic() + KEPT_SECONDS

    async def begin(self, request: str, started_by: str) -> bool:
        """Begin a check, unless one is under way or this request has begun one before."""
        row = await self._reader.row(
            _queries["begin"],
            request=request,
            started_by=started_by,
            now=datetime.now(UTC),
            patience_seconds=PATIENCE_SECONDS,
        )
        if row is None:
            return False
        about = row["check_id"], await self._reader.head(), started_by == NOBODY
        self._running = Thread(target=self._run, args=about, daemon=True)
        self._running.start()
        return True

    def _run(self, check_id: int, position: int, in_the_background: bool) -> None:
        wrong = self._replay(check_id, in_the_background=in_the_background)
        outcome = {"check_id": check_id, "position": position, "wrong": wrong}
        query = "give_up" if wrong is None else "finish"
        self._note(query, outcome | {"now": datetime.now(UTC)})
        if wrong:
            logger.error("the books are not in order: %d differences, see /ledger", len(wrong))

    def _note(self, query: str, about: Mapping[str, Any]) -> bool:
        """Note something of a check; whether there was one to note it of."""
        with (
            suppress(psycopg.OperationalError),  # the database is away: it counts as cut off
            psycopg.connect(self._url) as connection,
        ):
            connection.execute(SQL("SET search_path TO {}").format(Identifier(self._schema)))
            return connection.execute(_queries[query], about).rowcount > 0
        return True

    def _replay(self, check_id: int, *, in_the_background: bool) -> list[str] | None:
        """What the check says is wrong; None when it was given up, or somebody stopped it."""
        command = (sys.executable, "-m", "api.command_line", "check-books")
        with (
            TemporaryFile() as told,
            subprocess.Popen(  # noqa: S603 (fixed arguments)
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=told,
                env=self._environment,
            ) as process,
        ):
            if in_the_background:
                os.setpriority(os.PRIO_PROCESS, process.pid, YIELDING)
            while self._goes_on(process):
                about = {"check_id": check_id, "now": datetime.now(UTC)}
                told_on = self._note("tell", about | _progress_in(_text_of(told)))
                if self._stopping.is_set() or not told_on:
                    process.kill()
                    return None
            text = _text_of(told)
        if process.returncode == 0:
            return []
        lines = [it for it in text.splitlines() if not PROGRESS.match(it)][-LINES_MAX:]
        return lines or [f"check-books ended with status {process.returncode}"]

    def _goes_on(self, process: subprocess.Popen[bytes]) -> bool:
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=POLL_SECONDS)
        return process.returncode is None

    async def stop_running(self) -> None:
        """Give up the check that is under way, in whichever process: it has no outcome."""
        await self._reader.rows(_queries["stop"])

    async def last(self) -> Checked | None:
        """The last check that came to its end."""
        row = await self._reader.row(_queries["last"])
        return Checked(**row) if row else None

    async def running(self) -> UnderWay | None:
        """The check that is under way, if there is one."""
        asked = {"now": datetime.now(UTC), "patience_seconds": PATIENCE_SECONDS}
        row = await self._reader.row(_queries["running"], **asked)
        return UnderWay(**row, is_stopping=False) if row else None

    def stop(self) -> None:
        """Give up the check that this process runs, if there is one."""
        self._stopping.set()
        if self._running is not None:
            self._running.join()


def _text_of(told: IO[bytes]) -> str:
    """What was written so far, by whoever else has the file open."""
    return os.pread(told.fileno(), TOLD_BYTES_MAX, 0).decode(errors="replace")


def _progress_in(text: str) -> dict[str, int]:
    """The last that was told of how far it is, in facts."""
    found = PROGRESS.findall(text)
    done, all_of_it = found[-1] if found else (0, 0)
    return {"done": int(done), "all_of_it": int(all_of_it)}
