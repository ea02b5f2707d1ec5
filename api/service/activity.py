"""Activities: publishing, signing up, in and out."""

from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from api.capability import Capability, Place
from api.serving.access import ANYONE, Caller, allowed, fresh
from api.serving.fields import Amount, Body, Id, Moment, Text, Word
from api.serving.paging import Page, PageAfter, PageSize, page, read_cursor
from domain.service import activity, places
from domain.service.activity import (
    ActivityPublished,
    PublishActivity,
    SignIn,
    SignOut,
    VolunteerSignedIn,
    VolunteerSignedOut,
)
from domain.service.places import CancelSignUp, SignUp, SignUpCancelled, VolunteerSignedUp
from projections.people.statements import LAST
from projections.service.activities import Activities, activities

router = APIRouter(prefix="/api/activities", tags=["activities"])

Anyone = Annotated[Caller, Depends(allowed(ANYONE))]
ForSomebody = Annotated[Caller, Depends(allowed("volunteer", "coordinator"))]


class NewActivity(Body):
    """An activity that volunteers may join."""

    title: Text
    programme: Word
    team: Word | None = None
    place: Text
    starts_at: Moment
    ends_at: Moment
    capacity: Amount | None = None


class Published(BaseModel):
    """The new activity."""

    activity_id: str
    position: int


class Who(Body):
    """For whom a coordinator acts; without it, for oneself."""

    member_id: Id | None = None


class WhoAndWhen(Who):
    """`at` is the time that a coordinator types in when the clock was not there."""

    at: Moment | None = None


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
    """An activity with what the caller did in it."""

    activity_id: str
    title: str | None
    programme: str
    team: str | None
    place: str | None
    starts_at: datetime
    ends_at: datetime
    capacity: int | None
    signed_up: int
    signed_in: int
    i_signed_up: bool
    i_signed_in_at: datetime | None
    i_signed_out_at: datetime | None


@router.post("", status_code=201)
async def publish(
    body: NewActivity, caller: Annotated[Caller, Depends(allowed("coordinator"))]
) -> Published:
    """Publish an activity."""
    texts = await caller.community.vault.keep_texts([body.title, body.place])
    decision = PublishActivity(
        title_text=texts[body.title],
        programme=body.programme,
        place_text=texts[body.place],
        starts_at=body.starts_at,
        ends_at=body.ends_at,
        team=body.team,
        capacity=body.capacity,
    )
    receipt, fact = await caller.record(decision, ActivityPublished)
    return Published(activity_id=fact.activity_id, position=receipt.position)


@router.get("", dependencies=[Depends(fresh("activities"))])
async def find(
    caller: Anyone,
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
        text_id for row in rows for text_id in (row.title_text, row.place_text)
    )
    items = []
    for row in rows:
        fields = row._asdict()
        title, place = texts.get(fields.pop("title_text")), texts.get(fields.pop("place_text"))
        items.append(ActivityRow(**fields, title=title, place=place))
    return Page(items=items, next=following)


@router.post("/{activity_id}/sign-ups", status_code=201)
async def sign_up(activity_id: str, caller: ForSomebody, body: Who | None = None) -> Attendance:
    """Take a place, or as coordinator give a member one."""
    member_id = caller.self_or_named(body.member_id if body else None)
    decision = SignUp(activity_id=activity_id, member_id=member_id)
    receipt, _ = await caller.record(decision, VolunteerSignedUp, for_member=member_id)
    return Attendance(activity_id=activity_id, member_id=member_id, position=receipt.position)


@router.post("/{activity_id}/cancellations", status_code=201)
async def cancel(activity_id: str, caller: ForSomebody, body: Who | None = None) -> Attendance:
    """Give one's place back, or as coordinator a member's."""
    member_id = caller.self_or_named(body.member_id if body else None)
    decision = CancelSignUp(activity_id=activity_id, member_id=member_id)
    receipt, _ = await caller.record(decision, SignUpCancelled, for_member=member_id)
    return Attendance(activity_id=activity_id, member_id=member_id, position=receipt.position)


@router.post("/{activity_id}/sign-ins", status_code=201)
async def sign_in(
    activity_id: str, caller: ForSomebody, body: WhoAndWhen | None = None
) -> Attendance:
    """Begin to serve."""
    who = body or WhoAndWhen()
    member_id = caller.self_or_named(who.member_id)
    if who.at is not None:
        caller.require_role("coordinator")
    decision = SignIn(activity_id=activity_id, member_id=member_id, at=who.at)
    receipt, _ = await caller.record(decision, VolunteerSignedIn, for_member=member_id)
    return Attendance(activity_id=activity_id, member_id=member_id, position=receipt.position)


@router.post("/{activity_id}/sign-outs", status_code=201)
async def sign_out(
    activity_id: str, caller: ForSomebody, body: WhoAndWhen | None = None
) -> Finished:
    """Finish: the time since the sign-in waits for confirmation."""
    who = body or WhoAndWhen()
    member_id = caller.self_or_named(who.member_id)
    if who.at is not None:
        caller.require_role("coordinator")
    decision = SignOut(activity_id=activity_id, member_id=member_id, at=who.at)
    receipt, fact = await caller.record(decision, VolunteerSignedOut, for_member=member_id)
    return Finished(service_id=fact.service_id, minutes=fact.minutes, position=receipt.position)


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
        Place(menu="desk", rank=50, path="/desk/activities", words="活动管理"),
    ),
)
