"""Grid workers: whom people of a grid can turn to, for cards, a volunteer's page and the board."""

from datetime import datetime
from typing import NamedTuple

from api.serving.composition import Community
from api.serving.own_facts import see_own_facts
from projections.people.members import held_roles, members_by_id


class GridWorker(NamedTuple):
    """Somebody of the office whom people can call; what is not known is empty."""

    member_id: str
    name: str
    phone: str
    grid: str


async def grid_workers(community: Community) -> list[GridWorker]:
    """All of them, with the grid to which each belongs today."""
    await see_own_facts(community, "members")
    held = await held_roles(community.reader)
    ids = list(dict.fromkeys(it.member_id for it in held if it.role == "coordinator"))
    today = datetime.now(community.zone).date()
    listed = await members_by_id(community.reader, ids, today)
    people = await community.vault.people(ids)
    phones = await community.vault.phones(ids)
    return [
        GridWorker(it, people[it].name, phones.get(it) or "", listed[it].grid or "")
        for it in ids
        if it in listed and it in people
    ]


def workers_of(workers: list[GridWorker], grid: str | None) -> list[GridWorker]:
    """Those of a grid; where it has none of its own, anybody of them can be asked."""
    return [it for it in workers if grid and it.grid == grid] or workers
