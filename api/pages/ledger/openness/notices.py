"""Notices in the ledger: what hung and how long, what was objected, and what was answered late."""

from typing import Annotated, Final

from fastapi import Depends, Response

from api.openness import erasing
from api.openness import notice as interface
from api.openness.erasing import ERASE
from api.openness.notice import WATCH, WITHDRAW, notice_of
from api.openness.notice_rows import Reason, objection_rows
from api.pages.desk.forms import explain
from api.pages.done import said
from api.pages.ledger.lookup import names_of
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.serving.own_facts import see_own_facts
from domain.ledger.refusal import Refusal
from projections.openness.notices import (
    concerning,
    notices,
    objections_to,
    waiting_objections,
)

router = page_router()

Watching = Annotated[Visitor, Depends(visiting(WATCH))]
Withdrawing = Annotated[Visitor, Depends(visiting(WITHDRAW))]
Erasing = Annotated[Visitor, Depends(visiting(ERASE))]

SHOWN_MAX: Final = 100
DONE: Final = {
    "withdrawn": "已撤下，名单上的事不能再按它办理。",
    "erased": "公示文字已抹去，只留数字和指纹。",
}


@router.get("/ledger/notices")
async def hung(visitor: Watching) -> Response:
    """Every notice with its days and figures, and how many objections wait."""
    community, today = visitor.community, visitor.today
    await see_own_facts(community, "notices")
    return visitor.show(
        "ledger/openness/notices.html",
        found=await notices(community.reader, today, community.zone, limit=SHOWN_MAX),
        waiting=await waiting_objections(community.reader, today),
        message=said(visitor, DONE),
    )


@router.get("/ledger/notices/{notice_number}")
async def one(notice_number: int, visitor: Watching) -> Response:
    """A notice with the objections to it, and who wished to be named. Refused: UnknownNotice."""
    return await _page(visitor, notice_number)


async def _page(
    visitor: Visitor, number: int, *, problem: str | None = None, status: int = 200
) -> Response:
    community = visitor.community
    found = await notice_of(community, number=number)
    listed = await objections_to(community.reader, found.notice_id)
    concerned = await concerning(community.reader, visitor.member_id, [found.notice_id])
    rows = await objection_rows(community, listed, named=not concerned)
    people = [it.raised_by or "" for it in rows]
    people += [it.answered_by or "" for it in listed]
    by = (found.posted_by, found.drafted_by or "", found.erased_by or "")
    is_over = found.withdrawn_at is not None or visitor.today > found.waits_until
    return visitor.show(
        "ledger/openness/notice.html",
        status,
        it=found,
        rows=[*zip(rows, listed, strict=True)],
        names=await names_of(visitor, [*people, *by], masked=False),
        hangs=found.withdrawn_at is None and not found.erased_at,
        can_erase=is_over and not found.open and not found.erased_at,
        problem=problem,
    )


@router.post("/ledger/notices/{notice_number}/withdrawal")
async def withdraw(notice_number: int, visitor: Withdrawing) -> Response:
    """Take a notice down."""
    found = await notice_of(visitor.community, number=notice_number)
    try:
        await interface.withdraw(found.notice_id, visitor.read(Reason), visitor)
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        return await _page(visitor, notice_number, problem=problem, status=status)
    return go_on("/ledger/notices", done="withdrawn")


@router.post("/ledger/notices/{notice_number}/erasure")
async def erase(notice_number: int, visitor: Erasing) -> Response:
    """Erase what hung, once it is over."""
    found = await notice_of(visitor.community, number=notice_number)
    try:
        await erasing.erase(found.notice_id, visitor.read(Reason), visitor)
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        return await _page(visitor, notice_number, problem=problem, status=status)
    return go_on("/ledger/notices", done="erased")
