"""Contact cards: whom to call, one for each worker of a grid, or one for each in a building."""

from typing import Annotated, Final, NamedTuple

from fastapi import Depends, Response

from api.office.founding import identity_of
from api.pages.desk.names import grids_offered, readable
from api.pages.grid_workers import GridWorker, grid_workers, workers_of
from api.pages.routing import page_router
from api.pages.visitor import Visitor, visiting
from api.people.membership import LOOK_AFTER
from domain.people.vault import Reachable
from projections.people.members import members_by_id

router = page_router()

LookingAfter = Annotated[Visitor, Depends(visiting(LOOK_AFTER))]

CARDS_MAX: Final = 300
WORKERS_ON_A_CARD: Final = 2
TO_BE_WRITTEN: Final = GridWorker("", "", "", "")
"""Where nobody is known whom people could call, the card has lines to write on."""


class ContactCard(NamedTuple):
    """A card to be handed out; of one that anybody may have, `handed_to` is empty."""

    handed_to: str
    grid: str
    workers: list[GridWorker]


@router.get("/desk/contact-card")
async def contact_card(visitor: LookingAfter, grid: str = "", building: str = "") -> Response:
    """Cards of a grid's workers, or of all of them; or those of a whole building at once."""
    wanted, house = readable(grid), readable(building)
    community = visitor.community
    workers = await grid_workers(community) or [TO_BE_WRITTEN]
    if wanted:
        visitor.reach.require_grid(wanted)
    everybody = await _reached(visitor)
    own = [it for it in workers if it.grid == wanted]
    cards = [ContactCard("", wanted or it.grid, [it]) for it in own or workers]
    if house:
        living = [it for it in everybody if it.building == house]
        handed = await _cards_of(visitor, living, workers)
        cards = [it for it in handed if wanted in {"", it.grid}]
    return visitor.show(
        "desk/people/contact_card.html",
        cards=cards[:CARDS_MAX],
        left_out=max(len(cards) - CARDS_MAX, 0),
        grid=wanted,
        building=house,
        grids=await grids_offered(visitor),
        buildings=_in_order({it.building for it in everybody if it.building}),
        nobody_there=bool(wanted) and not own and not house,
        desk=(await identity_of(community)).desk,
    )


async def _reached(visitor: Visitor) -> list[Reachable]:
    """Everybody whose cards one may hand out."""
    everybody = await visitor.community.vault.everybody()
    reached = {*(visitor.reach.among([it.member_id for it in everybody]) or ())}
    return [it for it in everybody if it.member_id in reached]


async def _cards_of(
    visitor: Visitor, living: list[Reachable], workers: list[GridWorker]
) -> list[ContactCard]:
    """A card for each of these who has not left, with the workers of their own grid."""
    ids = [it.member_id for it in living]
    listed = await members_by_id(visitor.community.reader, ids, visitor.today)
    cards = []
    for it in living:
        member = listed.get(it.member_id)
        if member and not member.has_left:
            of_grid = workers_of(workers, member.grid)[:WORKERS_ON_A_CARD]
            cards.append(ContactCard(it.name, member.grid or "", of_grid))
    return cards


def _in_order(buildings: set[str]) -> list[str]:
    """9栋 before 10栋, as people count."""
    return sorted(buildings, key=lambda it: (len(it), it))
