"""My helpers: who may see and do what for me until when, by my own yes alone."""

from collections.abc import Awaitable
from datetime import timedelta
from typing import Annotated, Final

from fastapi import Depends, Response
from pydantic import Field

from api.pages.done import said
from api.pages.kin_in_words import SCOPES
from api.pages.language import translator
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, read_body, visiting
from api.pages.volunteer.looked_up import (
    forget_look_ups,
    look_up,
    masked_name_of,
    names_of,
)
from api.serving.fields import Body, Day, Word
from api.serving.own_facts import see_own_facts
from api.serving.problems import status_of
from api.ties import proxy as interface
from api.ties.proxy import ACCEPT, END, NAME, SEE, NewProxy
from domain.ledger.refusal import Refusal
from domain.ties.proxy import Scope, UnknownProxy
from projections.ties.proxies import helpers_of

router = page_router()

Seeing = Annotated[Visitor, Depends(visiting(SEE, for_oneself=True))]
Naming = Annotated[Visitor, Depends(visiting(NAME, for_oneself=True))]

USUAL_DAYS: Final = 365
DONE: Final = {
    "accepted": "记下了。想终止，在这里点一下就行。",
    "ended": "已经终止，从现在起不能再替您办事。",
}


class Wanted(Body):
    """Whom one wants as a helper, by phone or volunteer number, with what and until when."""

    receiver: Word
    scope: Annotated[list[Scope], Field(min_length=1, max_length=4)]
    until: Day


class NobodyFound(Exception):
    """Nobody, or more than one person, is meant: the sentence says so."""


@router.get("/me/proxies")
async def helpers(visitor: Seeing) -> Response:
    """Who helps me, who waits for my yes, and somebody more to choose."""
    return await _page(visitor)


async def _page(visitor: Visitor, problem: str | None = None, status: int = 200) -> Response:
    await see_own_facts(visitor.community, "proxies")
    found = await helpers_of(visitor.community.reader, visitor.member_id, visitor.today)
    until = visitor.today + timedelta(days=USUAL_DAYS)
    return visitor.show(
        "volunteer/ties/proxies.html",
        status,
        asked=[it for it in found if it.consent is None],
        helpers=[it for it in found if it.consent],
        names=await names_of(visitor, {it.helper_id for it in found}),
        scopes=SCOPES,
        typed=visitor.form,
        chosen=[str(it) for it in visitor.form.getlist("scope[]")],
        until=str(visitor.form.get("until", "")) or until.isoformat(),
        message=None if problem else said(visitor, DONE),
        problem=problem,
    )


async def _find(visitor: Visitor, wanted: Wanted) -> str:
    """Who is meant. Raises NobodyFound, TooManyAttempts."""
    _ = translator(visitor.language)
    found = await look_up(visitor, wanted.receiver)
    if len(found) > 1:
        raise NobodyFound(_("有两位成员用这个手机号，请改填志愿者号。"))
    if not found:
        raise NobodyFound(_("没有找到这位。请核对手机号或志愿者号；帮手也要先在社区登记。"))
    return found[0]


@router.post("/me/proxies/check")
async def check(visitor: Naming) -> Response:
    """Who it is, with what and until when, before one says yes."""
    try:
        wanted = _read(visitor)
        found = await _find(visitor, wanted)
    except Malformed:
        return await _unread(visitor)
    except NobodyFound as nobody:
        return await _page(visitor, str(nobody), 409)
    return visitor.show(
        "volunteer/ties/helper_check.html",
        wanted=wanted,
        name=await masked_name_of(visitor, found),
        scopes=SCOPES,
    )


def _read(visitor: Visitor) -> Wanted:
    """What was typed. Raises Malformed."""
    return visitor.read(Wanted)


async def _unread(visitor: Visitor) -> Response:
    problem = translator(visitor.language)("请填写帮手的手机号或志愿者号，至少选一样事，再选日期。")
    return await _page(visitor, problem, 422)


@router.post("/me/proxies")
async def name(visitor: Naming) -> Response:
    """Say yes to a helper whom one chose."""
    try:
        wanted = _read(visitor)
        named = {"by": await _find(visitor, wanted), "scope": wanted.scope}
        body = read_body(NewProxy, named | {"until": wanted.until.isoformat()}, visitor.language)
        await interface.name(visitor.member_id, body, visitor)
    except Malformed:
        return await _unread(visitor)
    except NobodyFound as nobody:
        return await _page(visitor, str(nobody), 409)
    except Refusal as no:
        return await _page(visitor, no.sentence(visitor.language), status_of(no))
    await forget_look_ups(visitor)
    return go_on("/me/proxies", done="accepted")


@router.post("/me/proxies/{proxy_id}/acceptance")
async def accept(
    proxy_id: str, visitor: Annotated[Visitor, Depends(visiting(ACCEPT, for_oneself=True))]
) -> Response:
    """Say yes to a helper whom the desk asked for."""
    return await _act(visitor, interface.accept(proxy_id, visitor), "accepted")


@router.post("/me/proxies/{proxy_id}/ending")
async def end(
    proxy_id: str, visitor: Annotated[Visitor, Depends(visiting(END, for_oneself=True))]
) -> Response:
    """Be helped no more, or say no."""
    return await _act(visitor, interface.end(proxy_id, visitor), "ended")


async def _act(visitor: Visitor, recording: Awaitable[object], done: str) -> Response:
    try:
        await recording
    except UnknownProxy:
        raise
    except Refusal as no:
        return await _page(visitor, no.sentence(visitor.language), status_of(no))
    return go_on("/me/proxies", done=done)
