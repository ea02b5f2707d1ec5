"""Month sheets: a month's figures of the grids for the street, frozen, and checked by anybody."""

from datetime import date
from typing import Annotated, Final

import msgspec
from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, StringConstraints

from api.capability import Capability
from api.people.nodes import public_figures
from api.policy.act import PUBLIC, Act
from api.serving.access import Caller, allowed, community_of, fresh, public
from api.serving.composition import Community
from api.serving.fields import Body
from api.serving.own_facts import see_own_facts
from domain.ledger.fact import Recorded
from domain.ledger.refusal import Refusal
from domain.office import month_sheet
from domain.office.month_sheet import GridFigures, IssueMonthSheet, MonthSheetIssued
from domain.people.network.drawn import Drawn
from projections.ledger.audit_trail import facts_of_actor
from projections.ledger.reader import Lagging
from projections.people.nodes import network_of
from projections.service.rankings import Period, read_period

ISSUE_SHEET: Final = Act("month_sheet.issue", "开出网格月报", by=("supervisor", "admin"))
VERIFY_SHEET: Final = Act("month_sheet.verify", "核对网格月报", by=PUBLIC)

QUESTIONS: Final = ("nodes", "members", "rankings")
READINGS_MAX: Final = 5
"""So often the figures are read until nothing was recorded meanwhile."""

router = APIRouter(prefix="/api/month-sheets", tags=["community"])

Issuing = Annotated[Caller, Depends(allowed(ISSUE_SHEET))]
Month = Annotated[str, StringConstraints(pattern=r"^(19|20|21)\d\d-(0[1-9]|1[0-2])$")]


class UnknownSheet(Refusal, code="unknown_month_sheet"):
    """No sheet has this id."""

    zh = "没有这份月报：不是本社区开出的，或编号抄错了。"
    en = "There is no such sheet: this community did not issue it, or its number is mistyped."


class NewSheet(Body):
    """The month whose figures are written down, as 2026-10."""

    month: Month


class SheetRow(BaseModel):
    """A grid's figures; null where one would be about one or two people."""

    node_id: str
    label: str
    members: int | None
    volunteers: int | None
    aged_60_and_over: int | None
    minutes_then: int | None
    minutes_today: int | None


class Sheet(BaseModel):
    """A sheet as it was issued, with the fact that holds it.

    `digest` is the SHA-256 of `{"month":…,"up_to":…,"grids":[…]}` as JSON without spaces, the
    fields in this order; `up_to` is the position of the log after which the figures were so.
    """

    sheet_id: str
    number: int
    month: str
    up_to: int
    grids: list[SheetRow]
    digest: str
    issued_on: date
    fact_id: str
    position: int


@router.post("", status_code=201)
async def issue(body: NewSheet, caller: Issuing) -> Sheet:
    """Write down a month's figures as the books have them now."""
    period = read_period(body.month)
    up_to, grids = await figures_now(caller.community, period, caller.today)
    decision = IssueMonthSheet(month=period.first, up_to=up_to, grids=grids)
    receipt, _ = await caller.record(decision, MonthSheetIssued)
    return sheet_of(receipt.recorded)


@router.get(
    "/{sheet_id}", dependencies=[Depends(public(VERIFY_SHEET)), Depends(fresh("audit_trail"))]
)
async def verify(sheet_id: str, request: Request) -> Sheet:
    """A sheet as it stands in the books."""
    return await sheet(community_of(request), sheet_id)


async def sheet(community: Community, sheet_id: str) -> Sheet:
    """A sheet by its id. Raises UnknownSheet."""
    found = next((it for it in await sheets(community) if it.sheet_id == sheet_id), None)
    if found is None:
        raise UnknownSheet
    return found


async def sheets(community: Community) -> list[Sheet]:
    """All sheets that were issued, in their order."""
    await see_own_facts(community, "audit_trail")
    facts = await facts_of_actor(community.reader, None, (MonthSheetIssued.type,))
    return [sheet_of(it) for it in facts]


def sheet_of(recorded: Recorded) -> Sheet:
    """What a fact says, to be shown."""
    fact = recorded.fact
    assert isinstance(fact, MonthSheetIssued)
    said = msgspec.to_builtins(fact)
    named = {name: said[name] for name in Sheet.model_fields if name in said}
    return Sheet(**named, fact_id=recorded.envelope.id, position=recorded.position)


async def figures_now(
    community: Community, period: Period, today: date
) -> tuple[int, tuple[GridFigures, ...]]:
    """A month's figures, with the position of the log that all of them have come to.

    Raises Lagging where facts come faster than the figures are read.
    """
    for _ in range(READINGS_MAX):
        for question in QUESTIONS:
            await see_own_facts(community, question)
        before = await _positions(community)
        grids = await _figures(community, period, today)
        if before == await _positions(community):
            return min(before), grids
    raise Lagging(QUESTIONS[-1])


async def _positions(community: Community) -> list[int]:
    """How far the tables have come that are asked."""
    return [await community.reader.position(it) for it in QUESTIONS]


async def _figures(community: Community, period: Period, today: date) -> tuple[GridFigures, ...]:
    then = await public_figures(community, period, "then")
    now = await public_figures(community, period, "today")
    network = await network_of(community.reader)
    shown = [it for it in network.grids() if _is_told(it, then, today)]
    return tuple(
        GridFigures(
            node_id=it.node_id,
            label=it.label_on(today),
            members=then[it.node_id]["members"],
            volunteers=then[it.node_id]["volunteers"],
            aged_60_and_over=then[it.node_id]["aged"],
            minutes_then=then[it.node_id]["service_minutes"],
            minutes_today=now[it.node_id]["service_minutes"],
        )
        for it in shown
    )


def _is_told(grid: Drawn, then: dict[str, dict[str, int | None]], today: date) -> bool:
    """Of a grid that was closed it is told only where something was given there."""
    return not grid.is_closed_on(today) or then[grid.node_id]["service_minutes"] != 0


CAPABILITY: Final = Capability(
    name="month_sheets",
    model=(month_sheet,),
    router=router,
    pages=("ledger.office.month_sheets",),
)
