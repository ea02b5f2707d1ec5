"""Ties worth a second look, for supervisors: none of them is a fault by itself."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated, Final, Literal

from fastapi import Depends, Response

from api.pages.kin_in_words import EVIDENCE
from api.pages.ledger.lookup import names_of
from api.pages.ledger.verdict import letterhead_of
from api.pages.routing import page_router
from api.pages.visitor import Visitor, visiting
from api.service.odd_ties import WATCH
from api.serving.own_facts import see_own_facts
from domain.ledger.decision import OFFICE
from projections.service import odd_ties as asked
from projections.ties.proxies import helping_many

router = page_router()

ROWS_MAX: Final = 50
MANY_LEAST: Final = 3
RECORDED_LEAST: Final = 10
FRESH_DAYS: Final = 7
THRESHOLDS: Final = {"many": MANY_LEAST, "recorded": RECORDED_LEAST, "fresh": FRESH_DAYS}
WHAT: Final = {"kin": "亲属关系", "proxy": "帮手代办"}
QUESTIONS: Final = ("odd_ties", "proxies", "kin", "statements", "audit_trail")


@router.get("/ledger/ties")
async def ties(
    visitor: Annotated[Visitor, Depends(visiting(WATCH))],
    days: Literal["30", "90", "365"] = "90",
) -> Response:
    """What stood out in the last so many days."""
    community = visitor.community
    reader = community.reader
    for question in QUESTIONS:
        await see_own_facts(community, question)
    since = datetime.now(community.zone) - timedelta(days=int(days))
    many = {"least": MANY_LEAST, "limit": ROWS_MAX}
    rings = await asked.rings(reader, since, ROWS_MAX)
    givers = await asked.gave_to_many(reader, since, **many)
    takers = await asked.had_of_many(reader, since, **many)
    helpers = await helping_many(reader, visitor.today, **many)
    fresh = await asked.gifts_on_fresh_ties(
        reader, since, within=timedelta(days=FRESH_DAYS), limit=ROWS_MAX
    )
    recorders = await asked.recorded_many(reader, since, least=RECORDED_LEAST, limit=ROWS_MAX)
    served = await asked.served_kin(reader, since, ROWS_MAX)
    endings = await asked.endings(reader, since, ROWS_MAX)
    members = _people(rings, givers, takers, helpers, fresh, served, endings)
    staff = {it.tied_by for it in fresh} | {it.recorded_by for it in recorders}
    staff |= {it.ended_by for it in endings} | {it.cashier_id for it in served}
    return visitor.show(
        "ledger/ties/odd_ties.html",
        days=days,
        rows_max=ROWS_MAX,
        thresholds=THRESHOLDS,
        rings=rings,
        givers=givers,
        takers=takers,
        helpers=helpers,
        fresh=fresh,
        recorders=recorders,
        served=served,
        endings=endings,
        what=WHAT,
        evidence=EVIDENCE,
        texts=await community.vault.texts(it.reason_text for it in endings),
        names=await names_of(visitor, members, masked=True),
        staff=await names_of(visitor, staff, masked=False),
        office=OFFICE,
        letterhead=await letterhead_of(visitor),
    )


NAMED: Final = ("member_id", "other_id", "giver_id", "taker_id", "helper_id")


def _people(*lists: Iterable[object]) -> set[str]:
    """All members whom these rows name."""
    rows = (row for rows in lists for row in rows)
    return {getattr(row, name) for row in rows for name in NAMED if hasattr(row, name)}
