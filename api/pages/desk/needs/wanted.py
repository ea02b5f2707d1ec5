"""Which help there is too little of: whom the community could look for."""

from typing import Annotated

from fastapi import Depends, Response

from api.needs.offering import SEE_WANTED
from api.needs.suggesting import LATELY_DAYS, day_before
from api.pages.routing import page_router
from api.pages.visitor import Visitor, visiting
from api.serving.own_facts import see_own_facts
from projections.needs.matching import skills_wanted

router = page_router()


@router.get("/desk/wanted")
async def wanted(visitor: Annotated[Visitor, Depends(visiting(SEE_WANTED))]) -> Response:
    """What was put up lately and not met, the scarcest first, with how many people could do it."""
    community = visitor.community
    for question in ("matching", "requests_board", "standings"):
        await see_own_facts(community, question)
    since = day_before(community, visitor.today, LATELY_DAYS)
    return visitor.show(
        "desk/needs/wanted.html",
        found=await skills_wanted(community.reader, since, visitor.today),
        days=LATELY_DAYS,
    )
