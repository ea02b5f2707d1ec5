"""My requests: asked for, followed, confirmed with a face, contested, taken back."""

from collections.abc import Awaitable
from typing import Annotated, Final, Literal

from fastapi import Depends, Response
from pydantic import BaseModel, Field

from api.needs.acts import ASK, SAY
from api.needs.asking import ask
from api.needs.saying import Confirmation, Contest, Withdrawal, confirm, contest, withdraw
from api.pages.done import said
from api.pages.language import translator
from api.pages.needs.asked import form_for, read_wanted
from api.pages.needs.told import FACES, Told, requests_for, tell
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.serving.fields import Body
from api.serving.own_facts import see_own_facts
from api.serving.problems import status_of
from domain.ledger.refusal import Refusal
from domain.needs.requests import UnknownRequest
from projections.needs.requests_board import ListedRequest, Sought, one_request

router = page_router()

Asking = Annotated[Visitor, Depends(visiting(ASK, for_oneself=True))]
Saying = Annotated[Visitor, Depends(visiting(SAY, for_oneself=True))]

DONE: Final = {
    "asked": "收到了。另一位工作人员看过就公布，有人来帮会写在这里。",
    "confirmed": "谢谢，记下了。",
    "contested": "记下了。会有第三个人来问清楚，再作决定。",
    "withdrawn": "已经撤回，预留的时间存款退回给您。",
}


class Face(Body):
    """How content whoever asked is, if they say."""

    satisfaction: Annotated[int, Field(ge=1, le=5)] | None = None
    how: Literal["self"] = "self"


@router.get("/me/ask")
async def asking(visitor: Asking) -> Response:
    """What kind of help, when, how long, and who pays with time."""
    return await _ask_page(visitor)


async def _ask_page(visitor: Visitor, problem: str | None = None, status: int = 200) -> Response:
    return visitor.show(
        "volunteer/needs/ask.html",
        status,
        **await form_for(visitor, visitor.member_id),
        problem=problem,
    )


@router.post("/me/ask")
async def ask_for_help(visitor: Asking) -> Response:
    """Ask; somebody else looks at it."""
    try:
        asked = await ask(read_wanted(visitor, member_id=None), visitor)
    except Malformed:
        problem = translator(visitor.language)("请写上要什么事、说清楚一点，日期和时间要填对。")
        return await _ask_page(visitor, problem, 422)
    except Refusal as no:
        return await _ask_page(visitor, no.sentence(visitor.language), status_of(no))
    return go_on(f"/me/requests/{asked.request_id}", done="asked")


@router.get("/me/requests")
async def own_requests(visitor: Saying) -> Response:
    """All that one asked for, the newest first; what waits for one's word before all."""
    found = await requests_for(visitor, Sought(for_id=visitor.member_id))
    found.sort(key=lambda it: (it.row.status != "fulfilled", -it.row.position))
    return visitor.show("volunteer/needs/requests.html", found=found)


@router.get("/me/requests/{request_id}")
async def own_request(request_id: str, visitor: Saying) -> Response:
    """One of them: how far it is, who comes and when, and one's word on it."""
    return await _show(visitor, await _own(visitor, request_id))


async def _own(visitor: Visitor, request_id: str) -> ListedRequest:
    """One of one's own. Raises UnknownRequest, Problem."""
    await see_own_facts(visitor.community, "requests_board")
    found = await one_request(visitor.community.reader, request_id)
    if found is None or not found.for_id:
        raise UnknownRequest
    visitor.acts_for(found.for_id)
    return found


async def _show(
    visitor: Visitor, row: ListedRequest, problem: str | None = None, status: int = 200
) -> Response:
    it: Told
    (it,) = await tell(visitor, [row])
    return visitor.show(
        "volunteer/needs/request.html",
        status,
        it=it,
        faces=FACES,
        typed=visitor.form,
        message=None if problem else said(visitor, DONE),
        problem=problem,
    )


@router.post("/me/requests/{request_id}/confirmation")
async def say_helped(request_id: str, visitor: Saying) -> Response:
    """Say that one was helped."""
    row = await _own(visitor, request_id)
    face = visitor.read(Face)
    body = Confirmation(how="self", satisfaction=face.satisfaction)
    return await _act(visitor, row, confirm(request_id, body, visitor), "confirmed")


@router.post("/me/requests/{request_id}/contest")
async def say_otherwise(request_id: str, visitor: Saying) -> Response:
    """Say that it was not so."""
    row = await _own(visitor, request_id)
    try:
        body = visitor.read(Contest)
    except Malformed:
        problem = translator(visitor.language)("请写一句话，说说是怎么回事。")
        return await _show(visitor, row, problem, 422)
    return await _act(visitor, row, contest(request_id, body, visitor), "contested")


@router.post("/me/requests/{request_id}/withdrawal")
async def take_back(request_id: str, visitor: Saying) -> Response:
    """Take it back: nobody needs to help any more."""
    row = await _own(visitor, request_id)
    return await _act(visitor, row, withdraw(request_id, Withdrawal(), visitor), "withdrawn")


async def _act(
    visitor: Visitor, row: ListedRequest, recording: Awaitable[BaseModel], done: str
) -> Response:
    try:
        await recording
    except Refusal as no:
        return await _show(visitor, row, no.sentence(visitor.language), status_of(no))
    return go_on(f"/me/requests/{row.need_id}", done=done)
