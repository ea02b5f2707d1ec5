"""Recording: requests are decided together on remembered state and appended in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from random import randrange
from time import sleep
from typing import Final
from zoneinfo import ZoneInfo

import domain.model  # noqa: F401 (makes every fact and state known)
from domain.ledger.boundaries import Boundaries, also, read_boundaries
from domain.ledger.decision import KeyReused, Receipt, Request, Stamp, envelope, repeated
from domain.ledger.fact import Envelope, Fact, Recorded, UnknownFact, decode, encode
from domain.ledger.joining import Joining
from domain.ledger.journal import sums
from domain.ledger.log import Conflict, Log, Turn, Unreachable
from domain.ledger.memory import MEMORY_BYTES, Answer, Due, Memory
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag

ATTEMPTS_MAX: Final = 20
TURNS: Final = 8
"""Who was overtaken waits for its turn so often, and goes on to as long as others record too."""
DOUBTS: Final = 16
"""Who met a key that was not new looks keys up so often before it takes them for new again."""
BACK_OFF_MILLISECONDS_MAX: Final = 20

Outcome = Receipt | Refusal


class Busy(Exception):
    """Others kept changing the same things: nothing was recorded, try again."""


@dataclass(slots=True)
class Taken:
    """A fact that was decided for the request of this index and is not in the log yet."""

    index: int
    request: Request
    envelope: Envelope
    fact: Fact


class Ledger:
    """Decides requests and records what follows. Any number of processes may have one.

    It remembers the things that it has met, all of them as of `position`, in so many bytes. Not
    safe for use by several threads at once, but for `keep`.
    """

    def __init__(
        self,
        log: Log,
        zone: ZoneInfo,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        memory_bytes: int = MEMORY_BYTES,
    ) -> None:
        self.log = log
        self.zone = zone
        self.unknown: str | None = None
        """The type of a fact that this version does not know: it records nothing any more."""
        self._clock = clock
        self._memory = self._new_memory(memory_bytes)
        self._turns = self._doubts = self._overtaken = 0

    def _new_memory(self, memory_bytes: int) -> Memory:
        return Memory(self.log, memory_bytes)

    @property
    def position(self) -> int:
        """As of where it remembers what it has met."""
        return self._memory.position

    def record(self, requests: Sequence[Request]) -> list[Outcome]:
        """Decide each request on what the ones before left, and append all that follows at once.

        The outcomes are in the order of the requests: a receipt, or the refusal, taken on fresh
        state. Raises UnknownFact, when none of those that wait is recorded; Busy, or Unreachable
        when the database is gone: repeat with the same keys.
        """
        outcomes: list[Outcome | None] = [None] * len(requests)
        waiting = list(range(len(requests)))
        for attempt in range(ATTEMPTS_MAX):
            if self.unknown is not None:
                return self._look_up(requests, outcomes, waiting)
            try:
                waiting = self._attempt(requests, outcomes, waiting)
            except Unreachable:
                # Whether the append took place is unknown. The next attempt looks the keys up.
                self._memory.forget_all()
                self._doubts = self._doubts or 1
                if attempt:
                    raise
            except UnknownFact as unknown:
                self._stand_still(unknown)
            except BaseException:
                self._memory.undo()
                raise
            if not waiting:
                return [outcome for outcome in outcomes if outcome is not None]
            if self._overtaken > 1:  # by somebody who knows nothing of turns
                sleep(randrange(BACK_OFF_MILLISECONDS_MAX) / 1_000)  # noqa: S311 (no secret)
        raise Busy

    @property
    def is_due(self) -> bool:
        """Whether a snapshot is due of anything that is remembered."""
        return self._memory.is_due

    def due(self) -> Sequence[Due]:
        """Snapshots that are due of what is remembered."""
        return self._memory.due()

    def keep(self, due: Sequence[Due]) -> None:
        """Put snapshots beside the log; any thread may. Raises Unreachable."""
        self._memory.keep(due)

    def _stand_still(self, unknown: UnknownFact) -> None:
        self.unknown = str(unknown.args[0])
        self._memory.forget_all()

    def _look_up(
        self, requests: Sequence[Request], outcomes: list[Outcome | None], waiting: Sequence[int]
    ) -> list[Outcome]:
        """Who stands still knows all the same what was recorded under a key, maybe by an append
        whose answer was lost. Raises UnknownFact where one was not.
        """
        facts = self.log.about([requests[index].tag for index in waiting]).facts
        found = {it.envelope.request.tag: it for it in (decode(*row) for row in facts)}
        for index in waiting:
            if (before := found.get(requests[index].tag)) is None:
                raise UnknownFact(self.unknown)
            try:
                outcomes[index] = repeated(requests[index], before)
            except KeyReused as refusal:
                outcomes[index] = refusal
        return [outcome for outcome in outcomes if outcome is not None]

    def _attempt(
        self,
        requests: Sequence[Request],
        outcomes: list[Outcome | None],
        waiting: list[int],
    ) -> list[int]:
        """One try at all that is waiting; the indices of what must be decided again.

        Nearly always nobody comes in between, and all keys are new, so that this is taken for
        granted: the append fails where it is not so. To look each key up beforehand took a fourth
        of the till's time. Who was overtaken waits for its turn, in which nobody else appends.
        """
        if not self._turns:
            return self._in_turn(requests, outcomes, waiting, None)
        with self.log.turn() as turn:
            others = self._memory.catch_up() != set()
            self._turns = TURNS if others else self._turns - 1
            if self._overtaken and not others:
                self._doubts = DOUBTS
            return self._in_turn(requests, outcomes, waiting, turn)

    def _in_turn(
        self,
        requests: Sequence[Request],
        outcomes: list[Outcome | None],
        waiting: list[int],
        turn: Turn | None,
    ) -> list[int]:
        memory = self._memory
        boundaries = read_boundaries(memory, requests, waiting, self._load)
        self._doubts = max(self._doubts - 1, 0)
        new = {tag for index in waiting if (tag := requests[index].tag) not in memory.answers}
        unless = {requests[index].tag for index in waiting}.union(*boundaries.values())
        taken, refused, again = self._decide_all(requests, boundaries, outcomes)
        try:
            fresh = self._append(taken, unless, outcomes, new=new, turn=turn)
        except Conflict:
            memory.undo()
            self._overtaken += 1
            self._turns, self._doubts = self._turns or 1, self._doubts or 1
            return waiting
        self._overtaken = 0
        if fresh:  # refusals stand, but for a request that was recorded before
            looked_up = new.intersection(requests[index].tag for index in refused)
            memory.load(set(), looked_up)
            known = {tag for tag in looked_up if memory.answers[tag]}
            refused = [index for index in refused if requests[index].tag in known]
        memory.shrink()
        return sorted(again + refused)

    def _decide_all(
        self,
        requests: Sequence[Request],
        boundaries: Boundaries,
        outcomes: list[Outcome | None],
    ) -> tuple[list[Taken], list[int], list[int]]:
        """What was decided, in order; the indices of what was refused, and of what has to wait."""
        taken: list[Taken] = []
        refused: list[int] = []
        again: list[int] = []
        keys_taken: set[Tag] = set()
        memory = self._memory
        for place, (index, boundary) in enumerate(boundaries.items()):
            request = requests[index]
            if also(memory, request, boundary) - set(boundary):
                # It follows up what was decided a moment ago: that has to be recorded first.
                again += list(boundaries)[place:]
                break
            if request.tag in keys_taken:
                again.append(index)
                continue
            try:
                decided = self._decide(request, boundary)
            except Refusal as refusal:
                outcomes[index] = refusal
                refused.append(index)
                continue
            if isinstance(decided, Receipt):
                outcomes[index] = decided
            else:
                decided.index = index
                taken.append(decided)
                keys_taken.add(request.tag)
                if isinstance(decided.fact, Joining):  # who comes after knows both as one
                    again += list(boundaries)[place + 1 :]
                    break
        return taken, refused, again

    def _decide(self, request: Request, boundary: tuple[Tag, ...]) -> Taken | Receipt:
        answer = self._memory.answers.get(request.tag)
        if answer is not None:
            return repeated(request, answer.recorded)
        now = self._clock()
        stamp = Stamp(
            id=request.id,
            actor=request.actor,
            on_behalf_of=request.on_behalf_of,
            happened_at=request.happened_at or now,
            now=now,
            zone=self.zone,
        )
        fact = request.decision.decide(self._memory.view(boundary), stamp)
        taken = Taken(-1, request, envelope(request, stamp, fact), fact)
        self._memory.joins.refuse_gone(taken.envelope.tags)
        recorded = Recorded(0, taken.envelope, fact)
        if any(sums(recorded.postings).values()):
            raise ValueError(f"the postings of {fact!r} do not sum to zero")
        self._memory.try_on(recorded)
        return taken

    def _append(
        self,
        taken: Sequence[Taken],
        unless: set[Tag],
        outcomes: list[Outcome | None],
        *,
        new: set[Tag],
        turn: Turn | None,
    ) -> bool:
        """Append and note the receipts. False when others changed what refusals rest on.

        An append that succeeds shows that nobody did.
        """
        memory, before = self._memory, self._memory.position
        if not taken:
            touched = memory.catch_up()
            return touched is not None and touched.isdisjoint(unless)
        facts = [(it.envelope.type, encode(it.envelope), it.envelope.tags) for it in taken]
        known = Fact.known.keys()
        last = self.log.append(
            facts, unless=unless, after=before, new=new, types_known=known, turn=turn
        )
        memory.settle()
        first = last - len(taken) + 1
        outside: set[Tag] = set()
        for position, it, (_, data, tags) in zip(range(first, last + 1), taken, facts, strict=True):
            memory.answers[it.request.tag] = Answer(position, data)
            recorded = Recorded(position, it.envelope, it.fact)
            outcomes[it.index] = Receipt(recorded)
            memory.join(recorded)
            outside.update(tags)
        memory.answers.weigh(it.request.tag for it in taken)
        # What others recorded about these before is not in what is remembered of them.
        memory.forget(outside - unless)
        if first > before + 1:
            try:
                memory.catch_up(before=first)
            except UnknownFact as unknown:
                self._stand_still(unknown)  # what was recorded is answered all the same
        memory.position = last
        return True

    def _load(self, boundaries: Boundaries, requests: Sequence[Request]) -> None:
        """Read what is not remembered; keys too where one was not new of late."""
        things = {tag for boundary in boundaries.values() for tag in boundary}
        keys = {requests[index].tag for index in boundaries} if self._doubts else set[Tag]()
        self._memory.load(things, keys)
