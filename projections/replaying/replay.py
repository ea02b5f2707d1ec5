"""Replays: the log from its beginning into tables that grow beside the living ones.

They grow in a schema of their own, under the names that they have in the end. Where they stand is
known to the replay alone: what an interrupted one left is thrown away by the next.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import cached_property
from multiprocessing import get_context
from typing import Final, NamedTuple, Protocol

import domain.model  # noqa: F401 (makes every fact known)
from domain.ledger.log import Datastore, Log
from projections.ledger.pages import Pages
from projections.ledger.projection import Batch, Projection, Tables, on_own_tables

PAGE_SIZE: Final = 20_000

BY_POSTINGS: Final = frozenset({"statements", "balances"})
"""They take about half the time of all, and go together: postings are then worked out once."""

_opened: Final[list["Replay"]] = []
"""The replay of a process that was started to replay."""


class Place(NamedTuple):
    """Where tables grow: beside the community's own in which schema, and of which generations."""

    url: str
    schema: str
    beside: str
    generations: dict[str, int]


class Check(Protocol):
    """What is shown every fact once, in order, and tells in the end what it found wrong."""

    name: str

    def see(self, batch: Batch) -> None:
        """Take in the next facts."""

    def findings(self) -> list[str]:
        """What is wrong, a line each and the first ones only."""


class Replayed(NamedTuple):
    """How far a replay has come, in how many facts, of which types."""

    position: int
    facts: int
    types: frozenset[str]


NOTHING: Final = Replayed(0, 0, frozenset())


class Replay:
    """Some projections on their way from what is done to a later position."""

    def __init__(
        self,
        place: Place,
        projections: Sequence[Projection],
        checks: Sequence[Check] = (),
        *,
        done: Replayed = NOTHING,
    ) -> None:
        self._place = place
        self._datastore = Datastore(place.url, place.beside, durable=False)
        self._projections = projections
        self._checks = checks
        self._queries = {
            it.question: on_own_tables(it.question, place.generations[it.question])
            for it in projections
        }
        self._replayed = done

    def go_on(self, until: int) -> Replayed:
        """Take one page in, no further than a position; as before when it had come there."""
        before = self._replayed
        if before.position >= until:
            return before
        with _collecting_nothing():
            return self._take_in(before, until)

    def _take_in(self, before: Replayed, until: int) -> Replayed:
        page = self._pages.after(before.position, PAGE_SIZE)
        batch = [it for it in page.facts if it.position <= until]
        if batch:
            with self._datastore.transaction(commit=True) as cursor:
                for it in self._projections:
                    it.project(batch, Tables(cursor, self._queries[it.question]))
            for check in self._checks:
                check.see(batch)
            types = before.types | page.types
            self._replayed = Replayed(batch[-1].position, before.facts + len(batch), types)
        return self._replayed

    def reach(self, until: int) -> Replayed:
        """Go on to a position, or to the end of the log."""
        before = self._replayed
        while (now := self.go_on(until)) != before:
            before = now
        return now

    @cached_property
    def _log(self) -> Log:
        """Opened when there is something to read: after a swap there seldom is."""
        return Log(self._place.url, self._place.schema)

    @cached_property
    def _pages(self) -> Pages:
        return Pages(self._log)

    def close(self) -> None:
        """Give the connections back."""
        self._datastore.close()
        if "_log" in vars(self):
            self._log.close()


@contextmanager
def _collecting_nothing() -> Iterator[None]:
    """Facts and rows hold no circles: to look for some takes an eighth of a replay."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def replay(
    place: Place,
    projections: Sequence[Projection],
    checks: Sequence[Check] = (),
    *,
    until: int,
    progress: Callable[[int], None] = lambda _facts: None,
) -> Replayed:
    """Take projections from the beginning to a position, with both processors where that pays.

    Another process takes one half of them, and reads the log by itself: to decode a fact costs
    less than to send it over. `progress` is told how many facts are done, by the slower one.
    """
    heavier, lighter = _halves(projections)
    # Checks see every fact here; what begins later, over there, has less to do.
    mine, theirs = (lighter, heavier) if checks else (heavier, lighter)
    if until <= PAGE_SIZE:
        mine, theirs = list(projections), []
    here = Replay(place, mine, checks)
    try:
        if not theirs:
            return _alone(here, until, progress)
        with ProcessPoolExecutor(1, get_context("spawn"), _open, (place, theirs)) as there:
            return _together(here, there, until, progress)
    finally:
        here.close()


def _alone(here: Replay, until: int, progress: Callable[[int], None]) -> Replayed:
    done = here.go_on(until)
    while (further := here.go_on(until)) != done:
        progress(done.facts)
        done = further
    return done


def _together(
    here: Replay, there: ProcessPoolExecutor, until: int, progress: Callable[[int], None]
) -> Replayed:
    """Each goes at its own pace; done when both have come to the position."""
    theirs, asked = NOTHING, there.submit(_go_on, until)
    mine, is_mine_done = NOTHING, False
    while True:
        if not is_mine_done:
            further = here.go_on(until)
            mine, is_mine_done = further, further == mine
        if is_mine_done or asked.done():
            further = asked.result()
            if further == theirs and is_mine_done:
                return mine
            theirs, asked = further, there.submit(_go_on, until)
        progress(min(mine.facts, theirs.facts))


def _halves(projections: Sequence[Projection]) -> tuple[list[Projection], list[Projection]]:
    """Two parts that take about as long, that which takes longer first."""
    by_postings = [it for it in projections if it.question in BY_POSTINGS]
    others = [it for it in projections if it.question not in BY_POSTINGS]
    return by_postings, others


def _open(place: Place, projections: Sequence[Projection]) -> None:
    """In a process of its own: begin a replay."""
    _opened.append(Replay(place, projections))


def _go_on(until: int) -> Replayed:
    """In a process of its own: take one page in."""
    return _opened[0].go_on(until)
