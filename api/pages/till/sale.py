"""Selling: the basket lives in the form, so the server remembers nothing between two scans."""

from collections import Counter
from collections.abc import Collection
from typing import Annotated, Any, Final, NamedTuple
from uuid import uuid4

from fastapi import Depends, Response
from pydantic import Field

from api.pages.goods_pictures import pictures_of
from api.pages.language import say_hours, translator
from api.pages.routing import page_router
from api.pages.till.basket import (
    Say,
    as_lines,
    change_lines,
    is_garbled,
    read_lines,
    read_scan,
    weigh,
)
from api.pages.till.work import Buyer, at_work, buyer_of, terms_today
from api.pages.visitor import Visitor, go_on, read_body, visiting
from api.serving.fields import Body, Id
from api.serving.own_facts import see_own_facts
from api.serving.problems import status_of
from api.shop import redemption as interface
from api.shop.redemption import LINES_MAX, SELL, NewRedemption
from domain.ledger.refusal import Refusal
from domain.people.membership import UnknownMember
from projections.shop.shifts import Shift
from projections.shop.stock import ShelfItem, offered, shelf, with_code

router = page_router()

Selling = Annotated[Visitor, Depends(visiting(SELL))]

SHELF_MAX: Final = 500
SCAN_LENGTH_MAX: Final = 200
SHOWN_MAX: Final = 40


Scan = Annotated[str, Field(max_length=SCAN_LENGTH_MAX)]


class Form(Body):
    """The form of a sale: who, what so far, and what was scanned or pressed last.

    `scans` are several that were scanned while the ones before were being read.
    """

    member: Id
    lines: Annotated[tuple[str, ...], Field(max_length=LINES_MAX)] = ()
    scan: Scan = ""
    scans: Annotated[tuple[Scan, ...], Field(max_length=LINES_MAX)] = ()
    change: Annotated[str, Field(max_length=SCAN_LENGTH_MAX)] = ""


class Read(NamedTuple):
    """What became of a scan: `good` and what it is, `several` that may be meant, or `bad`."""

    became: str
    name: str


@router.get("/till/sale")
async def begin(visitor: Selling, member: Id) -> Response:
    """An empty basket for somebody."""
    shift = await at_work(visitor)
    if shift is None:
        return go_on("/till")
    return await _show(visitor, shift, member, Counter(), key=uuid4().hex)


@router.post("/till/sale")
async def change_basket(visitor: Selling) -> Response:
    """The basket after a scan or a button; nothing is recorded."""
    shift = await at_work(visitor)
    if shift is None:
        return go_on("/till")
    form = visitor.read(Form)
    wanted = change_lines(read_lines(form.lines), form.change) if form.change else None
    if wanted is not None:
        return await _show(visitor, shift, form.member, wanted, key=visitor.key)
    return await _scanned(visitor, shift, form)


async def _scanned(visitor: Visitor, shift: Shift, form: Form) -> Response:
    wanted, say = read_lines(form.lines), translator(visitor.language)
    read: list[Read] = []
    told: dict[str, Any] = {}
    for text in form.scans or (form.scan,):
        scanned = read_scan(text)
        if not scanned.text:
            if form.scans:  # each of them has an answer, in its place
                read.append(Read("bad", ""))
            continue
        found = await _find(visitor, scanned.text)
        if len(found) == 1:
            wanted[found[0].item_id] += scanned.pieces or -wanted[found[0].item_id]
            read.append(Read("good", found[0].name))
        elif found:
            told |= {"found": found, "pieces": scanned.pieces}
            read.append(Read("several", ""))
        else:
            told["problem"] = _not_found(scanned.text, say)
            read.append(Read("bad", ""))
    # Enter on an empty field: the cashier has scanned all there is.
    told |= {"read": read, "ready": not read}
    return await _show(visitor, shift, form.member, +wanted, key=visitor.key, **told)


async def _find(visitor: Visitor, text: str) -> list[ShelfItem]:
    """The item of a barcode, or those whose name has the text in it."""
    await see_own_facts(visitor.community, "stock")
    reader, today = visitor.community.reader, visitor.today
    found = await with_code(reader, today, text, limit=SHELF_MAX)
    found = found or await shelf(reader, today, named=text, limit=SHELF_MAX)
    found.sort(key=lambda it: it.ran_out)
    return [it for it in found if not it.withdrawn]


def _not_found(text: str, say: Say) -> str:
    text = text[:SHOWN_MAX]
    if is_garbled(text):
        return say("货架上没有“{text}”。请切换到英文输入法再扫一次。", text=text)
    return say("货架上没有“{text}”。", text=text)


@router.post("/till/sell")
async def sell(visitor: Selling) -> Response:
    """Record the sale, once however often the form is sent, and go on to its receipt."""
    shift = await at_work(visitor)
    if shift is None:
        return go_on("/till")
    form = visitor.read(Form)
    wanted = read_lines(form.lines)
    if not wanted:
        return await _show(visitor, shift, form.member, wanted, key=visitor.key)
    basket = {"member_id": form.member, "lines": as_lines(wanted)}
    try:
        body = read_body(NewRedemption, basket, visitor.language)
        sale = await interface.sell(visitor, body, shift_id=shift.shift_id)
    except UnknownMember:
        raise
    except Refusal as refusal:
        problem, status = refusal.sentence(visitor.language), status_of(refusal)
        return await _show(
            visitor, shift, form.member, wanted, key=uuid4().hex, problem=problem, status=status
        )
    return go_on(f"/till/receipts/{sale.redemption_id}", done="sold")


async def _shelf(visitor: Visitor, wanted: Collection[str]) -> list[ShelfItem]:
    """What is offered, and what is in the basket, however many items there are."""
    await see_own_facts(visitor.community, "stock")
    reader, today = visitor.community.reader, visitor.today
    found = await offered(reader, today, limit=SHELF_MAX)
    if missing := set(wanted) - {it.item_id for it in found}:
        found += await shelf(reader, today, item_ids=missing)
    return [it for it in found if not it.withdrawn]


async def _show(
    visitor: Visitor, shift: Shift, member_id: str, wanted: Counter[str], **values: Any
) -> Response:
    buyer: Buyer | None = await buyer_of(visitor, member_id)
    if buyer is None:
        raise UnknownMember
    terms = await terms_today(visitor)
    goods = await _shelf(visitor, wanted)
    basket = weigh(
        buyer,
        terms,
        goods,
        wanted,
        cashier_id=visitor.member_id,
        hours=lambda minutes: say_hours(minutes, visitor.language),
        say=translator(visitor.language),
    )
    defaults: dict[str, Any] = {
        "found": [],
        "pieces": 1,
        "read": [],
        "problem": None,
        "ready": False,
        "status": 200,
    }
    told = defaults | values
    shown = {it.item_id: it.name for it in (*goods, *told["found"])}
    return visitor.show(
        "till/sale.html",
        int(told.pop("status")),
        shift=shift,
        buyer=buyer,
        basket=basket,
        pictures=await pictures_of(visitor.community, shown),
        **told,
    )
