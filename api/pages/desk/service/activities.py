"""Activities at the desk: published, listed, and people signed up, in and out."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Final, NamedTuple

from fastapi import Query, Response

from api.pages.desk.forms import Clock, Coordinator, Times, Whole, explain, moment
from api.pages.desk.names import Somebody, named, search
from api.pages.done import said
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on
from api.serving.codes import activity_code
from api.serving.fields import Body, Id, Text, Word
from api.serving.own_facts import see_own_facts
from api.serving.paging import page, read_cursor
from domain.ledger.decision import Decision
from domain.ledger.fact import Fact
from domain.ledger.refusal import Refusal
from domain.service.activity import (
    ActivityPublished,
    PublishActivity,
    SignIn,
    SignOut,
    UnknownActivity,
    VolunteerSignedIn,
    VolunteerSignedOut,
)
from domain.service.places import CancelSignUp, SignUp, SignUpCancelled, VolunteerSignedUp
from projections.people.members import members_by_id, teams
from projections.people.statements import LAST
from projections.service.activities import Attendee, ListedActivity, activities, attendees, plans
from projections.service.services import programmes

router = page_router()

PAGE_SIZE: Final = 30
DONE: Final = {
    "published": "活动已发布。",
    "signed_up": "已代为报名。",
    "cancelled": "已代为取消报名。",
    "signed_in": "已代为签到。",
    "signed_out": "已代为签退，请另一位工作人员确认时长。",
}


class NewActivity(Times):
    """An activity as it is typed in."""

    title: Text
    programme: Word
    team: Word | None = None
    place: Text
    capacity: Whole | None = None


class ForWhom(Body):
    """For whom, when it was if not now, and from which page it was sent."""

    member_id: Id
    at: Clock | None = None
    back: Word | None = None


class Person(NamedTuple):
    """Somebody in an activity, with what they did there."""

    somebody: Somebody
    did: Attendee


@router.get("/desk/activities")
async def listed(
    visitor: Coordinator, after: Annotated[str | None, Query(max_length=100)] = None
) -> Response:
    """Activities, the last published first."""
    await see_own_facts(visitor.community, "activities")
    found = await activities(
        visitor.community.reader,
        visitor.member_id,
        before=read_cursor(after, LAST)[0],
        limit=PAGE_SIZE + 1,
    )
    rows, following = page(found, PAGE_SIZE, lambda it: (it.position,))
    return visitor.show(
        "desk/service/activities.html",
        rows=rows,
        following=following,
        texts=await _texts(visitor, rows),
        now=datetime.now(UTC),
    )


async def _texts(visitor: Visitor, rows: list[ListedActivity]) -> dict[str, str]:
    ids = [text for it in rows for text in (it.title_text, it.place_text)]
    return await visitor.community.vault.texts(ids)


@router.get("/desk/activities/new")
async def publishing(visitor: Coordinator) -> Response:
    """The form to publish an activity."""
    return await _publishing(visitor)


async def _publishing(
    visitor: Visitor, *, problem: str | None = None, status: int = 200
) -> Response:
    reader = visitor.community.reader
    return visitor.show(
        "desk/service/publish.html",
        status,
        typed=visitor.form,
        teams=await teams(reader),
        programmes=await programmes(reader),
        today=visitor.today,
        problem=problem,
    )


@router.post("/desk/activities/new")
async def publish(visitor: Coordinator) -> Response:
    """Publish an activity."""
    zone = visitor.community.zone
    try:
        typed = visitor.read(NewActivity)
        texts = await visitor.community.vault.keep_texts([typed.title, typed.place])
        decision = PublishActivity(
            title_text=texts[typed.title],
            programme=typed.programme,
            place_text=texts[typed.place],
            starts_at=typed.starts_at(zone),
            ends_at=typed.ends_at(zone),
            team=typed.team,
            capacity=typed.capacity,
        )
        _, fact = await visitor.record(decision, ActivityPublished)
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        return await _publishing(visitor, problem=problem, status=status)
    return go_on(f"/desk/activities/{fact.activity_id}", done="published")


@router.get("/desk/activities/{activity_id}")
async def one(activity_id: str, visitor: Coordinator, q: str = "") -> Response:
    """One activity: today's code for its leader, and the people in it."""
    return await _one_page(visitor, activity_id, q=q)


async def _one_page(
    visitor: Visitor,
    activity_id: str,
    *,
    q: str = "",
    problem: str | None = None,
    status: int = 200,
) -> Response:
    community = visitor.community
    await see_own_facts(community, "activities")
    found = await activities(
        community.reader, visitor.member_id, before=LAST, limit=1, activity_id=activity_id
    )
    if not found:
        raise UnknownActivity
    activity = found[0]
    people = await _people(visitor, activity_id)
    there = {it.somebody.member_id for it in people}
    first_day = activity.starts_at.astimezone(community.zone).date()
    last_day = activity.ends_at.astimezone(community.zone).date()
    on_today = first_day <= visitor.today <= last_day
    return visitor.show(
        "desk/service/activity.html",
        status,
        it=activity,
        texts=await _texts(visitor, [activity]),
        people=people,
        over=activity.ends_at <= datetime.now(UTC),
        begun=first_day <= visitor.today,
        code=activity_code(community.vault, activity_id, visitor.today) if on_today else None,
        q=q,
        found=[it for it in await search(visitor, q) if it.member_id not in there],
        message=said(visitor, DONE),
        problem=problem,
    )


async def _people(visitor: Visitor, activity_id: str) -> list[Person]:
    reader = visitor.community.reader
    did = {it.member_id: it for it in await attendees(reader, activity_id)}
    found = await named(visitor, (await members_by_id(reader, list(did))).values())
    return [Person(it, did[it.member_id]) for it in found]


@router.post("/desk/activities/{activity_id}/sign-up")
async def sign_up(activity_id: str, visitor: Coordinator) -> Response:
    """Give a member a place."""

    def decide(typed: ForWhom, _: datetime | None) -> Decision:
        return SignUp(activity_id=activity_id, member_id=typed.member_id)

    return await _act(visitor, activity_id, decide, VolunteerSignedUp, "signed_up")


@router.post("/desk/activities/{activity_id}/cancel")
async def cancel(activity_id: str, visitor: Coordinator) -> Response:
    """Give a member's place back."""

    def decide(typed: ForWhom, _: datetime | None) -> Decision:
        return CancelSignUp(activity_id=activity_id, member_id=typed.member_id)

    return await _act(visitor, activity_id, decide, SignUpCancelled, "cancelled")


@router.post("/desk/activities/{activity_id}/sign-in")
async def sign_in(activity_id: str, visitor: Coordinator) -> Response:
    """Sign a member in, now or at the time that is typed in."""

    def decide(typed: ForWhom, at: datetime | None) -> Decision:
        return SignIn(activity_id=activity_id, member_id=typed.member_id, at=at)

    return await _act(visitor, activity_id, decide, VolunteerSignedIn, "signed_in")


@router.post("/desk/activities/{activity_id}/sign-out")
async def sign_out(activity_id: str, visitor: Coordinator) -> Response:
    """Sign a member out, now or at the time that is typed in."""

    def decide(typed: ForWhom, at: datetime | None) -> Decision:
        return SignOut(activity_id=activity_id, member_id=typed.member_id, at=at)

    return await _act(visitor, activity_id, decide, VolunteerSignedOut, "signed_out")


async def _act(
    visitor: Visitor,
    activity_id: str,
    decide: Callable[[ForWhom, datetime | None], Decision],
    expected: type[Fact],
    done: str,
) -> Response:
    """Record what was done for somebody, and go back to where the form stood."""
    try:
        typed = visitor.read(ForWhom)
        at = await _typed_moment(visitor, activity_id, typed)
        await visitor.record(decide(typed, at), expected, for_member=typed.member_id)
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        return await _one_page(visitor, activity_id, problem=problem, status=status)
    if typed.back == "member":
        return go_on(f"/desk/members/{typed.member_id}/activities", done=done)
    return go_on(f"/desk/activities/{activity_id}", done=done)


async def _typed_moment(visitor: Visitor, activity_id: str, typed: ForWhom) -> datetime | None:
    """The time of day that was typed in, on the activity's first day. Raises UnknownActivity."""
    if typed.at is None:
        return None
    await see_own_facts(visitor.community, "activities")
    planned = await plans(visitor.community.reader, [activity_id])
    if activity_id not in planned:
        raise UnknownActivity
    zone = visitor.community.zone
    return moment(planned[activity_id].starts_at.astimezone(zone).date(), typed.at, zone)
