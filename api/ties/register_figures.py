"""The register in figures: who lives here by kind and age, and how old the looks are."""

from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple

from pydantic import BaseModel

from api.people.network import FEWEST_TOLD
from api.serving.composition import Community
from domain.people.network.drawn import Network
from projections.people.nodes import network_of
from projections.ties.register import Coverage, coverage, everybody_here

ADULT_YEARS: Final = 18


class GridRow(BaseModel):
    """How many live in a grid, of how many a look is overdue, and the day of the oldest one."""

    grid: str | None
    permanent: int
    floating: int
    stale: int
    volunteers: int
    oldest_check: date | None


class RegisterFigures(BaseModel):
    """The grids and their sums; how many of all are of age, by kind.

    Of whom no birthday is known it is not told whether they are of age: `birthday_unknown`.
    """

    grids: list[GridRow]
    permanent: int
    floating: int
    stale: int
    volunteers: int
    adults_permanent: int
    adults_floating: int
    birthday_unknown: int


async def register_figures(community: Community, today: date) -> RegisterFigures:
    """How many live here today, by grid and by kind; nobody is named."""
    reader, vault = community.reader, community.vault
    grids = _by_grid(await coverage(reader, today), await network_of(reader), today)
    here = await everybody_here(reader, today)
    permanent, floating = (here.of_kind(floating=it) for it in (False, True))
    is_leap_day = (today.month, today.day) == (2, 29)
    of_age = date(today.year - ADULT_YEARS, today.month, today.day - is_leap_day)
    return RegisterFigures(
        grids=grids,
        permanent=len(permanent),
        floating=len(floating),
        stale=sum(here.stale),
        volunteers=sum(it.volunteers for it in grids),
        adults_permanent=await vault.born_until(of_age, permanent),
        adults_floating=await vault.born_until(of_age, floating),
        birthday_unknown=len(here.member_ids) - await vault.born_until(today, here.member_ids),
    )


class PublicTotals(NamedTuple):
    """How many live here, where everybody reads it: no figure is about one or two people, and none
    is what is left of two others.
    """

    residents: int
    permanent: int | None
    floating: int | None
    volunteers: int | None


async def public_totals(community: Community, today: date) -> PublicTotals | None:
    """What anybody may know of the register; nothing where hardly anybody is in it."""
    rows = await coverage(community.reader, today)
    permanent, floating = sum(it.permanent for it in rows), sum(it.floating for it in rows)
    volunteers, residents = sum(it.volunteers for it in rows), permanent + floating
    if residents < FEWEST_TOLD:
        return None
    tells_kinds = _names_nobody(permanent, floating)
    return PublicTotals(
        residents,
        permanent if tells_kinds else None,
        floating if tells_kinds else None,
        volunteers if _names_nobody(volunteers, residents - volunteers) else None,
    )


def _names_nobody(*counts: int) -> bool:
    return not any(0 < it < FEWEST_TOLD for it in counts)


def _by_grid(rows: Iterable[Coverage], network: Network, today: date) -> list[GridRow]:
    """What is told of each grid, whatever it was called when people were registered there."""
    found: dict[str | None, GridRow] = {}
    for it in rows:
        grid = network.called(it.grid, today)
        one = found.setdefault(
            grid,
            GridRow(
                grid=grid, permanent=0, floating=0, stale=0, volunteers=0, oldest_check=it.oldest
            ),
        )
        one.permanent += it.permanent
        one.floating += it.floating
        one.stale += it.stale
        one.volunteers += it.volunteers
        one.oldest_check = min(filter(None, (one.oldest_check, it.oldest)), default=None)
    return list(found.values())
