"""Leaving: a member goes, and what the office knows of them is erased."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from api.capability import Capability
from api.policy.act import Act
from api.serving.access import Caller, allowed
from api.serving.fields import Body, Word
from domain.ledger.decision import Receipt
from domain.people.membership import (
    MemberLeft,
)
from domain.ties import leaving, leaving_proposal
from domain.ties.leaving import AlreadyLeft, LeaveCommunity

LEAVE: Final = Act("member.leave", "办理退出", by=("admin",), proven=True)

router = APIRouter(prefix="/api/members", tags=["members"])


class WhoLeaves(Body):
    """The number of who leaves, to be sure that it is the right person."""

    volunteer_number: Word


class Leaving(BaseModel):
    """What lapsed of who left: whole points, and minutes of time credit."""

    member_id: str
    points: int
    time_credit_minutes: int
    position: int


@router.post("/{member_id}/leaving", status_code=201)
async def leave(
    member_id: str, body: WhoLeaves, caller: Annotated[Caller, Depends(allowed(LEAVE))]
) -> Leaving:
    """Let a member leave, and erase what the office knows of them."""
    receipt, fact = await record_leaving(caller, member_id, body.volunteer_number)
    return Leaving(
        member_id=member_id,
        points=fact.points,
        time_credit_minutes=fact.credit,
        position=receipt.position,
    )


async def record_leaving(
    caller: Caller, member_id: str, volunteer_number: str
) -> tuple[Receipt, MemberLeft]:
    """Record that a member left, then erase them; should that be cut off, asking again does it."""
    decision = LeaveCommunity(member_id=member_id, volunteer_number=volunteer_number.upper())
    try:
        recorded = await caller.record(decision, MemberLeft)
    except AlreadyLeft:
        await _forget(caller, member_id)
        raise
    await _forget(caller, member_id)
    return recorded


async def _forget(caller: Caller, member_id: str) -> None:
    await caller.community.vault.erase(member_id)
    await caller.community.credentials.forget(member_id)
    caller.forget_sessions(member_id)


CAPABILITY: Final = Capability(
    name="leaving",
    model=(leaving, leaving_proposal),
    router=router,
    pages=("ledger.people.leaving",),
)
