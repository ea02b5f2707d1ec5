"""Backfill at the desk: a service entered afterwards, for somebody found by name."""

from typing import Annotated, Final

from fastapi import Depends, Response

from api.pages.desk.forms import explain, read_with_times
from api.pages.desk.names import chosen, search
from api.pages.done import said
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.service import service as interface
from api.service.service import ENTER_SERVICE, NewService
from api.serving.fields import Text
from domain.ledger.refusal import Refusal
from projections.service.services import programmes

router = page_router()

Entering = Annotated[Visitor, Depends(visiting(ENTER_SERVICE))]

DONE: Final = {"entered": "已录入，请另一位工作人员确认。"}


class Afterwards(NewService):
    """A service as it is entered at the desk, where the paper that shows it is at hand."""

    evidence: Text


@router.get("/desk/backfill")
async def form(visitor: Entering, q: str = "", member_id: str | None = None) -> Response:
    """Find the person, then enter what they did."""
    return await _page(visitor, member_id, q=q)


async def _page(
    visitor: Visitor,
    member_id: str | None,
    *,
    q: str = "",
    problem: str | None = None,
    status: int = 200,
) -> Response:
    return visitor.show(
        "desk/service/backfill.html",
        status,
        person=await chosen(visitor, member_id),
        q=q,
        found=await search(visitor, q),
        programmes=await programmes(visitor.community.reader),
        typed=visitor.form,
        today=visitor.today,
        message=said(visitor, DONE),
        problem=problem,
    )


@router.post("/desk/backfill")
async def enter(visitor: Entering) -> Response:
    """Enter it; a second person has to confirm it."""
    try:
        await interface.enter(read_with_times(visitor, Afterwards), visitor)
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        member_id = str(visitor.form.get("member_id", "")) or None
        return await _page(visitor, member_id, problem=problem, status=status)
    return go_on("/desk/backfill", done="entered")
