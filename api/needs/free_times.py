"""Free times: on which half-days of the week somebody can be asked; kept in the vault alone."""

from collections.abc import Collection
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field, StringConstraints

from api.capability import Capability, Place
from api.policy.act import Act
from api.serving.access import Caller, allowed, fresh
from api.serving.fields import Body
from api.serving.own_facts import see_own_facts
from domain.people.habits.free_times import WEEK, FreeTimes, Half
from domain.people.membership import UnknownMember
from projections.people.members import members_by_id

KEEP: Final = Act(
    "free_times.keep", "登记哪几天有空", by=("coordinator",), own=("volunteer",), in_node=True
)

NAMES: Final = {it: f"{it.weekday}-{'afternoon' if it.is_afternoon else 'morning'}" for it in WEEK}
"""What each half-day is called: 1 is Monday, the morning ends at noon."""
_MEANT: Final = {name: it for it, name in NAMES.items()}

router = APIRouter(prefix="/api/members/{member_id}/free-times", tags=["offers"])

Keeping = Annotated[Caller, Depends(allowed(KEEP))]
HalfName = Annotated[str, StringConstraints(pattern=r"^[1-7]-(morning|afternoon)$")]


class SaidFree(Body):
    """The half-days, such as `1-morning`; none is to say nothing."""

    halves: Annotated[list[HalfName], Field(max_length=len(WEEK))]


class FreeTimesRow(BaseModel):
    """When somebody can be asked, half-day by half-day; of who said nothing none."""

    member_id: str
    halves: list[str]


@router.get("", dependencies=[Depends(fresh("members"))])
async def free_times(member_id: str, caller: Keeping) -> FreeTimesRow:
    """On which half-days somebody said that they are free."""
    found = await free_halves(caller, member_id)
    return FreeTimesRow(member_id=member_id, halves=named(found))


@router.post("")
async def say_free(member_id: str, body: SaidFree, caller: Keeping) -> FreeTimesRow:
    """Say when one is free, in place of what was said before; no fact tells of it."""
    await _somebody(caller, member_id)
    said = {_MEANT[it] for it in body.halves}
    await FreeTimes(caller.community.reader).keep(member_id, said)
    return FreeTimesRow(member_id=member_id, halves=named(said))


async def free_halves(caller: Caller, member_id: str) -> Collection[Half]:
    """What somebody said, whom the caller may ask about. Raises Problem, UnknownMember."""
    await _somebody(caller, member_id)
    return (await FreeTimes(caller.community.reader).of([member_id])).get(member_id, ())


async def _somebody(caller: Caller, member_id: str) -> None:
    caller.acts_for(member_id)
    await see_own_facts(caller.community, "members")
    known = await members_by_id(caller.community.reader, [member_id], caller.today)
    if member_id not in known or known[member_id].has_left:
        raise UnknownMember


def named(halves: Collection[Half]) -> list[str]:
    """The names of half-days in the order of the week."""
    return [NAMES[it] for it in WEEK if it in halves]


CAPABILITY: Final = Capability(
    name="free_times",
    router=router,
    pages=("volunteer.needs.free_times", "desk.needs.free_times"),
    places=(Place(menu="more", rank=8, path="/me/free-times", words="我哪天有空"),),
)
