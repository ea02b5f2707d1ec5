"""Activities as volunteers see them: what comes, a place in it, signing in and out on the spot."""

from collections.abc import Awaitable
from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import Depends, Response
from pydantic import BaseModel, ValidationError

from api.pages.done import said
from api.pages.routing import page_router
from api.pages.visitor import Visitor, go_on, visiting
from api.pages.volunteer.offered import offered
from api.service import activity as interface
from api.service import going_on
from api.service.activity import ATTEND, SEE_ACTIVITIES, SIGN_UP, WhoAndWhen
from api.service.going_on import Code, leaves_at_once
from api.serving.own_facts import see_own_facts
from domain.ledger.refusal import Refusal
from domain.service.plan import UnknownActivity
from projections.people.statements import LAST
from projections.service.activities import activities, attended, coming

router = page_router()

Reader = Annotated[Visitor, Depends(visiting(SEE_ACTIVITIES))]
SigningUp = Annotated[Visitor, Depends(visiting(SIGN_UP, for_oneself=True))]
Attending = Annotated[Visitor, Depends(visiting(ATTEND, for_oneself=True))]

COMING_SHOWN_MAX: Final = 100
ATTENDED_SHOWN_MAX: Final = 10

DONE: Final = {
    "signed_up": "报名成功，到时见。",
    "cancelled": "已取消报名，名额让给别人。",
    "signed_in": "签到成功，辛苦了。走的时候记得签退。",
    "signed_out": "签退成功，时长正在等待确认。",
    "goes_on": "已撤回签退，继续计时。走的时候记得再签退。",
}


@router.get("/activities")
async def list_activities(visitor: Reader) -> Response:
    """What comes, the first to begin first; then what one was at."""
    community = visitor.community
    await see_own_facts(community, "activities")
    now = datetime.now(UTC)
    ahead = await coming(community.reader, visitor.member_id, now, limit=COMING_SHOWN_MAX)
    been = await attended(community.reader, visitor.member_id, limit=ATTENDED_SHOWN_MAX)
    ahead = [row for row in ahead if row.i_signed_out_at is None]
    return visitor.show(
        "volunteer/service/activities.html",
        ahead=await offered(visitor, ahead),
        been=await offered(visitor, been),
    )


@router.get("/activities/{activity_id}")
async def one_activity(activity_id: str, visitor: Reader) -> Response:
    """An activity, where one stands with it, and the next step. Refused: UnknownActivity."""
    return await _show(visitor, activity_id)


async def _show(
    visitor: Visitor, activity_id: str, problem: str | None = None, *, asked: bool = False
) -> Response:
    community = visitor.community
    await see_own_facts(community, "activities")
    rows = await activities(
        community.reader, visitor.member_id, before=LAST, limit=1, activity_id=activity_id
    )
    if not rows:
        raise UnknownActivity
    (activity,) = await offered(visitor, rows)
    return visitor.show(
        "volunteer/service/activity.html",
        409 if problem or asked else 200,
        activity=activity,
        may_act=visitor.may(SIGN_UP),
        message=None if problem else said(visitor, DONE),
        problem=problem,
        asked=asked,
        code=visitor.form.get("code", ""),
    )


@router.post("/activities/{activity_id}/sign-up")
async def sign_up(activity_id: str, visitor: SigningUp) -> Response:
    """Take a place."""
    return await _act(visitor, activity_id, interface.sign_up(activity_id, visitor), "signed_up")


@router.post("/activities/{activity_id}/cancel")
async def cancel(activity_id: str, visitor: SigningUp) -> Response:
    """Give the place back."""
    return await _act(visitor, activity_id, interface.cancel(activity_id, visitor), "cancelled")


@router.post("/activities/{activity_id}/sign-in")
async def sign_in(activity_id: str, visitor: Attending) -> Response:
    """Begin, with the code that the leader tells those who are there."""
    recording = interface.sign_in(activity_id, visitor, _with_code(visitor))
    return await _act(visitor, activity_id, recording, "signed_in")


@router.post("/activities/{activity_id}/sign-out")
async def sign_out(activity_id: str, visitor: Attending) -> Response:
    """Finish, with the leader's code; who came in this minute is asked first."""
    member_id = visitor.member_id
    if "sure" not in visitor.form and await leaves_at_once(visitor, activity_id, member_id):
        return await _show(visitor, activity_id, asked=True)
    recording = interface.sign_out(activity_id, visitor, _with_code(visitor))
    return await _act(visitor, activity_id, recording, "signed_out")


@router.post("/activities/{activity_id}/sign-out/withdrawal")
async def withdraw_sign_out(activity_id: str, visitor: Attending) -> Response:
    """Go on: the sign-out was a mistake."""
    body = Code(code=_with_code(visitor).code)
    recording = going_on.withdraw(activity_id, visitor.member_id, visitor, body)
    return await _act(visitor, activity_id, recording, "goes_on")


def _with_code(visitor: Visitor) -> WhoAndWhen:
    """The visitor with the code that they typed; one that cannot be a code is none."""
    try:
        return WhoAndWhen.model_validate({"code": visitor.form.get("code")})
    except ValidationError:
        return WhoAndWhen()


async def _act(
    visitor: Visitor, activity_id: str, recording: Awaitable[BaseModel], done: str
) -> Response:
    """Wait until it is recorded, and show the activity as it stands then."""
    try:
        await recording
    except UnknownActivity:
        raise
    except Refusal as refusal:
        return await _show(visitor, activity_id, refusal.sentence(visitor.language))
    return go_on(f"/activities/{activity_id}", done=done)
