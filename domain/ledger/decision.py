"""Decisions: what can be asked, and the view of the past on which it is decided."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self, TypeVar, cast, dataclass_transform
from uuid import uuid4
from zoneinfo import ZoneInfo

import msgspec

from domain.ledger.fact import Envelope, Fact, Recorded, RequestMark, encode_fact
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag

OFFICE = "office"
"""The actor of what the community's office does from the command line."""


if TYPE_CHECKING:

    class Struct:
        """To the type checker nothing but a copy, so that the defaults of StateType hold."""

        def __copy__(self) -> Self: ...

else:
    from msgspec import Struct


@dataclass_transform(field_specifiers=(msgspec.field,))
class StateType(msgspec.StructMeta):
    """Makes a struct of each kind of state and remembers of which things it is."""

    def __new__(
        mcs,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        *,
        of: str = "",
        folds: tuple[type[Fact], ...] = (),
    ) -> "StateType":
        namespace["folds"] = folds
        made = super().__new__(mcs, name, bases, namespace, omit_defaults=True)
        if of:
            kinds = State.kinds.setdefault(of, [])
            if name in {kind.__name__ for kind in kinds}:
                raise TypeError(f"two states of a thing of kind {of} are named {name}")
            kinds.append(cast(type[State], made))
        return made


class State(Struct, metaclass=StateType):
    """What must be remembered of one thing to decide, folded from the facts that touch it.

    `of` is the kind of tag whose facts are folded, `folds` are the facts, or kinds of facts, that
    `apply` looks at; one instance stands for one such thing. Its fields are all that it remembers,
    in types that JSON can hold. A set, list or dictionary is changed in place, what is in one only
    replaced.
    """

    folds: ClassVar[tuple[type[Fact], ...]]
    kinds: ClassVar[dict[str, list[type["State"]]]] = {}

    id: str

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Take one more fact in; `recorded` has its envelope."""
        raise NotImplementedError

    def apply_aside(self, fact: Fact, recorded: Recorded) -> None:
        """Take in a fact that only moves something of this thing's: see `Fact.aside`.

        Who asks what facts are about has nothing to learn from it.
        """


S = TypeVar("S", bound=State)


class Known(Protocol):
    """What is known of one thing; `types` are those of all facts about it."""

    types: set[str]

    def state(self, kind: type[S]) -> S:
        """Its state of one kind."""


class View:
    """The states of the things that a decision said it must read: no others.

    Of things that are one, `stays` names the one whose states they have.
    """

    def __init__(
        self,
        things: Mapping[Tag, Known],
        boundary: Sequence[Tag],
        stays: Callable[[Tag], Tag] = str,
    ) -> None:
        self._things = things
        self._boundary = boundary
        self._stays = stays

    def __call__(self, kind: type[S], tag: Tag) -> S:
        """The state of one thing. Raises LookupError outside the decision's boundary.

        The `id` of the state is that of the thing that stays, if it is one with another.
        """
        tag = self._stays(tag)
        if tag not in self._boundary:
            raise LookupError(f"{tag} is read but not in the boundary")
        return self._things[tag].state(kind)

    def exists(self, tag: Tag) -> bool:
        """Whether any fact is about a thing. Raises LookupError outside the boundary."""
        tag = self._stays(tag)
        if tag not in self._boundary:
            raise LookupError(f"{tag} is read but not in the boundary")
        return bool(self._things[tag].types)

    def has(self, tag: Tag) -> bool:
        """Whether a thing was read: what is named by what was read comes a step later."""
        return self._stays(tag) in self._boundary

    def one(self, tag: Tag) -> Tag:
        """The thing that stays for a thing, also outside the boundary: mostly itself."""
        return self._stays(tag)


@dataclass(frozen=True)
class Stamp:
    """Who asks, when, and the id of whatever the decision creates."""

    id: str
    actor: str
    on_behalf_of: str | None
    happened_at: datetime
    now: datetime
    zone: ZoneInfo

    @cached_property
    def today(self) -> date:
        """The community's calendar day on which it happened."""
        return self.happened_at.astimezone(self.zone).date()

    def day_of(self, moment: datetime) -> date:
        """The community's calendar day of another moment."""
        return moment.astimezone(self.zone).date()


class Decision(Protocol):
    """A request to do something: frozen, its fields are the request.

    Where what must be read is only named by what was read, a decision also has a method
    `also(view)`: the further things, by the states of what was read so far. It is asked until it
    names nothing new: what it names may be in the view by then, or not yet.
    """

    def boundary(self) -> tuple[Tag, ...]:
        """The things whose facts it must have read."""

    def decide(self, view: View, stamp: Stamp) -> Fact:
        """The fact that follows. Raises a Refusal. Pure: no clock, random, database or network."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """A decision with the name it is asked in.

    `key` is the client's own name for the request: the same key again is answered with the first
    receipt. `content` is a digest of what was asked, compared when a key comes again.
    """

    decision: Decision
    actor: str
    on_behalf_of: str | None = None
    key: str = field(default_factory=lambda: uuid4().hex)
    content: str = ""
    happened_at: datetime | None = None
    cause: str | None = None

    @cached_property
    def tag(self) -> Tag:
        """The request's own tag: keys of different actors never meet."""
        return request_tag(self.actor, self.key)

    @property
    def id(self) -> str:
        """The id of what it creates: the same whenever the request comes again."""
        return digest("id", self.tag)


def digest(*parts: str) -> str:
    """32 hexadecimal digits that stand for the parts."""
    return blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()


def request_tag(actor: str, key: str) -> Tag:
    """The tag of an actor's request of this key."""
    return f"request:{digest(actor, key)}"


def request_id(actor: str, key: str) -> str:
    """The id of what an actor's request of this key creates."""
    return digest("id", request_tag(actor, key))


@dataclass(frozen=True, slots=True)
class Receipt:
    """A recorded fact, as the answer to the request. `replayed`: it had been recorded before."""

    recorded: Recorded
    replayed: bool = False

    @property
    def position(self) -> int:
        """Where it stands in the log."""
        return self.recorded.position

    @property
    def fact(self) -> Fact:
        """What happened."""
        return self.recorded.fact


class KeyReused(Refusal, code="idempotency_key_reused"):
    """The same request key with another content."""

    zh = "这个请求编号已经用于另一项内容，请换一个编号再提交。"
    en = "This idempotency key was used for a different request; use a new one."


def repeated(request: Request, before: Recorded) -> Receipt:
    """The receipt for what was recorded under a request's key before. Raises KeyReused."""
    if before.envelope.request.content != request.content:
        raise KeyReused
    return Receipt(before, replayed=True)


def envelope(request: Request, stamp: Stamp, fact: Fact) -> Envelope:
    """What the log keeps around the fact that a request led to."""
    return Envelope(
        id=stamp.id,
        type=fact.type,
        happened_at=stamp.happened_at,
        recorded_at=stamp.now,
        actor=stamp.actor,
        on_behalf_of=stamp.on_behalf_of,
        cause=fact.caused_by() or request.cause,
        mends=fact.mends(),
        request=RequestMark(tag=request.tag, content=request.content),
        tags=(*dict.fromkeys(fact.touches()), request.tag),
        data=encode_fact(fact),
    )
