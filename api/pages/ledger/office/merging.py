"""Two records of one person: an administrator names both, a second person agrees."""

from collections.abc import Awaitable
from typing import Annotated, Final

from fastapi import Depends, Response

from api.office.merging import (
    APPROVE_MERGE,
    MERGE,
    Into,
    Merge,
    approve_merge,
    decline_merge,
    merge,
)
from api.pages.desk.names import readable, search
from api.pages.done import said
from api.pages.ledger.lookup import names_of
from api.pages.routing import page_router
from api.pages.visitor import Visitor, go_on, visiting
from api.serving.fields import Id
from api.serving.own_facts import see_own_facts
from api.serving.problems import status_of
from domain.ledger.refusal import Refusal
from projections.office.merges import proposed_merges
from projections.people.balances import member_balance
from projections.people.members import members_by_id

router = page_router()

Merging = Annotated[Visitor, Depends(visiting(MERGE))]
Approving = Annotated[Visitor, Depends(visiting(APPROVE_MERGE))]
WAITING_MAX: Final = 100
DONE: Final = {
    "merged": "已合并：两份档案现在是一份，一分钟也没有少。",
    "proposed": "已提议，等另一位管理员或监事批准。",
    "declined": "已作废这项提议。",
}


class BothRecords(Into):
    """The record that goes, and the one that stays."""

    member_id: Id


@router.get("/ledger/merges")
async def merges(visitor: Approving, q: str = "") -> Response:
    """What waits for a second person; with `q`, records that may be of one person."""
    return await _page(visitor, query=q)


async def _page(
    visitor: Visitor, *, query: str = "", status: int = 200, problem: str | None = None
) -> Response:
    community = visitor.community
    for question in ("members", "balances", "merges"):
        await see_own_facts(community, question)
    waiting = await proposed_merges(community.reader, after=0, limit=WAITING_MAX)
    found = await search(visitor, query) if visitor.may(MERGE) else []
    people = {who for it in waiting for who in (it.member_id, it.into_id, it.proposed_by)}
    shown = [*people, *(it.member_id for it in found)]
    known = await members_by_id(community.reader, shown, visitor.today)
    return visitor.show(
        "ledger/office/merging.html",
        status,
        message=said(visitor, DONE),
        problem=problem,
        query=readable(query),
        waiting=waiting,
        found=found,
        known=known,
        held={it: await member_balance(community.reader, it) for it in known},
        names=await names_of(visitor, people, masked=False),
    )


@router.post("/ledger/merges")
async def propose(visitor: Merging) -> Response:
    """Make two records one, or propose it where another person has to agree."""
    wanted = visitor.read(BothRecords)
    return await _done(visitor, merge(wanted.member_id, Into(into=wanted.into), visitor))


@router.post("/ledger/merges/approve")
async def approve(visitor: Approving) -> Response:
    """Approve what somebody else proposed."""
    wanted = visitor.read(BothRecords)
    return await _done(visitor, approve_merge(wanted.member_id, Into(into=wanted.into), visitor))


@router.post("/ledger/merges/decline")
async def decline(visitor: Approving) -> Response:
    """Say no to a proposal."""
    wanted = visitor.read(BothRecords)
    return await _done(visitor, decline_merge(wanted.member_id, Into(into=wanted.into), visitor))


async def _done(visitor: Visitor, change: Awaitable[Merge]) -> Response:
    try:
        done = await change
    except Refusal as refusal:
        told = refusal.sentence(visitor.language)
        return await _page(visitor, status=status_of(refusal), problem=told)
    return go_on("/ledger/merges", done.status)
