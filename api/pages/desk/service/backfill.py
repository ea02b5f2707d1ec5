"""Backfill at the desk: a service entered afterwards, for somebody found by name."""

from typing import Final

from fastapi import Response

from api.pages.desk.forms import Coordinator, Times, explain
from api.pages.desk.names import chosen, search
from api.pages.done import said
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on
from api.serving.fields import Id, Text, Word
from domain.ledger.refusal import Refusal
from domain.service.service import BackfillService, ServiceBackfilled
from projections.service.services import programmes

router = page_router()

DONE: Final = {"entered": "已录入，请另一位工作人员确认。"}


class Afterwards(Times):
    """A service as it is entered afterwards."""

    member_id: Id
    programme: Word
    place: Text | None = None
    evidence: Text


@router.get("/desk/backfill")
async def form(visitor: Coordinator, q: str = "", member_id: str | None = None) -> Response:
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
async def enter(visitor: Coordinator) -> Response:
    """Enter it; a second person has to confirm it."""
    zone, vault = visitor.community.zone, visitor.community.vault
    try:
        typed = visitor.read(Afterwards)
        decision = BackfillService(
            member_id=typed.member_id,
            programme=typed.programme,
            starts_at=typed.starts_at(zone),
            ends_at=typed.ends_at(zone),
            place_text=await vault.keep_text(typed.place),
            evidence_text=await vault.keep_text(typed.evidence),
        )
        await visitor.record(decision, ServiceBackfilled, for_member=typed.member_id)
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        member_id = str(visitor.form.get("member_id", "")) or None
        return await _page(visitor, member_id, problem=problem, status=status)
    return go_on("/desk/backfill", done="entered")
