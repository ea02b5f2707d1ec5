"""Households: who keeps house together, noted at the desk."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from api.capability import Capability
from api.policy.act import Act
from api.serving.access import Caller, allowed, fresh
from api.serving.fields import Body, Id
from api.serving.paging import Page, PageAfter, PageSize, page, read_cursor
from api.serving.reaching.reach import require_things
from domain.ties import household as model
from domain.ties.household import (
    PEOPLE_MAX,
    ChangeHousehold,
    FormHousehold,
    HouseholdChanged,
    HouseholdFormed,
)
from projections.ties.households import Households, Housemate, households, households_of

NOTE: Final = Act("household.note", "登记家庭", by=("coordinator",), in_node=True)
SEE: Final = Act("household.see", "看谁和谁是一户", by=("coordinator",), in_node=True)

router = APIRouter(prefix="/api/households", tags=["register"])

People = Annotated[tuple[Id, ...], Field(min_length=1, max_length=PEOPLE_MAX)]


class NewHousehold(Body):
    """Who keeps house together, and who is the head."""

    members: People
    head: Id


class ChangedHousehold(Body):
    """Who keeps house together now; with nobody, the household is no more."""

    members: Annotated[tuple[Id, ...], Field(max_length=PEOPLE_MAX)] = ()
    head: Id | None = None


class HouseholdRow(BaseModel):
    """A household."""

    household_id: str
    members: list[str]
    head: str | None


class NotedHousehold(HouseholdRow):
    """A household as it was noted."""

    position: int


@router.post("", status_code=201)
async def form(
    body: NewHousehold, caller: Annotated[Caller, Depends(allowed(NOTE))]
) -> NotedHousehold:
    """Note who keeps house together."""
    decision = FormHousehold(member_ids=body.members, head_id=body.head)
    receipt, fact = await caller.record(decision, HouseholdFormed, for_member=body.head)
    return NotedHousehold(
        household_id=fact.household_id,
        members=list(fact.member_ids),
        head=fact.head_id,
        position=receipt.position,
    )


@router.post("/{household_id}/changes", status_code=201)
async def change(
    household_id: str,
    body: ChangedHousehold,
    caller: Annotated[Caller, Depends(allowed(NOTE))],
) -> NotedHousehold:
    """Note who keeps house together now."""
    await require_things(caller.community, caller.reach, "household_id", [household_id])
    decision = ChangeHousehold(
        household_id=household_id, member_ids=body.members, head_id=body.head
    )
    receipt, fact = await caller.record(decision, HouseholdChanged)
    return NotedHousehold(
        household_id=fact.household_id,
        members=list(fact.member_ids),
        head=fact.head_id,
        position=receipt.position,
    )


@router.get("", dependencies=[Depends(fresh("households"))])
async def find(
    caller: Annotated[Caller, Depends(allowed(SEE))],
    member_id: Id | None = None,
    limit: PageSize = 50,
    after: PageAfter = None,
) -> Page[HouseholdRow]:
    """The households; or with whom a member keeps house."""
    reader, seen = caller.community.reader, read_cursor(after, 0)[0]
    if member_id is not None:
        mates = await households_of(reader, [member_id])
        caller.reach.require(member_id, *(it.member_id for it in mates))
        return Page(items=rows_of(mates), next=None)
    among = caller.reach.among()
    found = rows_of(await households(reader, among=among, after=seen, limit=limit + 1))
    kept, following = page(found, limit, lambda _: (seen + limit,))
    return Page(items=kept, next=following)


def rows_of(mates: list[Housemate]) -> list[HouseholdRow]:
    """Those who live together, household by household."""
    found: dict[str, HouseholdRow] = {}
    for it in mates:
        row = found.setdefault(
            it.household_id, HouseholdRow(household_id=it.household_id, members=[], head=None)
        )
        row.members.append(it.member_id)
        row.head = it.member_id if it.is_head else row.head
    return list(found.values())


CAPABILITY: Final = Capability(
    name="household",
    model=(model,),
    projections=(Households,),
    router=router,
    pages=("desk.ties.households",),
)
