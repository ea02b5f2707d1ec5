"""Requests that a supervisor looks at again: unconfirmed, repeated, contested, set aside long."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from fastapi import Depends, Response

from api.needs.acts import SETTLE, WATCH
from api.needs.saying import Settlement, settle
from api.pages.desk.forms import explain
from api.pages.desk.names import names_of
from api.pages.desk.needs.one import service_of, the_request
from api.pages.done import said
from api.pages.needs.gates import passed
from api.pages.needs.told import FACES, HOW, PAID_BY, Told, requests_for
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.serving.own_facts import see_own_facts
from domain.ledger.refusal import Refusal
from domain.needs.requests import UnknownRequest
from projections.needs.requests_board import Sought, helped_again

router = page_router()

Watching = Annotated[Visitor, Depends(visiting(WATCH))]

UNCONFIRMED_DAYS: Final = 7
HELD_DAYS: Final = 30
AGAIN_DAYS: Final = 365
ROWS_MAX: Final = 50
DONE: Final = {"settled": "已裁定。"}


@router.get("/ledger/requests")
async def watched(visitor: Watching) -> Response:
    """What waits for a word for long, who helps whom again, contests, and old holds."""
    now = datetime.now(UTC)
    met = await requests_for(visitor, Sought(statuses=("fulfilled",)))
    contested = await requests_for(visitor, Sought(statuses=("contested",)))
    settled = await requests_for(visitor, Sought(statuses=("confirmed",), how="settled"))
    open_holds = await requests_for(visitor, Sought(statuses=("claimed", "fulfilled", "contested")))
    again = await helped_again(
        visitor.community.reader, now - timedelta(AGAIN_DAYS), limit=ROWS_MAX
    )
    people = [who for it in again for who in (it.helper_id, it.for_id)]
    return visitor.show(
        "ledger/needs/requests.html",
        unconfirmed=_older(met, "fulfilled_at", now - timedelta(UNCONFIRMED_DAYS)),
        unconfirmed_days=UNCONFIRMED_DAYS,
        again=again,
        again_days=AGAIN_DAYS,
        names=await names_of(visitor, people),
        contested=contested[:ROWS_MAX],
        settled=settled[-ROWS_MAX:],
        held=[
            it
            for it in _older(open_holds, "claimed_at", now - timedelta(HELD_DAYS))
            if it.row.set_aside
        ],
        held_days=HELD_DAYS,
    )


def _older(found: list[Told], since: str, before: datetime) -> list[Told]:
    """Those that have been so since before then, the oldest first."""
    old = [it for it in found if (at := getattr(it.row, since)) and at < before]
    return sorted(old, key=lambda it: (getattr(it.row, since), it.row.position))[:ROWS_MAX]


@router.get("/ledger/requests/{request_id}")
async def one(request_id: str, visitor: Watching) -> Response:
    """How one went; a contest is decided here."""
    return await _show(visitor, request_id)


async def _show(
    visitor: Visitor, request_id: str, problem: str | None = None, status: int = 200
) -> Response:
    it = await the_request(visitor, request_id)
    await see_own_facts(visitor.community, "services")
    known = await names_of(visitor, [it.row.made_by])
    return visitor.show(
        "ledger/needs/request.html",
        status,
        it=it,
        entered_by=known.get(it.row.made_by, ""),
        service=await service_of(visitor, it),
        passed=await passed(visitor, it),
        paid_by=PAID_BY,
        how=HOW,
        faces=FACES,
        typed=visitor.form,
        message=None if problem else said(visitor, DONE),
        problem=problem,
    )


@router.post("/ledger/requests/{request_id}/settlement")
async def decide(
    request_id: str, visitor: Annotated[Visitor, Depends(visiting(SETTLE))]
) -> Response:
    """Decide a contest, as a third person."""
    try:
        await settle(request_id, visitor.read(Settlement), visitor)
    except UnknownRequest:
        raise
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        return await _show(visitor, request_id, problem, status)
    return go_on(f"/ledger/requests/{request_id}", done="settled")
