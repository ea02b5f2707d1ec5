"""Facts: what happened, in the past tense, with the envelope in which the log keeps it."""

import re
from datetime import datetime
from functools import cached_property
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Final,
    NamedTuple,
    TypeVar,
    cast,
    dataclass_transform,
)

import msgspec

from domain.ledger.journal import AMOUNT_MAX, Posting
from domain.ledger.refusal import Refusal
from domain.ledger.sentence import Names, Sentence
from domain.ledger.tag import Tag

_encoder: Final = msgspec.json.Encoder(order="sorted")

NUMBER_MAX: Final = AMOUNT_MAX * 1_000_000
"""Sums of many amounts stay below it, and it is far below what a column of a table can hold."""
_long_number: Final = re.compile(rb"[:,\[]-?\d{%d}" % len(str(NUMBER_MAX)))


if TYPE_CHECKING:

    class Struct:
        """To the type checker nothing, so that the defaults of FactType hold: frozen, by name."""

else:
    from msgspec import Struct


@dataclass_transform(frozen_default=True, kw_only_default=True)
class FactType(msgspec.StructMeta):
    """Makes a frozen struct of each fact class and remembers it under its stable type name."""

    def __new__(
        mcs,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        *,
        type: str = "",
        omit_defaults: bool = False,
    ) -> "FactType":
        namespace["type"] = type
        omitted = omit_defaults or any(
            base.__struct_config__.omit_defaults for base in bases if isinstance(base, FactType)
        )
        made = super().__new__(
            mcs, name, bases, namespace, frozen=True, kw_only=True, omit_defaults=omitted
        )
        if type:
            if type in Fact.known:
                raise TypeError(f"two facts have the type {type}")
            Fact.known[type] = cast(Any, made)
        return made


class Fact(Struct, metaclass=FactType):
    """Something that happened. Fields carry what was decided, in ids and whole numbers only.

    `type` is the stable name in the log, never a Python path: a renamed class reads old facts.
    A class without a type is a kind of fact that several capabilities record. One that has grown
    fields leaves out those that say nothing (`omit_defaults`): its old bytes stay as they are.
    """

    known: ClassVar[dict[str, type["Fact"]]] = {}
    type: ClassVar[str]
    called: ClassVar[str] = ""
    """What this type of fact is called, in Chinese; the pages translate it."""
    told: ClassVar[str] = ""
    """What it says, in Chinese; the blanks are named after its fields."""
    sealed_fields: ClassVar[tuple[str, ...]] = ()
    """Fields that say what is a sealed text nowadays: who reads the log does not see them."""

    def touches(self) -> tuple[Tag, ...]:
        """The things that this fact is about."""
        raise NotImplementedError(f"{type(self).__name__} names nothing that it touches")

    def aside(self) -> tuple[Tag, ...]:
        """Those that it touches without being about them: it moves something of theirs."""
        return ()

    def postings(self) -> tuple[Posting, ...]:
        """What it moves; sums to zero in each unit."""
        return ()

    def caused_by(self) -> str | None:
        """The id of the fact that led to this one."""
        return None

    def opens(self) -> tuple["Opened", ...]:
        """What it begins for those whom it touches, and another fact has to bring to its end."""
        return ()

    def closes(self) -> tuple[Tag, ...]:
        """What it brings to its end: what an earlier fact opened under these tags."""
        return ()

    def why(self, member_id: str, names: Names) -> Sentence | None:
        """Why this member's statement has a line, given the `names` of what it `mentions`."""
        return None

    def mentions(self) -> tuple[str, ...]:
        """The ids of the things that it names when it says why."""
        return ()

    def forgives(self) -> bool:
        """Whether what the community bears by it is never asked back of those whom it touches."""
        return False

    def mends(self) -> str | None:
        """The id of the fact that this one puts right, wholly or in part."""
        return None

    def vouched_by(self) -> tuple[str, ...]:
        """Members who have a part in it, beside whom it is about and who recorded it.

        None of them is the second person that it may need.
        """
        return ()


class Opened(NamedTuple):
    """Something begun, and the refusal of whatever must not happen before it has ended.

    Without a refusal, it ends by itself when the person goes whom it was begun for. That is `whose`
    it is: without, the member whom the fact names, or all whom it touches.
    """

    tag: Tag
    refusal: type[Refusal] | None = None
    whose: str = ""


K = TypeVar("K", bound=Fact)


def as_kind(kind: type[K], fact: K, **changes: Any) -> K:
    """The fact as one of a kind that several capabilities record, with what all of them have."""
    return kind(**{name: getattr(fact, name) for name in kind.__struct_fields__} | changes)


class RequestMark(msgspec.Struct, frozen=True, kw_only=True):
    """Which request recorded a fact: a keyed digest of its content, never the content."""

    tag: Tag
    content: str


class Envelope(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the log keeps around a fact. `happened_at` is in the world, `recorded_at` in the book.

    `actor` did it; `on_behalf_of` is the person it was done for, when that is somebody else.
    """

    id: str
    type: str
    happened_at: datetime
    recorded_at: datetime
    actor: str
    on_behalf_of: str | None = None
    cause: str | None = None
    mends: str | None = None
    request: RequestMark
    tags: tuple[Tag, ...]
    data: msgspec.Raw


class UnknownFact(KeyError):
    """A fact of a type that this version knows no class for: a newer one recorded it."""


class Recorded(msgspec.Struct, frozen=True, dict=True):
    """A fact at its place in the log."""

    position: int
    envelope: Envelope
    fact: Fact

    @cached_property
    def postings(self) -> tuple[Posting, ...]:
        """What the fact moves, worked out once for all who ask."""
        return self.fact.postings()


SEALED: Final = "sealed"
"""What stands in a field that is not shown."""


def shown(fact: Fact, data: bytes | msgspec.Raw) -> dict[str, Any]:
    """What a fact's own bytes hold, as whoever reads the log may see it."""
    fields: dict[str, Any] = msgspec.json.decode(data)
    return fields | {it: SEALED for it in fact.sealed_fields if it in fields}


def shown_text(fact: Fact, data: msgspec.Raw) -> str:
    """The same as text: the very bytes, unless something in them is not shown."""
    whole = not fact.sealed_fields
    return (bytes(data) if whole else _encoder.encode(shown(fact, data))).decode()


_envelopes: Final = msgspec.json.Decoder(Envelope)
_decoders: Final[dict[str, msgspec.json.Decoder[Fact]]] = {}


def encode_fact(fact: Fact) -> msgspec.Raw:
    """The canonical bytes of the fact's own fields: UTF-8 JSON, keys sorted, no spaces.

    Raises ValueError for what no table can hold: no decision may let it through, because the log
    keeps it for ever and every projection that meets it would stand still.
    """
    try:
        data = _encoder.encode(fact)
    except OverflowError as too_large:
        raise ValueError(f"a number in a fact is outside ±{NUMBER_MAX:.0e}") from too_large
    # To go through the fields of each fact takes a tenth of the time that its decision takes.
    if b"\\u0000" in data or _long_number.search(data):
        _check_fits(fact)
    return msgspec.Raw(data)


def _check_fits(value: object) -> None:
    if isinstance(value, int):
        if not -NUMBER_MAX <= value <= NUMBER_MAX:
            raise ValueError(f"a number in a fact is outside ±{NUMBER_MAX:.0e}")
    elif isinstance(value, str):
        if "\0" in value:
            raise ValueError(f"a text in a fact has a NUL: {value!r}")
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            _check_fits(getattr(value, name))
    elif isinstance(value, tuple):
        for each in value:
            _check_fits(each)


def encode(envelope: Envelope) -> bytes:
    """The canonical bytes that the log stores, and that proofs are about."""
    return _encoder.encode(envelope)


def decode(position: int, data: bytes) -> Recorded:
    """The fact that those bytes hold. Raises UnknownFact."""
    envelope = _envelopes.decode(data)
    decoder = _decoders.get(envelope.type)
    if decoder is None:
        if envelope.type not in Fact.known:
            raise UnknownFact(envelope.type)
        decoder = _decoders[envelope.type] = msgspec.json.Decoder(Fact.known[envelope.type])
    return Recorded(position, envelope, decoder.decode(envelope.data))
