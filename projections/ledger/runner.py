"""The runner: takes the projections along the log, in batches, each fact exactly once.

A batch's rows and the projection's new position are written in one transaction that holds the
position's row, so any number of runners may run: one works, the others find nothing to do.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from threading import Event
from time import monotonic, sleep
from typing import Any, Final

import psycopg
from eventsourcing.persistence import InterfaceError, OperationalError, Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from psycopg import Cursor
from psycopg.rows import DictRow
from psycopg.sql import SQL, Identifier, Literal

import domain.model  # noqa: F401 (makes every fact known)
from domain.ledger.fact import Recorded, decode
from domain.ledger.log import CHANNEL, Datastore, Log, Unreachable
from domain.ledger.setting_up import open_tables, schema_for_replays, setting_up
from projections.ledger.projection import Projection, Tables, queries_of

logger = logging.getLogger("chengyin.projections")

BATCH_SIZE: Final = 5_000
IDLE_SECONDS: Final = 0.5
"""NOTIFY wakes the runner at once; it also looks by itself, for clusters that do not pass it on."""
REST_SECONDS_MAX: Final = 0.1
"""The runner rests as long as it worked: who records comes first, and later batches are larger."""
LOCK_WAIT_MILLISECONDS: Final = 200
"""So long a swap lets readers wait for it, well below PostgreSQL's patience with deadlocks."""

AWAY: Final = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    OperationalError,
    InterfaceError,
    Unreachable,
)
_queries: Final = queries_of("runner")


class Positions(PostgresTrackingRecorder):
    """Where each projection stands, kept by the library's tracking recorder."""

    def __init__(self, datastore: Datastore) -> None:
        super().__init__(datastore, tracking_table_name="projection_positions")

    def move(self, cursor: Cursor[DictRow], name: str, position: int) -> None:
        """Note the new position in the batch's transaction; it never goes back."""
        self._insert_tracking(cursor, Tracking(name, position))


class Runner:
    """Takes projections of one community along its log."""

    def __init__(self, log: Log, projections: Sequence[Projection], url: str, schema: str) -> None:
        self._log = log
        self._projections = projections
        self._url = url
        self._schema = schema
        # Rows and position are lost together, if at all, and then made again from the log.
        self._datastore = Datastore(url, schema, durable=False)
        self._positions = Positions(self._datastore)
        self._page: tuple[int, list[Recorded]] = (-1, [])

    def run(self, stopped: Event) -> None:
        """Follow the log until told to stop; waits for the database when it is away."""
        while not stopped.is_set():
            try:
                with psycopg.connect(self._url, autocommit=True) as listener:
                    listener.execute(SQL("LISTEN {}").format(Identifier(CHANNEL)))
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
        """Take each projection one batch further; how many facts were taken in, in all."""
        return sum(self._advance_one(projection) for projection in self._projections)

    def catch_up(self) -> None:
        """Go on until there is nothing more to take in."""
        while self.advance():
            pass

    def _advance_one(self, projection: Projection) -> int:
        try:
            return self._batch(projection, projection.question)
        except Exception as failure:
            if is_away(failure):
                raise
            # It stops here and says so; a fact is never skipped. The next round tries again.
            if self._is_news(projection.question, f"{type(failure).__name__}: {failure}"):
                logger.exception("the projection %s stopped", projection.question)
            return 0

    def _batch(
        self,
        projection: Projection,
        name: str,
        schema: str | None = None,
        *,
        until: int | None = None,
    ) -> int:
        with self._datastore.transaction(commit=True) as cursor:
            row = cursor.execute(_queries["lock_position"], {"name": name}).fetchone()
            if row is None:
                return 0
            batch = self._facts_after(row["position"])
            if until is not None:
                batch = [recorded for recorded in batch if recorded.position <= until]
            if not batch:
                return 0
            if schema:
                set_local_path(cursor, schema, self._schema)
            projection.project(batch, Tables(cursor, queries_of(projection.question)))
            self._positions.move(cursor, name, batch[-1].position)
            if not schema:
                cursor.execute(_queries["clear_failure"], {"question": projection.question})
            return len(batch)

    def _facts_after(self, position: int) -> list[Recorded]:
        """A page of the log, read once for all projections that stand at the same place."""
        if self._page[0] != position or not self._page[1]:
            rows = self._log.after(position, limit=BATCH_SIZE)
            self._page = position, [decode(at, data) for at, data in rows]
        return self._page[1]

    def _is_news(self, question: str, reason: str) -> bool:
        """Note why a projection stands still; False when that is known."""
        with self._datastore.transaction(commit=True) as cursor:
            cursor.execute(_queries["note_failure"], {"question": question, "reason": reason})
            return cursor.rowcount > 0

    def rebuild(
        self,
        questions: Sequence[str],
        progress: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> int:
        """Build projections anew beside the live tables and swap them in, while others read on.

        `progress` is told facts done and facts in all. Returns how many facts were taken in.
        """
        chosen = [it for it in self._projections if it.question in questions]
        with self._alone():
            for projection in chosen:
                self._prepare(projection)
            head, done, working = self._log.head(), 0, True
            whole = head * len(chosen)
            while working:
                working = False
                for projection in chosen:
                    taken = self._batch(projection, *self._scratch(projection), until=head)
                    done, working = done + taken, working or taken > 0
                progress(done if working else whole, whole)
            for projection in chosen:
                while not self._swap(projection):
                    sleep(IDLE_SECONDS)
        return done

    def _alone(self) -> AbstractContextManager[psycopg.Connection[Any]]:
        """Rebuilding and comparing use the same scratch tables: one at a time in a community."""
        return setting_up(self._url, f"{self._schema} rebuilding")

    def _scratch(self, projection: Projection) -> tuple[str, str]:
        """The name of the rebuilt projection's position, and of the schema it grows in."""
        return f"{projection.question}:rebuilt", f"{self._schema}__{projection.question}"

    def _prepare(self, projection: Projection) -> None:
        _, schema = self._scratch(projection)
        with self._datastore.transaction(commit=True) as cursor:
            cursor.execute(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(Identifier(schema)))
            cursor.execute(SQL("CREATE SCHEMA {}").format(Identifier(schema)))
            self._begin(cursor, projection, schema)

    def _begin(self, cursor: Cursor[DictRow], projection: Projection, schema: str) -> None:
        set_local_path(cursor, schema, self._schema)
        cursor.execute(queries_of(projection.question)["create"])
        for query in ("forget_position", "start_at_zero"):
            cursor.execute(_queries[query], {"name": self._scratch(projection)[0]})

    def _swap(self, projection: Projection) -> bool:
        """Hold the live projection where it stands, bring the rebuilt one there, put it in place.

        False when somebody reads for long: everything is as before, to be tried again.
        """
        name, schema = self._scratch(projection)
        question, live_schema = projection.question, Identifier(self._schema)
        self._replay(projection, self._positions.max_tracking_id(question) or 0, schema)
        with self._datastore.transaction(commit=True) as live:
            self._replay(projection, self._position(live, question), schema)
            position = self._position(live, name)
            if not self._keeps_readers_out(live, self._tables(live, schema)):
                return False
            for table in map(Identifier, self._tables(live, schema)):
                live.execute(SQL("DROP TABLE IF EXISTS {}.{}").format(live_schema, table))
                move = SQL("ALTER TABLE {}.{} SET SCHEMA {}")
                live.execute(move.format(Identifier(schema), table, live_schema))
            live.execute(_queries["set_position"], {"name": question, "position": position})
            open_tables(live, self._schema)
            live.execute(_queries["clear_failure"], {"question": question})
            self._drop_scratch(live, projection)
        return True

    def _keeps_readers_out(self, live: Cursor[DictRow], tables: Sequence[str]) -> bool:
        """Lock the live tables, all or none.

        A reader may hold one of them and want the next, so waiting long for one would end in a
        deadlock, and in an error for the reader.
        """
        there = set(self._tables(live, self._schema)).intersection(tables)
        try:
            with live.connection.transaction():
                patience = SQL("SET LOCAL lock_timeout TO {}").format(LOCK_WAIT_MILLISECONDS)
                live.execute(patience)
                for table in map(Identifier, sorted(there)):
                    live.execute(SQL("LOCK TABLE {}.{}").format(Identifier(self._schema), table))
        except psycopg.errors.LockNotAvailable:
            return False
        return True

    def differences(self, projection: Projection, limit: int) -> list[str]:
        """Rows in which a projection differs from a replay of the log as far as it has come."""
        schema, found = schema_for_replays(self._schema), list[str]()
        with self._alone():
            with self._datastore.transaction(commit=True) as cursor:
                self._drop_tables(cursor, schema)
                self._begin(cursor, projection, schema)
            so_far = self._positions.max_tracking_id(projection.question) or 0
            self._replay(projection, so_far, schema)
            with self._datastore.transaction(commit=True) as live:
                self._replay(projection, self._position(live, projection.question), schema)
                for table in self._tables(live, schema):
                    query = SQL(_queries["difference"].decode()).format(
                        here=Identifier(self._schema),
                        there=Identifier(schema),
                        table=Identifier(table),
                        name=Literal(table),
                        limit=Literal(limit),
                    )
                    live.execute(query)
                    found += [f"{row['side']} {row['content']}" for row in live.fetchall()]
                self._drop_tables(live, schema)
                live.execute(_queries["forget_position"], {"name": self._scratch(projection)[0]})
        return found

    def _replay(self, projection: Projection, until: int, schema: str) -> None:
        while self._batch(projection, self._scratch(projection)[0], schema, until=until):
            pass

    def _drop_tables(self, cursor: Cursor[DictRow], schema: str) -> None:
        for table in map(Identifier, self._tables(cursor, schema)):
            cursor.execute(SQL("DROP TABLE {}.{}").format(Identifier(schema), table))

    def _position(self, cursor: Cursor[DictRow], name: str) -> int:
        """Where a projection stands; it stands still until the transaction ends."""
        row = cursor.execute(_queries["lock_position"], {"name": name}).fetchone()
        if row is None:
            raise LookupError(f"{name} has no position")
        return int(row["position"])

    def _tables(self, cursor: Cursor[DictRow], schema: str) -> list[str]:
        rows = cursor.execute(_queries["tables_of_schema"], {"schema": schema}).fetchall()
        return [row["name"] for row in rows]

    def _drop_scratch(self, cursor: Cursor[DictRow], projection: Projection) -> None:
        name, schema = self._scratch(projection)
        cursor.execute(SQL("DROP SCHEMA {} CASCADE").format(Identifier(schema)))
        cursor.execute(_queries["forget_position"], {"name": name})

    def close(self) -> None:
        """Give the connections back."""
        self._datastore.close()


def set_local_path(cursor: Cursor[DictRow], *schemas: str) -> None:
    """For this transaction, look tables up in these schemas in turn."""
    path = SQL(", ").join(Identifier(schema) for schema in schemas)
    cursor.execute(SQL("SET LOCAL search_path TO {}").format(path))


def is_away(failure: Exception) -> bool:
    """Whether the database is away or busy, so that the projection is not to blame.

    PostgreSQL's classes of errors: 08 connection, 40 rollback, 53 resources, 55 locks, 57 operator.
    """
    state = getattr(failure.__cause__ or failure, "sqlstate", None)
    busy = state is None or state[:2] in {"08", "40", "53", "55", "57"}
    return isinstance(failure, AWAY) and busy
