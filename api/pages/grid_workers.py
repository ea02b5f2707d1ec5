"""Grid workers: whom people of a grid can turn to, for cards, a volunteer's page and the board."""

from datetime import date, datetime
from typing import NamedTuple

from api.serving.composition import Community
from api.serving.own_facts import see_own_facts
from projections.people.members import held_roles, members_by_id
from projections.people.nodes import network_of


class GridWorker(NamedTuple):
    """Somebody of the office whom people can call; what is not known is empty."""

    member_id: str
    name: str
    phone: str
    grid: str


async def grid_workers(community: Community) -> list[GridWorker]:
    """All of them, with the grid that each looks after, or else where they belong today."""
    await see_own_facts(community, "members")
    held = await held_roles(community.reader)
    network = await network_of(community.reader)
    ids = list(dict.fromkeys(it.member_id for it in held if it.role == "coordinator"))
    today = datetime.now(community.zone).date()
    kept = {
        it.member_id: [network.standing(node, today).label_on(today) for node in it.within]
        for it in held
        if it.role == "coordinator" and it.within
    }
    listed = await members_by_id(community.reader, ids, today)
    people = await community.vault.people(ids)
    phones = await community.vault.phones(ids)
    return [
        GridWorker(it, people[it].name, phones.get(it) or "", grid)
        for it in ids
        if it in listed and it in people
        for grid in kept.get(it) or [network.called(listed[it].grid, today) or ""]
    ]


def workers_of(workers: list[GridWorker], grid: str | None) -> list[GridWorker]:
    """Those of a grid; where it has none of its own, anybody of them can be asked."""
    return [it for it in workers if grid and it.grid == grid] or workers


async def building_lead(community: Community, member_id: str, today: date) -> GridWorker | None:
    """Whom the people of the building can turn to in which somebody lives, if they have a phone."""
    network = await network_of(community.reader)
    people = await community.vault.people([member_id])
    listed = await members_by_id(community.reader, [member_id], today)
    if member_id not in people or member_id not in listed:
        return None
    said, building = network.grid_called(listed[member_id].grid), people[member_id].building
    house = network.building_called(building, said.node_id) if said and building else None
    lead_id = network.standing(house.node_id, today).lead_id if house else None
    if house is None or lead_id is None or lead_id == member_id:
        return None
    known = await community.vault.people([lead_id])
    phones = await community.vault.phones([lead_id])
    if lead_id not in known or lead_id not in phones:
        return None
    return GridWorker(lead_id, known[lead_id].name, phones[lead_id], house.label_on(today))
