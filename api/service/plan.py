"""Plans of activities: moving one that was published, or calling it off."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from api.capability import Capability
from api.service.activity import PUBLISH
from api.serving.access import Caller, allowed
from api.serving.fields import Amount, Body, Id, Moment, Text
from domain.service import plan
from domain.service.plan import (
    ActivityCalledOff,
    ActivityChanged,
    CallOffActivity,
    ChangeActivity,
)

router = APIRouter(prefix="/api/activities", tags=["activities"])

Planning = Annotated[Caller, Depends(allowed(PUBLISH))]


class NewPlan(Body):
    """What is different from now on; what is not said stays.

    `plan_id` is that of the activity as it was seen: who has seen less than there is, is refused.
    """

    starts_at: Moment | None = None
    ends_at: Moment | None = None
    place: Text | None = None
    capacity: Amount | None = None
    plan_id: Id | None = None


class CallingOff(Body):
    """Why it does not take place: those who signed up read it."""

    reason: Text


class Planned(BaseModel):
    """The activity that has another plan, or none."""

    activity_id: str
    position: int


@router.post("/{activity_id}/changes", status_code=201)
async def change(activity_id: str, body: NewPlan, caller: Planning) -> Planned:
    """Move an activity, or change how many may come; who signed up sees it."""
    decision = ChangeActivity(
        activity_id=activity_id,
        plan_id=body.plan_id,
        starts_at=body.starts_at,
        ends_at=body.ends_at,
        place_text=await caller.community.vault.keep_text(body.place),
        capacity=body.capacity,
    )
    receipt, _ = await caller.record(decision, ActivityChanged)
    return Planned(activity_id=activity_id, position=receipt.position)


@router.post("/{activity_id}/calling-off", status_code=201)
async def call_off(activity_id: str, body: CallingOff, caller: Planning) -> Planned:
    """Call an activity off; who signed up sees why."""
    texts = await caller.community.vault.keep_texts([body.reason])
    decision = CallOffActivity(activity_id=activity_id, reason_text=texts[body.reason])
    receipt, _ = await caller.record(decision, ActivityCalledOff)
    return Planned(activity_id=activity_id, position=receipt.position)


CAPABILITY: Final = Capability(
    name="plan",
    model=(plan,),
    router=router,
    pages=("desk.service.plans",),
)
