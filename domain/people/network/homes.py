"""Homes: in which grid somebody lived on which days, by the map as it was then or is today."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Literal, NamedTuple

from domain.people.network.drawn import Network

Map = Literal["then", "today"]


class Span(NamedTuple):
    """What was so in [from_day, until_day); without a day, from the first, for ever."""

    from_day: date | None
    until_day: date | None
    text: str | None


def homes(
    network: Network, grids: Sequence[Span], buildings: Sequence[Span], by: date | None
) -> Iterator[Span]:
    """The grids, by their ids or else their names, in which somebody lived one after the other.

    `by` is the day whose map counts; without it each day's own does.
    """
    changes = {it.from_day for it in (*grids, *buildings)} | (set() if by else network.days)
    days = sorted(filter(None, changes))
    for first, until in pairwise([None, *days, None]):
        day = first or date.min
        grid, building = text_on(grids, day), text_on(buildings, day)
        home = network.home(grid, building, by or day)
        if key := home.node_id if home else grid:
            yield Span(first, until, key)


def names(network: Network, by: date | None) -> Iterator[tuple[str, Span]]:
    """Which grid each name means on which days, for all who live in no building that moved."""
    for label in network.names:
        for span in homes(network, [Span(None, None, label)], (), by):
            yield label, span


def text_on(spans: Iterable[Span], day: date) -> str | None:
    """What was so on a day; nothing, if none of them holds then."""
    for it in spans:
        begun = it.from_day is None or it.from_day <= day
        if begun and (it.until_day is None or day < it.until_day):
            return it.text
    return None
