"""What I promised: to give it back, or to say when I helped."""

from collections.abc import Awaitable
from typing import Annotated, Final

from fastapi import Depends, Response
from pydantic import BaseModel

from api.needs.acts import CLAIM, FIND
from api.needs.helping import GiveBack, NewFulfilment, fulfil, give_back
from api.pages.done import said
from api.pages.language import translator
from api.pages.needs.gates import passed
from api.pages.needs.told import requests_for, tell
from api.pages.routing import page_router
from api.pages.typed import Times
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.serving.fields import Body, Text
from api.serving.own_facts import see_own_facts
from api.serving.problems import status_of
from domain.ledger.refusal import Refusal
from domain.needs.requests import UnknownRequest
from projections.needs.requests_board import ListedRequest, Sought, one_request

router = page_router()

Helping = Annotated[Visitor, Depends(visiting(CLAIM, for_oneself=True))]

DONE_SHOWN_MAX: Final = 10
DONE: Final = {
    "claimed": "您答应了，谢谢。服务台会告诉您去哪里、怎么联系。",
    "given_back": "已经退回，会请别人来帮。",
    "helped": "记下了，辛苦了。等对方说一声，工作人员确认后就到账。",
}


class Note(Body):
    """What was done, in a sentence."""

    note: Text


@router.get("/me/promises")
async def promises(
    visitor: Annotated[Visitor, Depends(visiting(FIND, for_oneself=True))],
) -> Response:
    """What is still to do, the first to be due first; then what waits for a word; what is done."""
    found = await requests_for(visitor, Sought(helper_id=visitor.member_id))
    to_do = [it for it in found if it.row.status == "claimed"]
    to_do.sort(key=lambda it: (it.row.due_on or visitor.today, it.row.position))
    return visitor.show(
        "volunteer/needs/promises.html",
        to_do=to_do,
        waiting=[it for it in found if it.row.status in {"fulfilled", "contested"}],
        done=[it for it in reversed(found) if it.row.status == "confirmed"][:DONE_SHOWN_MAX],
        message=said(visitor, DONE),
    )


@router.get("/me/promises/{taken_id}")
async def promise(taken_id: str, visitor: Helping) -> Response:
    """One promise: when I helped, or that I cannot after all."""
    return await _show(visitor, await _taken(visitor, taken_id))


async def _show(
    visitor: Visitor, row: ListedRequest, problem: str | None = None, status: int = 200
) -> Response:
    (it,) = await tell(visitor, [row])
    return visitor.show(
        "volunteer/needs/promise.html",
        status,
        it=it,
        passed=await passed(visitor, it),
        typed=visitor.form,
        problem=problem,
    )


async def _taken(visitor: Visitor, taken_id: str) -> ListedRequest:
    """A request that the visitor has taken on. Raises UnknownRequest, Problem."""
    await see_own_facts(visitor.community, "requests_board")
    found = await one_request(visitor.community.reader, taken_id)
    if found is None or not found.helper_id:
        raise UnknownRequest
    visitor.acts_for(found.helper_id)
    return found


@router.post("/me/promises/{taken_id}/give-back")
async def back(taken_id: str, visitor: Helping) -> Response:
    """Say that one cannot help after all."""
    row = await _taken(visitor, taken_id)
    return await _act(visitor, row, give_back(taken_id, GiveBack(), visitor), "given_back")


@router.post("/me/promises/{taken_id}/help")
async def helped(taken_id: str, visitor: Helping) -> Response:
    """Say when one helped; of a wish, what was done."""
    row = await _taken(visitor, taken_id)
    try:
        body = _told(visitor, row)
    except Malformed:
        say = translator(visitor.language)
        sentence = (
            say("请填哪天去的，几点到几点。")
            if row.kind == "service"
            else say("请写一句话：做了什么。")
        )
        return await _show(visitor, row, sentence, 422)
    return await _act(visitor, row, fulfil(taken_id, body, visitor), "helped")


def _told(visitor: Visitor, row: ListedRequest) -> NewFulfilment:
    """The times of a service, or what was done for a wish. Raises Malformed."""
    if row.kind != "service":
        return NewFulfilment(note=visitor.read(Note).note)
    zone, times = visitor.community.zone, visitor.read(Times)
    return NewFulfilment(starts_at=times.starts_at(zone), ends_at=times.ends_at(zone))


async def _act(
    visitor: Visitor, row: ListedRequest, recording: Awaitable[BaseModel], done: str
) -> Response:
    try:
        await recording
    except Refusal as no:
        return await _show(visitor, row, no.sentence(visitor.language), status_of(no))
    return go_on("/me/promises", done=done)
