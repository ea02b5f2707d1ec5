"""Activities at the desk: published, listed, and people signed up, in and out."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, Final, NamedTuple

from fastapi import Depends, Query, Response
from pydantic import BaseModel

from api.pages.desk.forms import explain, moment_near, read_part, read_with_times
from api.pages.desk.names import Somebody, named, search
from api.pages.done import said
from api.pages.routing import page_router
from api.pages.typed import Clock
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.service import activity as interface
from api.service.activity import ATTEND, PUBLISH, SIGN_UP, TELL_CODE, NewActivity, WhoAndWhen
from api.service.going_on import leaves_at_once, withdraw
from api.serving.codes import activity_code, day_of_code
from api.serving.fields import Body
from api.serving.own_facts import see_own_facts
from api.serving.paging import page, read_cursor
from domain.ledger.refusal import Refusal
from domain.service.counting.times import opens_at
from domain.service.plan import UnknownActivity
from projections.people.members import members_by_id, teams
from projections.people.nodes import node_names, nodes
from projections.people.statements import LAST
from projections.service.activities import Attendee, ListedActivity, activities, attendees, plans
from projections.service.services import programmes

router = page_router()

Publishing = Annotated[Visitor, Depends(visiting(PUBLISH))]
SigningUp = Annotated[Visitor, Depends(visiting(SIGN_UP, for_others=True))]
Attending = Annotated[Visitor, Depends(visiting(ATTEND, for_others=True))]

PAGE_SIZE: Final = 30
DONE: Final = {
    "published": "活动已发布。",
    "changed": "活动已更改，报了名的人会看到。",
    "called_off": "活动已取消，报了名的人会看到。",
    "signed_up": "已代为报名。",
    "cancelled": "已代为取消报名。",
    "signed_in": "已代为签到。",
    "signed_out": "已代为签退，请另一位工作人员确认时长。",
    "goes_on": "已撤回签退，继续计时。",
}


class TypedTime(Body):
    """When it was, if not now."""

    at: Clock | None = None


class Person(NamedTuple):
    """Somebody in an activity, with what they did there."""

    somebody: Somebody
    did: Attendee


@router.get("/desk/activities")
async def listed(
    visitor: Publishing, after: Annotated[str | None, Query(max_length=100)] = None
) -> Response:
    """Activities, the last published first."""
    await see_own_facts(visitor.community, "activities")
    found = await activities(
        visitor.community.reader,
        visitor.member_id,
        before=read_cursor(after, LAST)[0],
        limit=PAGE_SIZE + 1,
        nodes=visitor.reach.nodes,
    )
    rows, following = page(found, PAGE_SIZE, lambda it: (it.position,))
    return visitor.show(
        "desk/service/activities.html",
        places=await node_names(visitor.community.reader),
        rows=rows,
        following=following,
        texts=await _texts(visitor, rows),
        now=datetime.now(UTC),
    )


async def _texts(visitor: Visitor, rows: list[ListedActivity]) -> dict[str, str]:
    ids = [
        text
        for it in rows
        for text in (it.title_text, it.place_text, it.was_place_text, it.reason_text)
    ]
    return await visitor.community.vault.texts(ids)


@router.get("/desk/activities/new")
async def publishing(visitor: Publishing) -> Response:
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
        places=await _places(visitor),
        whole=visitor.reach.is_whole,
        today=visitor.today,
        problem=problem,
    )


async def _places(visitor: Visitor) -> list[tuple[str, str]]:
    """The grids for which one may publish an activity, by their ids."""
    own = visitor.reach.nodes
    there = await nodes(visitor.community.reader, visitor.today)
    return [
        (it.node_id, it.label)
        for it in there
        if it.level == "grid" and (own is None or it.node_id in own)
    ]


@router.post("/desk/activities/new")
async def publish(visitor: Publishing) -> Response:
    """Publish an activity."""
    try:
        body = read_with_times(visitor, NewActivity)
        published = await interface.publish(body, visitor)
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        return await _publishing(visitor, problem=problem, status=status)
    return go_on(f"/desk/activities/{published.activity_id}", done="published")


@router.get("/desk/activities/{activity_id}")
async def one(activity_id: str, visitor: Publishing, q: str = "") -> Response:
    """One activity: today's code for its leader, and the people in it."""
    return await _one_page(visitor, activity_id, q=q)


async def _one_page(
    visitor: Visitor,
    activity_id: str,
    *,
    q: str = "",
    problem: str | None = None,
    status: int = 200,
    asked: str = "",
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
    now, zone = datetime.now(UTC), community.zone
    begun = opens_at(activity.starts_at, zone) <= now
    on_today = begun and visitor.today <= activity.ends_at.astimezone(zone).date()
    code_day = day_of_code(activity.starts_at, now, zone)
    return visitor.show(
        "desk/service/activity.html",
        status,
        it=activity,
        places=await node_names(community.reader),
        texts=await _texts(visitor, [activity]),
        people=people,
        over=activity.ends_at <= now,
        begun=begun,
        code=activity_code(community.vault, activity_id, code_day)
        if on_today and not activity.called_off_at and visitor.may(TELL_CODE)
        else None,
        q=q,
        found=[it for it in await search(visitor, q) if it.member_id not in there],
        asked=asked,
        typed=visitor.form,
        message=said(visitor, DONE),
        problem=problem,
    )


async def _people(visitor: Visitor, activity_id: str) -> list[Person]:
    reader = visitor.community.reader
    did = {it.member_id: it for it in await attendees(reader, activity_id)}
    did = {it: did[it] for it in visitor.reach.among(did) or ()}
    found = await named(visitor, (await members_by_id(reader, list(did), visitor.today)).values())
    return [Person(it, did[it.member_id]) for it in found]


@router.post("/desk/activities/{activity_id}/sign-up")
async def sign_up(activity_id: str, visitor: SigningUp) -> Response:
    """Give a member a place."""
    return await _act(visitor, activity_id, interface.sign_up, "signed_up")


@router.post("/desk/activities/{activity_id}/cancel")
async def cancel(activity_id: str, visitor: SigningUp) -> Response:
    """Give a member's place back."""
    return await _act(visitor, activity_id, interface.cancel, "cancelled")


@router.post("/desk/activities/{activity_id}/sign-in")
async def sign_in(activity_id: str, visitor: Attending) -> Response:
    """Sign a member in, now or at the time that is typed in."""
    return await _act(visitor, activity_id, interface.sign_in, "signed_in")


@router.post("/desk/activities/{activity_id}/sign-out")
async def sign_out(activity_id: str, visitor: Attending) -> Response:
    """Sign a member out, now or at the time that is typed in; of a minute's presence it asks."""
    visitor.reach.require(str(visitor.form.get("member_id", "")))
    if "sure" not in visitor.form and await _leaves_at_once(visitor, activity_id):
        asked = str(visitor.form.get("member_id", ""))
        return await _one_page(visitor, activity_id, asked=asked, status=409)
    return await _act(visitor, activity_id, interface.sign_out, "signed_out")


async def _leaves_at_once(visitor: Visitor, activity_id: str) -> bool:
    try:
        at = await _typed_moment(visitor, activity_id, read_part(visitor, TypedTime))
    except Malformed:
        return False  # told when it is read again
    member_id = str(visitor.form.get("member_id", ""))
    typed = datetime.fromisoformat(at) if at else None
    return await leaves_at_once(visitor, activity_id, member_id, typed)


@router.post("/desk/activities/{activity_id}/sign-out/withdrawal")
async def withdraw_sign_out(activity_id: str, visitor: Attending) -> Response:
    """Let a member's presence go on: the sign-out was a mistake."""
    try:
        await withdraw(activity_id, str(visitor.form.get("member_id", "")), visitor)
    except Refusal as no:
        status, problem = explain(visitor, no)
        return await _one_page(visitor, activity_id, problem=problem, status=status)
    return go_on(f"/desk/activities/{activity_id}", done="goes_on")


async def _act(
    visitor: Visitor,
    activity_id: str,
    record: Callable[[str, Visitor, WhoAndWhen], Awaitable[BaseModel]],
    done: str,
) -> Response:
    """Record what was done for somebody, and go back to where the form stood."""
    try:
        at = await _typed_moment(visitor, activity_id, read_part(visitor, TypedTime))
        member_id = visitor.form.get("member_id", "")
        who = visitor.read(WhoAndWhen, member_id=member_id, at=at, back=None, sure=None)
        await record(activity_id, visitor, who)
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        return await _one_page(visitor, activity_id, problem=problem, status=status)
    if visitor.form.get("back") == "member":
        return go_on(f"/desk/members/{member_id}/activities", done=done)
    return go_on(f"/desk/activities/{activity_id}", done=done)


async def _typed_moment(visitor: Visitor, activity_id: str, typed: TypedTime) -> str | None:
    """The time of day that was typed in, as it fits the plan. Raises UnknownActivity."""
    if typed.at is None:
        return None
    await see_own_facts(visitor.community, "activities")
    planned = await plans(visitor.community.reader, [activity_id])
    if activity_id not in planned:
        raise UnknownActivity
    plan = planned[activity_id]
    at = moment_near(plan.starts_at, plan.ends_at, typed.at, visitor.community.zone)
    return at.isoformat()
