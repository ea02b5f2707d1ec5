"""Group commit: requests that arrive while a commit is under way are recorded together."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Final, NamedTuple, Self

from domain.ledger.decision import Receipt, Request, request_tag
from domain.ledger.log import Unreachable
from domain.ledger.recording import Ledger, Outcome
from domain.ledger.refusal import Refusal
from domain.ledger.rehearsal import Rehearsal

BATCH_MAX: Final = 256
QUEUE_MAX: Final = 4_096


class Overloaded(Exception):
    """More requests wait than can be recorded soon: try again."""


class _Waiting(NamedTuple):
    request: Request
    answer: asyncio.Future[Outcome]

    def fail(self, failure: Exception) -> None:
        """Unless whoever asked has gone."""
        if not self.answer.done():
            self.answer.set_exception(failure)


class Recorder:
    """Records requests through one ledger; the answer comes after the commit."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._waiting: list[_Waiting] = []
        self.position = 0
        """The last position that was answered."""
        self._arrived = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="recorder")
        self._task: asyncio.Task[None] | None = None
        self._keeping: asyncio.Task[None] | None = None

    @property
    def unknown(self) -> str | None:
        """The type of a fact that only a later version knows: nothing is recorded any more."""
        return self._ledger.unknown

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])
        if self._keeping:
            await asyncio.wait([self._keeping])
        self._thread.shutdown()

    async def record(self, request: Request) -> Receipt:
        """The receipt, once it is durable. Raises the Refusal, Overloaded, Busy, Unreachable."""
        if len(self._waiting) >= QUEUE_MAX:
            raise Overloaded
        waiting = _Waiting(request, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        self._arrived.set()
        outcome = await waiting.answer
        if isinstance(outcome, Refusal):
            raise outcome
        return outcome

    async def record_all(self, requests: list[Request]) -> list[Outcome]:
        """The outcomes of many requests, decided in order and committed together."""
        loop = asyncio.get_running_loop()
        outcomes = await loop.run_in_executor(self._thread, self._ledger.record, requests)
        answered = (it.position for it in outcomes if isinstance(it, Receipt))
        self.position = max(self.position, *answered, 0)
        if self._ledger.is_due and (self._keeping is None or self._keeping.done()):
            self._keeping = asyncio.create_task(self._keep())
        return outcomes

    async def _keep(self) -> None:
        """Put snapshots that are due beside the log, behind the back of who is answered."""
        loop = asyncio.get_running_loop()
        due = await loop.run_in_executor(self._thread, self._ledger.due)
        if due:
            with suppress(Unreachable):  # they will be due again
                await asyncio.to_thread(self._ledger.keep, due)

    async def known(self, keys: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
        """Those of the (actor, key) pairs under which something was recorded."""
        tags = {request_tag(actor, key): (actor, key) for actor, key in keys}
        found = await asyncio.to_thread(self._ledger.log.known, list(tags))
        return {tags[tag] for tag in found}

    async def head(self) -> int:
        """The last position of the log, whoever recorded there."""
        return await asyncio.to_thread(self._ledger.log.head)

    def rehearsal(self) -> Rehearsal:
        """A ledger that starts from what is recorded now, and records nothing."""
        return Rehearsal(self._ledger.log, self._ledger.zone)

    async def _run(self) -> None:
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            while self._waiting:
                batch, self._waiting = self._waiting[:BATCH_MAX], self._waiting[BATCH_MAX:]
                await self._commit(batch)

    async def _commit(self, batch: list[_Waiting]) -> None:
        try:
            outcomes = await self.record_all([waiting.request for waiting in batch])
        except Unreachable as away:
            # Each by itself would wait as long again for the database.
            for waiting in batch:
                waiting.fail(away)
            return
        except Exception as failure:
            if len(batch) == 1:
                batch[0].fail(failure)
                return
            # One request's failure must not become another's: take them one by one.
            for waiting in batch:
                await self._commit([waiting])
            return
        for waiting, outcome in zip(batch, outcomes, strict=True):
            if not waiting.answer.done():
                waiting.answer.set_result(outcome)
