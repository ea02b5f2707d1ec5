"""What fits somebody, in words: what they could take on, and what they were asked about."""

from datetime import date
from typing import NamedTuple

from api.needs.fitting import FITTING_MAX, Seeker, fits
from api.pages.needs.told import Told, tell
from api.pages.visitor import Visitor
from projections.needs.matching import ANYTHING, Narrowed
from projections.needs.requests_board import requests_by_id


class FittingTold(NamedTuple):
    """A request in words; until when the visitor answers, or their team, if they were asked.

    `is_sought`: it asks for what they are known to be able to do.
    """

    told: Told
    answer_by: date | None
    team: str | None
    is_sought: bool


async def what_fits(
    visitor: Visitor, narrowed: Narrowed = ANYTHING, *, limit: int = FITTING_MAX
) -> list[FittingTold]:
    """What the visitor could take on: what they were asked about first, then what is near."""
    seeker = Seeker(visitor.community, visitor.member_id, visitor.today)
    found = await fits(seeker, narrowed, limit=limit)
    known = await requests_by_id(visitor.community.reader, [it.need_id for it in found])
    told = {it.row.need_id: it for it in await tell(visitor, known.values())}
    return [
        FittingTold(told[it.need_id], it.answer_by, it.team, it.is_sought)
        for it in found
        if it.need_id in told
    ]
