"""Helping: taking a request on, giving it back, and saying when one helped or what met it."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import model_validator

from api.capability import Capability
from api.needs.acts import CLAIM
from api.needs.reading import Step, request_of
from api.serving.access import Caller, allowed
from api.serving.fields import Body, Day, Id, Moment, Text
from domain.ledger.fact import Fact
from domain.needs import claims, fulfilment, giving_back
from domain.needs.claims import ClaimRequest, RequestClaimed
from domain.needs.fulfilment import (
    FulfilRequest,
    RequestFulfilled,
    RequestServed,
    ServeRequest,
)
from domain.needs.giving_back import GiveBackRequest, RequestGivenBack, Why
from projections.needs.requests_board import Status

router = APIRouter(prefix="/api/requests/{taken_id}", tags=["requests"])

Helping = Annotated[Caller, Depends(allowed(CLAIM))]


class NewClaim(Body):
    """Who takes it on, if it is not who asks, and until when they will have helped."""

    member_id: Id | None = None
    due_on: Day | None = None


class Claimed(Step):
    """A request that somebody has taken on; `held_minutes` of credit are set aside for it."""

    status: Status = "claimed"
    claimed_by: str
    due_on: Day
    held_minutes: int


class GiveBack(Body):
    """Why it is given back."""

    why: Why = "cannot"


class NewFulfilment(Body):
    """When help was given, or what is on record already that met the request."""

    starts_at: Moment | None = None
    ends_at: Moment | None = None
    service_id: Id | None = None
    donation_id: Id | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "NewFulfilment":
        ways = [self.starts_at and self.ends_at, self.service_id, self.donation_id, self.note]
        if len([it for it in ways if it]) != 1 or (self.starts_at is None) != (
            self.ends_at is None
        ):
            raise ValueError(
                "请填写服务的起止时间，或一条服务记录、一笔捐赠、一段说明，只填一种。｜"
                "needs the times of the help, or one service, donation or note: one of them."
            )
        return self


class Fulfilled(Step):
    """Help that was given; its hours, if it took any, wait for confirmation."""

    status: Status = "fulfilled"
    service_id: str | None
    minutes: int | None


@router.post("/claims", status_code=201)
async def claim(taken_id: str, body: NewClaim, caller: Helping) -> Claimed:
    """Take a request on, oneself or as coordinator for who comes to the desk."""
    helper_id = caller.acts_for(body.member_id)
    decision = ClaimRequest(need_id=taken_id, helper_id=helper_id, due_on=body.due_on)
    receipt, fact = await caller.record(decision, RequestClaimed, for_member=helper_id)
    return Claimed(
        request_id=taken_id,
        claimed_by=fact.helper_id,
        due_on=fact.due_on,
        held_minutes=fact.hold.set_aside if fact.hold else 0,
        position=receipt.position,
    )


@router.post("/fulfilment", status_code=201)
async def fulfil(taken_id: str, body: NewFulfilment, caller: Helping) -> Fulfilled:
    """Say when help was given, which makes the service, or name what met the request."""
    helper_id = await _helper_of(caller, taken_id)
    decision: ServeRequest | FulfilRequest
    if body.starts_at and body.ends_at:
        decision = ServeRequest(
            need_id=taken_id,
            starts_at=body.starts_at,
            ends_at=body.ends_at,
            by_office=caller.for_others,
        )
    else:
        decision = FulfilRequest(
            need_id=taken_id,
            service_id=body.service_id,
            donation_id=body.donation_id,
            note_text=await caller.community.vault.keep_text(body.note),
            by_office=caller.for_others,
        )
    receipt, fact = await caller.record(decision, Fact, for_member=helper_id)
    assert isinstance(fact, RequestServed | RequestFulfilled)
    return Fulfilled(
        request_id=taken_id,
        service_id=fact.service_id,
        minutes=fact.minutes if isinstance(fact, RequestServed) else None,
        position=receipt.position,
    )


@router.post("/give-backs", status_code=201)
async def give_back(taken_id: str, body: GiveBack, caller: Helping) -> Step:
    """Give a request back: it is open again."""
    decision = GiveBackRequest(need_id=taken_id, why=body.why, by_office=caller.for_others)
    helper_id = await _helper_of(caller, taken_id)
    receipt, _ = await caller.record(decision, RequestGivenBack, for_member=helper_id)
    return Step(request_id=taken_id, status="published", position=receipt.position)


async def _helper_of(caller: Caller, request_id: str) -> str | None:
    """Who has taken it on, for whom the desk acts."""
    found = await request_of(caller, request_id)
    return found.helper_id if found else None


CAPABILITY: Final = Capability(
    name="helping", model=(claims, fulfilment, giving_back), router=router
)
