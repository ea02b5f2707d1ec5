"""Rebuilding: a projection's tables grow anew beside the living ones and take their place."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from time import sleep
from typing import Final

import psycopg
from psycopg import Cursor
from psycopg.rows import DictRow
from psycopg.sql import SQL, Identifier
from psycopg.types.json import Jsonb

from domain.ledger.log import Datastore
from domain.ledger.setting_up import open_tables, setting_up
from projections.ledger.definition import build, definition_on
from projections.ledger.projection import (
    Projection,
    create_indexes,
    create_tables,
    queries_of,
)
from projections.ledger.table_names import numbered, position_name, tables_of
from projections.replaying.replay import Place, Replay, Replayed, replay

SWAP_AGAIN_SECONDS: Final = 0.5
LOCK_WAIT_MILLISECONDS: Final = 200
"""So long a swap lets readers wait for it, well below PostgreSQL's patience with deadlocks."""

_queries: Final = queries_of("rebuilding")


@contextmanager
def alone(url: str, schema: str) -> Iterator[Datastore]:
    """Rebuilding and comparing take turns in a community."""
    with setting_up(url, f"{schema} rebuilding"):
        datastore = Datastore(url, schema)
        try:
            yield datastore
        finally:
            datastore.close()


def begin_beside(
    datastore: Datastore, url: str, beside: str, projections: Sequence[Projection]
) -> Place:
    """Make empty tables of projections in a schema, in place of what is left there."""
    with datastore.transaction(commit=True) as cursor:
        rows = cursor.execute(_queries["generations"], {"build": build()}).fetchall()
        generations = {it["question"]: it["generation"] for it in rows}
        place = Place(url, datastore.schema, beside, generations)
        drop_beside(cursor, place)
        cursor.execute(SQL("SET LOCAL search_path TO {}").format(Identifier(beside)))
        for it in projections:
            cursor.execute(create_tables(it.question, generations[it.question]))
    return place


def drop_beside(cursor: Cursor[DictRow], place: Place) -> None:
    """Drop all tables that stand beside."""
    rows = cursor.execute(_queries["tables_of_schema"], {"schema": place.beside}).fetchall()
    for row in rows:
        table = Identifier(row["name"])
        cursor.execute(SQL("DROP TABLE {}.{}").format(Identifier(place.beside), table))


def rebuild(
    url: str,
    schema: str,
    projections: Sequence[Projection],
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> int:
    """Build projections anew beside the living tables and swap them in, while others read on.

    In the name of the role that sets up. `progress` is told the log's facts done and in all; what
    it raises ends the rebuilding, and what stands beside is dropped. Returns how many facts were
    taken in.
    """
    if not projections:
        return 0
    beside = f"{schema}__rebuilt"
    with alone(url, schema) as datastore:
        with datastore.transaction(commit=True) as cursor:
            _drop(cursor, beside)
            cursor.execute(SQL("CREATE SCHEMA {}").format(Identifier(beside)))
            head = last_position(cursor)
        try:
            progress(0, head)
            place = begin_beside(datastore, url, beside, projections)
            done = replay(
                place, projections, until=head, progress=lambda facts: progress(facts, head)
            )
            _index(datastore, place, projections)
            progress(head, head)
            for projection in projections:
                _bring_in(place, datastore, projection, done)
        finally:
            with datastore.transaction(commit=True) as cursor:
                _drop(cursor, beside)
    return done.facts * len(projections)


def _drop(cursor: Cursor[DictRow], schema: str) -> None:
    cursor.execute(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(Identifier(schema)))


def _index(datastore: Datastore, place: Place, projections: Sequence[Projection]) -> None:
    """Make the indexes of full tables, for two projections at a time: one for each processor."""

    def make(question: str) -> None:
        if indexes := create_indexes(question, place.generations[question]):
            with datastore.transaction(commit=True) as cursor:
                cursor.execute(SQL("SET LOCAL search_path TO {}").format(Identifier(place.beside)))
                cursor.execute(indexes)

    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(make, it.question) for it in projections]:
            done.result()


def rebuild_what_grows(
    url: str,
    schema: str,
    projections: Sequence[Projection],
    *,
    facts_max: int,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> None:
    """Bring the tables that have not caught up with the log there at once, if it is not too long.

    What is left to the runner takes longer, but others are not kept waiting for it.
    """
    datastore = Datastore(url, schema)
    try:
        with datastore.transaction(commit=False) as cursor:
            rows = cursor.execute(_queries["not_ready"], {"build": build()}).fetchall()
            head = last_position(cursor)
    finally:
        datastore.close()
    waiting = {row["question"] for row in rows}
    if head <= facts_max:
        growing = [it for it in projections if it.question in waiting]
        rebuild(url, schema, growing, progress)


def last_position(cursor: Cursor[DictRow]) -> int:
    """The last position of the log."""
    row = cursor.execute(_queries["head"]).fetchone()
    return int(row["head"]) if row else 0


def position_of(cursor: Cursor[DictRow], place: Place, question: str, *, lock: bool) -> int:
    """Where a living projection stands; locked, it stands still until the transaction ends."""
    name = position_name(question, place.generations[question])
    query = "lock_position" if lock else "position"
    row = cursor.execute(_queries[query], {"name": name}).fetchone()
    if row is None:
        raise LookupError(f"{name} has no position")
    return int(row["position"])


def _bring_in(place: Place, datastore: Datastore, projection: Projection, done: Replayed) -> None:
    """Put a rebuilt projection in place of the living one, as soon as readers let it.

    What one try took in stands beside already: the next goes on from there.
    """
    replaying = Replay(place, [projection], done=done)
    try:
        while not _swap(place, datastore, projection, replaying):
            sleep(SWAP_AGAIN_SECONDS)
    finally:
        replaying.close()


def _swap(place: Place, datastore: Datastore, projection: Projection, replaying: Replay) -> bool:
    """Hold the living projection where it stands, bring the rebuilt one there, put it in place.

    False when somebody reads for long: the living one is as before, to be tried again.
    """
    question = projection.question
    with datastore.transaction(commit=False) as cursor:
        replaying.reach(position_of(cursor, place, question, lock=False))
    with datastore.transaction(commit=True) as living:
        now = replaying.reach(position_of(living, place, question, lock=True))
        if not _keeps_readers_out(living, place, question):
            return False
        _move_in(living, place, question)
        facts = {it: definition_on(type(projection), it) for it in sorted(now.types)}
        generation = place.generations[question]
        named = {"question": question, "generation": generation}
        name = position_name(question, generation)
        living.execute(_queries["set_position"], {"name": name, "position": now.position})
        living.execute(_queries["fill"], {**named, "facts": Jsonb(facts)})
        living.execute(_queries["clear_failure"], {**named, "build": build()})
        open_tables(living, place.schema)
    return True


def _move_in(living: Cursor[DictRow], place: Place, question: str) -> None:
    beside, schema = Identifier(place.beside), Identifier(place.schema)
    for name in tables_of(question):
        table = Identifier(numbered(name, place.generations[question]))
        living.execute(SQL("DROP TABLE IF EXISTS {}.{}").format(schema, table))
        move = SQL("ALTER TABLE {}.{} SET SCHEMA {}")
        living.execute(move.format(beside, table, schema))


def _keeps_readers_out(living: Cursor[DictRow], place: Place, question: str) -> bool:
    """Lock the living tables, all or none.

    A reader may hold one of them and want the next, so waiting long for one would end in a
    deadlock, and in an error for the reader.
    """
    rows = living.execute(_queries["tables_of_schema"], {"schema": place.schema}).fetchall()
    named = {numbered(it, place.generations[question]) for it in tables_of(question)}
    there = named.intersection(row["name"] for row in rows)
    try:
        with living.connection.transaction():
            patience = SQL("SET LOCAL lock_timeout TO {}").format(LOCK_WAIT_MILLISECONDS)
            living.execute(patience)
            for table in map(Identifier, sorted(there)):
                living.execute(SQL("LOCK TABLE {}.{}").format(Identifier(place.schema), table))
    except psycopg.errors.LockNotAvailable:
        return False
    return True
