"""Things: what is remembered of one thing, folded from its facts or taken up from a snapshot."""

import sys
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from itertools import islice
from typing import Final, cast

import msgspec

from domain.ledger.decision import S, State
from domain.ledger.fact import Fact, Recorded
from domain.ledger.tag import Tag, id_of, kind_of

UNREAD_MAX: Final = 32
"""So many facts wait at most for a state that nobody has asked for."""
FACT_BYTES: Final = 2_500
"""What a fact takes in memory, about: its envelope, its fields, its tags."""
GROWTH_BYTES: Final = 150
"""What a thing grows by with a fact, about."""
THING_BYTES: Final = 2_000
SAMPLE: Final = 8

_encoder: Final = msgspec.json.Encoder(order="deterministic")
_snapshots: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])


class Thing:
    """The states of one thing, all of them as of the same fact.

    Those that come from a snapshot are decoded when they are asked for. `facts` counts what was
    folded since that; `types` are those of all facts that were ever folded.
    """

    __slots__ = (
        "_grown",
        "_kept",
        "_kind",
        "_measured",
        "_own",
        "_states",
        "_tags",
        "_unread",
        "facts",
        "types",
    )

    def __init__(
        self,
        tag: Tag,
        kept: str | None = None,
        types: Iterable[str] = (),
        parts: Iterable[Tag] = (),
    ) -> None:
        self._kind = kind_of(tag)
        self._tags = frozenset((tag, *parts))
        self._kept: dict[str, msgspec.Raw] = _snapshots.decode(kept) if kept else {}
        self._states: dict[type[State], State] = {}
        self._unread: list[Recorded] = []
        self._measured = self._grown = 0
        self.facts = 0
        self.types = set(types)
        for kind in State.kinds.get(self._kind, ()):
            if kind.__name__ not in self._kept:
                self._states[kind] = kind(id_of(tag))
        self._own = set(self._states)

    def state(self, kind: type[S]) -> S:
        """Its state of one kind. Raises KeyError when no such thing has it."""
        found = self._states.get(kind)
        return cast(S, found if found is not None else self._recall(kind))

    def _recall(self, kind: type[State]) -> State:
        state = _decoder(kind).decode(self._kept[kind.__name__])
        self._kept = {name: it for name, it in self._kept.items() if name != kind.__name__}
        for recorded in self._unread:
            if isinstance(recorded.fact, kind.folds):
                self._take_in(state, recorded)
        if not self._kept:
            self._unread = []
        self._measured = 0
        self._states[kind] = state
        self._own.add(kind)
        return state

    def states(self) -> list[State]:
        """All its states."""
        return [self.state(kind) for kind in State.kinds.get(self._kind, ())]

    def apply(self, recorded: Recorded) -> None:
        """Take one more fact in."""
        fact, unread = recorded.fact, False
        for kind in _folding(self._kind, type(fact)):
            state = self._states.get(kind)
            if state is None:
                unread = True
                continue
            if kind not in self._own:
                state = self._states[kind] = copied(state)
                self._own.add(kind)
            self._take_in(state, recorded)
        self.facts += 1
        if fact.type not in self.types:
            self.types = self.types | {fact.type}
        self._grown += GROWTH_BYTES
        if unread:
            self._unread = [*self._unread, recorded]
            if len(self._unread) > UNREAD_MAX:
                self.states()

    def _take_in(self, state: State, recorded: Recorded) -> None:
        aside = recorded.fact.aside()
        if aside and self._tags.isdisjoint(set(recorded.envelope.tags).difference(aside)):
            state.apply_aside(recorded.fact, recorded)
        else:
            state.apply(recorded.fact, recorded)

    def copy(self) -> "Thing":
        """Another that knows the same, to try facts on; this one takes none in from then on, until
        the other is thrown away.
        """
        made = Thing.__new__(Thing)
        made._kind, made._kept, made._unread = self._kind, self._kept, self._unread
        made._tags = self._tags
        made._measured, made._grown = self._measured, self._grown
        made.facts, made.types = self.facts, self.types
        made._states, made._own = self._states.copy(), set()
        return made

    def keep(self) -> str:
        """What a snapshot holds of it: JSON, the same whenever the same is known."""
        known = {
            type(state).__name__: msgspec.Raw(_encoder.encode(state))
            for state in self.states()
            if state != type(state)(state.id)
        }
        return _encoder.encode(known).decode()

    @property
    def bytes(self) -> int:
        """What it takes in memory, about."""
        if not self._measured or self._grown > self._measured + THING_BYTES:
            self._measured = sum(map(_size, self._states.values()))
            self._measured += sum(map(len, self._kept.values()))
            self._grown = 0
        return THING_BYTES + self._measured + self._grown + len(self._unread) * FACT_BYTES


@cache
def _folding(kind: str, fact_type: type[Fact]) -> tuple[type[State], ...]:
    """The states of such a thing that look at such a fact."""
    return tuple(it for it in State.kinds.get(kind, ()) if issubclass(fact_type, it.folds))


@cache
def _decoder(kind: type[State]) -> msgspec.json.Decoder[State]:
    return msgspec.json.Decoder(kind)


@cache
def _containers(kind: type[State]) -> tuple[str, ...]:
    """The names of the fields that are changed in place."""
    made = kind("")
    names = kind.__struct_fields__
    return tuple(name for name in names if isinstance(getattr(made, name), dict | list | set))


def copied(state: S) -> S:
    """Another state that knows the same, to try facts on."""
    made: S = state.__copy__()
    for name in _containers(type(state)):
        setattr(made, name, getattr(made, name).copy())
    return made


def _size(value: object) -> int:
    """The bytes of a value with all that is in it; of much that is alike, a sample is measured."""
    size = sys.getsizeof(value)
    if isinstance(value, msgspec.Struct):
        return size + sum(_size(getattr(value, name)) for name in value.__struct_fields__)
    if isinstance(value, Mapping):
        return size + _sampled(value.keys()) + _sampled(value.values())
    if isinstance(value, list | set | tuple):
        return size + _sampled(value)
    return size


def _sampled(values: Collection[object]) -> int:
    sample = [_size(value) for value in islice(values, SAMPLE)]
    return sum(sample) * len(values) // len(sample) if sample else 0
