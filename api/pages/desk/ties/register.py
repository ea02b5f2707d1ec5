"""The register at the desk: the walking list of a building, and somebody new who lives there."""

from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import Depends, Query, Response

from api.pages.desk.forms import explain
from api.pages.desk.names import grids_offered, readable
from api.pages.done import said
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, read_body, visiting
from api.serving.own_facts import see_own_facts
from api.serving.paging import page, read_cursor
from api.ties import register as interface
from api.ties import standing
from api.ties.register import REGISTER, SEE, Living, NewResident, living
from api.ties.standing import CHECK, NewCheck, NewEnding
from domain.ledger.refusal import Refusal
from domain.people.network.dwellings import Dwellings, Inhabited
from domain.ties.standing_kinds import kind_named
from projections.people.nodes import names_meant
from projections.ties.register import everybody_here, register_terms, residents

router = page_router()

Seeing = Annotated[Visitor, Depends(visiting(SEE))]
Checking = Annotated[Visitor, Depends(visiting(CHECK))]
Registering = Annotated[Visitor, Depends(visiting(REGISTER))]

PAGE_SIZE: Final = 100
NOWHERE: Final = "-"
"""Stands in an address for the building that nobody has noted."""
DONE: Final = {
    "still": "已记下：还住在这里。",
    "moved": "已记下：搬走了。",
    "registered": "居民已登记。",
}


@router.get("/desk/register")
async def register(
    visitor: Seeing,
    grid: Annotated[str, Query(max_length=40)] = "",
    building: Annotated[str, Query(max_length=40)] = "",
    stale: bool = False,
    after: Annotated[str | None, Query(max_length=100)] = None,
) -> Response:
    """The buildings with how many live there; of one that is chosen, everybody, stale first."""
    return await _page(visitor, readable(grid), readable(building), stale=stale, after=after)


async def _page(
    visitor: Visitor,
    grid: str,
    building: str,
    *,
    stale: bool,
    after: str | None = None,
    problem: str | None = None,
    status: int = 200,
) -> Response:
    community = visitor.community
    for question in ("register", "standings", "members"):
        await see_own_facts(community, question)
    rows, following = await _rows(visitor, grid, building, stale=stale, after=after)
    return visitor.show(
        "desk/ties/register.html",
        status,
        grids=await grids_offered(visitor),
        grid=grid,
        building=building,
        stale=stale,
        nowhere=NOWHERE,
        buildings=[] if building else await _buildings(visitor, grid, stale=stale),
        rows=rows,
        following=following,
        say=lambda kind: kind_named(kind).said_in(visitor.language),
        terms=await register_terms(community.reader, visitor.today),
        today=visitor.today,
        message=said(visitor, DONE),
        problem=problem,
    )


async def _rows(
    visitor: Visitor, grid: str, building: str, *, stale: bool, after: str | None
) -> tuple[list[Living], str | None]:
    """A page of who lives in a building, and the cursor to the next."""
    if not building:
        return [], None
    reader, seen = visitor.community.reader, read_cursor(after, 0)[0]
    there = await Dwellings(reader).living_in(None if building == NOWHERE else building)
    found = await residents(
        reader,
        visitor.today,
        grids=await names_meant(reader, grid or None, visitor.today),
        among=visitor.reach.among(there),
        stale=True if stale else None,
        after=seen,
        limit=PAGE_SIZE + 1,
    )
    rows, following = page(found, PAGE_SIZE, lambda _: (seen + PAGE_SIZE,))
    return await living(visitor.community, rows), following


async def _buildings(visitor: Visitor, grid: str, *, stale: bool) -> list[Inhabited]:
    """How many live in each building of a grid, and of how many a look is overdue."""
    reader = visitor.community.reader
    here = await everybody_here(
        reader,
        visitor.today,
        grids=await names_meant(reader, grid or None, visitor.today),
        among=visitor.reach.among(),
        stale=True if stale else None,
    )
    return await Dwellings(reader).inhabited(here.member_ids, here.stale)


def _back(visitor: Visitor, done: str) -> Response:
    form = visitor.form
    grid, building = (readable(str(form.get(it, ""))) for it in ("grid", "building"))
    asked = {"stale": "true"} if form.get("stale") else {}
    return go_on(_address(grid, building, **asked), done)


def _address(grid: str, building: str, **asked: str) -> str:
    return "/desk/register?" + urlencode({"grid": grid, "building": building, **asked})


async def _refused(visitor: Visitor, no: Malformed | Refusal) -> Response:
    status, problem = explain(visitor, no)
    grid, building = (readable(str(visitor.form.get(it, ""))) for it in ("grid", "building"))
    stale = bool(visitor.form.get("stale"))
    return await _page(visitor, grid, building, stale=stale, problem=problem, status=status)


@router.post("/desk/register/still")
async def still_there(visitor: Checking) -> Response:
    """One tap: somebody was seen at home today."""
    member_id, kind = (str(visitor.form.get(it, "")) for it in ("member_id", "kind"))
    try:
        body = NewCheck(seen_on=visitor.today, by_way="visit")
        await standing.check(member_id, kind, body, visitor)
    except Refusal as no:
        return await _refused(visitor, no)
    return _back(visitor, "still")


@router.post("/desk/register/moved")
async def moved_away(visitor: Checking) -> Response:
    """One tap: somebody does not live there any more."""
    member_id, kind = (str(visitor.form.get(it, "")) for it in ("member_id", "kind"))
    try:
        await standing.end(member_id, kind, NewEnding(on=visitor.today, why="moved"), visitor)
    except Refusal as no:
        return await _refused(visitor, no)
    return _back(visitor, "moved")


@router.get("/desk/register/new")
async def form(
    visitor: Registering,
    grid: Annotated[str, Query(max_length=40)] = "",
    building: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """The form for somebody who lives here."""
    return await _form(visitor, {"grid": readable(grid), "building": readable(building)})


async def _form(
    visitor: Visitor, typed: dict[str, str], *, problem: str | None = None, status: int = 200
) -> Response:
    return visitor.show(
        "desk/ties/resident.html",
        status,
        grids=await grids_offered(visitor),
        typed=typed,
        today=visitor.today,
        problem=problem,
    )


@router.post("/desk/register/new")
async def add(visitor: Registering) -> Response:
    """Register somebody."""
    typed = {name: str(it).strip() for name, it in visitor.form.items()}
    wanted = {name: typed[name] for name in NewResident.model_fields if typed.get(name)}
    try:
        await interface.register(read_body(NewResident, wanted, visitor.language), visitor)
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        return await _form(visitor, typed, problem=problem, status=status)
    place = _address(readable(typed.get("grid")), readable(typed.get("building")) or NOWHERE)
    return go_on(place, "registered")
