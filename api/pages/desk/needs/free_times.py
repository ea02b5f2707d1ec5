"""When somebody is free, written down at the desk for who has no phone."""

from typing import Annotated

from fastapi import Depends, Response

from api.needs.free_times import KEEP, say_free
from api.pages.desk.names import somebody
from api.pages.done import said
from api.pages.needs.week import DONE, read_week, ticked, week
from api.pages.routing import page_router
from api.pages.visitor import Visitor, go_on, visiting

router = page_router()

Keeping = Annotated[Visitor, Depends(visiting(KEEP, for_others=True))]


@router.get("/desk/members/{member_id}/free-times")
async def free_times(member_id: str, visitor: Keeping) -> Response:
    """The days of the week with what the member said before."""
    return visitor.show(
        "desk/needs/free_times.html",
        one=await somebody(visitor, member_id),
        week=week(visitor),
        ticked=await ticked(visitor, member_id),
        message=said(visitor, DONE),
    )


@router.post("/desk/members/{member_id}/free-times")
async def keep(member_id: str, visitor: Keeping) -> Response:
    """Keep what is ticked."""
    await say_free(member_id, read_week(visitor), visitor)
    return go_on(f"/desk/members/{member_id}/free-times", done="kept")
