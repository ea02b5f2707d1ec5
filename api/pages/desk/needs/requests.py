"""Requests at the desk: what waits for somebody here, what is overdue, and all by how far it is."""

from typing import Annotated, Final

from fastapi import Depends, Query, Response

from api.needs.acts import REVIEW
from api.needs.clocks import days_late
from api.pages.done import said
from api.pages.needs.told import SHOWN_MAX, STATUSES, requests_for, tell
from api.pages.routing import page_router
from api.pages.visitor import Visitor, visiting
from api.serving.own_facts import see_own_facts
from api.serving.paging import page, read_cursor
from projections.needs.requests_board import Sought, Status, requests_board, requests_by_status

router = page_router()

Reviewing = Annotated[Visitor, Depends(visiting(REVIEW))]

PAGE_SIZE: Final = 50
DONE: Final = {
    "withdrawn": "已经撤回，预留的时间存款退回。",
    "declined": "已登记不公布，求助人看得到原因。",
}


@router.get("/desk/requests")
async def waiting(visitor: Reviewing) -> Response:
    """What is overdue, the longest first; then what waits to be looked at, for a word, a decision.

    What waits longer than the rules say is marked. Where nobody helps any more, or nobody ever
    came, is at the end.
    """
    among = visitor.reach.among()
    late = await requests_for(visitor, Sought(overdue_on=visitor.today, among=among))
    late.sort(key=lambda it: (it.row.due_on or visitor.today, it.row.position))
    active: tuple[Status, ...] = ("made", "fulfilled", "contested", "published")
    found = await requests_for(visitor, Sought(statuses=active, among=among), limit=2 * SHOWN_MAX)
    shown = [it.row.need_id for it in (*late, *found)]
    late_by = await days_late(visitor.community, shown, visitor.today)
    waits = [it for it in found if it.row.status == "published" and not it.is_over]
    return visitor.show(
        "desk/needs/requests.html",
        late_by=late_by,
        unclaimed=[it for it in waits if it.row.need_id in late_by],
        late=late,
        to_review=[it for it in found if it.row.status == "made"],
        to_confirm=[it for it in found if it.row.status == "fulfilled"],
        contested=[it for it in found if it.row.status == "contested"],
        not_taken=[it for it in found if it.is_over],
        counts=await requests_by_status(visitor.community.reader, among),
        statuses=STATUSES,
        message=said(visitor, DONE),
    )


@router.get("/desk/requests/by-status/{status}")
async def by_status(
    status: Status,
    visitor: Reviewing,
    after: Annotated[str | None, Query(max_length=100)] = None,
) -> Response:
    """All that are so far, in the order in which they were made."""
    reader, among = visitor.community.reader, visitor.reach.among()
    await see_own_facts(visitor.community, "requests_board")
    found = await requests_board(
        reader,
        Sought(statuses=(status,), among=among),
        after=read_cursor(after, 0)[0],
        limit=PAGE_SIZE + 1,
    )
    rows, following = page(found, PAGE_SIZE, lambda it: (it.position,))
    return visitor.show(
        "desk/needs/by_status.html",
        rows=await tell(visitor, rows),
        late_by=await days_late(visitor.community, [it.need_id for it in rows], visitor.today),
        following=following,
        chosen=status,
        counts=await requests_by_status(reader, among),
        statuses=STATUSES,
    )
