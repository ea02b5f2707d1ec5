"""What the board says of the days ahead: activities that anybody may come to."""

from datetime import UTC, datetime
from typing import Final, NamedTuple

from api.serving.composition import Community
from api.serving.own_facts import see_own_facts
from projections.service.activities import coming

ACTIVITIES_MAX: Final = 6
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
