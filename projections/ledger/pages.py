"""Pages of the log: facts are read and decoded once for all who stand at the same place."""

from typing import NamedTuple

from domain.ledger.fact import Recorded, decode
from domain.ledger.log import Log
from projections.ledger.projection import Batch


class UnknownFact(Exception):
    """The log holds a fact of a type that this version does not know: it must not go past it."""

    def __init__(self, position: int, type: str) -> None:
        super().__init__(
            f"the fact at {position} is a {type}, which this version does not know: "
            "a later one has recorded it"
        )


class Page(NamedTuple):
    """Facts that follow each other, with their types; `is_last`: no fact came after them."""

    facts: Batch
    types: frozenset[str]
    is_last: bool


class Pages:
    """The log page by page, of which the last one read is kept."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._kept_after = -1
        self._kept = Page((), frozenset(), is_last=True)

    def after(self, position: int, limit: int) -> Page:
        """The facts after a position, `limit` at most; none where that is the end of the log.

        Ends before a fact whose type is not known. Raises UnknownFact when that is the first.
        """
        if self._kept_after != position or self._kept.is_last:
            self._kept = self._read(position, limit)
            self._kept_after = position
        return self._kept

    def _read(self, position: int, limit: int) -> Page:
        facts: list[Recorded] = []
        rows = self._log.after(position, limit=limit)
        for at, data in rows:
            try:
                facts.append(decode(at, data))
            except KeyError as unknown:
                if not facts:
                    raise UnknownFact(at, str(unknown.args[0])) from None
                break
        types = frozenset(it.envelope.type for it in facts)
        return Page(facts, types, is_last=len(facts) == len(rows) < limit)
