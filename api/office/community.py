"""What anybody may see: the community's figures and rankings."""

from typing import Final

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from api.capability import Capability, Place
from api.office.figures import Figures, figures_of, public_names
from api.people.network import public_places
from api.policy.act import PUBLIC, Act
from api.serving.access import community_of, fresh, public
from api.serving.paging import Page, PageAfter, PageSize, page, read_cursor
from api.serving.periods import InPeriod
from projections.office.community import CommunityFigures
from projections.office.months import Months
from projections.service.rankings import Measure, RankedThing

SEE_FIGURES: Final = Act("community.see", "看社区的数字和排名", by=PUBLIC)
READ_REPORTS: Final = Act("community.report", "看月报", by=("supervisor",))

router = APIRouter(prefix="/api", tags=["community"], dependencies=[Depends(public(SEE_FIGURES))])


class PlaceRow(BaseModel):
    """A place in a ranking; members' names are masked unless they agreed to be named."""

    rank: int
    name: str
    service_minutes: int
    points: int
    services: int
    members: int


@router.get("/community", dependencies=[Depends(fresh("community", "balances"))])
async def figures(request: Request) -> Figures:
    """The community in figures."""
    return await figures_of(community_of(request))


@router.get("/rankings", dependencies=[Depends(fresh("rankings", "nodes"))])
async def rankings(
    request: Request,
    period: InPeriod,
    of: RankedThing = "member",
    by: Measure = "service_minutes",
    limit: PageSize = 50,
    after: PageAfter = None,
) -> Page[PlaceRow]:
    """Who gave most; equal scores share a rank."""
    community = community_of(request)
    place = read_cursor(after, 0)[0]
    found = await public_places(community, of, by, period, after=place, limit=limit + 1)
    rows, following = page(found, limit, lambda row: (row.place,))
    names = await public_names(community, [it.key for it in rows]) if of == "member" else {}
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


CAPABILITY: Final = Capability(
    name="community",
    projections=(CommunityFigures, Months),
    router=router,
    pages=(
        "board.board",
        "ledger.office.reports",
    ),
    places=(
        Place(menu="more", rank=80, path="/board", words="公示栏"),
        Place(menu="ledger", rank=60, path="/ledger/reports", words="月报"),
    ),
)
