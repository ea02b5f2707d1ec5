"""Calls in the ledger: the share that was made by month and class, and which were not."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Annotated, Final, NamedTuple

from fastapi import Depends, Response

from api.needs.calls import WATCH, last_months
from api.pages.desk.names import names_of
from api.pages.ledger.office.month import read_month
from api.pages.needs.call_words import CALL_OUTCOMES, RHYTHMS
from api.pages.needs.called import calls_for
from api.pages.routing import page_router
from api.pages.visitor import Visitor, visiting
from domain.needs.calls import Rhythm
from projections.needs.call_board import SoughtCalls
from projections.needs.calls_kept import KeptCalls, Within, call_turns, calls_kept

router = page_router()

ROWS_MAX: Final = 200


class Month(NamedTuple):
    """What was due and made in a month, by class and altogether."""

    first_day: date
    by_rhythm: dict[Rhythm, KeptCalls]
    due: int
    made: int


@router.get("/ledger/calls")
async def watched(
    visitor: Annotated[Visitor, Depends(visiting(WATCH))],
    month: str | None = None,
) -> Response:
    """Whose call is overdue now; twelve months by class; who was not reached in one of them."""
    reader, zone, today = visitor.community.reader, visitor.community.zone, visitor.today
    missed = await calls_for(visitor, SoughtCalls(active=True, missed=True), ROWS_MAX)
    months = _by_month(await calls_kept(reader, today, zone, last_months(today)))
    chosen = read_month(month or f"{today:%Y-%m}", today)
    within = Within(chosen.first, chosen.until - timedelta(1))
    turns = await call_turns(reader, today, zone, within, was_kept=False, limit=ROWS_MAX)
    people = [who for it in turns for who in (it.member_id, it.caller_id)]
    return visitor.show(
        "ledger/needs/calls.html",
        missed=missed,
        months=months,
        chosen=chosen.first,
        turns=turns,
        names=await names_of(visitor, people),
        rhythms=RHYTHMS,
        outcomes=CALL_OUTCOMES,
        rows_max=ROWS_MAX,
    )


def _by_month(found: list[KeptCalls]) -> list[Month]:
    """The figures of each month, the latest first."""
    of_month = defaultdict[date, dict[Rhythm, KeptCalls]](dict)
    for it in found:
        of_month[it.month][it.rhythm] = it
    return [
        Month(
            month,
            them,
            due=sum(it.due for it in them.values()),
            made=sum(it.made for it in them.values()),
        )
        for month, them in of_month.items()
    ]
