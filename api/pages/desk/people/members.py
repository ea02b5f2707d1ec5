"""The roster at the desk: finding members, enrolling one, and taking the list along."""

from collections.abc import Sequence
from io import BytesIO
from typing import Annotated, Final

import xlsxwriter
from fastapi import Depends, Query, Response

from api.pages.desk.forms import explain
from api.pages.desk.names import Somebody, grids_offered, ids_found, named, readable
from api.pages.language import translator
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.people.membership import ENROL, LOOK_AFTER, NewMember, resembling
from api.people.membership import enrol as enrol_member
from api.serving.own_facts import see_own_facts
from api.serving.paging import page, read_cursor
from domain.ledger.refusal import Refusal
from domain.people.membership import MemberKind
from projections.people.members import members, members_by_id, teams
from projections.people.nodes import names_meant

router = page_router()

LookingAfter = Annotated[Visitor, Depends(visiting(LOOK_AFTER))]
Enrolling = Annotated[Visitor, Depends(visiting(ENROL))]

PAGE_SIZE: Final = 50
EXPORTED_MAX: Final = 100_000
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS: Final[tuple[MemberKind, ...]] = ("volunteer", "assisted", "staff")
KIND_WORDS: Final = {"volunteer": "志愿者成员", "assisted": "帮扶对象", "staff": "工作人员"}


@router.get("/desk/members")
async def roster(
    visitor: LookingAfter,
    q: str = "",
    team: str = "",
    grid: str = "",
    kind: str = "",
    after: Annotated[str | None, Query(max_length=100)] = None,
) -> Response:
    """Who fits, a page at a time."""
    first = read_cursor(after, 0)[0]
    found = await _found(visitor, q, team, grid, kind, after=first, limit=PAGE_SIZE + 1)
    rows, following = page(found, PAGE_SIZE, lambda it: (it.position,))
    reader = visitor.community.reader
    return visitor.show(
        "desk/people/members.html",
        rows=rows,
        following=following,
        q=readable(q),
        team=team,
        grid=grid,
        kind=kind,
        kinds=KINDS,
        teams=await teams(reader, visitor.today),
        grids=await grids_offered(visitor),
    )


async def _found(
    visitor: Visitor, q: str, team: str, grid: str, kind: str, *, after: int = 0, limit: int
) -> list[Somebody]:
    await see_own_facts(visitor.community, "members")
    wanted = readable(q)
    found = await members(
        visitor.community.reader,
        kind=next((it for it in KINDS if it == kind), None),
        team=readable(team) or None,
        grids=await names_meant(visitor.community.reader, readable(grid) or None, visitor.today),
        among=visitor.reach.among(await ids_found(visitor, wanted) if wanted else None),
        today=visitor.today,
        after=after,
        limit=limit,
    )
    return await named(visitor, found)


@router.get("/desk/members/export")
async def export(
    visitor: LookingAfter, q: str = "", team: str = "", grid: str = "", kind: str = ""
) -> Response:
    """The members who fit, as a workbook; of a phone only its last four digits."""
    people = await _found(visitor, q, team, grid, kind, limit=EXPORTED_MAX)
    _ = translator(visitor.language)
    columns = [
        *(_("编号"), _("姓名"), _("身份"), _("所属服务队")),
        *(_("所属网格"), _("楼栋"), _("电话")),
    ]
    written = BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet(_("花名册"))
        bold = workbook.add_format({"bold": True, "bg_color": "#F2F2F2"})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(columns) - 1, 14)
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column, bold)
        for number, it in enumerate(people, 1):
            phone = f"*******{it.phone_last4}" if it.phone_last4 else ""
            cells = (
                it.volunteer_number,
                it.name,
                _(KIND_WORDS[it.kind]),
                _("、").join(it.teams),
                it.grid or "",
                it.building or "",
                phone,
            )
            for place, cell in enumerate(cells):
                sheet.write_string(number, place, cell)
    return download(written.getvalue(), f"roster-{visitor.today}.xlsx")


def download(content: bytes, name: str) -> Response:
    """A workbook to keep, under a name of plain letters."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type=XLSX, headers=headers)


@router.get("/desk/members/new")
async def enrolment(visitor: Enrolling) -> Response:
    """The form to enrol somebody."""
    return await _enrolment(visitor)


async def _enrolment(
    visitor: Visitor,
    *,
    problem: str | None = None,
    alike: Sequence[str] = (),
    status: int = 200,
) -> Response:
    """The form; with `alike`, whether the person is one of these is asked first."""
    reader = visitor.community.reader
    listed = await members_by_id(reader, alike, visitor.today)
    return visitor.show(
        "desk/people/enrol.html",
        status,
        alike=await named(visitor, list(listed.values())),
        typed=visitor.form,
        teams=await teams(reader, visitor.today),
        grids=await grids_offered(visitor),
        problem=problem,
    )


@router.post("/desk/members/new")
async def enrol(visitor: Enrolling) -> Response:
    """Enrol a person; who is a member already stays as they are."""
    try:
        body = visitor.read(NewMember, anyway=None)
        if not visitor.form.get("anyway") and (alike := await resembling(visitor, body)):
            return await _enrolment(visitor, alike=alike, status=409)
        enrolled = await enrol_member(body, visitor)
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        return await _enrolment(visitor, problem=problem, status=status)
    if not visitor.may(LOOK_AFTER):
        return go_on(f"/ledger/roles?q={enrolled.volunteer_number}", done="enrolled")
    return go_on(f"/desk/members/{enrolled.member_id}", done="enrolled")
