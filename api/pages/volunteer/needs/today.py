"""What I can do today: what I promised, was asked about, activities, requests that I could meet."""

from datetime import UTC, datetime
from typing import Annotated, Final, NamedTuple

from fastapi import Depends, Response

from api.needs.acts import CLAIM, FIND
from api.needs.helping import NewClaim
from api.needs.helping import claim as take_on
from api.needs.offering import ANSWER, refuse
from api.needs.offering import Refusal as No
from api.pages.done import said
from api.pages.needs.called import calls_for, is_due
from api.pages.needs.fitting_in_words import what_fits
from api.pages.needs.gates import Gate, own_gates
from api.pages.needs.told import SHOWN_MAX, requests_for
from api.pages.routing import page_router
from api.pages.visitor import Visitor, go_on, visiting
from api.pages.volunteer.offered import Offered, offered
from api.serving.own_facts import see_own_facts
from domain.ledger.refusal import Refusal
from projections.needs.call_board import SoughtCalls
from projections.needs.requests_board import Sought, requests_board
from projections.service.activities import coming

router = page_router()

COMING_READ_MAX: Final = 100
CALLS_SHOWN_MAX: Final = 20
DONE: Final = {"cannot": "好的，记下了，不打扰您。想帮忙的时候，随时来这里看。"}


@router.get("/me/today")
async def today(visitor: Annotated[Visitor, Depends(visiting(FIND, for_oneself=True))]) -> Response:
    """What one promised first, then what else there is, of one's own grid first."""
    return await _show(visitor)


async def _show(visitor: Visitor, problem: str | None = None) -> Response:
    promised = await requests_for(
        visitor, Sought(statuses=("claimed",), helper_id=visitor.member_id)
    )
    calls = await calls_for(
        visitor, SoughtCalls(caller_id=visitor.member_id, active=True), CALLS_SHOWN_MAX
    )
    fitting = await what_fits(visitor)
    return visitor.show(
        "volunteer/needs/today.html",
        409 if problem else 200,
        promised=promised,
        calls=[it for it in calls if is_due(it, visitor)],
        activities=await _activities(visitor),
        asked=[it for it in fitting if it.answer_by],
        sought=[it for it in fitting if it.is_sought and not it.answer_by],
        others=[it for it in fitting if not it.is_sought and not it.answer_by],
        stands=await _stands(visitor),
        may_act=visitor.may(CLAIM),
        message=None if problem else said(visitor, DONE),
        problem=problem,
    )


class Stands(NamedTuple):
    """How the visitor stands to each kind that an open request asks for, and what they lack: the
    papers, and for how many requests.
    """

    gates: dict[str, Gate]
    lacking: list[Gate]
    requests: int


async def _stands(visitor: Visitor) -> Stands:
    member_id = visitor.member_id
    found = await requests_board(
        visitor.community.reader, Sought(open_on=visitor.today), limit=SHOWN_MAX
    )
    others = [it for it in found if it.needs and member_id not in {it.for_id, it.helper_id}]
    known = await own_gates(visitor, sorted({kind for it in others for kind in it.needs}))
    closed = [[known[kind] for kind in it.needs if not known[kind].is_open] for it in others]
    return Stands(
        known, list(dict.fromkeys(it for them in closed for it in them)), sum(map(bool, closed))
    )


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


@router.post("/me/today/{open_id}/refusal")
async def cannot(
    open_id: str, visitor: Annotated[Visitor, Depends(visiting(ANSWER, for_oneself=True))]
) -> Response:
    """Say that one cannot: nobody asks why."""
    try:
        await refuse(open_id, No(), visitor)
    except Refusal as refusal:
        return await _show(visitor, refusal.sentence(visitor.language))
    return go_on("/me" if visitor.form.get("from") == "me" else "/me/today", done="cannot")
