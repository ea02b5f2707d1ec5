"""Teams at the desk: the list for print, a team's people and month, and who leads it."""

from collections.abc import Awaitable
from datetime import date
from io import BytesIO
from typing import Annotated, Any, Final
from urllib.parse import quote

import xlsxwriter
from fastapi import Depends, Response

from api.needs.team_page import ANSWER, SEE, TeamNo, TeamPage, month_asked, page_of, refuse_for_team
from api.pages.desk.forms import explain
from api.pages.desk.people.members import download
from api.pages.done import said
from api.pages.language import translator
from api.pages.needs.told import tell
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.people.leads import (
    NAME,
    SEE_LIST,
    LeadEnd,
    NewLead,
    end_lead,
    name_lead,
    reached_team,
    team_rows,
)
from api.serving.own_facts import see_own_facts
from domain.ledger.refusal import Refusal
from projections.needs.requests_board import one_request
from projections.people.members import members

router = page_router()

Listing = Annotated[Visitor, Depends(visiting(SEE_LIST))]
Seeing = Annotated[Visitor, Depends(visiting(SEE, for_others=True))]
Naming = Annotated[Visitor, Depends(visiting(NAME))]
Answering = Annotated[Visitor, Depends(visiting(ANSWER, for_others=True))]

MINUTES_IN_HOUR: Final = 60
EVERYBODY_MAX: Final = 10_000
DONE: Final = {
    "named": "队长已登记。",
    "ended": "已登记不再担任队长。",
    "declined": "已登记：这支队去不了。",
}


@router.get("/desk/teams")
async def teams(visitor: Listing) -> Response:
    """All teams with who leads them and how many are in each."""
    for question in ("members", "team_leads"):
        await see_own_facts(visitor.community, question)
    return visitor.show("desk/people/teams.html", rows=await team_rows(visitor))


@router.get("/desk/teams.xlsx")
async def roster(visitor: Listing) -> Response:
    """Everybody in every team, as the import takes it in again."""
    for question in ("members", "team_leads"):
        await see_own_facts(visitor.community, question)
    rows: list[tuple[str, ...]] = []
    for it in await team_rows(visitor):
        leading = {lead.member_id for lead in it.leads}
        found = await members(
            visitor.community.reader, team=it.team, today=visitor.today, limit=EVERYBODY_MAX
        )
        people = await visitor.community.vault.people(one.member_id for one in found)
        for one in found:
            if (person := people.get(one.member_id)) is not None:
                part = "队长" if one.member_id in leading else "队员"
                rows.append((it.team, person.name, person.phone_last4 or "", part))
    head = ("队名", "姓名", "电话后四位", "职务")
    return download(_written("服务队名册", head, rows), f"teams-{visitor.today}.xlsx")


def _written(title: str, head: tuple[str, ...], rows: list[tuple[Any, ...]]) -> bytes:
    """A workbook of one sheet; text is text and never becomes a formula."""
    written = BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        sheet = book.add_worksheet(title[:31])
        bold = book.add_format({"bold": True, "bg_color": "#F2F2F2"})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(head) - 1, 16)
        for place, column in enumerate(head):
            sheet.write_string(0, place, column, bold)
        for number, row in enumerate(rows, 1):
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, place, cell)
                else:
                    sheet.write_number(number, place, cell)
    return written.getvalue()


@router.get("/desk/teams/{team}")
async def one(team: str, visitor: Seeing, month: str | None = None) -> Response:
    """A team: who leads it, who is in it, what they gave in a month, what it was asked about."""
    return await _page(visitor, team, month_asked(month))


async def _page(
    visitor: Visitor,
    team: str,
    month: str | None = None,
    problem: str | None = None,
    status: int = 200,
) -> Response:
    it = await _page_of(visitor, team, month)
    reader = visitor.community.reader
    rows = [await one_request(reader, asked.request.request_id) for asked in it.asked]
    days = {asked.request.request_id: asked.answer_by for asked in it.asked}
    told = await tell(visitor, [row for row in rows if row])
    return visitor.show(
        "desk/people/team.html",
        status,
        it=it,
        month=date.fromisoformat(f"{it.month}-01"),
        asked=[(needed, days[needed.row.need_id]) for needed in told],
        typed=visitor.form,
        today=visitor.today,
        message=None if problem else said(visitor, DONE),
        problem=problem,
    )


async def _page_of(visitor: Visitor, team: str, month: str | None) -> TeamPage:
    return await page_of(visitor, await reached_team(visitor, team), month)


@router.get("/desk/teams/{team}/month.xlsx")
async def month_sheet(team: str, visitor: Seeing, month: str | None = None) -> Response:
    """The month's sheet of a team: what each gave while they were in it."""
    it = await _page_of(visitor, team, month_asked(month))
    _ = translator(visitor.language)
    head = (
        *(_("服务队"), _("月份"), _("编号"), _("姓名"), _("职务")),
        *(_("服务次数"), _("小时"), _("在队里一共（小时）")),
    )
    rows: list[tuple[Any, ...]] = [
        (
            *(it.team, it.month, one.volunteer_number, one.name or ""),
            _("队长") if one.leads else _("队员") if one.is_in else _("已退出"),
            one.month_services,
            one.month_minutes / MINUTES_IN_HOUR,
            one.minutes / MINUTES_IN_HOUR,
        )
        for one in it.people
    ]
    total = ("", "", "", _("合计"), "", it.month_services, it.month_minutes / MINUTES_IN_HOUR, "")
    return download(_written(_("服务队月报"), head, [*rows, total]), f"team-{it.month}.xlsx")


@router.post("/desk/teams/{team}/leads")
async def name(team: str, visitor: Naming) -> Response:
    """Name who leads it, perhaps after somebody."""
    try:
        recording = name_lead(team, visitor.read(NewLead), visitor)
    except Malformed as no:
        return await _refused(visitor, team, no)
    return await _act(visitor, team, recording, "named")


@router.post("/desk/teams/{team}/leads/{lead_id}/end")
async def end(team: str, lead_id: str, visitor: Naming) -> Response:
    """Note that somebody leads it no more."""
    try:
        recording = end_lead(team, lead_id, visitor.read(LeadEnd), visitor)
    except Malformed as no:
        return await _refused(visitor, team, no)
    return await _act(visitor, team, recording, "ended")


@router.post("/desk/teams/{team}/offers/{open_id}/no")
async def cannot(team: str, open_id: str, visitor: Answering) -> Response:
    """Note that the team cannot help, as its lead told the desk."""
    return await _act(visitor, team, refuse_for_team(team, open_id, TeamNo(), visitor), "declined")


async def _act(visitor: Visitor, team: str, recording: Awaitable[Any], done: str) -> Response:
    try:
        await recording
    except Refusal as no:
        return await _refused(visitor, team, no)
    return go_on(f"/desk/teams/{quote(team, safe='')}", done=done)


async def _refused(visitor: Visitor, team: str, no: Malformed | Refusal) -> Response:
    status, problem = explain(visitor, no)
    return await _page(visitor, team, None, problem, status)
