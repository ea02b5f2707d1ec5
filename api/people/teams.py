"""Teams: what the community's service teams are called."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from api.capability import Capability
from api.policy.act import PUBLIC, Act
from api.serving.access import Caller, allowed, community_of, fresh, public
from api.serving.fields import Body, Word
from api.serving.paging import Page, PageAfter, PageSize, piece
from domain.people import teams as model
from domain.people.teams import FoundTeam, TeamFounded
from projections.people.members import teams

FOUND: Final = Act("team.found", "设立服务队", by=("admin",))
SEE_TEAMS: Final = Act("team.see", "看有哪些服务队", by=PUBLIC)

router = APIRouter(prefix="/api/teams", tags=["rules"])


class NewTeam(Body):
    """A service team."""

    team: Word


class Founded(BaseModel):
    """The new team."""

    team: str
    position: int


@router.post("", status_code=201)
async def found_team(body: NewTeam, caller: Annotated[Caller, Depends(allowed(FOUND))]) -> Founded:
    """Found a service team."""
    receipt, fact = await caller.record(FoundTeam(team=body.team), TeamFounded)
    return Founded(team=fact.team, position=receipt.position)


@router.get("", dependencies=[Depends(public(SEE_TEAMS)), Depends(fresh("members"))])
async def all_teams(request: Request, limit: PageSize = 50, after: PageAfter = None) -> Page[str]:
    """The names of the teams."""
    rows, following = piece(await teams(community_of(request).reader), after, limit)
    return Page(items=rows, next=following)


CAPABILITY: Final = Capability(
    name="teams",
    model=(model,),
    router=router,
)
