"""What waits to be seen again: papers that end or have ended, and residents to look up."""

from datetime import timedelta
from functools import partial
from typing import Final, NamedTuple

from api.pages.visitor import Visitor
from api.serving.own_facts import see_own_facts
from api.ties.register import SEE
from api.ties.standing import SEE_HARDSHIP, SEE_HOLDERS, SOON_DAYS
from domain.ties.standing import DAY
from projections.ties.register import stale_count
from projections.ties.standings import ending_count

SOON: Final = timedelta(days=SOON_DAYS)


class ToSee(NamedTuple):
    """How many papers end soon or have ended lately, and how many residents to look up again."""

    soon: int = 0
    over: int = 0
    stale: int = 0


async def stale_here(visitor: Visitor) -> int:
    """Of how many residents a look is overdue, of those whom the visitor may look up."""
    if not visitor.may(SEE):
        return 0
    for question in ("standings", "register"):
        await see_own_facts(visitor.community, question)
    among = visitor.reach.among()
    return await stale_count(visitor.community.reader, visitor.today, among=among)


async def to_see(visitor: Visitor) -> ToSee:
    """What waits of the people whom the visitor reaches."""
    if not visitor.may(SEE_HOLDERS):
        return ToSee()
    await see_own_facts(visitor.community, "standings")
    reader, today = visitor.community.reader, visitor.today
    counted = partial(
        ending_count,
        reader,
        confidential=visitor.may(SEE_HARDSHIP, for_others=True),
        among=visitor.reach.among(),
    )
    return ToSee(
        soon=await counted(today, today + SOON),
        over=await counted(today - SOON, today - DAY),
        stale=await stale_here(visitor),
    )
