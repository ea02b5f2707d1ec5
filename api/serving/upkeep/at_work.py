"""Work of a command: each process of the community knows how far it is, and may ask it to stop."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Final
from uuid import uuid4

import psycopg
from psycopg.rows import DictRow, dict_row
from psycopg.sql import SQL, Identifier

from api.serving.upkeep.works import QUERIES, SILENT_SECONDS, TELL_SECONDS, Work
from domain.ledger.queries import load_queries

_queries: Final = load_queries(QUERIES)

Tell = Callable[[str, int, int], None]
"""Of what, how much is done, of how much."""


def silent(_what: str, _done: int, _all: int) -> None:
    """Nobody asks how far it is."""


@contextmanager
def at_work(url: str, community: str, kind: str, tell: Tell = silent) -> Iterator[Tell]:
    """What work has to tell how far it is, for as long as it lasts; `tell` is told too.

    Others know of it from the first time on that it tells. What the context gives raises Stopped
    where the work is to stop, until all of it is done.
    """
    telling = _Telling(url, community, kind, tell)
    try:
        yield telling.tell
    finally:
        telling.end()


class _Telling:
    """Each piece of work has a row of its own: nobody waits for one that was killed."""

    def __init__(self, url: str, community: str, kind: str, tell: Tell) -> None:
        self._url, self._community, self._tell = url, community, tell
        self._work = Work(f"{kind} {uuid4().hex}")
        self._thread: Thread | None = None
        self._ended = Event()

    def tell(self, what: str, done: int, all_of_it: int) -> None:
        if not all_of_it:
            return
        if self._thread is None:
            self._thread = Thread(target=self._keep_telling, daemon=True)
            self._thread.start()
        self._work.progress(done, all_of_it)
        self._tell(what, done, all_of_it)

    def _keep_telling(self) -> None:
        while True:
            with suppress(psycopg.Error):  # the database is away: it may be back the next time
                told = self._ask("tell") or self._ask("begin_one")
                self._work.is_stopping |= bool(told and told["is_stopping"])
            if self._ended.wait(TELL_SECONDS):
                return

    def end(self) -> None:
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
            with suppress(psycopg.Error):  # it ends by its silence
                self._ask("end")

    def _ask(self, query: str) -> DictRow | None:
        work = self._work
        with psycopg.connect(
            self._url, row_factory=dict_row, connect_timeout=SILENT_SECONDS
        ) as connection:
            connection.execute(SQL("SET search_path TO {}").format(Identifier(self._community)))
            cursor = connection.execute(
                _queries[query],
                {
                    "work": work.name,
                    "worker": work.worker,
                    "done": work.done,
                    "all_of_it": work.all_of_it,
                },
            )
            return cursor.fetchone() if cursor.description else None
