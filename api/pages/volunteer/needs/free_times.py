"""When I am free: the half-days of the week on which I can be asked."""

from typing import Annotated

from fastapi import Depends, Response

from api.needs.free_times import KEEP, say_free
from api.pages.done import said
from api.pages.needs.week import DONE, read_week, ticked, week
from api.pages.routing import page_router
from api.pages.visitor import Visitor, go_on, visiting

router = page_router()

Keeping = Annotated[Visitor, Depends(visiting(KEEP, for_oneself=True))]


@router.get("/me/free-times")
async def free_times(visitor: Keeping) -> Response:
    """The days of the week with what one said before."""
    return visitor.show(
        "volunteer/needs/free_times.html",
        week=week(visitor),
        ticked=await ticked(visitor, visitor.member_id),
        message=said(visitor, DONE),
    )


@router.post("/me/free-times")
async def keep(visitor: Keeping) -> Response:
    """Keep what is ticked."""
    await say_free(visitor.member_id, read_week(visitor), visitor)
    return go_on("/me/free-times", done="kept")
