"""What I can do today: what I promised, activities of the day, and requests that I could meet."""

from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import Depends, Response

from api.needs.acts import CLAIM, FIND
from api.needs.helping import NewClaim
from api.needs.helping import claim as take_on
from api.pages.needs.called import calls_for, is_due
from api.pages.needs.told import SHOWN_MAX, Told, requests_for
from api.pages.routing import page_router
from api.pages.visitor import Visitor, go_on, visiting
from api.pages.volunteer.offered import Offered, offered
from api.serving.own_facts import see_own_facts
from domain.ledger.refusal import Refusal
from domain.ties.standing_kinds import covers
from projections.needs.call_board import SoughtCalls
from projections.needs.requests_board import Sought
from projections.people.members import members_by_id
from projections.service.activities import coming
from projections.ties.standings import papers_of

router = page_router()

OPEN_SHOWN_MAX: Final = 30
COMING_READ_MAX: Final = 100


@router.get("/me/today")
async def today(visitor: Annotated[Visitor, Depends(visiting(FIND, for_oneself=True))]) -> Response:
    """What one promised first, then what else there is, of one's own grid first."""
    return await _show(visitor)


async def _show(visitor: Visitor, problem: str | None = None) -> Response:
    promised = await requests_for(
        visitor, Sought(statuses=("claimed",), helper_id=visitor.member_id)
    )
    calls = await calls_for(
        visitor, SoughtCalls(caller_id=visitor.member_id, active=True), OPEN_SHOWN_MAX
    )
    fitting, not_fitting = await _open(visitor)
    return visitor.show(
        "volunteer/needs/today.html",
        409 if problem else 200,
        promised=promised,
        calls=[it for it in calls if is_due(it, visitor)],
        activities=await _activities(visitor),
        fitting=fitting[:OPEN_SHOWN_MAX],
        not_fitting=not_fitting,
        may_act=visitor.may(CLAIM),
        problem=problem,
    )


async def _open(visitor: Visitor) -> tuple[list[Told], int]:
    """The requests that the visitor could take on, and how many others need a paper they lack."""
    reader, member_id = visitor.community.reader, visitor.member_id
    found = await requests_for(visitor, Sought(open_on=visitor.today), limit=SHOWN_MAX)
    others = [it for it in found if member_id not in {it.row.for_id, it.row.helper_id}]
    await see_own_facts(visitor.community, "standings")
    wanted = sorted({kind for it in others for kind in it.row.needs})
    held = await papers_of(reader, [member_id], wanted, visitor.today) if wanted else []
    fitting = [
        it
        for it in others
        if all(any(covers(kind, paper.kind) for paper in held) for kind in it.row.needs)
    ]
    living = await members_by_id(reader, [member_id], visitor.today)
    grid = living[member_id].grid if member_id in living else None
    fitting.sort(key=lambda it: (not grid or it.row.grid != grid, it.row.position))
    return fitting, len(others) - len(fitting)


async def _activities(visitor: Visitor) -> list[Offered]:
    community = visitor.community
    await see_own_facts(community, "activities")
    ahead = await coming(
        community.reader, visitor.member_id, datetime.now(UTC), limit=COMING_READ_MAX
    )
    zone = community.zone
    of_today = [it for it in ahead if it.starts_at.astimezone(zone).date() == visitor.today]
    return await offered(visitor, [it for it in of_today if not it.called_off_at])


@router.post("/me/today/{open_id}/claim")
async def claim(
    open_id: str, visitor: Annotated[Visitor, Depends(visiting(CLAIM, for_oneself=True))]
) -> Response:
    """Promise to help."""
    try:
        await take_on(open_id, NewClaim(), visitor)
    except Refusal as refusal:
        return await _show(visitor, refusal.sentence(visitor.language))
    return go_on("/me/promises", done="claimed")
