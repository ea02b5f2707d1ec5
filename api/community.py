"""What anybody may see: the community's figures and rankings."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel

from api.serving.access import community_of, fresh
from api.serving.composition import Community
from api.serving.paging import Page, PageAfter, PageSize, page, read_cursor
from domain.vault import mask_name
from projections.community import community_figures
from projections.members import ids_of_kind
from projections.rankings import Measure, Period, Place, RankedThing, ranking, read_period

router = APIRouter(prefix="/api", tags=["community"])

SENIOR_YEARS = 60


class Figures(BaseModel):
    """What the community has done. Durations in minutes, money in fen."""

    members: int
    volunteers: int
    volunteers_aged_60_and_over: int
    share_aged_60_and_over: float
    services: int
    service_minutes: int
    time_credit_minutes: int
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


class PlaceRow(BaseModel):
    """A place in a ranking; members' names are masked unless they agreed to be named."""

    rank: int
    name: str
    service_minutes: int
    points: int
    services: int
    members: int


@router.get("/community", dependencies=[Depends(fresh("community"))])
async def figures(request: Request) -> Figures:
    """The community in figures."""
    community = community_of(request)
    position = await community.reader.position("community")
    counted = await community_figures(community.reader)
    volunteers = await ids_of_kind(community.reader, "volunteer")
    born_until = years_before(datetime.now(community.zone).date(), SENIOR_YEARS)
    seniors = await community.vault.born_until(born_until, volunteers)
    return Figures(
        **counted,
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


def _period(
    period: Annotated[str, Query(description="all, 2026, 2026-Q3 or 2026-10.")] = "all",
) -> Period:
    try:
        return read_period(period)
    except ValueError:
        error = {"type": "string_pattern_mismatch", "loc": ("query", "period"), "msg": ""}
        raise RequestValidationError([error]) from None


@router.get("/rankings", dependencies=[Depends(fresh("rankings"))])
async def rankings(
    request: Request,
    period: Annotated[Period, Depends(_period)],
    of: RankedThing = "member",
    by: Measure = "service_minutes",
    limit: PageSize = 50,
    after: PageAfter = None,
) -> Page[PlaceRow]:
    """Who gave most; equal scores share a rank."""
    community = community_of(request)
    place = read_cursor(after, 0)[0]
    found = await ranking(community.reader, of, by, period, after=place, limit=limit + 1)
    rows, following = page(found, limit, lambda row: (row.place,))
    names = await _public_names(community, rows) if of == "member" else {}
    items = [
        PlaceRow(
            rank=row.rank,
            name=names.get(row.key, "*") if of == "member" else row.key,
            service_minutes=row.service_minutes,
            points=row.points,
            services=row.services,
            members=row.members,
        )
        for row in rows
    ]
    return Page(items=items, next=following)


async def _public_names(community: Community, rows: list[Place]) -> dict[str, str]:
    people = await community.vault.people(row.key for row in rows)
    return {
        member_id: person.name if person.named_publicly else mask_name(person.name)
        for member_id, person in people.items()
    }
