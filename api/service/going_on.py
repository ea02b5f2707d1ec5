"""Presence that goes on: a mistaken sign-out is taken back."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends

from api.capability import Capability
from api.service.activity import ATTEND, Attendance, require_code
from api.serving.access import Caller, allowed
from api.serving.fields import Body, Word
from api.serving.own_facts import see_own_facts
from domain.service import going_on, unearned
from domain.service.going_on import WithdrawSignOut
from domain.service.unearned import SignOutWithdrawn
from projections.service.activities import attendees, plans

router = APIRouter(prefix="/api/activities", tags=["activities"])

AT_ONCE: Final = timedelta(minutes=1)
"""Who leaves sooner may have pressed the wrong button."""


class Code(Body):
    """What the leader tells those who are there; a coordinator needs none for others."""

    code: Word | None = None


@router.post("/{activity_id}/sign-outs/{member_id}/withdrawal", status_code=201)
async def withdraw(
    activity_id: str,
    member_id: str,
    caller: Annotated[Caller, Depends(allowed(ATTEND))],
    body: Code | None = None,
) -> Attendance:
    """Take a sign-out back while the service waits: the presence goes on."""
    concerned = caller.acts_for(member_id)
    if concerned == caller.member_id:
        await caller.require_content()
        await require_code(caller, activity_id, (body.code if body else None) or "")
    decision = WithdrawSignOut(activity_id=activity_id, member_id=concerned)
    receipt, _ = await caller.record(decision, SignOutWithdrawn, for_member=concerned)
    return Attendance(activity_id=activity_id, member_id=concerned, position=receipt.position)


async def leaves_at_once(
    caller: Caller, activity_id: str, member_id: str, at: datetime | None = None
) -> bool:
    """Whether a sign-out, now or at a moment that was typed in, ends a presence of no minute."""
    community = caller.community
    await see_own_facts(community, "activities")
    planned = await plans(community.reader, [activity_id])
    began = [
        it.signed_in_at
        for it in await attendees(community.reader, activity_id)
        if it.member_id == member_id and it.signed_in_at and not it.signed_out_at
    ]
    if not began or activity_id not in planned:
        return False
    return (at or datetime.now(UTC)) - max(began[0], planned[activity_id].starts_at) < AT_ONCE


CAPABILITY: Final = Capability(
    name="going_on",
    model=(going_on, unearned),
    router=router,
)
