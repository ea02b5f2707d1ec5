"""Requests of which all are recorded, or none: what takes a fact back, and what replaces it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.ledger.decision import Request, S, Stamp, View, envelope
from domain.ledger.fact import Fact, Recorded
from domain.ledger.tag import Tag
from domain.ledger.thing import copied


def together(requests: Sequence[Request]) -> list[Request]:
    """The same requests, of which the first is refused where any after it would be.

    They have to be recorded in one go: then they are decided on the same past, and appended at
    once, so that those after the first are never refused alone.
    """
    first, *rest = requests
    if not rest:
        return [first]
    return [replace(first, decision=_AllOrNone(first, tuple(rest))), *rest]


@dataclass(frozen=True)
class _AllOrNone:
    """What the first asks for, if each of the others would be recorded after it."""

    first: Request
    rest: tuple[Request, ...]

    def boundary(self) -> tuple[Tag, ...]:
        """What all of them ask about."""
        every = (self.first, *self.rest)
        return tuple(dict.fromkeys(tag for it in every for tag in it.decision.boundary()))

    def also(self, view: View) -> tuple[Tag, ...]:
        """What they name besides."""
        named = (getattr(it.decision, "also", None) for it in (self.first, *self.rest))
        return tuple(dict.fromkeys(tag for also in named if also for tag in also(view)))

    def decide(self, view: View, stamp: Stamp) -> Fact:
        """The fact of the first. Refused: as any of them is."""
        fact = self.first.decision.decide(view, stamp)
        before: Request = self.first
        decided, at, seen = fact, stamp, view
        for request in self.rest:
            seen = _After(seen, Recorded(0, envelope(before, at, decided), decided))
            happened_at = request.happened_at or stamp.now
            at = replace(
                stamp,
                id=request.id,
                actor=request.actor,
                on_behalf_of=request.on_behalf_of,
                happened_at=happened_at,
            )
            decided, before = request.decision.decide(seen, at), request
        return fact


class _After(View):
    """What would be known after one fact more."""

    def __init__(self, before: View, recorded: Recorded) -> None:
        self._before = before
        self._recorded = recorded

    def __call__(self, kind: type[S], tag: Tag) -> S:
        """The state of one thing."""
        state, recorded = self._before(kind, tag), self._recorded
        if tag in recorded.envelope.tags and isinstance(recorded.fact, kind.folds):
            state = copied(state)
            state.apply(recorded.fact, recorded)
        return state

    def has(self, tag: Tag) -> bool:
        """Whether a thing was read before."""
        return self._before.has(tag)

    def one(self, tag: Tag) -> Tag:
        """The thing that stays for a thing, as before."""
        return self._before.one(tag)
