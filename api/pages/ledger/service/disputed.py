"""Disputed hours in the ledger: each dispute to its end, and none that was right without one."""

from typing import Annotated, Final

from fastapi import Depends, Response

from api.pages.desk.forms import explain
from api.pages.done import said
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.service import disputed_hours as interface
from api.service.disputed_hours import ANSWER, SEE_DISPUTED, NewRuling, disputed_rows
from api.serving.own_facts import see_own_facts
from domain.ledger.refusal import Refusal
from projections.service.denials import DeniedState, denied_hours

router = page_router()

ROWS_MAX: Final = 50
DONE: Final = {
    "upheld": "已记下：对方说的属实。请撤销这次服务。",
    "dismissed": "已记下：时长没有错。",
}
WAITING: Final[tuple[DeniedState, ...]] = ("open", "upheld")
OVER: Final[tuple[DeniedState, ...]] = ("revoked", "dismissed")


@router.get("/ledger/disputed-hours")
async def disputed(visitor: Annotated[Visitor, Depends(visiting(SEE_DISPUTED))]) -> Response:
    """What waits for somebody's word, what is to be revoked, and what came to its end."""
    return await _page(visitor)


async def _page(visitor: Visitor, problem: str | None = None, status: int = 200) -> Response:
    reader = visitor.community.reader
    await see_own_facts(visitor.community, "attestations")
    found = {
        state: await disputed_rows(visitor, await denied_hours(reader, state, limit=ROWS_MAX))
        for state in (*WAITING, *OVER)
    }
    return visitor.show(
        "ledger/service/disputed.html",
        status,
        found=found,
        problem=problem,
        message=None if problem else said(visitor, DONE),
    )


@router.post("/ledger/disputed-hours/{service_id}/answer")
async def answer(
    service_id: str, visitor: Annotated[Visitor, Depends(visiting(ANSWER))]
) -> Response:
    """Say what was found."""
    try:
        ruled = await interface.answer(service_id, visitor.read(NewRuling), visitor)
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        return await _page(visitor, problem, status)
    return go_on("/ledger/disputed-hours", done=ruled.outcome)
