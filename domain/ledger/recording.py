"""Recording: requests are decided together on remembered state and appended in one transaction."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

import domain.model  # noqa: F401 (makes every fact and state known)
from domain.ledger.decision import Receipt, Request, Stamp, TagStates, View, blank_states, envelope
from domain.ledger.fact import Envelope, Fact, Recorded, decode, encode
from domain.ledger.journal import sums
from domain.ledger.log import Conflict, Log, Unreachable
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag

ATTEMPTS_MAX: Final = 20
PAGE_SIZE: Final = 5_000

Outcome = Receipt | Refusal
Boundaries = dict[int, tuple[Tag, ...]]
"""What each request has to have read, by the request's index."""


class KeyReused(Refusal, code="idempotency_key_reused"):
    """The same request key with another content."""

    zh = "这个请求编号已经用于另一项内容，请换一个编号再提交。"
    en = "This idempotency key was used for a different request; use a new one."


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

    It remembers the states of the things it has met, all of them as of `position`. Not safe for
    use by several threads at once.
    """

    def __init__(
        self,
        log: Log,
        zone: ZoneInfo,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        states_max: int = 100_000,
    ) -> None:
        self.log = log
        self.zone = zone
        self._clock = clock
        self._states_max = states_max
        self._states: OrderedDict[Tag, TagStates] = OrderedDict()
        self._answers: OrderedDict[Tag, Recorded | None] = OrderedDict()
        self.position = log.head()

    def record(self, requests: Sequence[Request]) -> list[Outcome]:
        """Decide each request on what the ones before left, and append all that follows at once.

        The outcomes are in the order of the requests: a receipt, or the refusal, taken on fresh
        state. Raises Busy, or Unreachable when the database is gone: repeat with the same keys.
        """
        outcomes: list[Outcome | None] = [None] * len(requests)
        waiting = list(range(len(requests)))
        for attempt in range(ATTEMPTS_MAX):
            try:
                waiting = self._attempt(requests, outcomes, waiting, hopeful=not attempt)
            except Unreachable:
                # Whether the append took place is unknown. The next attempt looks the keys up.
                self._forget_all()
                if attempt:
                    raise
            except BaseException:
                # What was folded for this attempt is not in the log.
                self._forget_all()
                raise
            if not waiting:
                return [outcome for outcome in outcomes if outcome is not None]
        raise Busy

    def _attempt(
        self,
        requests: Sequence[Request],
        outcomes: list[Outcome | None],
        waiting: list[int],
        *,
        hopeful: bool,
    ) -> list[int]:
        """One try at all that is waiting; the indices of what must be decided again.

        A hopeful one takes keys that it does not remember for new, which nearly all are: the append
        fails where one is not. To look each up beforehand took a fourth of the till's time.
        """
        boundaries = {index: requests[index].decision.boundary() for index in waiting}
        self._load(boundaries, requests, hopeful=hopeful)
        if self._follow_up(boundaries, requests):
            self._load(boundaries, requests, hopeful=hopeful)
        new = {tag for index in waiting if (tag := requests[index].tag) not in self._answers}
        unless = {requests[index].tag for index in waiting}.union(*boundaries.values())
        taken, refused, again = self._decide_all(requests, boundaries, outcomes)
        try:
            fresh = self._append(taken, unless, outcomes, new=new)
        except Conflict:
            self._catch_up()
            return waiting
        if fresh:  # refusals stand, but for a request that was recorded before
            looked_up = new.intersection(requests[index].tag for index in refused)
            self._read(set(), looked_up)
            known = {tag for tag in looked_up if self._answers[tag]}
            refused = [index for index in refused if requests[index].tag in known]
        self._shrink()
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
        for place, (index, boundary) in enumerate(boundaries.items()):
            request = requests[index]
            if self._also(request, boundary) - set(boundary):
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
        return taken, refused, again

    def _follow_up(self, boundaries: Boundaries, requests: Sequence[Request]) -> bool:
        """Widen the boundaries by what the states name; whether any was widened."""
        widened = False
        for index, boundary in boundaries.items():
            if also := self._also(requests[index], boundary):
                boundaries[index], widened = (*boundary, *also), True
        return widened

    def _also(self, request: Request, boundary: tuple[Tag, ...]) -> set[Tag]:
        """What the request must also read, by the states as they are now."""
        also = getattr(request.decision, "also", None)
        return set(also(View(self._states, boundary))) if also else set()

    def _decide(self, request: Request, boundary: tuple[Tag, ...]) -> Taken | Receipt:
        before = self._answers.get(request.tag)
        if before is not None:
            if before.envelope.request.content != request.content:
                raise KeyReused
            return Receipt(before, replayed=True)
        now = self._clock()
        stamp = Stamp(
            id=request.id,
            actor=request.actor,
            on_behalf_of=request.on_behalf_of,
            happened_at=request.happened_at or now,
            now=now,
            zone=self.zone,
        )
        fact = request.decision.decide(View(self._states, boundary), stamp)
        if any(sums(fact.postings()).values()):
            raise ValueError(f"the postings of {fact!r} do not sum to zero")
        taken = Taken(-1, request, envelope(request, stamp, fact), fact)
        self._fold(Recorded(0, taken.envelope, fact), taken.envelope.tags)
        return taken

    def _append(
        self,
        taken: Sequence[Taken],
        unless: set[Tag],
        outcomes: list[Outcome | None],
        *,
        new: set[Tag],
    ) -> bool:
        """Append and note the receipts. False when others changed what refusals rest on.

        An append that succeeds shows that nobody did.
        """
        before = self.position
        if not taken:
            return self._catch_up().isdisjoint(unless)
        facts = [(it.envelope.type, encode(it.envelope), it.envelope.tags) for it in taken]
        try:
            last = self.log.append(facts, unless=unless, after=before, new=new)
        except (Conflict, Unreachable):
            self._forget(taken)
            raise
        first = last - len(taken) + 1
        for position, it in enumerate(taken, first):
            recorded = Recorded(position, it.envelope, it.fact)
            self._answers[it.request.tag] = recorded
            outcomes[it.index] = Receipt(recorded)
            for tag in it.envelope.tags:
                if tag not in unless:
                    self._states.pop(tag, None)
        if first > before + 1:
            self._catch_up(before=first)
        self.position = last
        return True

    def _load(self, boundaries: Boundaries, requests: Sequence[Request], *, hopeful: bool) -> None:
        """Read what is not remembered, as of `position`, in one query; a hopeful one, no keys."""
        if not self._states and not self._answers:
            self.position = self.log.head()
        tags = {tag for boundary in boundaries.values() for tag in boundary}
        # Not `tags - self._states.keys()`: that goes through all that is remembered.
        missing = {tag for tag in tags if tag not in self._states}
        for tag in tags - missing:
            self._states.move_to_end(tag)
        keys = {tag for index in boundaries if (tag := requests[index].tag) not in self._answers}
        try:
            self._read(missing, set() if hopeful else keys)
        except Exception:
            self._forget_all()
            raise

    def _read(self, things: set[Tag], keys: set[Tag]) -> None:
        if not things and not keys:
            return
        for tag in things:
            self._states[tag] = blank_states(tag)
        for tag in keys:
            self._answers[tag] = None
        for position, data in self.log.about([*things, *keys]):
            if position <= self.position:
                recorded = decode(position, data)
                self._fold(recorded, things.intersection(recorded.envelope.tags))
                self._note_answer(recorded)

    def _fold(self, recorded: Recorded, tags: Sequence[Tag] | set[Tag]) -> None:
        for tag in tags:
            for state in self._states.get(tag, {}).values():
                state.apply(recorded.fact, recorded)

    def _note_answer(self, recorded: Recorded) -> None:
        tag = recorded.envelope.request.tag
        if tag in self._answers:
            self._answers[tag] = recorded

    def _catch_up(self, before: int | None = None) -> set[Tag]:
        """Take in what others recorded since `position`; the things that it touches."""
        touched: set[Tag] = set()
        while True:
            page = self.log.after(self.position, limit=PAGE_SIZE)
            page = [row for row in page if before is None or row[0] < before]
            for position, data in page:
                recorded = decode(position, data)
                self._fold(recorded, recorded.envelope.tags)
                self._note_answer(recorded)
                touched.update(recorded.envelope.tags)
                self.position = position
            if len(page) < PAGE_SIZE:
                return touched

    def _forget(self, taken: Sequence[Taken]) -> None:
        for it in taken:
            for tag in it.envelope.tags:
                self._states.pop(tag, None)

    def _forget_all(self) -> None:
        self._states.clear()
        self._answers.clear()

    def _shrink(self) -> None:
        while len(self._states) > self._states_max:
            self._states.popitem(last=False)
        while len(self._answers) > self._states_max:
            self._answers.popitem(last=False)
