"""A team's page: who is in it, what they gave while they were, and what waits for its lead."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from api.capability import Capability, Place
from api.needs.reading import Reader, RequestRow, rows_for
from api.people.leads import LeadRow, lead_rows, reached_team
from api.policy.act import Act
from api.service.attestation import WAITS_DAYS
from api.serving.access import Caller, allowed, fresh
from api.serving.fields import Body, Id
from api.serving.own_facts import see_own_facts
from domain.needs.offers import DeclineForTeam, TeamDeclined
from domain.people.leads import NotTheLead
from projections.needs.matching import offered_to
from projections.needs.requests_board import one_request
from projections.people.members import members
from projections.people.team_leads import Team, leads_of
from projections.service.attestations import waiting_in_team
from projections.service.rankings import InTeam, given_in_team, read_period

SEE: Final = Act(
    "team.see_page",
    "看本队的人和事",
    by=("coordinator", "supervisor", "admin"),
    own=("volunteer",),
)
SPEAK: Final = Act("team.speak", "作为队长说本队的时长是否属实", own=("volunteer",))
ANSWER: Final = Act("team.answer", "代本队答复征询", by=("coordinator",), own=("volunteer",))

EVERYBODY_MAX: Final = 2_000
WAITING_MAX: Final = 50
MONTH: Final = r"^20\d\d-(0[1-9]|1[0-2])$"

router = APIRouter(prefix="/api/teams", tags=["teams"])


class TeamNo(Body):
    """Who leads the team, if it is not who says so."""

    member_id: Id | None = None


class Answered(BaseModel):
    """A team's no."""

    request_id: str
    team: str
    position: int


class InTeamRow(BaseModel):
    """Somebody of a team: what they gave in a month, and ever, on days on which they were in it.

    `is_in` is not so of who gave something in that month and has gone since.
    """

    member_id: str
    volunteer_number: str
    name: str | None
    is_in: bool
    leads: bool
    month_minutes: int
    month_services: int
    minutes: int


class AskedRow(BaseModel):
    """A request that the team was asked about, and until when it answers."""

    request: RequestRow
    answer_by: date


class WordRow(BaseModel):
    """A service in an activity of the team of which its lead can say whether it was given."""

    service_id: str
    name: str | None
    programme: str
    starts_at: datetime
    ends_at: datetime
    minutes: int
    said: str


class TeamPage(BaseModel):
    """A team; what waits for its lead is there for its lead alone."""

    team: str
    kind: str
    skills: list[str]
    closed_from: date | None
    month: str
    leads: list[LeadRow]
    people: list[InTeamRow]
    month_minutes: int
    month_services: int
    asked: list[AskedRow]
    words: list[WordRow]


@router.get(
    "/{team}/page",
    dependencies=[
        Depends(fresh("members", "team_leads", "rankings", "matching", "requests_board")),
        Depends(fresh("attestations")),
    ],
)
async def team_page(
    team: str,
    caller: Annotated[Caller, Depends(allowed(SEE))],
    month: Annotated[str | None, Query(pattern=MONTH)] = None,
) -> TeamPage:
    """A team as its lead sees it, or the office."""
    return await page_of(caller, await reached_team(caller, team), month)


def month_asked(text: str | None) -> str | None:
    """A month as `2026-10`, if that is what somebody typed."""
    return text if text and re.fullmatch(MONTH, text) else None


async def page_of(caller: Caller, team: Team, month: str | None = None) -> TeamPage:
    """All of a team's page, in words."""
    community, today = caller.community, caller.today
    for question in ("members", "rankings", "matching", "requests_board", "attestations"):
        await see_own_facts(community, question)
    wanted = month or f"{today:%Y-%m}"
    leading = await leads_of(community.reader, team.team, today)
    given = await given_in_team(community.reader, team.team, read_period(wanted))
    people = await _people(caller, team, given)
    ids = {it.member_id for it in leading}
    known = await community.vault.people(ids)
    names = {member_id: person.name for member_id, person in known.items()}
    now = {it.member_id for it in leading if it.holds_on(today)}
    for it in people:
        it.leads = it.member_id in now
    people.sort(key=lambda it: (not it.leads, not it.is_in))
    return TeamPage(
        team=team.team,
        kind=team.kind,
        skills=list(team.skills),
        closed_from=team.closed_from,
        month=wanted,
        leads=lead_rows(leading, names),
        people=people,
        month_minutes=sum(it.service_minutes for it in given),
        month_services=sum(it.services for it in given),
        asked=await _asked(caller, team),
        words=await _words(caller, team) if caller.member_id in now else [],
    )


async def _people(caller: Caller, team: Team, given: list[InTeam]) -> list[InTeamRow]:
    """Who is in it, and who gave something in the month and is in it no more."""
    reader, today = caller.community.reader, caller.today
    found = await members(reader, team=team.team, today=today, limit=EVERYBODY_MAX)
    in_it = {it.member_id for it in found}
    gone = [it.member_id for it in given if it.member_id not in in_it]
    if gone:
        found += await members(reader, among=gone, today=today, limit=EVERYBODY_MAX)
    ever = {it.member_id: it for it in await given_in_team(reader, team.team, read_period("all"))}
    in_month = {it.member_id: it for it in given}
    nothing = InTeam("", 0, 0, 0)
    people = await caller.community.vault.people(it.member_id for it in found)
    return [
        InTeamRow(
            member_id=it.member_id,
            volunteer_number=it.volunteer_number,
            name=people[it.member_id].name if it.member_id in people else None,
            is_in=it.member_id in in_it,
            leads=False,
            month_minutes=in_month.get(it.member_id, nothing).service_minutes,
            month_services=in_month.get(it.member_id, nothing).services,
            minutes=ever.get(it.member_id, nothing).service_minutes,
        )
        for it in found
    ]


async def _asked(caller: Caller, team: Team) -> list[AskedRow]:
    """What the team was asked about, as everybody may read it."""
    community = caller.community
    found = await offered_to(community.reader, team.team, caller.today, limit=WAITING_MAX)
    known = [await one_request(community.reader, it.need_id) for it in found]
    rows = await rows_for(community, Reader(), [it for it in known if it])
    by_id = {row.request_id: row for row in rows}
    return [
        AskedRow(request=by_id[it.need_id], answer_by=it.answer_by)
        for it in found
        if it.need_id in by_id
    ]


async def _words(caller: Caller, team: Team) -> list[WordRow]:
    """The services of which the caller can say something as the team's lead."""
    community = caller.community
    since = datetime.now(UTC) - timedelta(days=WAITS_DAYS)
    own = [
        it
        for it in await leads_of(community.reader, team.team, caller.today)
        if it.member_id == caller.member_id and it.holds_on(caller.today)
    ]
    found = await waiting_in_team(
        community.reader, team.team, caller.member_id, since, limit=WAITING_MAX
    )
    people = await community.vault.people({it.member_id for it in found})
    return [
        WordRow(
            service_id=it.service_id,
            name=people[it.member_id].name if it.member_id in people else None,
            programme=it.programme,
            starts_at=it.starts_at,
            ends_at=it.ends_at,
            minutes=it.minutes,
            said=it.said,
        )
        for it in found
        if any(term.holds_on(it.starts_at.astimezone(community.zone).date()) for term in own)
    ]


@router.post("/{team}/offers/{open_id}/refusal", status_code=201)
async def refuse_for_team(
    team: str, open_id: str, body: TeamNo, caller: Annotated[Caller, Depends(allowed(ANSWER))]
) -> Answered:
    """Say that a team which was asked cannot help: as its lead, or the desk for its lead."""
    found = await reached_team(caller, team)
    lead_id = body.member_id if caller.for_others else caller.member_id
    if lead_id is None:
        leading = await leads_of(caller.community.reader, found.team, caller.today)
        now = [it.member_id for it in leading if it.holds_on(caller.today)]
        if not now:
            raise NotTheLead(team=team)
        lead_id = now[0]
    decision = DeclineForTeam(need_id=open_id, team=team, member_id=lead_id)
    receipt, fact = await caller.record(decision, TeamDeclined, for_member=lead_id)
    return Answered(request_id=fact.need_id, team=fact.team, position=receipt.position)


CAPABILITY: Final = Capability(
    name="team_page",
    router=router,
    pages=("volunteer.people.teams", "desk.people.teams"),
    places=(
        Place(menu="more", rank=15, path="/me/teams", words="我的服务队"),
        Place(menu="desk", rank=42, path="/desk/teams", words="服务队"),
    ),
)
