"""Hours on notice at the desk: all that waits of some days, put up in one go."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import Depends, Query, Response

from api.openness.notice import POST
from api.pages.desk.forms import explain
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.service.hours_notice import HoursOfDays, listing_of, put_up_hours
from domain.ledger.refusal import Refusal
from domain.openness.notice_terms import NoticeTerms

router = page_router()

Posting = Annotated[Visitor, Depends(visiting(POST))]
Typed = Annotated[str | None, Query(max_length=20)]


def _day(text: str | None, otherwise: date) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return otherwise


@router.get("/desk/hours-notice")
async def choose(visitor: Posting, first_day: Typed = None, until_day: Typed = None) -> Response:
    """The days, and what of them would hang."""
    today = visitor.today
    first = _day(first_day, today - timedelta(days=30))
    return await _page(visitor, first, _day(until_day, today))


async def _page(
    visitor: Visitor, first: date, until: date, problem: str | None = None, status: int = 200
) -> Response:
    least = NoticeTerms().days_min("hours")
    return visitor.show(
        "desk/service/hours_notice.html",
        status,
        first_day=first,
        until_day=until,
        last_day=visitor.today + timedelta(days=least - 1),
        listing=await listing_of(visitor, first, until),
        problem=problem,
    )


@router.post("/desk/hours-notice")
async def post(visitor: Posting) -> Response:
    """Put them up."""
    try:
        posted = await put_up_hours(visitor, visitor.read(HoursOfDays))
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        first, until = (
            _day(str(visitor.form.get(it)), visitor.today) for it in ("first_day", "until_day")
        )
        return await _page(visitor, first, until, problem, status)
    return go_on(f"/desk/notices/{posted.number}", done="posted")
