"""The desk's first screen: what a coordinator has to do today."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, NamedTuple

from fastapi import Depends, Response

from api.office.workbook import SEE_TODAY
from api.pages.desk.names import names_of
from api.pages.desk.ties.waiting import to_see
from api.pages.routing import page_router
from api.pages.visitor import Visitor, visiting
from api.serving.own_facts import see_own_facts
from projections.needs.call_board import SoughtCalls, call_board
from projections.needs.requests_board import Sought, requests_board, requests_by_status
from projections.openness.notices import waiting_objections
from projections.people.statements import LAST
from projections.service.activities import ListedActivity, activities, plans, still_signed_in
from projections.service.pairing_board import BoardEntry, pairing_board
from projections.service.services import backlog
from projections.shop.stock import expired

router = page_router()

AHEAD_DAYS: Final = 7
SHOWN_MAX: Final = 8
READ_MAX: Final = 500


QUESTIONS: Final = (
    *("services", "activities", "pairing_board", "stock", "requests_board", "call_board"),
    "notices",
)


class Shift(NamedTuple):
    """An activity of today or of the days to come, with how many people it still needs."""

    activity: ListedActivity
    title: str
    missing: int


class Visit(NamedTuple):
    """A visit that should have taken place."""

    pairing: BoardEntry
    volunteer: str
    assisted: str
    days_late: int


class Open(NamedTuple):
    """Somebody who has not signed out."""

    activity_id: str
    title: str
    member_id: str
    name: str
    signed_in_at: datetime
    over: bool
    is_run_here: bool


@router.get("/desk")
async def today(visitor: Annotated[Visitor, Depends(visiting(SEE_TODAY))]) -> Response:
    """Services to confirm, overdue visits, activities short of people, forgotten sign-outs."""
    community = visitor.community
    for question in QUESTIONS:
        await see_own_facts(community, question)
    counted = await backlog(community.reader, visitor.reach.among())
    since = (datetime.now(UTC) - counted.oldest).days if counted.oldest else 0
    overdue = await pairing_board(
        community.reader,
        visitor.today,
        community.zone,
        overdue=True,
        among=visitor.reach.among(),
        limit=READ_MAX,
    )
    overdue.sort(key=lambda it: it.next_visit_due)
    shifts = await _shifts(visitor)
    return visitor.show(
        "desk/today.html",
        waiting=counted.services,
        waiting_days=max(since, 0),  # the clock may have been set back
        overdue=len(overdue),
        visits=await _visits(visitor, overdue[:SHOWN_MAX]),
        shifts=shifts,
        short=sum(it.missing > 0 for it in shifts),
        still_in=await _still_in(visitor),
        objections=await waiting_objections(community.reader, visitor.today, visitor.reach.among()),
        expired=await expired(community.reader, visitor.today),
        calls_missed=await _count_calls(visitor, missed=True),
        calls_waiting=await _count_calls(visitor, waits=True),
        papers=await to_see(visitor),
        requests=await requests_by_status(community.reader, visitor.reach.among()),
        late_requests=len(
            await requests_board(
                community.reader,
                Sought(overdue_on=visitor.today, among=visitor.reach.among()),
                limit=READ_MAX,
            )
        ),
    )


async def _count_calls(
    visitor: Visitor, *, missed: bool | None = None, waits: bool | None = None
) -> int:
    """Whom nobody has called in time, or who waits for a visit."""
    sought = SoughtCalls(among=visitor.reach.among(), active=True, missed=missed, waits=waits)
    community = visitor.community
    return len(
        await call_board(community.reader, visitor.today, community.zone, sought, limit=READ_MAX)
    )


async def _shifts(visitor: Visitor) -> list[Shift]:
    now = datetime.now(UTC)
    reader = visitor.community.reader
    found = await activities(
        reader, visitor.member_id, before=LAST, limit=READ_MAX, ending_after=now
    )
    ahead = now + timedelta(days=AHEAD_DAYS)
    near = [it for it in found if it.starts_at <= ahead and it.called_off_at is None]
    soon = [it for it in near if visitor.reach.has_place(it.node_id)]
    soon.sort(key=lambda it: it.starts_at)
    texts = await visitor.community.vault.texts(it.title_text for it in soon)
    return [
        Shift(it, texts.get(it.title_text, ""), max((it.capacity or 0) - it.signed_up, 0))
        for it in soon
    ]


async def _visits(visitor: Visitor, late: Iterable[BoardEntry]) -> list[Visit]:
    rows = list(late)
    names = await names_of(
        visitor, [who for it in rows for who in (it.volunteer_id, it.assisted_id)]
    )
    return [
        Visit(
            it,
            names.get(it.volunteer_id, ""),
            names.get(it.assisted_id, ""),
            (visitor.today - it.next_visit_due).days,
        )
        for it in rows
    ]


async def _still_in(visitor: Visitor) -> list[Open]:
    reader = visitor.community.reader
    present = await still_signed_in(reader, among=visitor.reach.among(), limit=SHOWN_MAX)
    planned = await plans(reader, (it.activity_id for it in present))
    texts = await visitor.community.vault.texts(it.title_text for it in planned.values())
    names = await names_of(visitor, (it.member_id for it in present))
    now = datetime.now(UTC)
    return [
        Open(
            it.activity_id,
            texts.get(planned[it.activity_id].title_text, ""),
            it.member_id,
            names.get(it.member_id, ""),
            it.signed_in_at,
            planned[it.activity_id].ends_at < now,
            visitor.reach.runs(planned[it.activity_id].node_id),
        )
        for it in present
    ]
