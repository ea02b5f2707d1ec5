"""Wishes of a year at the desk: how far they are, the list that goes out, cards and slips."""

from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import Annotated, Final

import xlsxwriter
from fastapi import Depends, Query, Response
from markupsafe import Markup

from api.needs.acts import REVIEW
from api.office.founding import identity_of
from api.pages.desk.people.members import download
from api.pages.language import translator
from api.pages.needs.told import STATUSES, Told, tell
from api.pages.routing import page_router
from api.pages.visitor import Visitor, visiting
from api.pages.volunteer.people.redemption_code import qr
from api.serving.own_facts import see_own_facts
from projections.needs.requests_board import ListedRequest, Sought, Status, requests_board

router = page_router()

Reviewing = Annotated[Visitor, Depends(visiting(REVIEW))]
Year = Annotated[int | None, Query(ge=1900, le=2199)]

READ_AT_ONCE: Final = 500
YEARS_SHOWN: Final = 5
PRINTED_MAX: Final = 100
HEAD: Final = (
    *("编号", "提出日期", "类别", "公布的话", "金额上限（元）"),
    *("所属网格", "进度", "认领人", "确认日期"),
)
WIDTHS: Final = (8, 14, 14, 44, 14, 14, 16, 14, 14)


@router.get("/desk/wishes")
async def year_of_wishes(visitor: Reviewing, year: Year = None) -> Response:
    """How many wishes of a year are how far; the list, the cards and the slips to print."""
    chosen = year or visitor.today.year
    rows = await _wishes(visitor, chosen)
    counts = Counter(it.status for it in rows)
    return visitor.show(
        "desk/needs/wishes.html",
        year=chosen,
        years=range(visitor.today.year, visitor.today.year - YEARS_SHOWN, -1),
        statuses=STATUSES,
        counts=counts,
        total=len(rows),
        up=sum(it.can_be_taken_on(visitor.today) for it in rows),
    )


async def _wishes(visitor: Visitor, year: int) -> list[ListedRequest]:
    """The wishes of a year, of those whom the visitor reaches."""
    await see_own_facts(visitor.community, "requests_board")
    sought = Sought(kind="wish", among=visitor.reach.among())
    zone, found, after = visitor.community.zone, list[ListedRequest](), 0
    while rows := await requests_board(
        visitor.community.reader, sought, after=after, limit=READ_AT_ONCE
    ):
        found += (it for it in rows if it.made_at.astimezone(zone).year == year)
        after = rows[-1].position
    return found


@router.get("/desk/wishes/list.xlsx")
async def year_list(visitor: Reviewing, year: Year = None) -> Response:
    """The wishes of a year as a workbook: what everybody reads, and nobody who wished."""
    chosen = year or visitor.today.year
    told = await tell(visitor, await _wishes(visitor, chosen))
    _ = translator(visitor.language)
    written = BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet(_("心愿单"))
        bold = workbook.add_format({"bold": True, "bg_color": "#F2F2F2"})
        sheet.freeze_panes(1, 0)
        for place, (column, width) in enumerate(zip(HEAD, WIDTHS, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, _(column), bold)
        for number, it in enumerate(told, 1):
            for place, cell in enumerate(_cells(visitor, it)):
                if isinstance(cell, str):
                    sheet.write_string(number, place, cell)
                else:
                    sheet.write_number(number, place, cell)
    return download(written.getvalue(), f"wishes-{chosen}.xlsx")


def _cells(visitor: Visitor, it: Told) -> Iterator[str | float]:
    zone, row = visitor.community.zone, it.row
    yield row.position
    yield row.made_at.astimezone(zone).date().isoformat()
    yield row.need
    yield it.words
    yield row.value_fen_max / 100 if row.value_fen_max else ""
    yield row.grid or ""
    yield it.status
    yield it.helper
    yield row.confirmed_at.astimezone(zone).date().isoformat() if row.confirmed_at else ""


async def _papers(visitor: Visitor, status: Status) -> list[Told]:
    """The wishes that are so far and have words of their own, in words."""
    await see_own_facts(visitor.community, "requests_board")
    sought = Sought(kind="wish", statuses=(status,), among=visitor.reach.among())
    rows = await requests_board(visitor.community.reader, sought, limit=PRINTED_MAX)
    return [it for it in await tell(visitor, rows) if it.words]


@router.get("/desk/wishes/cards")
async def cards(visitor: Reviewing) -> Response:
    """The cards of all wishes that are up, four on a page: all lead to where one takes them on."""
    told = [it for it in await _papers(visitor, "published") if not it.is_over]
    label = translator(visitor.language)("打开“我今天能做什么”的二维码")
    picture = qr(f"{visitor.request.base_url}me/today", label)
    return visitor.show(
        "desk/needs/wish_cards.html",
        rows=told,
        desk=(await identity_of(visitor.community)).desk,
        picture=picture,
    )


@router.get("/desk/wishes/slips")
async def slips(visitor: Reviewing) -> Response:
    """The slips of all wishes that somebody promised, one on a page."""
    label = translator(visitor.language)("打开这项求助的二维码")
    rows: list[tuple[Told, Markup]] = [
        (it, qr(f"{visitor.request.base_url}desk/requests/{it.row.need_id}", label))
        for it in await _papers(visitor, "claimed")
    ]
    return visitor.show(
        "desk/needs/wish_slips.html",
        rows=rows,
        desk=(await identity_of(visitor.community)).desk,
    )
