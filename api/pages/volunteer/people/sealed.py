"""Who looked at what is confidential about oneself."""

from typing import Annotated, Final

from fastapi import Depends, Response

from api.pages.routing import page_router
from api.pages.visitor import Visitor, visiting
from api.people.sealed import SEE_READINGS, reading_rows
from api.serving.own_facts import see_own_facts
from api.serving.paging import PageAfter, page, read_cursor
from domain.people.sealed import SEALED_KINDS
from projections.people.sealed_readings import LAST, sealed_readings_of

router = page_router()

PAGE_SIZE: Final = 50


@router.get("/me/readings")
async def own(
    visitor: Annotated[Visitor, Depends(visiting(SEE_READINGS, for_oneself=True))],
    after: PageAfter = None,
) -> Response:
    """Who read what is confidential about oneself, and when, the last reading first."""
    community = visitor.community
    await see_own_facts(community, "sealed_readings")
    before = read_cursor(after, LAST)[0]
    found = await sealed_readings_of(
        community.reader, visitor.member_id, before=before, limit=PAGE_SIZE + 1
    )
    rows, following = page(found, PAGE_SIZE, lambda it: (it.position,))
    return visitor.show(
        "volunteer/people/readings.html",
        rows=await reading_rows(visitor, rows),
        kinds=SEALED_KINDS,
        following=following,
    )
