"""Moves of members: another grid, building or team from a day on."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from api.capability import Capability
from api.policy.act import Act
from api.serving.access import Caller, allowed
from api.serving.fields import Body, Day, Word
from domain.people import moves
from domain.people.moves import MemberMoved, MoveMember

MOVE: Final = Act("member.move", "登记搬家、换队", by=("coordinator",), in_node=True)

router = APIRouter(prefix="/api/members", tags=["members"])

TEAMS_MAX: Final = 20
Names = Annotated[tuple[Word, ...], Field(max_length=TEAMS_MAX)]


class TeamChanges(Body):
    """Which teams are joined and which left."""

    join: Names = ()
    leave: Names = ()


class NewMove(Body):
    """What is different from a day on; what is not said stays."""

    grid: Word | None = None
    building: Word | None = None
    teams: TeamChanges = TeamChanges()
    from_day: Day


class Moved(BaseModel):
    """The note that somebody moved."""

    member_id: str
    position: int


@router.post("/{member_id}/moves", status_code=201)
async def move(
    member_id: str, body: NewMove, caller: Annotated[Caller, Depends(allowed(MOVE))]
) -> Moved:
    """Note that a member moves; which building it is only the vault knows.

    The note comes first: cut off in between, the same request again tells the vault.
    """
    vault = caller.community.vault
    if body.grid is not None:
        caller.reach.require_grid(body.grid)
    known = (await vault.people([member_id])).get(member_id)
    lived_in = known.building if known else None
    decision = MoveMember(
        member_id=member_id,
        from_day=body.from_day,
        grid=body.grid,
        other_building=body.building is not None and body.building != lived_in,
        join=body.teams.join,
        leave=body.teams.leave,
    )
    receipt, _ = await caller.record(decision, MemberMoved, for_member=member_id)
    if body.building is not None:
        await vault.move(
            member_id, body.building, from_day=body.from_day, position=receipt.position
        )
    return Moved(member_id=member_id, position=receipt.position)


CAPABILITY: Final = Capability(
    name="moves", model=(moves,), router=router, pages=("desk.people.moves",)
)
