"""Rehearsals: what would become of requests, without recording any."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from domain.ledger.decision import Receipt, Request
from domain.ledger.fact import Recorded
from domain.ledger.recording import Boundaries, Ledger, Outcome, Taken
from domain.ledger.tag import Tag


class Rehearsal(Ledger):
    """Decides as a ledger does, on all that was recorded and all that it was asked, and records
    nothing: for trying a workbook out. The positions in its receipts mean nothing.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._unread: defaultdict[Tag, list[Recorded]] = defaultdict(list)

    def _append(
        self,
        taken: Sequence[Taken],
        unless: set[Tag],
        outcomes: list[Outcome | None],
        *,
        new: set[Tag],
    ) -> bool:
        for it in taken:
            recorded = Recorded(self.position, it.envelope, it.fact)
            self._answers[it.request.tag] = recorded
            outcomes[it.index] = Receipt(recorded)
            for tag in it.envelope.tags:
                if tag not in self._states:
                    self._unread[tag].append(recorded)
        return True

    def _load(self, boundaries: Boundaries, requests: Sequence[Request], *, hopeful: bool) -> None:
        """No append shows here whether a key is new: each is looked up."""
        super()._load(boundaries, requests, hopeful=False)

    def _read(self, things: set[Tag], keys: set[Tag]) -> None:
        """After what was recorded about a thing comes what was rehearsed about it before."""
        super()._read(things, keys)
        for tag in things:
            for recorded in self._unread.pop(tag, ()):
                self._fold(recorded, (tag,))

    def _shrink(self) -> None:
        """Forget nothing: what was rehearsed is nowhere else."""
