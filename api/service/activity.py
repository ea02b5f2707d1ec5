"""Activities: publishing, signing up, in and out."""

from datetime import UTC, date, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from api.capability import Capability, Place
from api.policy.act import SIGNED_IN, Act
from api.serving.access import Caller, allowed, fresh
from api.serving.codes import activity_code, day_of_code, fits_activity
from api.serving.fields import Amount, Body, Id, Moment, Text, Word
from api.serving.own_facts import see_own_facts
from api.serving.paging import Page, PageAfter, PageSize, page, read_cursor
from api.serving.problems import Problem
from domain.ledger.refusal import Refusal
from domain.service import activity, places
from domain.service.activity import SignIn, SignOut, VolunteerSignedIn, VolunteerSignedOut
from domain.service.places import CancelSignUp, SignUp, SignUpCancelled, VolunteerSignedUp
from domain.service.plan import ActivityPublished, PublishActivity, UnknownActivity
from projections.people.statements import LAST
from projections.service.activities import Activities, activities, plans

PUBLISH: Final = Act(
    "activity.publish", "发布和管理活动", by=("coordinator",), in_node=True, placed=True
)
SEE_ACTIVITIES: Final = Act("activity.see", "看活动", by=SIGNED_IN)
SIGN_UP: Final = Act(
    "activity.sign_up",
    "报名",
    by=("coordinator",),
    own=("volunteer",),
    in_node=True,
    helper="sign_up",
)
ATTEND: Final = Act(
    "activity.attend", "签到和签退", by=("coordinator",), own=("volunteer",), in_node=True
)
TELL_CODE: Final = Act(
    "activity.code", "看当天的签到码", by=("coordinator",), in_node=True, placed=True
)

router = APIRouter(prefix="/api/activities", tags=["activities"])

SigningUp = Annotated[Caller, Depends(allowed(SIGN_UP))]
Attending = Annotated[Caller, Depends(allowed(ATTEND))]


class WrongActivityCode(Refusal, code="wrong_activity_code", field="code"):
    """Whoever signs themselves in or out is there, and so knows what the leader tells."""

    zh = "签到码不对。请看带队人今天给的 6 位数字，再输一次。"
    en = "The code is wrong. Ask the leader for today's six digits and try again."


class NewActivity(Body):
    """An activity that volunteers may join; with `node` it is of one grid."""

    title: Text
    programme: Word
    team: Word | None = None
    place: Text
    starts_at: Moment
    ends_at: Moment
    capacity: Amount | None = None
    node: Id | None = None


class Published(BaseModel):
    """The new activity."""

    activity_id: str
    position: int


class Who(Body):
    """For whom a coordinator acts; without it, for oneself."""

    member_id: Id | None = None


class WhoAndWhen(Who):
    """`at` is the time that a coordinator types in when the clock was not there.

    For oneself the `code` is needed that the leader tells those who are there.
    """

    at: Moment | None = None
    code: Word | None = None


class CodeOfDay(BaseModel):
    """The six digits that sign somebody in or out, and the day on which they were first told."""

    activity_id: str
    code: str
    day: date


class Attendance(BaseModel):
    """What a volunteer did in an activity."""

    activity_id: str
    member_id: str
    position: int


class Finished(BaseModel):
    """A service that waits for confirmation."""

    service_id: str
    minutes: int
    status: str = "pending"
    position: int


class ActivityRow(BaseModel):
    """An activity with what the caller did in it; `plan_id` names what was said last of it."""

    activity_id: str
    plan_id: str
    title: str | None
    programme: str
    team: str | None
    place: str | None
    starts_at: datetime
    ends_at: datetime
    capacity: int | None
    moved: bool
    called_off_at: datetime | None
    called_off_because: str | None
    signed_up: int
    signed_in: int
    i_signed_up: bool
    i_signed_in_at: datetime | None
    i_signed_out_at: datetime | None
    node: str | None


@router.post("", status_code=201)
async def publish(
    body: NewActivity, caller: Annotated[Caller, Depends(allowed(PUBLISH))]
) -> Published:
    """Publish an activity; who looks after one grid, for that grid."""
    caller.reach.require_node(body.node)
    texts = await caller.community.vault.keep_texts([body.title, body.place])
    decision = PublishActivity(
        title_text=texts[body.title],
        programme=body.programme,
        place_text=texts[body.place],
        starts_at=body.starts_at,
        ends_at=body.ends_at,
        team=body.team,
        capacity=body.capacity,
        node_id=body.node,
    )
    receipt, fact = await caller.record(decision, ActivityPublished)
    return Published(activity_id=fact.activity_id, position=receipt.position)


@router.get("", dependencies=[Depends(fresh("activities"))])
async def find(
    caller: Annotated[Caller, Depends(allowed(SEE_ACTIVITIES))],
    ending_after: Moment | None = None,
    limit: PageSize = 50,
    after: PageAfter = None,
) -> Page[ActivityRow]:
    """Activities, the last published first."""
    found = await activities(
        caller.community.reader,
        caller.member_id,
        before=read_cursor(after, LAST)[0],
        limit=limit + 1,
        ending_after=ending_after,
    )
    rows, following = page(found, limit, lambda row: (row.position,))
    texts = await caller.community.vault.texts(
        text_id for row in rows for text_id in (row.title_text, row.place_text, row.reason_text)
    )
    items = [
        ActivityRow(
            **{name: it for name, it in row._asdict().items() if name in ActivityRow.model_fields},
            title=texts.get(row.title_text),
            place=texts.get(row.place_text),
            moved=row.moved,
            called_off_because=texts.get(row.reason_text or ""),
            node=row.node_id,
        )
        for row in rows
    ]
    return Page(items=items, next=following)


@router.post("/{activity_id}/sign-ups", status_code=201)
async def sign_up(activity_id: str, caller: SigningUp, body: Who | None = None) -> Attendance:
    """Take a place, or as coordinator give a member one."""
    member_id = caller.acts_for(body.member_id if body else None)
    decision = SignUp(activity_id=activity_id, member_id=member_id)
    receipt, _ = await caller.record(decision, VolunteerSignedUp, for_member=member_id)
    return Attendance(activity_id=activity_id, member_id=member_id, position=receipt.position)


@router.post("/{activity_id}/cancellations", status_code=201)
async def cancel(activity_id: str, caller: SigningUp, body: Who | None = None) -> Attendance:
    """Give one's place back, or as coordinator a member's."""
    member_id = caller.acts_for(body.member_id if body else None)
    decision = CancelSignUp(activity_id=activity_id, member_id=member_id)
    receipt, _ = await caller.record(decision, SignUpCancelled, for_member=member_id)
    return Attendance(activity_id=activity_id, member_id=member_id, position=receipt.position)


@router.post("/{activity_id}/sign-ins", status_code=201)
async def sign_in(
    activity_id: str, caller: Attending, body: WhoAndWhen | None = None
) -> Attendance:
    """Begin to serve."""
    who = body or WhoAndWhen()
    member_id = await _attendee(caller, activity_id, who)
    decision = SignIn(activity_id=activity_id, member_id=member_id, at=who.at)
    receipt, _ = await caller.record(decision, VolunteerSignedIn, for_member=member_id)
    return Attendance(activity_id=activity_id, member_id=member_id, position=receipt.position)


@router.post("/{activity_id}/sign-outs", status_code=201)
async def sign_out(activity_id: str, caller: Attending, body: WhoAndWhen | None = None) -> Finished:
    """Finish: the time since the sign-in waits for confirmation."""
    who = body or WhoAndWhen()
    member_id = await _attendee(caller, activity_id, who)
    decision = SignOut(activity_id=activity_id, member_id=member_id, at=who.at)
    receipt, fact = await caller.record(decision, VolunteerSignedOut, for_member=member_id)
    return Finished(service_id=fact.service_id, minutes=fact.minutes, position=receipt.position)


async def _attendee(caller: Caller, activity_id: str, who: WhoAndWhen) -> str:
    """Who is signed in or out: a member by a coordinator, or who knows the code of the day.

    Raises Problem, WrongActivityCode, and TooManyAttempts after ten wrong codes.
    """
    member_id = caller.acts_for(who.member_id)
    if who.at is not None and not caller.for_others:
        raise Problem(403, "not_permitted")
    if member_id == caller.member_id:
        await caller.require_content()
        await require_code(caller, activity_id, who.code or "")
    return member_id


async def _day_of_code(caller: Caller, activity_id: str) -> date:
    """The day whose code counts in an activity now. Raises UnknownActivity."""
    await see_own_facts(caller.community, "activities")
    planned = await plans(caller.community.reader, [activity_id])
    if activity_id not in planned:
        raise UnknownActivity
    starts_at = planned[activity_id].starts_at
    return day_of_code(starts_at, datetime.now(UTC), caller.community.zone)


async def require_code(caller: Caller, activity_id: str, typed: str) -> None:
    """See that somebody is there: they know what the leader tells, or were there when they asked.

    Raises UnknownActivity, WrongActivityCode, and TooManyAttempts after ten wrong codes.
    """
    if await caller.is_repeat():
        return
    day = await _day_of_code(caller, activity_id)
    credentials = caller.community.credentials
    attempt = f"activity code of {caller.member_id} at {activity_id}"
    await credentials.count_attempt(attempt)
    if not fits_activity(caller.community.vault, activity_id, day, typed):
        raise WrongActivityCode
    await credentials.forget_failures(attempt)


@router.get("/{activity_id}/code", dependencies=[Depends(fresh("activities"))])
async def code(
    activity_id: str, caller: Annotated[Caller, Depends(allowed(TELL_CODE))]
) -> CodeOfDay:
    """The code for the leader to tell those who are there: a night keeps that of its evening."""
    day = await _day_of_code(caller, activity_id)
    text = activity_code(caller.community.vault, activity_id, day)
    return CodeOfDay(activity_id=activity_id, code=text, day=day)


CAPABILITY: Final = Capability(
    name="activity",
    model=(activity, places),
    projections=(Activities,),
    router=router,
    pages=(
        "volunteer.service.activities",
        "desk.service.activities",
    ),
    places=(
        Place(menu="site", rank=30, path="/activities", words="活动"),
        Place(menu="bar", rank=20, path="/activities", words="活动", sign="activities"),
        Place(menu="desk", rank=50, path="/desk/activities", words="活动管理"),
    ),
)
