"""Fitting: what is up and somebody could take on, by what is known of them and their week."""

from datetime import date
from typing import Final, NamedTuple

from api.needs.reading import Reader, RequestRow, rows_for
from api.serving.composition import Community
from api.serving.own_facts import see_own_facts
from domain.people.habits.free_times import FreeHalves, FreeTimes, is_free
from projections.needs.matching import ANYTHING, Fitting, Narrowed, Volunteer, fitting
from projections.needs.requests_board import ListedRequest, requests_by_id
from projections.people.members import members_by_id

FITTING_MAX: Final = 50
_QUESTIONS: Final = ("matching", "requests_board", "members", "standings", "kin")


class Seeker(NamedTuple):
    """Somebody who looks for what they could do."""

    community: Community
    member_id: str
    today: date


async def fits(
    seeker: Seeker, narrowed: Narrowed = ANYTHING, *, limit: int = FITTING_MAX
) -> list[Fitting]:
    """What somebody could take on: what they were asked about first, or all in order.

    What is wanted when they said that they have no time is not for them, unless they were asked.
    """
    community = seeker.community
    for question in _QUESTIONS:
        await see_own_facts(community, question)
    who = await _volunteer(seeker)
    free = (await FreeTimes(community.reader).of([seeker.member_id])).get(seeker.member_id)
    found: list[Fitting] = []
    while len(found) < limit:
        piece = await fitting(community.reader, who, seeker.today, narrowed, limit=limit)
        found += [it for it in piece if it.offer_id or _has_time(it, free, community)]
        if len(piece) < limit or narrowed.after is None:
            break
        narrowed = narrowed._replace(after=piece[-1].position)
    return found[:limit]


async def _volunteer(seeker: Seeker) -> Volunteer:
    known = await members_by_id(seeker.community.reader, [seeker.member_id], seeker.today)
    if seeker.member_id not in known:
        return Volunteer(seeker.member_id)
    own = known[seeker.member_id]
    return Volunteer(seeker.member_id, own.grid, tuple(own.teams))


def _has_time(it: Fitting, free: FreeHalves | None, community: Community) -> bool:
    """Whether they have time then, or nobody knows."""
    if free is None or it.wanted_from is None or it.wanted_until is None:
        return True
    return is_free(free, it.wanted_from, it.wanted_until, community.zone, minutes=it.minutes_wanted)


async def rows_fitting(
    seeker: Seeker, narrowed: Narrowed = ANYTHING
) -> list[tuple[Fitting, RequestRow]]:
    """What somebody could take on, as everybody may read it."""
    found = await fits(seeker, narrowed)
    known = await requests_by_id(seeker.community.reader, [it.need_id for it in found])
    rows = await rows_for(seeker.community, Reader(), list(known.values()))
    by_id = {row.request_id: row for row in rows}
    return [(it, by_id[it.need_id]) for it in found if it.need_id in by_id]


async def requests_fitting(
    seeker: Seeker, narrowed: Narrowed, *, limit: int
) -> list[ListedRequest]:
    """The requests that somebody could take on, in the order in which they were made."""
    found = await fits(seeker, narrowed, limit=limit)
    known = await requests_by_id(seeker.community.reader, [it.need_id for it in found])
    return [known[it.need_id] for it in found if it.need_id in known]
