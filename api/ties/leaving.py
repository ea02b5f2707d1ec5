"""Leaving: a member goes, and what the office knows of them is erased."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from api.capability import Capability, Place
from api.policy.act import Act
from api.serving.access import Caller, allowed
from api.serving.fields import Body, Text, Word
from domain.ledger.decision import Receipt
from domain.ledger.fact import Fact
from domain.people.membership import (
    MemberLeft,
)
from domain.people.saying.left import Departure
from domain.ties import leaving, leaving_proposal
from domain.ties.leaving import AlreadyLeft, ApproveLeaving, DeclineLeaving, LeaveCommunity
from domain.ties.leaving_proposal import LeavingDeclined, LeavingProposed
from projections.ties.leavings import Leavings

LEAVE: Final = Act("member.leave", "办理退出", by=("admin",), proven=True)
DECIDE: Final = Act(
    "member.leave_second", "批准别人提议的退出", by=("admin", "supervisor"), proven=True
)

router = APIRouter(prefix="/api/members", tags=["members"])


class WhoLeaves(Body):
    """The number of who leaves, to be sure that it is the right person; why, and which paper."""

    volunteer_number: Word
    why: Departure = "own_wish"
    paper: Text | None = None


class Leaving(BaseModel):
    """What lapsed of who left: whole points, and minutes of time credit.

    The credit went to `credit_to`, the heir, or else to the welfare pool. Of who cannot say so
    themselves it is only `proposed`, until a second person approves it.
    """

    member_id: str
    status: Literal["left", "proposed"] = "left"
    credit_to: str | None = None
    points: int
    time_credit_minutes: int
    position: int


class LeavingRefused(BaseModel):
    """Nobody leaves."""

    member_id: str
    position: int


@router.post("/{member_id}/leaving", status_code=201)
async def leave(
    member_id: str, body: WhoLeaves, caller: Annotated[Caller, Depends(allowed(LEAVE))]
) -> Leaving:
    """Let a member leave, and erase what the office knows of them."""
    return _told(*await record_leaving(caller, member_id, body))


def _told(receipt: Receipt, fact: Fact) -> Leaving:
    if isinstance(fact, MemberLeft):
        return Leaving(
            member_id=fact.member_id,
            credit_to=fact.credit_to,
            points=fact.points,
            time_credit_minutes=fact.credit,
            position=receipt.position,
        )
    assert isinstance(fact, LeavingProposed)
    return Leaving(
        member_id=fact.member_id,
        status="proposed",
        points=0,
        time_credit_minutes=0,
        position=receipt.position,
    )


async def record_leaving(caller: Caller, member_id: str, body: WhoLeaves) -> tuple[Receipt, Fact]:
    """Record that a member left, or propose it; see `_record`."""
    decision = LeaveCommunity(
        member_id=member_id,
        volunteer_number=body.volunteer_number.upper(),
        because=body.why,
        paper_text=await caller.community.vault.keep_text(body.paper) if body.paper else None,
    )
    return await _record(caller, decision)


async def _record(
    caller: Caller, decision: LeaveCommunity | ApproveLeaving
) -> tuple[Receipt, Fact]:
    """Record it, then erase who left; should that be cut off, asking again does it."""
    try:
        receipt, fact = await caller.record(decision, Fact)
    except AlreadyLeft:
        await _forget(caller, decision.member_id)
        raise
    if isinstance(fact, MemberLeft):
        await _forget(caller, decision.member_id)
    return receipt, fact


@router.post("/{member_id}/leaving/approval", status_code=201)
async def approve(member_id: str, caller: Annotated[Caller, Depends(allowed(DECIDE))]) -> Leaving:
    """Agree, as the second person, that somebody leaves who cannot say so themselves."""
    decision = ApproveLeaving(member_id=member_id, actor_id=caller.member_id)
    return _told(*await _record(caller, decision))


@router.post("/{member_id}/leaving/refusal", status_code=201)
async def refuse(
    member_id: str, caller: Annotated[Caller, Depends(allowed(DECIDE))]
) -> LeavingRefused:
    """Say no to it, or take one's own proposal back."""
    decision = DeclineLeaving(member_id=member_id, actor_id=caller.member_id)
    receipt, _ = await caller.record(decision, LeavingDeclined)
    return LeavingRefused(member_id=member_id, position=receipt.position)


async def _forget(caller: Caller, member_id: str) -> None:
    await caller.community.vault.erase(member_id)
    await caller.community.credentials.forget(member_id)
    caller.forget_sessions(member_id)


CAPABILITY: Final = Capability(
    name="leaving",
    model=(leaving, leaving_proposal),
    projections=(Leavings,),
    router=router,
    pages=("ledger.people.leaving", "ledger.people.leavings"),
    places=(Place(menu="ledger", rank=96, path="/ledger/leavings", words="待批准的退出"),),
)
