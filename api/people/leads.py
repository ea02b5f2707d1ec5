"""Leads of teams: who is named by the office, and what is theirs because they lead a team."""

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from api.capability import Capability
from api.people.teams_workbook import WORKBOOK
from api.policy.act import SIGNED_IN, Act
from api.serving.access import Caller, allowed, fresh
from api.serving.fields import Body, Day, Id
from api.serving.own_facts import see_own_facts
from api.serving.problems import Problem
from domain.people import leads
from domain.people.leads import EndLead, NameLead
from domain.people.teams import BelongingJoined, BelongingLeft, Term, UnknownTeam
from projections.people.team_leads import Team, all_leads, all_teams, in_teams, led_by, one_team

STAFF: Final = ("coordinator", "admin")
NAME: Final = Act("team.name_lead", "任命队长", by=STAFF)
SEE_OWN: Final = Act("team.see_own", "看自己的服务队", own=SIGNED_IN)
SEE_LIST: Final = Act("team.see_list", "看服务队名单", by=(*STAFF, "supervisor"))

router = APIRouter(prefix="/api/teams", tags=["teams"])

Naming = Annotated[Caller, Depends(allowed(NAME))]


class NewLead(Body):
    """Who leads a team from a day on, to the end of another; perhaps instead of somebody."""

    member_id: Id
    from_day: Day
    until_day: Day | None = None
    instead_of: Id | None = None


class LeadEnd(Body):
    """From which day on somebody leads a team no more."""

    on: Day


class Led(BaseModel):
    """That somebody leads a team, or leads it no more."""

    team: str
    member_id: str
    position: int


class LeadRow(BaseModel):
    """Who leads a team; `until_day` is the last day, if there is one."""

    member_id: str
    name: str | None
    from_day: date
    until_day: date | None


class TeamRow(BaseModel):
    """A team with who leads it today, and how many are in it."""

    team: str
    kind: str
    skills: list[str]
    closed_from: date | None
    leads: list[LeadRow]
    members: int


class TeamList(BaseModel):
    """All teams that there are or were."""

    items: list[TeamRow]


@router.post("/{team}/leads", status_code=201)
async def name_lead(team: str, body: NewLead, caller: Naming) -> Led:
    """Name somebody of a team as its lead: never oneself."""
    decision = NameLead(
        team=team,
        member_id=body.member_id,
        from_day=body.from_day,
        until_day=body.until_day,
        instead_of_id=body.instead_of,
    )
    receipt, fact = await caller.record(decision, BelongingJoined, for_member=body.member_id)
    return Led(team=team, member_id=fact.member_id, position=receipt.position)


@router.post("/{team}/leads/{lead_id}/end", status_code=201)
async def end_lead(team: str, lead_id: str, body: LeadEnd, caller: Naming) -> Led:
    """Say that somebody leads a team no more; somebody else has to lead it then."""
    decision = EndLead(team=team, member_id=lead_id, on=body.on)
    receipt, fact = await caller.record(decision, BelongingLeft, for_member=lead_id)
    return Led(team=team, member_id=fact.member_id, position=receipt.position)


@router.get("/known", dependencies=[Depends(fresh("members", "team_leads"))])
async def known(caller: Annotated[Caller, Depends(allowed(SEE_LIST))]) -> TeamList:
    """All teams with their kinds, their leads and how many are in each."""
    return TeamList(items=await team_rows(caller))


async def team_rows(caller: Caller) -> list[TeamRow]:
    """All teams, those that are closed last."""
    community, today = caller.community, caller.today
    leading = await all_leads(community.reader, today)
    people = await community.vault.people({it.member_id for its in leading.values() for it in its})
    names = {member_id: person.name for member_id, person in people.items()}
    sizes = await in_teams(community.reader, today)
    found = await all_teams(community.reader)
    found.sort(key=lambda it: (it.closed_from is not None and it.closed_from <= today, it.team))
    return [
        TeamRow(
            team=it.team,
            kind=it.kind,
            skills=list(it.skills),
            closed_from=it.closed_from,
            leads=lead_rows(leading.get(it.team, []), names),
            members=sizes.get(it.team, 0),
        )
        for it in found
    ]


def lead_rows(terms: list[Term], names: dict[str, str]) -> list[LeadRow]:
    """Who leads a team, in words."""
    return [
        LeadRow(
            member_id=it.member_id,
            name=names.get(it.member_id),
            from_day=it.from_day,
            until_day=it.last_day,
        )
        for it in terms
    ]


async def led_teams(caller: Caller) -> list[str]:
    """The names of the teams that the caller leads today."""
    await see_own_facts(caller.community, "team_leads")
    found = await led_by(caller.community.reader, caller.member_id, caller.today)
    return [it.team for it in found]


async def reached_team(caller: Caller, team: str) -> Team:
    """A team, to who may see every one or leads it today. Raises Problem, UnknownTeam."""
    if not caller.for_others and team not in await led_teams(caller):
        raise Problem(403, "not_permitted")
    await see_own_facts(caller.community, "team_leads")
    found = await one_team(caller.community.reader, team)
    if found is None:
        raise UnknownTeam(team=team)
    return found


CAPABILITY: Final = Capability(
    name="leads",
    model=(leads,),
    router=router,
    workbook=WORKBOOK,
)
