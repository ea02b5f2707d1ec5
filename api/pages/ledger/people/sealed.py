"""Confidential texts in the ledger: who had which opened, about whom, and why."""

from typing import Annotated, Final

from fastapi import Depends, Response

from api.pages.routing import page_router
from api.pages.visitor import Visitor, visiting
from api.people.sealed import SEE_READINGS, reading_rows
from api.serving.own_facts import see_own_facts
from api.serving.paging import PageAfter, page, read_cursor
from domain.people.sealed import SEALED_KINDS
from domain.people.vault import mask_name
from projections.people.sealed_readings import LAST, sealed_readings

router = page_router()

PAGE_SIZE: Final = 50


@router.get("/ledger/readings")
async def readings(
    visitor: Annotated[Visitor, Depends(visiting(SEE_READINGS, for_others=True))],
    after: PageAfter = None,
) -> Response:
    """Every reading, the last one first; members are masked, who read is named."""
    community = visitor.community
    await see_own_facts(community, "sealed_readings")
    before = read_cursor(after, LAST)[0]
    found = await sealed_readings(community.reader, before=before, limit=PAGE_SIZE + 1)
    rows, following = page(found, PAGE_SIZE, lambda it: (it.position,))
    return visitor.show(
        "ledger/people/readings.html",
        rows=await reading_rows(visitor, rows),
        masked=mask_name,
        kinds=SEALED_KINDS,
        following=following,
    )
