"""Making snapshots for the code of this version, and holding them against a replay."""

from collections.abc import Iterator, Sequence
from hashlib import md5
from typing import Final

import domain.model  # noqa: F401 (makes every fact and state known)
from domain.ledger.decision import State
from domain.ledger.fact import Recorded, decode
from domain.ledger.joining import Joins
from domain.ledger.keeping.snapshots import KEEP_AFTER_FACTS, StateCode
from domain.ledger.log import Kept, Log
from domain.ledger.tag import Tag, kind_of
from domain.ledger.thing import Thing

PAGE_SIZE: Final = 5_000
LATEST_FACTS: Final = 50_000
"""So many facts show which things come up often."""
THINGS_MAX: Final = 5_000
"""So many things are folded in one pass over the log, to bound the memory."""


def make_snapshots(log: Log) -> int:
    """Make a snapshot of each thing that had one, but of other code; how many were made.

    Where there is none at all yet, each thing with many facts that came up of late gets one. Those
    that rest on other code stay for a month, for processes of the version before.
    """
    code, fresh = StateCode(log), not log.has_snapshots()
    missing = (
        log.hot(KEEP_AFTER_FACTS, latest=LATEST_FACTS)
        if fresh
        else log.without_snapshot(code.all())
    )
    joins = Joins()
    joins.read(log)
    # What is one with another is known as that one alone.
    missing = [tag for tag in missing if kind_of(tag) in State.kinds and joins.one(tag) == tag]
    if fresh and not missing:
        return 0
    for first in range(0, len(missing), THINGS_MAX):
        batch = missing[first : first + THINGS_MAX]
        things = {tag: Thing(tag, parts=joins.parts(tag)) for tag in batch}
        position = _fold(log, things, joins)
        log.keep(_kept(things, position, code), code=code.all())
    log.drop_old_snapshots(code.all())
    return len(missing)


def _fold(log: Log, things: dict[Tag, Thing], joins: Joins) -> int:
    """Feed things with the whole log, up to the position that it returns."""
    position = 0
    for recorded in _every_fact(log):
        position, known = recorded.position, joins.count
        join = joins.take(recorded)
        if join and joins.count > known:  # it came while we read: they were fed as two
            for tag in join:
                things.pop(tag, None)
        for tag in joins.all_one(recorded.envelope.tags):
            if thing := things.get(tag):
                thing.apply(recorded)
    return position


def _kept(things: dict[Tag, Thing], position: int, code: StateCode) -> Sequence[Kept]:
    return [
        Kept(tag, position, code.under(tag, thing.types), thing.keep())
        for tag, thing in things.items()
    ]


def _every_fact(log: Log) -> Iterator[Recorded]:
    position = 0
    while page := log.after(position, limit=PAGE_SIZE):
        for row in page:
            yield decode(*row)
        position = page[-1][0]


class SnapshotCheck:
    """Compares snapshots with a replay: fed with every fact once, in order, it tells at the end.

    Of very many snapshots it compares the first ones by tag, to bound the memory.
    """

    name = "snapshots"

    def __init__(self, log: Log) -> None:
        found = log.snapshots(StateCode(log).all()) if log.has_snapshots() else {}
        self._joins = Joins()
        self._joins.read(log)
        # From before things were one, a snapshot of any of them is not used any more.
        used = {tag: kept for tag, kept in found.items() if self._joins.is_since(tag, kept[0])}
        self._kept = dict(list(used.items())[:THINGS_MAX])
        self._things = {tag: Thing(tag, parts=self._joins.parts(tag)) for tag in self._kept}
        self._position = 0
        self._differing: list[Tag] = []

    def see(self, batch: Sequence[Recorded]) -> None:
        """Take the next facts of the log in."""
        for recorded in batch:
            self._take(recorded)

    def _take(self, recorded: Recorded) -> None:
        for tag in self._joins.all_one(recorded.envelope.tags):
            thing = self._things.get(tag)
            if thing is None:
                continue
            if recorded.position > self._kept[tag][0]:
                self._compare(tag)
            else:
                thing.apply(recorded)
        self._position = recorded.position

    def findings(self) -> list[str]:
        """What snapshots say otherwise than the facts, a line each."""
        for tag in list(self._things):
            if self._kept[tag][0] <= self._position:
                self._compare(tag)
        return [f"the snapshot of {tag} is not what its facts say" for tag in self._differing]

    def _compare(self, tag: Tag) -> None:
        states = self._things.pop(tag).keep().encode()
        said = md5(states, usedforsecurity=False).hexdigest()
        if said != self._kept[tag][1]:
            self._differing.append(tag)
