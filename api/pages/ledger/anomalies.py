"""Anomalies: simple lists of what is worth a second look, none of which is a fault by itself."""

import asyncio
from datetime import datetime, timedelta
from typing import Annotated, Final, Literal

from fastapi import Depends, Response

from api.ledger.audit import READ_BOOKS
from api.pages.ledger.lookup import names_of
from api.pages.ledger.verdict import letterhead_of
from api.pages.ledger.words import kinds_of_facts
from api.pages.routing import page_router
from api.pages.till.work import terms_today
from api.pages.visitor import Visitor, visiting
from api.serving.own_facts import see_own_facts
from domain.ledger.decision import OFFICE, Receipt, Request
from domain.service.refilling import RefillDay
from projections.ledger.audit_trail import bursts, counts_by_actor, late_mends
from projections.people.balances import accounts_below_zero
from projections.service.services import (
    ListedService,
    frequent_typists,
    long_services,
    revoked_beside_cut_short,
    unaudited_services,
)
from projections.shop.stock import item_names
from projections.shop.stock_counts import large_differences

router = page_router()

ROWS_MAX: Final = 50
LONG_MINUTES: Final = 8 * 60
PAIR_SERVICES_LEAST: Final = 10
LATE_DAYS: Final = 7
BURST_LEAST: Final = 20
THRESHOLDS: Final = {
    "hours": LONG_MINUTES // 60,
    "pair": PAIR_SERVICES_LEAST,
    "late": LATE_DAYS,
    "burst": BURST_LEAST,
}
BACKFILLED: Final = "service.backfilled"
REDEEMED: Final = "points.redeemed"
RETURNED: Final = "goods.returned"


@router.get("/ledger/anomalies")
async def anomalies(
    visitor: Annotated[Visitor, Depends(visiting(READ_BOOKS))],
    days: Literal["30", "90", "365"] = "90",
) -> Response:
    """What stood out in the last so many days."""
    community = visitor.community
    reader = community.reader
    for question in ("audit_trail", "services", "balances", "stock_counts"):
        await see_own_facts(community, question)
    since = datetime.now(community.zone) - timedelta(days=int(days))
    long = await long_services(reader, LONG_MINUTES, since, ROWS_MAX)
    pairs = await frequent_typists(reader, PAIR_SERVICES_LEAST, since, ROWS_MAX)
    late = await late_mends(reader, LATE_DAYS, since, ROWS_MAX)
    tills = await counts_by_actor(reader, [REDEEMED, RETURNED], since)
    burst = await bursts(
        reader, community.zone, type=BACKFILLED, least=BURST_LEAST, since=since, limit=ROWS_MAX
    )
    unaudited = await unaudited_services(reader, ROWS_MAX)
    unfilled = await _unfilled(visitor)
    pieces = (await terms_today(visitor)).count_difference_pieces_max
    differences = await large_differences(reader, pieces, since, ROWS_MAX)
    staff = {it.entered_by for it in pairs} | {it.decided_by for it in pairs}
    staff |= {by for it in differences for by in (it.counted_by, it.decided_by) if by}
    staff |= {it.actor for it in late} | {it.actor for it in burst} | tills.keys()
    return visitor.show(
        "ledger/anomalies.html",
        days=days,
        rows_max=ROWS_MAX,
        long=long,
        unaudited=unaudited,
        unfilled=unfilled,
        volunteers=await names_of(
            visitor, [it.member_id for it in (*long, *unaudited, *unfilled)], masked=True
        ),
        pairs=pairs,
        late=late,
        differences=differences,
        items=await item_names(reader),
        tills=sorted(tills.items(), key=lambda it: -it[1][RETURNED]),
        bursts=burst,
        below_zero=await accounts_below_zero(reader),
        staff=await names_of(visitor, staff, masked=False),
        office=OFFICE,
        kinds=kinds_of_facts(),
        thresholds=THRESHOLDS | {"pieces": pieces},
        letterhead=await letterhead_of(visitor),
    )


async def _unfilled(visitor: Visitor) -> list[ListedService]:
    """Revoked services that left room under the cap of their day which no other was given."""
    found = await revoked_beside_cut_short(visitor.community.reader, ROWS_MAX)
    recorder = visitor.community.recorder

    def leaves_room(service: ListedService) -> bool:
        decision = RefillDay(service_id=service.service_id)
        asked = Request(decision=decision, actor=visitor.member_id)
        return isinstance(recorder.rehearsal().record([asked])[0], Receipt)

    return await asyncio.to_thread(lambda: [it for it in found if leaves_room(it)])
