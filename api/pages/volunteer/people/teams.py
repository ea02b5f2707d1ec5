"""My teams; and for who leads one, who is in it and what waits for their word."""

from collections.abc import Awaitable
from datetime import date
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import Depends, Response

from api.needs.team_page import (
    ANSWER,
    SEE,
    SPEAK,
    TeamNo,
    month_asked,
    page_of,
    refuse_for_team,
)
from api.pages.done import said
from api.pages.language import translator
from api.pages.needs.told import tell
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.people.leads import SEE_OWN, led_teams, reached_team, team_rows
from api.service import attestation
from api.service.attestation import Denial
from api.serving.own_facts import see_own_facts
from api.serving.problems import status_of
from domain.ledger.refusal import Refusal
from projections.needs.requests_board import one_request
from projections.people.members import members_by_id

router = page_router()

Answering = Annotated[Visitor, Depends(visiting(ANSWER, for_oneself=True))]
Speaking = Annotated[Visitor, Depends(visiting(SPEAK, for_oneself=True))]

DONE: Final = {
    "declined": "已经替本队答复，会请别人来帮。",
    "attested": "已经记下您的话，工作人员确认后到账。",
    "disputed": "已经记下，工作人员会核实。",
}


@router.get("/me/teams")
async def teams(
    visitor: Annotated[Visitor, Depends(visiting(SEE_OWN, for_oneself=True))],
) -> Response:
    """The teams that one is in or leads, and those that one could join."""
    await see_own_facts(visitor.community, "members")
    found = await members_by_id(visitor.community.reader, [visitor.member_id], visitor.today)
    led = await led_teams(visitor)
    own = {*led, *(found[visitor.member_id].teams if visitor.member_id in found else ())}
    rows = [
        it
        for it in await team_rows(visitor)
        if it.closed_from is None or visitor.today < it.closed_from
    ]
    return visitor.show(
        "volunteer/people/teams.html",
        own=[it for it in rows if it.team in own],
        others=[it for it in rows if it.team not in own],
        led=led if visitor.may(SEE) else [],
    )


@router.get("/me/teams/{team}")
async def one(
    team: str,
    visitor: Annotated[Visitor, Depends(visiting(SEE, for_oneself=True))],
    month: str | None = None,
) -> Response:
    """A team that one leads: what waits for one's word, and what its people gave in a month."""
    return await _page(visitor, team, month_asked(month))


async def _page(
    visitor: Visitor,
    team: str,
    month: str | None = None,
    problem: str | None = None,
    status: int = 200,
) -> Response:
    it = await page_of(visitor, await reached_team(visitor, team), month)
    reader = visitor.community.reader
    rows = [await one_request(reader, asked.request.request_id) for asked in it.asked]
    told = await tell(visitor, [row for row in rows if row])
    days = {asked.request.request_id: asked.answer_by for asked in it.asked}
    return visitor.show(
        "volunteer/people/team.html",
        status,
        it=it,
        month=date.fromisoformat(f"{it.month}-01"),
        asked=[(needed, days[needed.row.need_id]) for needed in told],
        this_month=f"{visitor.today:%Y-%m}",
        message=None if problem else said(visitor, DONE),
        problem=problem,
    )


@router.post("/me/teams/{team}/offers/{open_id}/no")
async def cannot(team: str, open_id: str, visitor: Answering) -> Response:
    """Say that the team cannot help."""
    return await _act(visitor, team, refuse_for_team(team, open_id, TeamNo(), visitor), "declined")


@router.post("/me/teams/{team}/words/{service_id}/yes")
async def it_was_so(team: str, service_id: str, visitor: Speaking) -> Response:
    """Say for the team that hours were given."""
    await reached_team(visitor, team)
    return await _act(visitor, team, attestation.attest(service_id, visitor), "attested")


@router.post("/me/teams/{team}/words/{service_id}/no")
async def it_was_not_so(team: str, service_id: str, visitor: Speaking) -> Response:
    """Say for the team that it was not so."""
    await reached_team(visitor, team)
    try:
        denial = visitor.read(Denial)
    except Malformed:
        say = translator(visitor.language)
        return await _page(visitor, team, None, say("请写明哪里不对，不超过 500 字。"), 422)
    return await _act(visitor, team, attestation.deny(service_id, denial, visitor), "disputed")


async def _act(visitor: Visitor, team: str, recording: Awaitable[Any], done: str) -> Response:
    try:
        await recording
    except Refusal as no:
        return await _page(visitor, team, None, no.sentence(visitor.language), status_of(no))
    return go_on(f"/me/teams/{quote(team, safe='')}", done=done)
