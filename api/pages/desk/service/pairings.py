"""Pairings at the desk: the board with overdue visits first, a pairing formed, visited, ended."""

from typing import Annotated, Final

from fastapi import Depends, Query, Response

from api.pages.desk.forms import explain, read_with_times
from api.pages.desk.names import chosen, names_of, search
from api.pages.done import said
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.people.sealed import READ_CAUSE, WhyRead
from api.service import pairing as interface
from api.service import pairing_cause as sealed
from api.service.pairing import END, FORM, VISIT, NewPairing, NewVisit, Reason
from api.serving.own_facts import see_own_facts
from api.serving.paging import page, read_cursor
from domain.ledger.refusal import Refusal
from domain.service.pairing import UnknownPairing
from projections.service.pairing_board import BoardEntry, one_pairing, pairing_board

router = page_router()

Forming = Annotated[Visitor, Depends(visiting(FORM))]

PAGE_SIZE: Final = 50
OVERDUE_MAX: Final = 200
EVERY_DAYS: Final = 14
DONE: Final = {
    "formed": "已结对。",
    "visited": "走访已登记，等待另一位工作人员确认时长。",
    "ended": "结对已结束。",
}


@router.get("/desk/pairings")
async def board(
    visitor: Forming, after: Annotated[str | None, Query(max_length=100)] = None
) -> Response:
    """Overdue visits, the longest first; then the pairings that are in order."""
    community = visitor.community
    await see_own_facts(community, "pairing_board")
    first, among = read_cursor(after, 0)[0], visitor.reach.among()
    overdue: list[BoardEntry] = []
    if not first:
        overdue = await pairing_board(
            community.reader,
            visitor.today,
            community.zone,
            overdue=True,
            among=among,
            limit=OVERDUE_MAX,
        )
        overdue.sort(key=lambda it: it.next_visit_due)
    found = await pairing_board(
        community.reader,
        visitor.today,
        community.zone,
        active=True,
        overdue=False,
        among=among,
        after=first,
        limit=PAGE_SIZE + 1,
    )
    rows, following = page(found, PAGE_SIZE, lambda it: (it.position,))
    return visitor.show(
        "desk/service/pairings.html",
        overdue=overdue,
        rows=rows,
        following=following,
        names=await _names(visitor, [*overdue, *rows]),
        message=said(visitor, DONE),
    )


async def _names(visitor: Visitor, rows: list[BoardEntry]) -> dict[str, str]:
    return await names_of(
        visitor, [who for it in rows for who in (it.volunteer_id, it.assisted_id)]
    )


@router.get("/desk/pairings/new")
async def forming(
    visitor: Forming,
    q: str = "",
    volunteer_id: str | None = None,
    assisted_id: str | None = None,
) -> Response:
    """Find the volunteer, then the person to be visited, then agree on the rhythm."""
    return await _forming(visitor, volunteer_id, assisted_id, q=q)


async def _forming(
    visitor: Visitor,
    volunteer_id: str | None,
    assisted_id: str | None,
    *,
    q: str = "",
    problem: str | None = None,
    status: int = 200,
) -> Response:
    return visitor.show(
        "desk/service/pair.html",
        status,
        volunteer=await chosen(visitor, volunteer_id),
        assisted=await chosen(visitor, assisted_id),
        q=q,
        found=await search(visitor, q),
        typed=visitor.form,
        today=visitor.today,
        every_days=EVERY_DAYS,
        problem=problem,
    )


@router.post("/desk/pairings/new")
async def form(visitor: Forming) -> Response:
    """Pair a volunteer with a person in hardship."""
    try:
        await interface.form(visitor.read(NewPairing), visitor)
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        volunteer_id = str(visitor.form.get("volunteer_id", "")) or None
        assisted_id = str(visitor.form.get("assisted_id", "")) or None
        return await _forming(visitor, volunteer_id, assisted_id, problem=problem, status=status)
    return go_on("/desk/pairings", done="formed")


@router.get("/desk/pairings/{pairing_id}")
async def one(pairing_id: str, visitor: Forming) -> Response:
    """One pairing: its visits, a new one, or its end."""
    return await _one_page(visitor, pairing_id)


async def _one_page(
    visitor: Visitor,
    pairing_id: str,
    *,
    cause: str | None = None,
    problem: str | None = None,
    status: int = 200,
) -> Response:
    found = await _pairing(visitor, pairing_id)
    return visitor.show(
        "desk/service/pairing.html",
        status,
        it=found,
        cause=cause,
        may_read_cause=visitor.may(READ_CAUSE, for_others=True),
        names=await _names(visitor, [found]),
        typed=visitor.form,
        today=visitor.today,
        message=said(visitor, DONE),
        problem=problem,
    )


@router.post("/desk/pairings/{pairing_id}/cause")
async def read_cause(
    pairing_id: str, visitor: Annotated[Visitor, Depends(visiting(READ_CAUSE))]
) -> Response:
    """The pairing with its cause, once it is recorded who reads it."""
    try:
        read = await sealed.read_cause(pairing_id, visitor.read(WhyRead), visitor)
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        return await _one_page(visitor, pairing_id, problem=problem, status=status)
    return await _one_page(visitor, pairing_id, cause=read.cause)


@router.post("/desk/pairings/{pairing_id}/visit")
async def visit(
    pairing_id: str, visitor: Annotated[Visitor, Depends(visiting(VISIT, for_others=True))]
) -> Response:
    """Enter a visit for the volunteer who made it."""
    try:
        await interface.visit(pairing_id, read_with_times(visitor, NewVisit), visitor)
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        return await _one_page(visitor, pairing_id, problem=problem, status=status)
    return go_on(f"/desk/pairings/{pairing_id}", done="visited")


async def _pairing(visitor: Visitor, pairing_id: str) -> BoardEntry:
    """The pairing. Raises UnknownPairing."""
    community = visitor.community
    await see_own_facts(community, "pairing_board")
    found = await one_pairing(community.reader, visitor.today, community.zone, pairing_id)
    if found is None:
        raise UnknownPairing
    return found


@router.post("/desk/pairings/{pairing_id}/end")
async def end(pairing_id: str, visitor: Annotated[Visitor, Depends(visiting(END))]) -> Response:
    """End a pairing, with the reason."""
    try:
        await interface.end(pairing_id, visitor.read(Reason), visitor)
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        return await _one_page(visitor, pairing_id, problem=problem, status=status)
    return go_on("/desk/pairings", done="ended")
