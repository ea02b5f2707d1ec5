"""Memory: the things that a ledger has met, all as of one position, within so many bytes."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Final, Generic, NamedTuple, TypeVar

from domain.ledger.decision import View
from domain.ledger.fact import Fact, Recorded, UnknownFact, decode
from domain.ledger.joining import Joins
from domain.ledger.keeping.snapshots import KEEP_AFTER_FACTS, StateCode, taken_up
from domain.ledger.log import POSITION_MAX, About, Kept, Log
from domain.ledger.tag import Tag
from domain.ledger.thing import Thing

MEMORY_BYTES: Final = 256_000_000
BEHIND_FACTS_MAX: Final = 2_000
"""Who is further behind forgets all and reads anew what is asked for, which is quicker."""
ANSWER_BYTES: Final = 500

T = TypeVar("T")


class Answer(NamedTuple):
    """What was recorded under a request's key."""

    position: int
    data: bytes

    @property
    def recorded(self) -> Recorded:
        """The fact."""
        return decode(self.position, self.data)


class Due(NamedTuple):
    """What a snapshot has to say, and the types of the facts that went into it."""

    tag: Tag
    position: int
    types: frozenset[str]
    states: str


class Bounded(OrderedDict[Tag, T], Generic[T]):
    """What was met last, as far as it does not take more than so many bytes."""

    def __init__(self, bytes_max: int, size: Callable[[T], int]) -> None:
        super().__init__()
        self._bytes_max = bytes_max
        self._size = size
        self._sizes: dict[Tag, int] = {}
        self.bytes = 0

    def weigh(self, tags: Iterable[Tag]) -> None:
        """Take note of what these take now, and that they were met just now."""
        for tag in tags:
            value = self.get(tag)
            if value is None and tag not in self:
                continue
            size = self._size(value)  # type: ignore[arg-type]
            self.bytes += size - self._sizes.get(tag, 0)
            self._sizes[tag] = size
            self.move_to_end(tag)

    def forget(self, tag: Tag) -> None:
        """Forget one, if it is known."""
        if tag in self:
            del self[tag]
            self.bytes -= self._sizes.pop(tag, 0)

    def forget_all(self) -> None:
        """Forget everything."""
        self.clear()
        self._sizes.clear()
        self.bytes = 0

    def shrink(self) -> None:
        """Forget what was met longest ago until the rest fits."""
        while self and self.bytes > self._bytes_max:
            tag, _ = self.popitem(last=False)
            self.bytes -= self._sizes.pop(tag, 0)


class Memory:
    """The states of things as of `position`, and what was recorded under the keys of requests.

    Facts that are not in the log yet are tried on copies, which are thrown away when they do not
    come to stand there. A quarter of the bytes is for the keys.
    """

    def __init__(self, log: Log, bytes_max: int) -> None:
        self.log = log
        self.things: Bounded[Thing] = Bounded(bytes_max * 3 // 4, lambda thing: thing.bytes)
        self.answers: Bounded[Answer | None] = Bounded(
            bytes_max // 4, lambda it: ANSWER_BYTES + (len(it.data) if it else 0)
        )
        self.joins = Joins()
        self.position = log.head()
        self.joins.read(log, until=self.position)
        self._code = StateCode(log)
        self._reads_snapshots = log.has_snapshots()
        self._before: dict[Tag, Thing] = {}
        self._touched: set[Tag] = set()
        self._due: set[Tag] = set()

    def view(self, boundary: Sequence[Tag]) -> View:
        """What a decision may know that reads these things."""
        return View(self.things, boundary, self.joins.one)

    def load(self, things: set[Tag], keys: set[Tag]) -> None:
        """Read what is not remembered, as of `position`, in one query. Raises UnknownFact."""
        if not self.things and not self.answers:
            self._go_to_the_end()
        while True:
            missing = {tag for tag in things if tag not in self.things}
            unknown = {tag for tag in keys if tag not in self.answers}
            if not missing and not unknown:
                break
            kept = self._read(missing, unknown)
            if all(it.position <= self.position for it in kept):
                break
            # Another process kept one that is later than all that is remembered here.
            self.forget(missing)
            self.catch_up()
        self._touched |= things

    def _read(self, things: set[Tag], keys: set[Tag]) -> list[Kept]:
        found = self._find(things, keys)
        since = {it.tag: it.position for it in found.kept}
        if any(position > self.position for position in since.values()):
            return found.kept
        for tag in things:
            self.things[tag] = Thing(tag, parts=self.joins.parts(tag))
        for it in found.kept:
            self.things[it.tag] = taken_up(it, self.joins.parts(it.tag))
        for tag in keys:
            self.answers[tag] = None
        for position, data in found.facts:
            if position <= self.position:
                recorded = decode(position, data)
                for tag in things.intersection(self.joins.all_one(recorded.envelope.tags)):
                    if position > since.get(tag, 0):
                        self.things[tag].apply(recorded)
                self._note_answer(recorded, data)
        self.answers.weigh(keys)
        self._touched |= things
        return found.kept

    def _find(self, things: set[Tag], keys: set[Tag]) -> About:
        """What the log says about them and all that is one with them.

        A snapshot from before they were one says nothing about them.
        """
        parts = [part for tag in things for part in self.joins.parts(tag)]
        code = self._code.of(things) if self._reads_snapshots else ()
        found = self.log.about([*parts, *keys], code=code, until=self._kept_until())
        since = {it.tag: it.position for it in found.kept}
        if not all(self.joins.is_since(tag, since.get(tag, 0)) for tag in things):
            return self.log.about([*parts, *keys])
        return About([it for it in found.kept if it.tag in things], found.facts)

    def _kept_until(self) -> int:
        """How late a snapshot may be. One that is too late to be used makes us catch up."""
        return POSITION_MAX

    def _note_answer(self, recorded: Recorded, data: bytes) -> None:
        tag = recorded.envelope.request.tag
        if tag in self.answers:
            self.answers[tag] = Answer(recorded.position, data)

    def try_on(self, recorded: Recorded) -> None:
        """Let a fact that is not in the log yet be known to the decisions after it."""
        for tag in recorded.envelope.tags:
            thing = self.things.get(tag)
            if thing is not None:
                if tag not in self._before:
                    self._before[tag] = thing
                    thing = self.things[tag] = thing.copy()
                thing.apply(recorded)

    def undo(self) -> None:
        """Know again what was known before facts were tried."""
        self.things.update(self._before)
        self._before.clear()

    def settle(self) -> None:
        """What was tried stands in the log."""
        self._touched |= self._before.keys()
        self._before.clear()

    def catch_up(self, before: int = POSITION_MAX) -> set[Tag] | None:
        """Take in what others recorded since `position`; the things that it touches.

        Who is far behind forgets everything instead: None. Raises UnknownFact.
        """
        rows = self.log.after(self.position, limit=BEHIND_FACTS_MAX)
        rows = [row for row in rows if row[0] < before]
        if len(rows) >= BEHIND_FACTS_MAX:
            self.forget_all()
            self._go_to_the_end()
            return None
        touched: set[Tag] = set()
        for position, data in rows:
            recorded = decode(position, data)
            self.join(recorded)
            for tag in self.joins.all_one(recorded.envelope.tags):
                if thing := self.things.get(tag):
                    thing.apply(recorded)
            self._note_answer(recorded, data)
            touched.update(recorded.envelope.tags)
            self.position = position
        self._touched |= touched
        return touched

    def join(self, recorded: Recorded) -> None:
        """Where a fact joins things, forget what was known of each of them alone."""
        if join := self.joins.take(recorded):
            self.forget(join)

    def _go_to_the_end(self) -> None:
        """Leave out facts that nobody asks for, unless only a later version knows one of them."""
        head = self.log.head()
        if (unknown := self.log.unknown(Fact.known, after=self.position)) is not None:
            raise UnknownFact(unknown)
        self.joins.read(self.log, until=head)
        self.position = head

    def forget(self, tags: Iterable[Tag]) -> None:
        """Forget some things."""
        for tag in tags:
            self.things.forget(tag)

    def forget_all(self) -> None:
        """Forget everything."""
        self._before.clear()
        self.things.forget_all()
        self.answers.forget_all()

    def shrink(self) -> None:
        """Forget what was met longest ago where it is too much; note what a snapshot is due of."""
        for tag in self._touched:
            thing = self.things.get(tag)
            if thing is not None and thing.facts > KEEP_AFTER_FACTS:
                self._due.add(tag)
        self.things.weigh(self._touched)
        self._touched.clear()
        self.things.shrink()
        self.answers.shrink()

    @property
    def is_due(self) -> bool:
        """Whether a snapshot is due of anything."""
        return bool(self._due)

    def due(self) -> Sequence[Due]:
        """What snapshots are due to say, as of now. What is forgotten will be due again."""
        made = []
        for tag in self._due:
            if thing := self.things.get(tag):
                thing.facts = 0
                made.append(Due(tag, self.position, frozenset(thing.types), thing.keep()))
        self._due.clear()
        return made

    def keep(self, due: Sequence[Due]) -> None:
        """Put snapshots beside the log; any thread may. Raises Unreachable."""
        if due:
            made = [
                Kept(it.tag, it.position, self._code.under(it.tag, it.types), it.states)
                for it in due
            ]
            self.log.keep(made, code=self._code.of({it.tag for it in due}))
            self._reads_snapshots = True
