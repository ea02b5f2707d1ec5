"""What goes through the whole log, held against reading and decoding it once."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

import psycopg
from eventsourcing.dcb.postgres_tt import PostgresDCBRecorderTT
from eventsourcing.persistence import Tracking

from api.ledger.books import check_books
from benchmarks.community import COMMUNITY
from benchmarks.looking import looking
from domain.ledger.fact import decode
from domain.ledger.log import Datastore, Log
from domain.ledger.queries import load_queries
from projections.catalogue import PROJECTIONS
from projections.ledger.pages import Pages
from projections.ledger.projection import Tables, create_tables, on_own_tables
from projections.ledger.runner import Positions
from projections.replaying.rebuilding import rebuild

PAGE: Final = 20_000
ROUNDS: Final = 3
FOR_THE_LIBRARY: Final = 500
"""So many facts one at a time are enough to see its pace."""
GENERATION: Final = 1_000
LOOK_SECONDS: Final = 0.02

_queries: Final = load_queries(Path(__file__).with_suffix(".sql"))


class Round(NamedTuple):
    """Seconds that each took, one after the other, over `facts` in the log.

    `held` is the longest that a runner would have waited for the projections meanwhile.
    """

    facts: int
    decoding: float
    rebuilding: float
    checking: float
    held: float


def rounds(url: str) -> Iterator[Round]:
    """Each in turn, again and again."""
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        facts = _decode_all(url)
        decoded = time.perf_counter()
        rebuild(url, COMMUNITY, PROJECTIONS)
        rebuilt = time.perf_counter()
        with _waiting(url) as waited:
            wrong = asyncio.run(check_books(url, COMMUNITY))
        checked = time.perf_counter()
        if wrong:
            raise ValueError(f"the books are not in order: {wrong[0]}")
        held = max(waited)
        yield Round(facts, decoded - begun, rebuilt - decoded, checked - rebuilt, held)


def _decode_all(url: str) -> int:
    log = Log(url, COMMUNITY)
    pages = Pages(log)
    facts = position = 0
    while (page := pages.after(position, PAGE)).facts:
        facts += len(page.facts)
        position = page.facts[-1].position
    log.close()
    return facts


@contextmanager
def _waiting(url: str) -> Iterator[list[float]]:
    """How long somebody waits who wants to take the projections further, each time."""
    waited: list[float] = []
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(b"SELECT set_config('search_path', %s, false)", [COMMUNITY])

        def wait() -> None:
            begun = time.perf_counter()
            connection.execute(_queries["lock_all_positions"])
            waited.append(time.perf_counter() - begun)

        with looking(wait, every_seconds=LOOK_SECONDS):
            yield waited


def with_the_library(url: str) -> float:
    """Facts a second as the library's own runner takes them in: a transaction for each.

    It is given all projections at once, which it would else run one by one.
    """
    datastore = Datastore(url, COMMUNITY, durable=False)
    recorder = PostgresDCBRecorderTT(datastore, events_table_name="facts")
    positions = Positions(datastore)
    with datastore.transaction(commit=True) as cursor:
        for it in PROJECTIONS:
            cursor.execute(create_tables(it.question, GENERATION))
    queries = {it.question: on_own_tables(it.question, GENERATION) for it in PROJECTIONS}
    begun = time.perf_counter()
    with recorder.subscribe() as subscription:
        for found in islice(subscription, FOR_THE_LIBRARY):
            batch = [decode(found.position, found.event.data)]
            with datastore.transaction(commit=True) as cursor:
                for it in PROJECTIONS:
                    it.project(batch, Tables(cursor, queries[it.question]))
                positions._insert_tracking(cursor, Tracking("benchmark", found.position))
    seconds = time.perf_counter() - begun
    datastore.close()
    return FOR_THE_LIBRARY / seconds
