"""What the board says of the days ahead: activities to come to, and who needs help, unnamed."""

from datetime import UTC, date, datetime
from typing import Final, NamedTuple

from api.serving.composition import Community
from api.serving.own_facts import see_own_facts
from projections.needs.requests_board import Sought, requests_board, requests_by_status
from projections.service.activities import coming

ACTIVITIES_MAX: Final = 6
REQUESTS_MAX: Final = 8
COUNT_LEAST: Final = 3
"""A smaller figure on a public page could name somebody."""
NOBODY: Final = ""
"""Whose places among them are asked for: on the board they are nobody's."""


class Ahead(NamedTuple):
    """An activity to come, or one that is on; `places` are those left, if they are limited."""

    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    places: int | None


async def activities_ahead(community: Community) -> list[Ahead]:
    """The next few that were not called off, the first to begin first."""
    await see_own_facts(community, "activities")
    found = await coming(community.reader, NOBODY, datetime.now(UTC), limit=2 * ACTIVITIES_MAX)
    held = [it for it in found if it.called_off_at is None][:ACTIVITIES_MAX]
    texts = await community.vault.texts(
        text for it in held for text in (it.title_text, it.place_text)
    )
    return [
        Ahead(
            texts.get(it.title_text, ""),
            texts.get(it.place_text, ""),
            it.starts_at,
            it.ends_at,
            None if it.capacity is None else max(it.capacity - it.signed_up, 0),
        )
        for it in held
    ]


class Needed(NamedTuple):
    """What everybody reads of a request that is up: words that the desk stands for."""

    words: str
    grid: str | None
    kind: str
    minutes_wanted: int


class Needs(NamedTuple):
    """The first few that are up; how many there are, and were met, where that names nobody."""

    open: list[Needed]
    open_count: int | None
    met_count: int | None


async def needs_now(community: Community, today: date) -> Needs:
    """Who needs help, without a name, and how many were helped."""
    await see_own_facts(community, "requests_board")
    found = await requests_board(community.reader, Sought(open_on=today), limit=200)
    shown = found[-REQUESTS_MAX:][::-1]
    texts = await community.vault.texts(it.public_text for it in shown)
    counts = await requests_by_status(community.reader)
    return Needs(
        [
            Needed(texts[it.public_text], it.grid, it.kind, it.minutes_wanted)
            for it in shown
            if it.public_text in texts
        ],
        _shown(len(found)),
        _shown(counts.get("confirmed", 0)),
    )


def _shown(count: int) -> int | None:
    return count if count >= COUNT_LEAST else None
