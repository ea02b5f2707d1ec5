"""Price labels to print: a sheet of A4 with a barcode that the till finds the good by."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Final, NamedTuple
from zoneinfo import ZoneInfo

from fastapi import Depends, Response
from pydantic import Field

from api.pages.desk.forms import explain
from api.pages.desk.shop.bars import EAN_8, EAN_13, bars_of, can_be_drawn
from api.pages.language import translator
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, visiting
from api.serving.fields import Body, Day, Id
from api.serving.own_facts import see_own_facts
from api.shop.items import LIST
from domain.shop.barcode import GTIN_LENGTH, code_of
from projections.shop.stock import ShelfItem, shelf

router = page_router()

Labelling = Annotated[Visitor, Depends(visiting(LIST))]

LABELS_MAX: Final = 1_000
MODULE_MILLIMETRES: Final = 0.33
"""The width of the thinnest bar for which scanners are made; a code of many is drawn narrower."""
CODE_MILLIMETRES_MAX: Final = 56
ZEROS_BEFORE_EAN_8: Final = "0" * 6


class Choice(Body):
    """Which goods, at the prices of which day; all of them where none is ticked."""

    on_day: Day
    since: Day | None = None
    items: Annotated[tuple[Id, ...], Field(max_length=LABELS_MAX)] = ()


class Label(NamedTuple):
    """What one label says; `bars` are runs of a start and a width, in modules of all `modules`."""

    name: str
    unit: str
    points: int
    limit: int | None
    code: str
    bars: list[tuple[int, int]]
    modules: int
    millimetres: float


@router.get("/desk/labels")
async def choose(visitor: Labelling) -> Response:
    """Which goods want a label: the last listed first."""
    return await _choose(visitor)


async def _choose(visitor: Visitor, problem: str | None = None, status: int = 200) -> Response:
    goods = await _goods(visitor, visitor.today)
    return visitor.show(
        "desk/shop/labels.html",
        status,
        goods=goods[::-1],
        on_day=f"{visitor.today:%Y-%m-%d}",
        problem=problem,
    )


@router.post("/desk/labels")
async def sheet(visitor: Labelling) -> Response:
    """The labels of what was ticked, to be printed; nothing is recorded."""
    try:
        chosen = visitor.read(Choice)
    except Malformed as malformed:
        status, problem = explain(visitor, malformed)
        return await _choose(visitor, problem, status)
    goods = await _goods(visitor, chosen.on_day)
    if chosen.items:
        goods = [it for it in goods if it.item_id in chosen.items]
    if chosen.since:
        goods = [it for it in goods if _is_new(it, chosen.since, visitor.community.zone)]
    if not goods:
        problem = translator(visitor.language)("没有要打印的价签。")
        return await _choose(visitor, problem, 422)
    return visitor.show("desk/shop/label_sheet.html", labels=labels_of(goods))


def _is_new(item: ShelfItem, day: date, zone: ZoneInfo) -> bool:
    """Whether it was listed on that day or later, or changed from a day on that is not before."""
    is_listed = item.listed_at is not None and item.listed_at.astimezone(zone).date() >= day
    return is_listed or (item.since is not None and item.since >= day)


async def _goods(visitor: Visitor, day: date) -> list[ShelfItem]:
    await see_own_facts(visitor.community, "stock")
    found = await shelf(visitor.community.reader, day, limit=LABELS_MAX)
    return [it for it in found if not it.withdrawn]


def labels_of(goods: Iterable[ShelfItem]) -> list[Label]:
    """A label of each."""
    return [_label(it) for it in goods]


def _label(item: ShelfItem) -> Label:
    code = next((it for it in map(_printed, item.barcodes) if can_be_drawn(it)), item.own_code)
    bits = bars_of(code)
    width = min(len(bits) * MODULE_MILLIMETRES, CODE_MILLIMETRES_MAX)
    limit = item.limit_per_member_month
    return Label(
        item.name,
        item.unit,
        item.points,
        limit,
        code,
        list(_runs(bits)),
        len(bits),
        round(width, 2),
    )


def _printed(barcode: str) -> str:
    """A barcode as it stands on goods: without the zeros that make all lengths one."""
    code = code_of(barcode)
    if len(code) != GTIN_LENGTH or not code.isdigit() or code[0] != "0":
        return code
    return code[-EAN_8:] if code.startswith(ZEROS_BEFORE_EAN_8) else code[-EAN_13:]


def _runs(bits: str) -> Iterable[tuple[int, int]]:
    """Where each bar begins, and how wide it is."""
    begun = 0
    while (start := bits.find("1", begun)) >= 0:
        end = bits.find("0", start)
        begun = end if end >= 0 else len(bits)
        yield start, begun - start
