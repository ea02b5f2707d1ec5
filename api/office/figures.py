"""Figures: what the community has done, for its API, its pages and its notice board alike."""

from datetime import date, datetime
from typing import Final

from pydantic import BaseModel

from api.serving.composition import Community
from domain.people.vault import mask_name
from domain.rules.accounts import CREDIT
from projections.office.community import community_figures
from projections.people.balances import held_by_kind
from projections.people.members import ids_of_kind

SENIOR_YEARS: Final = 60


class Figures(BaseModel):
    """What the community has done. Durations in minutes, money in fen.

    Of the time credit that was ever given, what it owes today: to members, to the pool that pays
    for the weak, and for help that is under way.
    """

    members: int
    volunteers: int
    volunteers_aged_60_and_over: int
    share_aged_60_and_over: float
    services: int
    service_minutes: int
    time_credit_minutes: int
    credit_of_members_minutes: int
    credit_of_pool_minutes: int
    credit_set_aside_minutes: int
    points_issued: int
    points_redeemed: int
    redemptions: int
    donations: int
    donations_in_kind: int
    donated_pieces: int
    donated_fen: int
    active_pairings: int
    people_helped: int
    position: int


async def figures_of(community: Community) -> Figures:
    """The community in figures, as far as the projection has come."""
    position = await community.reader.position("community")
    counted = await community_figures(community.reader)
    volunteers = await ids_of_kind(community.reader, "volunteer")
    born_until = years_before(datetime.now(community.zone).date(), SENIOR_YEARS)
    owed = await held_by_kind(community.reader, CREDIT)
    seniors = await community.vault.born_until(born_until, volunteers)
    return Figures(
        **counted,
        credit_of_members_minutes=owed["member"],
        credit_of_pool_minutes=owed["pool"],
        credit_set_aside_minutes=owed["hold"],
        volunteers_aged_60_and_over=seniors,
        share_aged_60_and_over=round(seniors / len(volunteers), 4) if volunteers else 0,
        position=position,
    )


def years_before(day: date, years: int) -> date:
    """The same day so many years ago; the last of February where it had no 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


async def public_names(community: Community, member_ids: list[str]) -> dict[str, str]:
    """What anybody may call these members: masked, unless they agreed to be named."""
    people = await community.vault.people(member_ids)
    return {
        member_id: person.name if person.named_publicly else mask_name(person.name)
        for member_id, person in people.items()
    }
