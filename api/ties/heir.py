"""Heirs: to whom somebody's time credit goes when they leave."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from api.capability import Capability
from api.policy.act import SIGNED_IN, Act
from api.serving.access import Caller, allowed, fresh
from api.serving.fields import Body, Id
from domain.people.membership import UnknownMember
from domain.ties import heir
from domain.ties.heir import HeirNamed, NameHeir
from projections.people.members import members_by_id
from projections.ties.kin import heir_of

NAME: Final = Act("heir.name", "指定时间存款的去处", by=("coordinator",), own=SIGNED_IN)

router = APIRouter(prefix="/api/members", tags=["kin"])

POOL: Final = "welfare_pool"


class NewHeir(Body):
    """Who has the time credit then."""

    to: Annotated[Id, Field(description="A member's id, or `welfare_pool`.")]


class Named(BaseModel):
    """Who has it: a member's id, or `welfare_pool`."""

    to: str
    position: int


class HeirOf(BaseModel):
    """Who has it: a member's id, or `welfare_pool`."""

    to: str


@router.post("/{member_id}/heir", status_code=201)
async def name(
    member_id: str, body: NewHeir, caller: Annotated[Caller, Depends(allowed(NAME))]
) -> Named:
    """Say who has one's time credit when one leaves, or as coordinator say it for a member."""
    concerned = caller.acts_for(member_id)
    decision = NameHeir(member_id=concerned, heir_id=None if body.to == POOL else body.to)
    receipt, fact = await caller.record(decision, HeirNamed, for_member=concerned)
    return Named(to=fact.heir_id or POOL, position=receipt.position)


@router.get("/{member_id}/heir", dependencies=[Depends(fresh("kin", "members"))])
async def of_member(member_id: str, caller: Annotated[Caller, Depends(allowed(NAME))]) -> HeirOf:
    """Who has a member's time credit when they leave."""
    concerned = caller.acts_for(member_id)
    if not await members_by_id(caller.community.reader, [concerned]):
        raise UnknownMember
    return HeirOf(to=await heir_of(caller.community.reader, concerned) or POOL)


CAPABILITY: Final = Capability(name="heir", model=(heir,), router=router)
