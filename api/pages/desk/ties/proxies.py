"""Helpers at the desk: who may see and do what for a member, by the member's own yes."""

from collections.abc import Awaitable
from datetime import timedelta
from typing import Annotated, Final, NamedTuple

from fastapi import Depends, Query, Response

from api.office.founding import identity_of
from api.pages.desk.forms import explain
from api.pages.desk.names import names_of, search, somebody
from api.pages.done import said
from api.pages.kin_in_words import SCOPES
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.serving.own_facts import see_own_facts
from api.ties import proxy as interface
from api.ties.proxy import ACCEPT, END, NAME, NewProxy, SignedYes
from domain.ledger.refusal import Refusal
from domain.people.membership import UnknownMember
from domain.ties.proxy import UnknownProxy
from projections.ties.proxies import Helper, helped_by, helpers_of

router = page_router()

Naming = Annotated[Visitor, Depends(visiting(NAME, for_others=True))]
Accepting = Annotated[Visitor, Depends(visiting(ACCEPT, for_others=True))]
Ending = Annotated[Visitor, Depends(visiting(END, for_others=True))]
Chosen = Annotated[str, Query(max_length=64)]

USUAL_DAYS: Final = 365
DONE: Final = {
    "asked": "已记下，等本人同意。",
    "accepted": "本人已同意，从现在起生效。",
    "ended": "已终止，从现在起不能再代办。",
}


@router.get("/desk/members/{member_id}/helpers")
async def helpers(member_id: str, visitor: Naming, q: str = "", by: Chosen = "") -> Response:
    """Who helps them, who waits for their yes, and somebody more to ask for."""
    return await _page(visitor, member_id, q=q, by=by)


class _Typed(NamedTuple):
    """What a form looks like that is filled in."""

    scope: list[str]
    until: str


async def _page(
    visitor: Visitor,
    member_id: str,
    *,
    q: str = "",
    by: str = "",
    problem: str | None = None,
    status: int = 200,
) -> Response:
    community = visitor.community
    await see_own_facts(community, "proxies")
    one = await somebody(visitor, member_id)
    own = await helpers_of(community.reader, member_id, visitor.today)
    others = await helped_by(community.reader, member_id, visitor.today)
    people = {it.helper_id for it in own} | {it.member_id for it in others}
    until = str(visitor.form.get("until", ""))
    usual = (visitor.today + timedelta(days=USUAL_DAYS)).isoformat()
    return visitor.show(
        "desk/ties/proxies.html",
        status,
        one=one,
        helpers=own,
        helping=others,
        names=await names_of(visitor, people),
        chosen=await somebody(visitor, by) if by else None,
        q=q,
        found=[it for it in await search(visitor, q) if it.member_id != member_id],
        scopes=SCOPES,
        typed=_Typed([str(it) for it in visitor.form.getlist("scope[]")], until or usual),
        message=None if problem else said(visitor, DONE),
        problem=problem,
    )


@router.post("/desk/members/{member_id}/helpers")
async def name(member_id: str, visitor: Naming) -> Response:
    """Ask for a helper, in the person's name: it waits for their yes."""
    try:
        named = await interface.name(member_id, visitor.read(NewProxy), visitor)
    except UnknownMember:
        raise
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        by = str(visitor.form.get("by", ""))[:64]
        return await _page(visitor, member_id, by=by, problem=problem, status=status)
    return go_on(f"/desk/members/{member_id}/helpers", done=named.status)


@router.get("/desk/helpers/{proxy_id}/sheet")
async def sheet(proxy_id: str, visitor: Naming) -> Response:
    """What the person is asked, in large letters, to be read, answered and signed."""
    known = await _known(visitor, proxy_id)
    names = await names_of(visitor, (known.member_id, known.helper_id))
    return visitor.show(
        "desk/ties/helper_sheet.html",
        it=known,
        names=names,
        scopes=SCOPES,
        community=(await identity_of(visitor.community)).name,
    )


@router.post("/desk/helpers/{proxy_id}/acceptance")
async def accept(proxy_id: str, visitor: Accepting) -> Response:
    """Enter the person's yes: said before a second one of the desk, or signed."""
    known = await _known(visitor, proxy_id)
    recording = interface.accept(proxy_id, visitor, visitor.read(SignedYes))
    return await _act(visitor, known, recording, "accepted")


@router.post("/desk/helpers/{proxy_id}/ending")
async def end(proxy_id: str, visitor: Ending) -> Response:
    """Enter that the person is helped no more, or says no."""
    known = await _known(visitor, proxy_id)
    return await _act(visitor, known, interface.end(proxy_id, visitor), "ended")


async def _known(visitor: Visitor, proxy_id: str) -> Helper:
    """What was asked for somebody whom one reaches. Raises UnknownProxy, OutsideYourNode."""
    known = await interface.known(visitor, proxy_id)
    visitor.acts_for(known.member_id)
    return known


async def _act(
    visitor: Visitor, known: Helper, recording: Awaitable[object], done: str
) -> Response:
    try:
        await recording
    except UnknownProxy:
        raise
    except Refusal as no:
        status, problem = explain(visitor, no)
        return await _page(visitor, known.member_id, problem=problem, status=status)
    return go_on(f"/desk/members/{known.member_id}/helpers", done=done)
