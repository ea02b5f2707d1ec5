"""Plans of activities at the desk: one moved, or called off."""

from typing import Annotated

from fastapi import Depends, Response

from api.pages.desk.forms import explain, read_with_times
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.service import plan as interface
from api.service.activity import PUBLISH
from api.service.plan import CallingOff, NewPlan
from api.serving.own_facts import see_own_facts
from domain.ledger.refusal import Refusal
from domain.rules.changes import ChangedMeanwhile
from domain.service.plan import UnknownActivity
from projections.people.statements import LAST
from projections.service.activities import activities

router = page_router()

Planning = Annotated[Visitor, Depends(visiting(PUBLISH))]


@router.get("/desk/activities/{activity_id}/plan")
async def planning(activity_id: str, visitor: Planning) -> Response:
    """The plan in force, to be changed. Refused: UnknownActivity."""
    return await _page(visitor, activity_id)


async def _page(
    visitor: Visitor, activity_id: str, *, problem: str | None = None, status: int = 200
) -> Response:
    community = visitor.community
    await see_own_facts(community, "activities")
    found = await activities(
        community.reader, visitor.member_id, before=LAST, limit=1, activity_id=activity_id
    )
    if not found:
        raise UnknownActivity
    (it,) = found
    texts = await community.vault.texts([it.title_text, it.place_text])
    begin, end = it.starts_at.astimezone(community.zone), it.ends_at.astimezone(community.zone)
    in_force = {
        "day": f"{begin:%Y-%m-%d}",
        "starts": f"{begin:%H:%M}",
        "ends": f"{end:%H:%M}",
        "place": texts.get(it.place_text, ""),
        "capacity": it.capacity or "",
        "plan_id": it.plan_id,
    }
    return visitor.show(
        "desk/service/plan.html",
        status,
        it=it,
        title=texts.get(it.title_text) or it.programme,
        typed=in_force | dict(visitor.form),
        problem=problem,
    )


@router.post("/desk/activities/{activity_id}/changes")
async def change(activity_id: str, visitor: Planning) -> Response:
    """Move it, or change how many may come."""
    try:
        await interface.change(activity_id, read_with_times(visitor, NewPlan), visitor)
    except (Malformed, Refusal) as no:
        return await _again(visitor, activity_id, no)
    return go_on(f"/desk/activities/{activity_id}", done="changed")


@router.post("/desk/activities/{activity_id}/calling-off")
async def call_off(activity_id: str, visitor: Planning) -> Response:
    """Call it off."""
    try:
        await interface.call_off(activity_id, visitor.read(CallingOff), visitor)
    except (Malformed, Refusal) as no:
        return await _again(visitor, activity_id, no)
    return go_on(f"/desk/activities/{activity_id}", done="called_off")


async def _again(visitor: Visitor, activity_id: str, no: Malformed | Refusal) -> Response:
    status, problem = explain(visitor, no)
    if isinstance(no, ChangedMeanwhile):
        visitor.form = type(visitor.form)()
    return await _page(visitor, activity_id, problem=problem, status=status)
