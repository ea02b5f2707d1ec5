"""Month sheets: issued for the street in the ledger, and held against the books by anybody."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from fastapi import Depends, Request, Response

from api.office.founding import identity_of
from api.office.month_sheets import (
    ISSUE_SHEET,
    VERIFY_SHEET,
    NewSheet,
    figures_now,
    issue,
    sheet,
    sheets,
)
from api.pages.frame import show
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.people.nodes import REPORT
from api.serving.access import community_of, public
from api.serving.problems import status_of
from domain.ledger.refusal import Refusal
from domain.office.month_sheet import GridFigures
from projections.service.rankings import read_period

router = page_router()

Reading = Annotated[Visitor, Depends(visiting(REPORT))]
Issuing = Annotated[Visitor, Depends(visiting(ISSUE_SHEET))]

HERE: Final = "/ledger/month-sheets"
FIGURES: Final = (
    *("members", "volunteers", "aged_60_and_over"),
    *("minutes_then", "minutes_today"),
)


@router.get(HERE)
async def listed(visitor: Reading) -> Response:
    """The sheets that were issued, the last first."""
    return await _page(visitor)


async def _page(visitor: Visitor, problem: str | None = None, status: int = 200) -> Response:
    last_month = visitor.today.replace(day=1) - timedelta(days=1)
    return visitor.show(
        "ledger/office/month_sheets.html",
        status,
        issued=[*reversed(await sheets(visitor.community))],
        month=str(visitor.form.get("month") or f"{last_month:%Y-%m}"),
        problem=problem,
    )


@router.post(HERE)
async def write_down(visitor: Issuing) -> Response:
    """Issue a month's sheet, and go on to it."""
    try:
        issued = await issue(visitor.read(NewSheet), visitor)
    except Malformed as no:
        return await _page(visitor, no.findings[0]["message"], 422)
    except Refusal as no:
        return await _page(visitor, no.sentence(visitor.language), status_of(no))
    return go_on(f"/month-sheets/{issued.sheet_id}")


@router.get("/month-sheets/{sheet_id}", dependencies=[Depends(public(VERIFY_SHEET))])
async def one(sheet_id: str, request: Request) -> Response:
    """A sheet as it was issued, and in what the books tell otherwise now. Raises UnknownSheet."""
    community = community_of(request)
    shown = await sheet(community, sheet_id)
    today = datetime.now(community.zone).date()
    _, now = await figures_now(community, read_period(shown.month), today)
    by_id = {it.node_id: it for it in now}
    changed = [
        it.label
        for it in shown.grids
        if _said(by_id.get(it.node_id)) != [getattr(it, name) for name in FIGURES[3:]]
    ]
    return show(
        request,
        "ledger/office/month_sheet.html",
        200,
        zone=community.zone,
        it=shown,
        month=read_period(shown.month).first,
        changed=changed,
        address=f"{str(request.base_url).rstrip('/')}/month-sheets/{sheet_id}",
        community_name=(await identity_of(community)).name,
        now=datetime.now(UTC),
    )


def _said(grid: GridFigures | None) -> list[int | None]:
    """What was given, which a month that is over should tell for ever; people come and go."""
    return [getattr(grid, name) for name in FIGURES[3:]] if grid else [None, None]
