"""Rehearsals: what would become of requests, without recording any."""

from collections import defaultdict
from collections.abc import Sequence

from domain.ledger.boundaries import Boundaries
from domain.ledger.decision import Receipt, Request
from domain.ledger.fact import Recorded, encode
from domain.ledger.log import Log, Turn
from domain.ledger.memory import Answer, Due, Memory
from domain.ledger.recording import Ledger, Outcome, Taken
from domain.ledger.tag import Tag


class RehearsedMemory(Memory):
    """What was recorded until it began, and what was rehearsed since."""

    def __init__(self, log: Log, bytes_max: int) -> None:
        super().__init__(log, bytes_max)
        self.unread: defaultdict[Tag, list[Recorded]] = defaultdict(list)

    def load(self, things: set[Tag], keys: set[Tag]) -> None:
        """After what was recorded about a thing comes what was rehearsed about it before."""
        missing = {tag for tag in things if tag not in self.things}
        super().load(things, keys)
        for tag in missing:
            for recorded in self.unread.pop(tag, ()):
                self.things[tag].apply(recorded)

    def catch_up(self, before: int = 0) -> set[Tag] | None:
        """It stays where it began."""
        return set()

    def _kept_until(self) -> int:
        return self.position

    def shrink(self) -> None:
        """Forget nothing: what was rehearsed is nowhere else."""

    def due(self) -> Sequence[Due]:
        """Nothing: what was rehearsed is not to be kept."""
        return ()


class Rehearsal(Ledger):
    """Decides as a ledger does, on all that was recorded and all that it was asked, and records
    nothing: for trying a workbook out. The positions in its receipts mean nothing.
    """

    def _new_memory(self, memory_bytes: int) -> Memory:
        self._rehearsed = RehearsedMemory(self.log, memory_bytes)
        return self._rehearsed

    def _load(self, boundaries: Boundaries, requests: Sequence[Request]) -> None:
        """No append shows here whether a key is new: each is looked up."""
        self._doubts = 1
        super()._load(boundaries, requests)

    def _append(
        self,
        taken: Sequence[Taken],
        unless: set[Tag],
        outcomes: list[Outcome | None],
        *,
        new: set[Tag],
        turn: Turn | None,
    ) -> bool:
        memory = self._rehearsed
        memory.settle()
        for it in taken:
            recorded = Recorded(memory.position, it.envelope, it.fact)
            memory.answers[it.request.tag] = Answer(memory.position, encode(it.envelope))
            outcomes[it.index] = Receipt(recorded)
            for tag in it.envelope.tags:
                if tag not in memory.things:
                    memory.unread[tag].append(recorded)
        return True
