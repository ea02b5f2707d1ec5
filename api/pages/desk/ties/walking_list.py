"""The walking list: who lives where, as a workbook that the import of the register takes again."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Annotated, Final

import xlsxwriter
from fastapi import Depends, Query, Response

from api.pages.desk.names import names_of, readable
from api.pages.desk.people.members import EXPORTED_MAX, download
from api.pages.routing import page_router
from api.pages.visitor import Visitor, visiting
from api.serving.own_facts import see_own_facts
from api.ties.register import SEE, Living, living
from api.ties.register_workbook import ENDING, NUMBER, NUMBER_LENGTH, WORKBOOK
from domain.ties.standing_kinds import kind_named
from projections.people.nodes import names_meant
from projections.ties.households import households_of
from projections.ties.register import residents

router = page_router()

HEAD: Final = (
    *("网格", "楼栋", "姓名", ENDING, "户主", "居住类型", "最近核对"),
    *("还在", "已搬走", NUMBER),
)
"""No number of a paper and no whole phone: the list is carried about."""
WIDTH: Final = 14


@router.get("/desk/register/list")
async def walking_list(
    visitor: Annotated[Visitor, Depends(visiting(SEE))],
    grid: Annotated[str, Query(max_length=40)] = "",
    stale: bool = False,
) -> Response:
    """Everybody by building, or only whom to look up again."""
    community = visitor.community
    for question in ("register", "standings", "members", "households"):
        await see_own_facts(community, question)
    found = await residents(
        community.reader,
        visitor.today,
        grids=await names_meant(community.reader, readable(grid) or None, visitor.today),
        among=visitor.reach.among(),
        stale=True if stale else None,
        limit=EXPORTED_MAX,
    )
    people = await living(community, found)
    people.sort(key=lambda it: (it.resident.grid or "", it.building or ""))
    heads = await _heads(visitor, [it.resident.member_id for it in people])
    return download(_written(list(_lines(people, heads))), f"walking-list-{visitor.today}.xlsx")


async def _heads(visitor: Visitor, member_ids: Sequence[str]) -> dict[str, str]:
    """What the head of each one's household is called, where somebody keeps house with others."""
    mates = await households_of(visitor.community.reader, member_ids)
    names = await names_of(visitor, {it.member_id for it in mates if it.is_head})
    heads = {it.household_id: names.get(it.member_id, "") for it in mates if it.is_head}
    return {it.member_id: heads.get(it.household_id, "") for it in mates}


def _lines(people: Sequence[Living], heads: dict[str, str]) -> Iterator[dict[str, str]]:
    for it in people:
        looked = it.resident.checked_on
        yield {
            "网格": it.resident.grid or "",
            "楼栋": it.building or "",
            "姓名": it.name or "",
            ENDING: it.phone_last4 or "",
            "户主": heads.get(it.resident.member_id, ""),
            "居住类型": kind_named(it.resident.kind).said_in("zh"),
            "最近核对": looked.isoformat() if looked else "",
            NUMBER: it.resident.member_id[:NUMBER_LENGTH],
        }


def _written(lines: Sequence[dict[str, str]]) -> bytes:
    written = BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet(WORKBOOK.title_zh)
        bold = workbook.add_format({"bold": True, "bg_color": "#F2F2F2"})
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_column(0, len(HEAD) - 1, WIDTH)
        for place, column in enumerate(HEAD):
            sheet.write_string(0, place, column, bold)
            for number, line in enumerate(lines, 1):
                sheet.write_string(number, place, line.get(column, ""))
    return written.getvalue()
