"""Teams: what the community's service teams are called, of which kind they are, and their end."""

from datetime import date, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from api.capability import Capability
from api.policy.act import PUBLIC, Act
from api.serving.access import Caller, allowed, community_of, fresh, public
from api.serving.fields import Body, Day, Word
from api.serving.paging import Page, PageAfter, PageSize, piece
from domain.people import teams
from domain.people.leads import CloseTeam
from domain.people.teams import FoundTeam, TeamClosed, TeamFounded, TeamKind
from projections.people.members import teams as names_of_teams
from projections.people.team_leads import TeamLeads

FOUND: Final = Act("team.found", "设立服务队", by=("admin",))
CLOSE: Final = Act("team.close", "撤销服务队", by=("admin",))
SEE_TEAMS: Final = Act("team.see", "看有哪些服务队", by=PUBLIC)

SKILLS_MAX: Final = 10

router = APIRouter(prefix="/api/teams", tags=["rules"])


TeamName = Annotated[Word, Field(pattern=r"^[^/\\?#]+$")]
"""It stands in addresses."""


class NewTeam(Body):
    """A service team; one by skill says which skills its people have."""

    team: TeamName
    kind: TeamKind = "standing"
    skills: Annotated[tuple[Word, ...], Field(max_length=SKILLS_MAX)] = ()


class Founded(BaseModel):
    """The new team."""

    team: str
    position: int


class TeamEnd(Body):
    """From which day on a team is no more."""

    from_day: Day


class Closed(BaseModel):
    """The end of a team."""

    team: str
    from_day: date
    position: int


@router.post("", status_code=201)
async def found_team(body: NewTeam, caller: Annotated[Caller, Depends(allowed(FOUND))]) -> Founded:
    """Found a service team."""
    decision = FoundTeam(team=body.team, kind=body.kind, skills=body.skills)
    receipt, fact = await caller.record(decision, TeamFounded)
    return Founded(team=fact.team, position=receipt.position)


@router.post("/{team}/closing", status_code=201)
async def close_team(
    team: str, body: TeamEnd, caller: Annotated[Caller, Depends(allowed(CLOSE))]
) -> Closed:
    """Close a team from a day on; what was given in it stays there."""
    receipt, fact = await caller.record(CloseTeam(team=team, from_day=body.from_day), TeamClosed)
    return Closed(team=fact.team, from_day=fact.from_day, position=receipt.position)


@router.get("", dependencies=[Depends(public(SEE_TEAMS)), Depends(fresh("members"))])
async def all_teams(request: Request, limit: PageSize = 50, after: PageAfter = None) -> Page[str]:
    """The names of the teams that are there today."""
    community = community_of(request)
    found = await names_of_teams(community.reader, datetime.now(community.zone).date())
    rows, following = piece(found, after, limit)
    return Page(items=rows, next=following)


CAPABILITY: Final = Capability(
    name="teams",
    model=(teams,),
    projections=(TeamLeads,),
    router=router,
)
