"""Calls at the desk: whose was missed, who waits for a visit, who is to be called this week."""

from typing import Annotated, Final

from fastapi import Depends, Query, Response

from api.needs import calls as interface
from api.needs.calls import AGREE, CALL, END, EndingCalls, NewCalls, one_calls
from api.pages.desk.forms import explain
from api.pages.desk.names import chosen, search
from api.pages.done import said
from api.pages.needs.call_words import CALL_OUTCOMES, DONE, FOLLOW_UPS, HOW, RHYTHMS
from api.pages.needs.called import WEEK, Called, Tapped, calls_for, tell_calls
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.serving.own_facts import see_own_facts
from api.serving.paging import page, read_cursor
from domain.ledger.refusal import Refusal
from domain.needs.calls import UnknownCalls
from projections.needs.call_board import SoughtCalls, call_board, call_days

router = page_router()

Agreeing = Annotated[Visitor, Depends(visiting(AGREE))]
Calling = Annotated[Visitor, Depends(visiting(CALL, for_others=True))]

PAGE_SIZE: Final = 50
SHOWN_MAX: Final = 500
DAYS_SHOWN: Final = 20
AGREED: Final = {
    "agreed": "已约定探访。",
    "ended": "探访约定已结束。还要有人探访，请再约一位。",
}


@router.get("/desk/calls")
async def board(
    visitor: Agreeing, after: Annotated[str | None, Query(max_length=100)] = None
) -> Response:
    """Missed calls, the longest first; who waits for a visit; who is due this week; all others."""
    among, first = visitor.reach.among(), read_cursor(after, 0)[0]
    week = visitor.today + WEEK
    due = await calls_for(visitor, SoughtCalls(among=among, active=True, due_by=week), SHOWN_MAX)
    waiting = await calls_for(visitor, SoughtCalls(among=among, active=True, waits=True), SHOWN_MAX)
    rows = await call_board(
        visitor.community.reader,
        visitor.today,
        visitor.community.zone,
        SoughtCalls(among=among, active=True),
        after=first,
        limit=PAGE_SIZE + 1,
    )
    rest, following = page(rows, PAGE_SIZE, lambda it: (it.position,))
    to_visit = {it.row.calls_id for it in waiting}
    return visitor.show(
        "desk/needs/calls.html",
        missed=[it for it in due if it.row.is_missed and it.row.calls_id not in to_visit],
        waiting=waiting,
        today_due=[it for it in _in_time(due, to_visit) if it.row.next_due == visitor.today],
        week_due=[it for it in _in_time(due, to_visit) if it.row.next_due > visitor.today],
        every=await tell_calls(visitor, rest),
        following=following,
        is_first=not first,
        rhythms=RHYTHMS,
        outcomes=CALL_OUTCOMES,
        how=HOW,
        follow_ups=FOLLOW_UPS,
        message=said(visitor, DONE | AGREED),
    )


def _in_time(due: list[Called], elsewhere: set[str]) -> list[Called]:
    """Those whose day has not passed and who are in no other list."""
    return [it for it in due if not it.row.is_missed and it.row.calls_id not in elsewhere]


@router.get("/desk/calls/list")
async def walking_list(
    visitor: Agreeing, caller: Annotated[str | None, Query(max_length=100)] = None
) -> Response:
    """The list that prints: whom to call by the end of the week, each with room for a tick."""
    among = visitor.reach.among()
    sought = SoughtCalls(among=among, active=True, due_by=visitor.today + WEEK, caller_id=caller)
    due = await calls_for(visitor, sought, SHOWN_MAX)
    waiting = await calls_for(visitor, sought._replace(due_by=None, waits=True), SHOWN_MAX)
    known = {it.row.calls_id for it in waiting}
    rows = waiting + [it for it in due if it.row.calls_id not in known]
    return visitor.show(
        "desk/needs/calls_list.html",
        rows=rows,
        callers=sorted({(it.caller, it.row.caller_id) for it in rows}),
        chosen=caller,
        week=visitor.today + WEEK,
        rhythms=RHYTHMS,
    )


@router.get("/desk/calls/new")
async def agreeing(
    visitor: Agreeing, q: str = "", member_id: str | None = None, caller_id: str | None = None
) -> Response:
    """Find who is to be called on, then who calls, then how often."""
    return await _agreeing(visitor, member_id, caller_id, q=q)


async def _agreeing(
    visitor: Visitor,
    member_id: str | None,
    caller_id: str | None,
    *,
    q: str = "",
    problem: str | None = None,
    status: int = 200,
) -> Response:
    return visitor.show(
        "desk/needs/calls_new.html",
        status,
        called=await chosen(visitor, member_id),
        caller=await chosen(visitor, caller_id),
        q=q,
        found=[it for it in await search(visitor, q) if it.member_id != member_id],
        rhythms=RHYTHMS,
        typed=visitor.form,
        today=visitor.today,
        problem=problem,
    )


@router.post("/desk/calls/new")
async def agree(visitor: Agreeing) -> Response:
    """Agree on who calls, and how often."""
    try:
        await interface.agree(visitor.read(NewCalls), visitor)
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        member_id, caller_id = (
            str(visitor.form.get(it, "")) or None for it in ("member_id", "caller_id")
        )
        return await _agreeing(visitor, member_id, caller_id, problem=problem, status=status)
    return go_on("/desk/calls", done="agreed")


@router.get("/desk/calls/{calls_id}")
async def one(calls_id: str, visitor: Agreeing) -> Response:
    """One promise: what its calls found, a further one, or its end."""
    return await _one_page(visitor, calls_id)


async def _one_page(
    visitor: Visitor, calls_id: str, *, problem: str | None = None, status: int = 200
) -> Response:
    await see_own_facts(visitor.community, "members")
    found = await one_calls(visitor, calls_id)
    if found is None:
        raise UnknownCalls
    (it,) = await tell_calls(visitor, [found])
    return visitor.show(
        "desk/needs/calls_one.html",
        status,
        it=it,
        days=await call_days(visitor.community.reader, calls_id, limit=DAYS_SHOWN),
        rhythms=RHYTHMS,
        outcomes=CALL_OUTCOMES,
        how=HOW,
        follow_ups=FOLLOW_UPS,
        typed=visitor.form,
        today=visitor.today,
        message=None if problem else said(visitor, DONE | AGREED),
        problem=problem,
    )


@router.post("/desk/calls/{calls_id}/call")
async def call(calls_id: str, visitor: Calling) -> Response:
    """Tell of a call for whoever made it: one tap on the list, or with its day."""
    try:
        tapped = visitor.read(Tapped)
        await interface.call(calls_id, tapped.as_call(visitor), visitor)
    except UnknownCalls:
        raise
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        return await _one_page(visitor, calls_id, problem=problem, status=status)
    return go_on(f"/desk/calls/{calls_id}" if tapped.on else "/desk/calls", done=tapped.done)


@router.post("/desk/calls/{calls_id}/end")
async def end(calls_id: str, visitor: Annotated[Visitor, Depends(visiting(END))]) -> Response:
    """End the promise, with the reason."""
    try:
        await interface.end(calls_id, visitor.read(EndingCalls), visitor)
    except UnknownCalls:
        raise
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        return await _one_page(visitor, calls_id, problem=problem, status=status)
    return go_on("/desk/calls", done="ended")
