"""Merging: two records of one person are made one; unlike ones when a second person agrees."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from api.capability import Capability, Place
from api.people.roles import approvers
from api.policy.act import Act
from api.serving.access import Caller, allowed, fresh
from api.serving.fields import Body, Id
from api.serving.own_facts import see_own_facts
from api.serving.paging import Page, PageAfter, PageSize, page, read_cursor
from domain.ledger.decision import Receipt
from domain.ledger.fact import Fact
from domain.office import dealings, merging
from domain.office.merging import (
    AlreadyMerged,
    ApproveMerge,
    DeclineMerge,
    MergeDeclined,
    MergeMembers,
)
from domain.people.membership import MembersMerged
from projections.office.merges import Merges, proposed_merges
from projections.people.members import members_by_id

MERGE: Final = Act("member.merge", "合并同一个人的两份档案", by=("admin",), proven=True)
APPROVE_MERGE: Final = Act(
    "member.approve_merge", "批准合并档案", by=("supervisor", "admin"), proven=True
)

router = APIRouter(prefix="/api", tags=["members"])

Merging = Annotated[Caller, Depends(allowed(MERGE))]
Approving = Annotated[Caller, Depends(allowed(APPROVE_MERGE))]


class Into(Body):
    """The record that stays."""

    into: Id


class Merge(BaseModel):
    """What became of a merge; once it is done, what went over: points and minutes."""

    member_id: str
    into: str
    status: Literal["proposed", "merged", "declined"]
    points: int = 0
    time_credit_minutes: int = 0
    service_minutes: int = 0
    position: int


class WaitingMerge(BaseModel):
    """A merge that waits for a second person's word."""

    member_id: str
    into: str
    proposed_by: str
    position: int


@router.post("/members/{member_id}/merge", status_code=201)
async def merge(member_id: str, body: Into, caller: Merging) -> Merge:
    """Make two records one: at once where they look alike, else when a second person agrees."""
    compared = await caller.community.vault.compare(member_id, body.into)
    alike = compared.alike and not compared.corrected
    decision = MergeMembers(
        member_id=member_id,
        into_id=body.into,
        actor_id=caller.member_id,
        differ=compared.differ,
        alike=alike and await _was_there_first(caller, body.into, member_id),
        others=await approvers(caller),
    )
    return await _merged(caller, decision)


@router.post("/members/{member_id}/merge/approval", status_code=201)
async def approve_merge(member_id: str, body: Into, caller: Approving) -> Merge:
    """Approve a merge that somebody else proposed."""
    compared = await caller.community.vault.compare(member_id, body.into)
    decision = ApproveMerge(
        member_id=member_id, into_id=body.into, actor_id=caller.member_id, differ=compared.differ
    )
    return await _merged(caller, decision)


@router.post("/members/{member_id}/merge/refusal", status_code=201)
async def decline_merge(member_id: str, body: Into, caller: Approving) -> Merge:
    """Say no to a merge that was proposed."""
    decision = DeclineMerge(member_id=member_id, into_id=body.into, actor_id=caller.member_id)
    receipt, fact = await caller.record(decision, MergeDeclined)
    return Merge(
        member_id=fact.member_id, into=fact.into_id, status="declined", position=receipt.position
    )


@router.get("/merges", dependencies=[Depends(fresh("merges"))])
async def waiting_merges(
    caller: Approving, limit: PageSize = 50, after: PageAfter = None
) -> Page[WaitingMerge]:
    """Merges that wait for a second person's word, the first proposed first."""
    found = await proposed_merges(
        caller.community.reader, after=read_cursor(after, 0)[0], limit=limit + 1
    )
    rows, following = page(found, limit, lambda row: (row.position,))
    items = [
        WaitingMerge(
            member_id=it.member_id,
            into=it.into_id,
            proposed_by=it.proposed_by,
            position=it.position,
        )
        for it in rows
    ]
    return Page(items=items, next=following)


async def _was_there_first(caller: Caller, first: str, second: str) -> bool:
    """Whether the record that stays is the older one: a new one is no way to another's points."""
    await see_own_facts(caller.community, "members")
    known = await members_by_id(caller.community.reader, [first, second])
    return len(known) == 2 and known[first].position < known[second].position


async def _merged(caller: Caller, decision: MergeMembers | ApproveMerge) -> Merge:
    """Record it, then keep one person in the vault; should that be cut off, asking again does."""
    try:
        receipt, fact = await caller.record(decision, Fact)
    except AlreadyMerged:
        await see_own_facts(caller.community, "members")
        known = await members_by_id(caller.community.reader, [decision.member_id])
        if known[decision.member_id].merged_into == decision.into_id:
            await _keep_one(caller, decision.member_id, decision.into_id)
        raise
    if isinstance(fact, MembersMerged):
        await _keep_one(caller, fact.member_id, fact.into_id)
    return _told(receipt, fact, decision)


async def _keep_one(caller: Caller, gone: str, stays: str) -> None:
    await caller.community.vault.merge(gone, stays)
    await caller.community.credentials.forget(gone)
    caller.forget_sessions(gone)


def _told(receipt: Receipt, fact: Fact, decision: MergeMembers | ApproveMerge) -> Merge:
    gone, stays = decision.member_id, decision.into_id
    if not isinstance(fact, MembersMerged):
        return Merge(member_id=gone, into=stays, status="proposed", position=receipt.position)
    return Merge(
        member_id=gone,
        into=stays,
        status="merged",
        points=fact.points,
        time_credit_minutes=fact.credit,
        service_minutes=fact.minutes,
        position=receipt.position,
    )


CAPABILITY: Final = Capability(
    name="merging",
    model=(dealings, merging),
    projections=(Merges,),
    router=router,
    pages=("ledger.office.merging",),
    places=(Place(menu="ledger", rank=95, path="/ledger/merges", words="合并档案"),),
)
