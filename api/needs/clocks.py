"""Clocks: within which days requests are looked at, taken on and met, month by month."""

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Final

import msgspec
from fastapi import APIRouter, Depends
from pydantic import BaseModel

from api.capability import Capability, Place
from api.needs.acts import WATCH
from api.serving.access import Caller, allowed, fresh
from api.serving.composition import Community
from api.serving.own_facts import see_own_facts
from domain.needs.need_terms import NeedTerms
from projections.needs.request_clocks import (
    ClockMonth,
    Limits,
    RequestClocks,
    Running,
    Stage,
    clock_months,
    running_clocks,
)
from projections.rules.term_versions import term_versions

MONTHS: Final = 12
DAYS_OF: Final[dict[Stage, str]] = {
    "review": "days_to_review_max",
    "claim": "days_to_claim_max",
    "completion": "days_to_serve_max",
}
"""Which of the terms bounds a stage."""

router = APIRouter(prefix="/api/requests/clocks", tags=["requests"])


class ClockRow(BaseModel):
    """The clocks of one stage that were started in a month, and what became of them."""

    month: str
    stage: Stage
    started: int
    met: int
    in_time: int
    late: int
    running: int
    median_days: Decimal | None
    percent_in_time: int | None


class Clocks(BaseModel):
    """The last months, the newest first."""

    items: list[ClockRow]


@router.get("", dependencies=[Depends(fresh("request_clocks", "term_versions"))])
async def clocks(caller: Annotated[Caller, Depends(allowed(WATCH))]) -> Clocks:
    """How long requests waited in the last twelve months: median, and share in time."""
    found = await months_of(caller.community, caller.today)
    return Clocks(
        items=[
            ClockRow(
                **it._asdict() | {"month": f"{it.month:%Y-%m}"}, percent_in_time=it.percent_in_time
            )
            for it in found
        ]
    )


async def limits_of(community: Community) -> dict[Stage, Limits]:
    """Within how many days each stage has to end, by all versions of the terms."""
    await see_own_facts(community, "term_versions")
    versions = [it for it in await term_versions(community.reader) if it.book == "needs"]
    said = [
        (date.min, NeedTerms()),
        *((it.in_force_from, msgspec.convert(it.terms, NeedTerms)) for it in versions),
    ]
    days = tuple(day for day, _ in said)
    return {
        stage: Limits(days, tuple(getattr(terms, name) for _, terms in said))
        for stage, name in DAYS_OF.items()
    }


async def months_of(community: Community, today: date) -> list[ClockMonth]:
    """The last months with this one, the newest first, each with its stages."""
    await see_own_facts(community, "request_clocks")
    ago = divmod(today.year * 12 + today.month - MONTHS, 12)
    since = datetime.combine(date(ago[0], ago[1] + 1, 1), time(), community.zone)
    limits = await limits_of(community)
    return await clock_months(community.reader, limits, since, today, zone=community.zone)


async def days_late(community: Community, need_ids: Iterable[str], today: date) -> dict[str, int]:
    """By how many days requests wait longer than the terms say; those in time are left out."""
    await see_own_facts(community, "request_clocks")
    limits = await limits_of(community)
    running = await running_clocks(community.reader, [*need_ids])
    late = {need_id: _late(it, limits, today, community) for need_id, it in running.items()}
    return {need_id: days for need_id, days in late.items() if days > 0}


def _late(it: Running, limits: dict[Stage, Limits], today: date, community: Community) -> int:
    first = it.since.astimezone(community.zone).date()
    return (today - first).days - limits[it.stage].on(first)


CAPABILITY: Final = Capability(
    name="clocks",
    projections=(RequestClocks,),
    router=router,
    pages=("ledger.needs.clocks",),
    places=(Place(menu="ledger", rank=49, path="/ledger/clocks", words="求助办理时限"),),
)
