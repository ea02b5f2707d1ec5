"""The runner: takes the projections along the log, in batches, each fact exactly once.

A batch's rows and the projections' new position are written in one transaction that holds the
positions' rows, so any number of runners may run: one works, the others find nothing to do.
"""

import logging
from collections.abc import Sequence
from threading import Event
from time import monotonic
from typing import Final

import psycopg
from eventsourcing.persistence import InterfaceError, OperationalError
from eventsourcing.postgres import PostgresTrackingRecorder
from psycopg import Cursor
from psycopg.rows import DictRow
from psycopg.sql import SQL, Identifier

import domain.model  # noqa: F401 (makes every fact known)
from domain.ledger.log import Datastore, Log, NotSetUp, Unreachable, channel_of
from projections.ledger.definition import build, in_use
from projections.ledger.filling import Filling
from projections.ledger.pages import Pages, UnknownFact
from projections.ledger.projection import Projection, queries_of

logger = logging.getLogger("chengyin.projections")

BATCH_SIZE: Final = 5_000
IDLE_SECONDS: Final = 0.5
"""NOTIFY wakes the runner at once; it also looks by itself, for clusters that do not pass it on."""
REST_SECONDS_MAX: Final = 0.1
"""The runner rests as long as it worked: who records comes first, and later batches are larger."""

AWAY: Final = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    OperationalError,
    InterfaceError,
    Unreachable,
    psycopg.errors.ReadOnlySqlTransaction,
)
_queries: Final = queries_of("runner")


class Gone(Exception):
    """The tables of this version were dropped while it was away: a later one has taken over."""


class Positions(PostgresTrackingRecorder):
    """Where each projection stands, in the table of the library's tracking recorder."""

    def __init__(self, datastore: Datastore) -> None:
        super().__init__(datastore, tracking_table_name="projection_positions")


class Runner:
    """Takes projections of one community along its log."""

    def __init__(self, log: Log, projections: Sequence[Projection], url: str, schema: str) -> None:
        """Raises NotSetUp where the tables of this version are not laid out."""
        self._url = url
        self._schema = schema
        self._build = build()
        # Rows and position are lost together, if at all, and then made again from the log.
        self._datastore = Datastore(url, schema, durable=False)
        self._pages = Pages(log)
        with self._datastore.transaction(commit=False) as cursor:
            rows = cursor.execute(_queries["generations"], {"build": self._build}).fetchall()
        laid_out = {row["question"]: row for row in rows}
        if not laid_out.keys() >= {it.question for it in projections}:
            raise NotSetUp(schema)
        self._fillings = [Filling(it, laid_out[it.question]) for it in projections]
        self._reached = -1
        """The least position that any of them is known to have come to; -1 when none is known."""

    def run(self, stopped: Event) -> None:
        """Follow the log until told to stop; waits for the database when it is away."""
        while not stopped.is_set():
            try:
                with psycopg.connect(self._url, autocommit=True) as listener:
                    used = {"name": in_use(self._schema, self._build)}
                    listener.execute(_queries["share"], used)
                    channel = Identifier(channel_of(self._schema))
                    listener.execute(SQL("LISTEN {}").format(channel))
                    while not stopped.is_set():
                        begun = monotonic()
                        if self.advance():
                            stopped.wait(min(monotonic() - begun, REST_SECONDS_MAX))
                        else:
                            for _ in listener.notifies(timeout=IDLE_SECONDS, stop_after=1):
                                pass
            except AWAY as away:
                logger.warning("the database is away: %s", away)
                stopped.wait(IDLE_SECONDS)

    def advance(self) -> int:
        """Take each projection one batch further; how many facts were taken in, in all.

        All go in one transaction. Where one of them stops it, each goes by itself, and those that
        stopped go by themselves until they go on.
        """
        if self._is_at_the_end():
            return 0
        moving = [it for it in self._fillings if not it.has_stopped]
        standing = [it for it in self._fillings if it.has_stopped]
        try:
            taken = self._take_in(moving)
        except Exception as failure:
            if is_away(failure):
                raise
            taken = sum(self._try(it) for it in moving)
        taken += sum(self._try(it) for it in standing)
        self._reached = min((it.position for it in self._fillings), default=-1)
        return taken

    def catch_up(self) -> None:
        """Go on until there is nothing more to take in."""
        while self.advance():
            pass

    def _is_at_the_end(self) -> bool:
        """Whether there is nothing new; to know it takes a single query."""
        try:
            return self._reached >= 0 and not self._pages.after(self._reached, BATCH_SIZE).facts
        except UnknownFact:
            return False  # each of them will say so

    def _take_in(self, fillings: Sequence[Filling]) -> int:
        """Take some a batch further, all or none; how many facts were taken in, in all."""
        taken = 0
        with self._datastore.transaction(commit=True) as cursor:
            positions = self._lock(cursor, fillings)
            for position in sorted(set(positions.values())):
                page = self._pages.after(position, BATCH_SIZE)
                here = [it for it in fillings if positions[it.position_name] == position]
                for filling in here:
                    filling.take_in(cursor, page, after=position)
                if page.facts:
                    names = [it.position_name for it in here]
                    moved = {"names": names, "position": page.facts[-1].position}
                    cursor.execute(_queries["move"], moved)
                taken += len(page.facts) * len(here)
        for filling in fillings:
            filling.keep()
        return taken

    def _lock(self, cursor: Cursor[DictRow], fillings: Sequence[Filling]) -> dict[str, int]:
        """Where they stand; they stand still until the transaction ends. Raises Gone."""
        names = [it.position_name for it in fillings]
        rows = cursor.execute(_queries["lock_positions"], {"names": names}).fetchall()
        if len(rows) < len(names):
            raise Gone(", ".join(sorted({*names} - {row["name"] for row in rows})))
        return {row["name"]: row["position"] for row in rows}

    def _try(self, filling: Filling) -> int:
        """Take one further by itself; where it stops, it says so and a fact is never skipped."""
        try:
            taken = self._take_in([filling])
        except Exception as failure:
            if is_away(failure):
                raise
            filling.has_stopped = True
            if self._is_news(filling.question, f"{type(failure).__name__}: {failure}"):
                logger.exception("the projection %s stopped", filling.question)
            return 0
        if filling.has_stopped:
            filling.has_stopped = False
            self._run("clear_failure", question=filling.question)
        return taken

    def _is_news(self, question: str, reason: str) -> bool:
        """Note why a projection stands still; False when that is known."""
        return self._run("note_failure", question=question, reason=reason) > 0

    def _run(self, query: str, **parameters: str) -> int:
        with self._datastore.transaction(commit=True) as cursor:
            cursor.execute(_queries[query], {"build": self._build, **parameters})
            return cursor.rowcount

    def close(self) -> None:
        """Give the connections back."""
        self._datastore.close()


def is_away(failure: Exception) -> bool:
    """Whether the database is away or busy, so that the projection is not to blame.

    PostgreSQL's classes of errors: 08 connection, 40 rollback, 53 resources, 55 locks, 57 operator.
    """
    state = getattr(failure.__cause__ or failure, "sqlstate", None)
    busy = state is None or state[:2] in {"08", "40", "53", "55", "57"}
    return isinstance(failure, AWAY) and busy
