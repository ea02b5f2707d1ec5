"""The register at the desk: the walking list of a building, and somebody new who lives there."""

from collections import Counter
from io import BytesIO
from typing import Annotated, Final, NamedTuple
from urllib.parse import urlencode

import xlsxwriter
from fastapi import Depends, Query, Response

from api.pages.desk.forms import explain
from api.pages.desk.names import readable
from api.pages.desk.people.members import download
from api.pages.done import said
from api.pages.language import translator
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, read_body, visiting
from api.serving.own_facts import see_own_facts
from api.ties import register as interface
from api.ties import standing
from api.ties.register import REGISTER, SEE, Living, NewResident, living
from api.ties.standing import CHECK, NewCheck, NewEnding
from domain.ledger.refusal import Refusal
from domain.ties.standing_kinds import kind_named
from projections.people.nodes import known_grids
from projections.ties.register import register_terms, residents

router = page_router()

Seeing = Annotated[Visitor, Depends(visiting(SEE))]
Checking = Annotated[Visitor, Depends(visiting(CHECK))]
Registering = Annotated[Visitor, Depends(visiting(REGISTER))]

NOWHERE: Final = "-"
"""Stands in an address for the building that nobody has noted."""
DONE: Final = {
    "still": "已记下：还住在这里。",
    "moved": "已记下：搬走了。",
    "registered": "居民已登记。",
}


class Building(NamedTuple):
    """How many live in a building, and of how many a look is overdue."""

    name: str
    people: int
    stale: int


@router.get("/desk/register")
async def register(
    visitor: Seeing,
    grid: Annotated[str, Query(max_length=40)] = "",
    building: Annotated[str, Query(max_length=40)] = "",
    stale: bool = False,
) -> Response:
    """The buildings with how many live there; of one that is chosen, everybody, stale first."""
    return await _page(visitor, readable(grid), readable(building), stale=stale)


async def _page(
    visitor: Visitor,
    grid: str,
    building: str,
    *,
    stale: bool,
    problem: str | None = None,
    status: int = 200,
) -> Response:
    people = await _living(visitor, grid, stale=stale)
    counted = Counter(it.building or NOWHERE for it in people)
    overdue = Counter(it.building or NOWHERE for it in people if it.resident.is_stale)
    return visitor.show(
        "desk/ties/register.html",
        status,
        grids=await known_grids(visitor.community.reader),
        grid=grid,
        building=building,
        stale=stale,
        nowhere=NOWHERE,
        buildings=[Building(it, counted[it], overdue[it]) for it in sorted(counted)],
        rows=[it for it in people if (it.building or NOWHERE) == building],
        say=lambda kind: kind_named(kind).said_in(visitor.language),
        terms=await register_terms(visitor.community.reader, visitor.today),
        today=visitor.today,
        message=said(visitor, DONE),
        problem=problem,
    )


async def _living(visitor: Visitor, grid: str, *, stale: bool) -> list[Living]:
    community = visitor.community
    for question in ("register", "standings", "members"):
        await see_own_facts(community, question)
    found = await residents(
        community.reader, visitor.today, grid=grid or None, stale=True if stale else None
    )
    return await living(community, found)


@router.get("/desk/register/list")
async def walking_list(
    visitor: Seeing, grid: Annotated[str, Query(max_length=40)] = "", stale: bool = False
) -> Response:
    """The walking list as a workbook, by building; or only whom to look up again."""
    people = await _living(visitor, readable(grid), stale=stale)
    _ = translator(visitor.language)
    head = ("网格", "楼栋", "姓名", "电话后四位", "居住类型", "最近核对", "还在", "已搬走")
    written = BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet(_("走访名单"))
        bold = workbook.add_format({"bold": True, "bg_color": "#F2F2F2"})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(head) - 1, 14)
        for place, column in enumerate(head):
            sheet.write_string(0, place, _(column), bold)
        people.sort(key=lambda it: (it.resident.grid or "", it.building or ""))
        for number, it in enumerate(people, 1):
            called = kind_named(it.resident.kind).said_in(visitor.language)
            seen = it.resident.checked_on.isoformat() if it.resident.checked_on else ""
            cells = it.resident.grid, it.building, it.name, it.phone_last4, called, seen
            for place, cell in enumerate(cells):
                sheet.write_string(number, place, cell or "")
    return download(written.getvalue(), f"walking-list-{visitor.today}.xlsx")


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
        grids=await known_grids(visitor.community.reader),
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
