"""Goods at the counter: donations that come in, and counting what stands on the shelf."""

import re
from datetime import date
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import Depends, Response
from pydantic import ConfigDict

from api.pages.done import said
from api.pages.language import translator
from api.pages.routing import page_router
from api.pages.till.work import whole
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.serving.fields import Body, Name, Text, Word
from api.serving.own_facts import see_own_facts
from api.serving.problems import status_of
from domain.ledger.refusal import Refusal
from domain.shop.donation import GENERAL_FUND, DonatedGoods, DonationReceived, ReceiveDonation
from domain.shop.stock_count import Count, CountStock, StockCounted
from domain.shop.tags import donor_tag
from projections.shop.stock import ShelfItem, item_names, shelf

router = page_router()

Staff = Annotated[Visitor, Depends(visiting("cashier", "coordinator"))]

GOODS_ROWS: Final = 5
ITEMS_MAX: Final = 500
_OWN_NUMBER: Final = re.compile(r"R[0-9]{8}-[0-9]{4,9}")
DONE: Final = {"received": "收货已记录，物品已上架。"}


class Giver(Body):
    """Who gave, and the number that the office wrote on its receipt; both may be left out."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    donor: Name | None = None
    receipt_number: Word | None = None


class Why(Body):
    """Why the shelf was counted."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    reason: Text


async def _items(visitor: Visitor) -> list[ShelfItem]:
    await see_own_facts(visitor.community, "stock")
    return await shelf(visitor.community.reader, visitor.today, limit=ITEMS_MAX)


@router.get("/till/donations")
async def receiving(visitor: Staff) -> Response:
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
async def receive(visitor: Staff) -> Response:
    """Take goods in, each line a lot of its own."""
    say = translator(visitor.language)
    goods = _goods(visitor)
    try:
        giver = visitor.read(Giver)
    except Malformed as malformed:
        return await _receiving(visitor, 422, problem=malformed.findings[0]["message"])
    if goods is None:
        problem = say("请核对每一行：选好商品，件数填大于 0 的整数，保质期填日期。")
        return await _receiving(visitor, 422, problem=problem)
    vault = visitor.community.vault
    donor = donor_tag(await vault.keep_donor(giver.donor)) if giver.donor else None
    decision = ReceiveDonation(
        donor=donor, goods=goods, purpose=GENERAL_FUND, receipt_number=giver.receipt_number
    )
    try:
        _, fact = await visitor.record(decision, DonationReceived)
    except Refusal as refusal:
        problem = refusal.sentence(visitor.language)
        return await _receiving(visitor, status_of(refusal), problem=problem)
    return go_on(f"/till/donations?number={quote(fact.receipt_number)}", done="received")


def _goods(visitor: Visitor) -> tuple[DonatedGoods, ...] | None:
    goods = []
    for number in range(GOODS_ROWS):
        fields = (f"item{number}", f"quantity{number}", f"expires{number}")
        item_id, written, expires = (str(visitor.form.get(it, "")).strip() for it in fields)
        if not item_id and not written:
            continue
        pieces = whole(written)
        try:
            expires_on = date.fromisoformat(expires) if expires else None
        except ValueError:
            return None
        if not item_id or not pieces:
            return None
        goods.append(DonatedGoods(item_id, pieces, expires_on))
    return tuple(goods)


@router.get("/till/counts")
async def counting(visitor: Staff) -> Response:
    """The form for what is seen on the shelf; the books are not shown beforehand."""
    return await _counting(visitor)


async def _counting(visitor: Visitor, status: int = 200, **values: Any) -> Response:
    return visitor.show(
        "till/counts.html",
        status,
        items=await _items(visitor),
        typed={name: str(value) for name, value in visitor.form.items()},
        **({"problem": None} | values),
    )


@router.post("/till/counts")
async def count(visitor: Staff) -> Response:
    """Set the books to what was seen, and show where they differed at that moment."""
    say = translator(visitor.language)
    counted = _counted(visitor)
    if not counted:
        problem = say("请至少填一行实数，填 0 或更大的整数。")
        return await _counting(visitor, 422, problem=problem)
    try:
        reason = visitor.read(Why).reason
    except Malformed:
        return await _counting(visitor, 422, problem=say("请写明盘点原因，例如：月末盘点。"))
    reason_text = await visitor.community.vault.keep_text(reason)
    lines = tuple(Count(item_id, pieces, reason_text) for item_id, pieces in counted.items())
    try:
        _, fact = await visitor.record(CountStock(lines=lines), StockCounted)
    except Refusal as refusal:
        problem = refusal.sentence(visitor.language)
        return await _counting(visitor, status_of(refusal), problem=problem)
    names = await item_names(visitor.community.reader)
    return visitor.show("till/counted.html", lines=fact.lines, names=names)


def _counted(visitor: Visitor) -> dict[str, int] | None:
    counted = {}
    for name, value in visitor.form.items():
        field, _, item_id = name.partition(":")
        written = str(value).strip()
        if field == "counted" and written:
            pieces = whole(written)
            if pieces is None:
                return None
            counted[item_id] = pieces
    return counted
