"""Boundaries: what each request has to have read before it is decided."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from domain.ledger.decision import Request
from domain.ledger.memory import Memory
from domain.ledger.tag import Tag

Boundaries: TypeAlias = dict[int, tuple[Tag, ...]]
"""What each request has to have read, by the request's index."""


def read_boundaries(
    memory: Memory,
    requests: Sequence[Request],
    waiting: Sequence[int],
    load: Callable[[Boundaries, Sequence[Request]], None],
) -> Boundaries:
    """What those waiting have to have read, by their decisions and by the states; it is read.

    Reading may show that things are one which were two before: then it begins again.
    """
    while True:
        joined = memory.joins.count
        boundaries = {
            index: memory.joins.all_one(requests[index].decision.boundary()) for index in waiting
        }
        load(boundaries, requests)
        while memory.joins.count == joined and _follow_up(memory, boundaries, requests):
            load(boundaries, requests)
        if memory.joins.count == joined:
            return boundaries


def _follow_up(memory: Memory, boundaries: Boundaries, requests: Sequence[Request]) -> bool:
    """Widen the boundaries by what the states name; whether any was widened."""
    widened = False
    for index, boundary in boundaries.items():
        if further := also(memory, requests[index], boundary).difference(boundary):
            boundaries[index], widened = (*boundary, *further), True
    return widened


def also(memory: Memory, request: Request, boundary: tuple[Tag, ...]) -> set[Tag]:
    """What the request must also read, by the states as they are now."""
    named = getattr(request.decision, "also", None)
    return set(memory.joins.all_one(named(memory.view(boundary)))) if named else set()
