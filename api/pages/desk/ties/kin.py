"""Relatives at the desk: whose a member is, as papers show, and who has their time credit then."""

from typing import Annotated, Final

from fastapi import Depends, Query, Response

from api.pages.desk.forms import explain
from api.pages.desk.names import names_of, search, somebody
from api.pages.done import said
from api.pages.kin_in_words import EVIDENCE, KIN_RELATIONS
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.serving.own_facts import see_own_facts
from api.ties import heir as heirs
from api.ties import kin as interface
from api.ties.heir import NAME, POOL, NewHeir
from api.ties.kin import RECORD, NewKin, WhyKinEnded
from domain.ledger.refusal import Refusal
from domain.people.membership import UnknownMember
from projections.ties.kin import heir_of, kin_of

router = page_router()

Recording = Annotated[Visitor, Depends(visiting(RECORD))]
Naming = Annotated[Visitor, Depends(visiting(NAME, for_others=True))]
Chosen = Annotated[str, Query(max_length=64)]

DONE: Final = {
    "recorded": "亲属关系已登记。",
    "ended": "亲属关系已终止。",
    "named": "时间存款的去处已记下。",
}


@router.get("/desk/members/{member_id}/kin")
async def kin(member_id: str, visitor: Recording, q: str = "", relative: Chosen = "") -> Response:
    """Who is a relative of theirs, by which paper; and somebody more to record."""
    return await _page(visitor, member_id, q=q, relative=relative)


async def _page(
    visitor: Visitor,
    member_id: str,
    *,
    q: str = "",
    relative: str = "",
    problem: str | None = None,
    status: int = 200,
) -> Response:
    await see_own_facts(visitor.community, "kin")
    one = await somebody(visitor, member_id)
    found = await kin_of(visitor.community.reader, member_id)
    heir = await heir_of(visitor.community.reader, member_id)
    seen = list(dict.fromkeys(it.relative_id for it in found if it.is_seen))
    return visitor.show(
        "desk/ties/kin.html",
        status,
        one=one,
        own=one.member_id == visitor.member_id,
        kin=found,
        seen=seen,
        heir=heir,
        pool=POOL,
        may_name=visitor.may(NAME, for_others=True),
        names=await names_of(visitor, {it.relative_id for it in found} | {heir or member_id}),
        relative=await somebody(visitor, relative) if relative else None,
        q=q,
        found=[it for it in await search(visitor, q) if it.member_id != member_id],
        relations=KIN_RELATIONS,
        evidence=EVIDENCE,
        typed=visitor.form,
        message=None if problem else said(visitor, DONE),
        problem=problem,
    )


@router.post("/desk/members/{member_id}/kin")
async def record(member_id: str, visitor: Recording) -> Response:
    """Record a relative."""
    try:
        await interface.record(member_id, visitor.read(NewKin), visitor)
    except UnknownMember:
        raise
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        relative = str(visitor.form.get("relative_id", ""))[:64]
        return await _page(visitor, member_id, relative=relative, problem=problem, status=status)
    return go_on(f"/desk/members/{member_id}/kin", done="recorded")


@router.post("/desk/members/{member_id}/kin/ending")
async def end(member_id: str, visitor: Recording) -> Response:
    """Record that somebody is no relative any more, or never was."""
    relative_id = str(visitor.form.get("relative_id", ""))
    try:
        body = visitor.read(WhyKinEnded, relative_id=None)
        await interface.end(member_id, relative_id, body, visitor)
    except UnknownMember:
        raise
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        return await _page(visitor, member_id, problem=problem, status=status)
    return go_on(f"/desk/members/{member_id}/kin", done="ended")


@router.post("/desk/members/{member_id}/heir")
async def name_heir(member_id: str, visitor: Naming) -> Response:
    """Write down to whom the time credit goes."""
    try:
        await heirs.name(member_id, visitor.read(NewHeir), visitor)
    except UnknownMember:
        raise
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        return await _page(visitor, member_id, problem=problem, status=status)
    return go_on(f"/desk/members/{member_id}/kin", done="named")
