"""Requests: help that is asked for, looked at by another, put up, and read by everybody."""

from datetime import datetime
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from api.capability import Capability, Place
from api.needs.acts import FIND, REVIEW, SEE_ALL, SEE_REQUESTS
from api.needs.fitting import Seeker, requests_fitting
from api.needs.reading import (
    OwnRequestRow,
    Reader,
    Reading,
    RequestRow,
    Step,
    asker_of,
    rows_for,
)
from api.serving.access import Caller, allowed, community_of, fresh, not_let_in, public
from api.serving.fields import Body, Day, Id, Text, Word
from api.serving.paging import Page, PageAfter, PageSize, page, read_cursor
from domain.needs import need_terms, requests
from domain.needs.requests import (
    PublishRequest,
    RequestDeclined,
    RequestKind,
    RequestPublished,
    UnknownRequest,
)
from domain.needs.withdrawal import DeclineRequest
from domain.needs.wording import asks_for_money, names_person
from projections.needs.matching import Narrowed
from projections.needs.requests_board import (
    STATUSES,
    RequestsBoard,
    Sought,
    Status,
    one_request,
    requests_board,
    requests_by_status,
)

router = APIRouter(prefix="/api/requests", tags=["requests"])

Mine = Literal["asked", "taken_on"]
"""Of one's own requests those that one asked for, or has taken on."""


class Publication(Body):
    """The words that everybody reads, and the last day on which somebody may take it on."""

    public_text: Text
    open_until: Day


class Reason(Body):
    """Why."""

    reason: Text


@router.get(
    "",
    dependencies=[Depends(public(SEE_REQUESTS)), Depends(fresh("requests_board", "matching"))],
)
async def all_requests(
    request: Request,
    reader: Reading,
    status: Status | None = None,
    kind: RequestKind | None = None,
    grid: Word | None = None,
    mine: Mine | None = None,
    for_member: Id | None = None,
    overdue: bool = False,
    fits: bool = False,
    limit: PageSize = 50,
    after: PageAfter = None,
) -> Page[OwnRequestRow | RequestRow]:
    """What is up for everybody; with `mine` one's own; the desk and supervisors see all.

    With `for_member` what somebody asked for whom one helps, with asking or confirming.
    With `fits` what one could take on oneself, by standings, kin, noes and free times.
    """
    community = community_of(request)
    today = datetime.now(community.zone).date()
    position = read_cursor(after, 0)[0]
    if fits:
        if reader.member_id is None:
            raise not_let_in(FIND, None)
        narrowed = Narrowed(kind=kind, grid=grid, after=position)
        if status:
            narrowed = narrowed._replace(statuses=(status,))
        seeker = Seeker(community, reader.member_id, today)
        fit = await requests_fitting(seeker, narrowed, limit=limit + 1)
        rows, following = page(fit, limit, lambda row: (row.position,))
        return Page(items=await rows_for(community, Reader(), rows), next=following)
    own = reader.member_id if mine or for_member else None
    asker = own if mine == "asked" else None
    if for_member:
        asker = reader.asks_for(for_member)
    reach = None if own else reader.reach
    found = await requests_board(
        community.reader,
        Sought(
            statuses=[status] if status else STATUSES,
            kind=kind,
            grid=grid,
            for_id=asker,
            helper_id=reader.member_id if mine == "taken_on" else None,
            among=reach.among() if reach else None,
            open_on=None if reach or own else today,
            overdue_on=today if overdue else None,
        ),
        after=position,
        limit=limit + 1,
    )
    rows, following = page(found, limit, lambda row: (row.position,))
    return Page(items=await rows_for(community, reader, rows), next=following)


class Figures(BaseModel):
    """How many requests are how far."""

    requests: dict[Status, int]


@router.get("/figures", dependencies=[Depends(fresh("requests_board"))])
async def figures(caller: Annotated[Caller, Depends(allowed(SEE_ALL))]) -> Figures:
    """How many requests are how far, of those whom one reaches."""
    found = await requests_by_status(caller.community.reader, caller.reach.among())
    return Figures(requests={it: found.get(it, 0) for it in STATUSES})


@router.get(
    "/{request_id}", dependencies=[Depends(public(SEE_REQUESTS)), Depends(fresh("requests_board"))]
)
async def one(request: Request, request_id: str, reader: Reading) -> OwnRequestRow | RequestRow:
    """One request: that is up, of one's own, or any for the desk."""
    community = community_of(request)
    found = await one_request(community.reader, request_id)
    if found is None:
        raise UnknownRequest
    (row,) = await rows_for(community, reader, [found])
    today = datetime.now(community.zone).date()
    if not found.can_be_taken_on(today) and not isinstance(row, OwnRequestRow):
        raise UnknownRequest
    return row


@router.post("/{request_id}/publication", status_code=201)
async def publish(
    request_id: str, body: Publication, caller: Annotated[Caller, Depends(allowed(REVIEW))]
) -> Step:
    """Put a request up, in words that name nobody."""
    vault, asker = caller.community.vault, await asker_of(caller, request_id)
    known = await vault.people(filter(None, [asker]))
    decision = PublishRequest(
        need_id=request_id,
        public_text=vault.text_id(body.public_text),
        open_until=body.open_until,
        names_person=names_person(body.public_text, [it.name for it in known.values()]),
        asks_for_money=asks_for_money(body.public_text),
    )
    await vault.keep_text(body.public_text)
    receipt, _ = await caller.record(decision, RequestPublished, for_member=asker)
    return Step(request_id=request_id, status="published", position=receipt.position)


@router.post("/{request_id}/refusal", status_code=201)
async def decline(
    request_id: str, body: Reason, caller: Annotated[Caller, Depends(allowed(REVIEW))]
) -> Step:
    """Say that a request is not put up."""
    asker = await asker_of(caller, request_id)
    reason_text = await caller.community.vault.keep_text(body.reason)
    decision = DeclineRequest(need_id=request_id, reason_text=reason_text)
    receipt, _ = await caller.record(decision, RequestDeclined, for_member=asker)
    return Step(request_id=request_id, status="declined", position=receipt.position)


CAPABILITY: Final = Capability(
    name="requests",
    model=(need_terms, requests),
    projections=(RequestsBoard,),
    router=router,
    pages=(
        "volunteer.needs.today",
        "volunteer.needs.promises",
        "volunteer.needs.own",
        "desk.needs.requests",
        "desk.needs.asking",
        "desk.needs.papers",
        "desk.needs.one",
        "ledger.needs.requests",
    ),
    places=(
        Place(menu="more", rank=3, path="/me/today", words="我今天能做什么"),
        Place(menu="more", rank=5, path="/me/ask", words="请人帮忙"),
        Place(menu="more", rank=6, path="/me/requests", words="我的求助"),
        Place(menu="more", rank=7, path="/me/promises", words="我答应的事"),
        Place(menu="desk", rank=25, path="/desk/requests", words="求助和心愿"),
        Place(menu="ledger", rank=47, path="/ledger/requests", words="核查求助"),
    ),
)
