"""What else a volunteer can do: behind the last place of the bar at the foot of a phone."""

from typing import Annotated

from fastapi import Depends, Response

from api.pages.routing import page_router
from api.pages.visitor import Visitor, visiting
from api.people.membership import READ_BALANCE

router = page_router()


@router.get("/me/more")
async def more(
    visitor: Annotated[Visitor, Depends(visiting(READ_BALANCE, for_oneself=True))],
) -> Response:
    """All of one's pages by name, how one wants to read, and the way out."""
    return visitor.show("volunteer/more.html")
