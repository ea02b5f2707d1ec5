"""How many the register knows in each grid, and how old the looks are."""

from typing import Annotated, Final

from fastapi import Depends, Response

from api.pages.routing import page_router
from api.pages.visitor import Visitor, visiting
from api.people.network import told
from api.serving.own_facts import see_own_facts
from api.ties.register import COUNT, figures
from projections.ties.register import register_terms

router = page_router()

COLUMNS: Final = ("permanent", "floating", "volunteers", "stale")


@router.get("/ledger/register")
async def register(visitor: Annotated[Visitor, Depends(visiting(COUNT))]) -> Response:
    """Coverage and age of checks by grid; nobody is named."""
    for question in ("register", "standings", "members"):
        await see_own_facts(visitor.community, question)
    counted = await figures(visitor)
    return visitor.show(
        "ledger/ties/register.html",
        figures=counted,
        may_tell={
            column: told({it.grid or "": getattr(it, column) for it in counted.grids})
            for column in COLUMNS
        },
        residents=counted.permanent + counted.floating,
        terms=await register_terms(visitor.community.reader, visitor.today),
    )
