"""Goods at the counter: donations that come in, and counting what stands on the shelf."""

import re
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import Depends, Response
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import FormData

from api.pages.desk.forms import explain, read_part, read_row
from api.pages.done import said
from api.pages.language import translator
from api.pages.routing import page_router
from api.pages.till.work import whole
from api.pages.visitor import Malformed, Visitor, go_on, read_body, visiting
from api.serving.fields import POSITION_MAX, Body, Word
from api.serving.own_facts import see_own_facts
from api.serving.problems import status_of
from api.shop.donation import RECEIVE, NewDonation, NewGoods, take_in, with_last_good_day
from api.shop.stock_count import COUNT, NewCount, count_stock
from domain.ledger.refusal import Refusal
from domain.shop.counted_shelf import CountOvertaken
from projections.shop.stock import ShelfItem, item_names, shelf

router = page_router()

Receiving = Annotated[Visitor, Depends(visiting(RECEIVE))]
Counting = Annotated[Visitor, Depends(visiting(COUNT))]

GOODS_ROWS: Final = 5
ITEMS_MAX: Final = 500
BEGUN_AT: Final = "counted_at_position"
_OWN_NUMBER: Final = re.compile(r"R[0-9]{8}-[0-9]{4,9}")
DONE: Final = {"received": "收货已记录，物品已上架。"}


class Receipt(Body):
    """The number that the office wrote on its own receipt, if it did."""

    receipt_number: Word | None = None


async def _items(visitor: Visitor) -> list[ShelfItem]:
    await see_own_facts(visitor.community, "stock")
    return await shelf(visitor.community.reader, visitor.today, limit=ITEMS_MAX)


@router.get("/till/donations")
async def receiving(visitor: Receiving) -> Response:
    """The form for goods that are given."""
    message = said(visitor, DONE)
    number = visitor.request.query_params.get("number", "")
    if message and _OWN_NUMBER.fullmatch(number):
        message += translator(visitor.language)("收据号 {number}。", number=number)
    return await _receiving(visitor, message=message)


async def _receiving(visitor: Visitor, status: int = 200, **values: Any) -> Response:
    return visitor.show(
        "till/donations.html",
        status,
        items=await _items(visitor),
        rows=GOODS_ROWS,
        typed={name: str(value) for name, value in visitor.form.items()},
        **({"message": None, "problem": None} | values),
    )


@router.post("/till/donations")
async def receive(visitor: Receiving) -> Response:
    """Take goods in, each line a lot of its own."""
    donor = str(visitor.form.get("donor", "")).strip()
    try:
        number = read_part(visitor, Receipt).receipt_number
        given = {"donor": {"name": donor}} if donor else {}
        giver = read_body(NewDonation, given, visitor.language)
    except Malformed as malformed:
        return await _receiving(visitor, 422, problem=malformed.findings[0]["message"])
    try:
        donation = giver.model_copy(update={"goods": _goods(visitor)})
    except Malformed as malformed:
        return await _receiving(visitor, 422, problem=explain(visitor, malformed)[1])
    try:
        received = await take_in(visitor, donation, receipt_number=number)
    except Refusal as refusal:
        status, problem = explain(visitor, refusal, [it + 1 for it in _filled_in(visitor)])
        return await _receiving(visitor, status, problem=problem)
    return go_on(f"/till/donations?number={quote(received.receipt_number)}", done="received")


def _goods(visitor: Visitor) -> tuple[NewGoods, ...]:
    """The rows in which anything was filled in. Raises Malformed."""
    rows = {number: _row(visitor, number) for number in _filled_in(visitor)}
    read = (read_row(visitor, NewGoods, typed, it + 1) for it, typed in rows.items())
    return tuple(with_last_good_day(goods) for goods in read)


def _row(visitor: Visitor, number: int) -> dict[str, str]:
    """What was typed into a row; blank fields are not there."""
    fields = {it: f"{it.split('_')[0]}{number}" for it in NewGoods.model_fields}
    typed = {it: str(visitor.form.get(name, "")).strip() for it, name in fields.items()}
    return {it: text for it, text in typed.items() if text}


def _filled_in(visitor: Visitor) -> list[int]:
    """The rows in which goods or pieces were filled in, counted from 0."""
    rows = range(GOODS_ROWS)
    return [it for it in rows if not {"item_id", "quantity"}.isdisjoint(_row(visitor, it))]


@router.get("/till/counts")
async def counting(visitor: Counting) -> Response:
    """The form for what is seen on the shelf; the books are not shown beforehand."""
    return await _counting(visitor)


async def _counting(visitor: Visitor, status: int = 200, **values: Any) -> Response:
    """The form; it notes how far the log had come when the counting began."""
    typed = {name: str(value) for name, value in visitor.form.items()}
    return visitor.show(
        "till/counts.html",
        status,
        items=await _items(visitor),
        begun_at=typed.get(BEGUN_AT) or await visitor.community.reader.head(),
        **({"problem": None, "typed": typed} | values),
    )


@router.post("/till/counts")
async def count(visitor: Counting) -> Response:
    """Compare the books with what was seen; show where they differed, and whether they follow."""
    say = translator(visitor.language)
    counted = _counted(visitor)
    if wrong := [it for it, pieces in counted.items() if pieces is None]:
        names = await item_names(visitor.community.reader)
        problem = say("“{name}”的实数要填 0 或更大的整数。", name=names.get(wrong[0], "…"))
        return await _counting(visitor, 422, problem=problem)
    if not counted:
        problem = say("请至少填一行实数，填 0 或更大的整数。")
        return await _counting(visitor, 422, problem=problem)
    reason = str(visitor.form.get("reason", ""))
    lines = [{"item_id": it, "counted": n, "reason": reason} for it, n in counted.items()]
    begun_at = whole(str(visitor.form.get(BEGUN_AT, "")), POSITION_MAX)
    try:
        given = {"lines": lines, BEGUN_AT: begun_at}
        recorded = await count_stock(read_body(NewCount, given, visitor.language), visitor)
    except (Malformed, RequestValidationError):
        return await _counting(visitor, 422, problem=say("请写明盘点原因，例如：月末盘点。"))
    except CountOvertaken as overtaken:
        problem = overtaken.sentence(visitor.language)
        visitor.form = FormData()  # what was typed is about the books as they were
        return await _counting(visitor, status_of(overtaken), problem=problem)
    except Refusal as refusal:
        problem = refusal.sentence(visitor.language)
        return await _counting(visitor, status_of(refusal), problem=problem)
    names = await item_names(visitor.community.reader)
    return visitor.show("till/counted.html", count=recorded, names=names)


def _counted(visitor: Visitor) -> dict[str, int | None]:
    """The pieces of each item for which something was typed; none where it is no number."""
    counted = {}
    for name, value in visitor.form.items():
        field, _, item_id = name.partition(":")
        written = str(value).strip()
        if field == "counted" and written:
            counted[item_id] = whole(written)
    return counted
