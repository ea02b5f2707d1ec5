"""The till's first page: open a shift, then scan or type the next person."""

from typing import Annotated, Final

from fastapi import Response
from pydantic import StringConstraints

from api.pages.done import said
from api.pages.language import translator
from api.pages.routing import page_router
from api.pages.till.basket import is_garbled
from api.pages.till.work import RECEIPT, Cashier, at_work, find_people, people_of
from api.pages.visitor import Malformed, Visitor, go_on
from api.serving.fields import Body, Text
from api.serving.problems import status_of
from domain.ledger.refusal import Refusal
from domain.shop.shift import OpenShift, ShiftOpened
from projections.shop.shifts import Shift, open_shifts, receipts_of, redemption_of_receipt, tills

router = page_router()

LAST_RECEIPTS: Final = 3
SHOWN_MAX: Final = 40
FIRST_TILL: Final = "S1"
DONE: Final = {
    "opened": "已开班，可以开始兑换。",
    "closed": "已交班。",
}


class Opening(Body):
    """At which till."""

    till: Annotated[
        str, StringConstraints(strict=True, to_upper=True, pattern=r"^[A-Za-z0-9]{1,6}$")
    ]


class Wanted(Body):
    """What was scanned or typed: a code, a card, a name, a number, or a receipt."""

    who: Text


@router.get("/till")
async def first_page(visitor: Cashier) -> Response:
    """The form to open a shift with, or the field for the next person."""
    shift = await at_work(visitor)
    if shift is None:
        return await _opening(visitor)
    return await _next(visitor, shift)


async def _opening(visitor: Visitor, status: int = 200, problem: str | None = None) -> Response:
    reader = visitor.community.reader
    taken = await open_shifts(reader)
    cashiers = await people_of(visitor, [it.cashier_id for it in taken])
    free = [it for it in await tills(reader) if it not in {shift.till for shift in taken}]
    return visitor.show(
        "till/open.html",
        status,
        taken=[(it, cashiers.get(it.cashier_id)) for it in taken],
        free=free or [] if taken else free or [FIRST_TILL],
        message=said(visitor, DONE),
        problem=problem,
    )


async def _next(visitor: Visitor, shift: Shift, status: int = 200, **values: object) -> Response:
    last = await receipts_of(visitor.community.reader, shift.shift_id, LAST_RECEIPTS)
    defaults: dict[str, object] = {
        "found": [],
        "who": "",
        "message": said(visitor, DONE),
        "problem": None,
    }
    return visitor.show("till/next.html", status, shift=shift, last=last, **(defaults | values))


@router.post("/till/open")
async def open_shift(visitor: Cashier) -> Response:
    """Open a shift at a till."""
    try:
        till = visitor.read(Opening).till
        await visitor.record(OpenShift(till=till, cashier_id=visitor.member_id), ShiftOpened)
    except Malformed:
        problem = translator(visitor.language)("收银台的名称用 1 到 6 个字母或数字，例如 S1。")
        return await _opening(visitor, 422, problem)
    except Refusal as refusal:
        return await _opening(visitor, status_of(refusal), refusal.sentence(visitor.language))
    return go_on("/till", done="opened")


@router.post("/till/person")
async def person(visitor: Cashier) -> Response:
    """Go on to the person whose code it is, to a receipt, or offer those who may be meant."""
    shift = await at_work(visitor)
    if shift is None:
        return go_on("/till")
    say = translator(visitor.language)
    try:
        text = visitor.read(Wanted).who
    except Malformed:
        return await _next(visitor, shift, 422, problem=say("请扫码，或输入姓名、编号。"))
    if RECEIPT.fullmatch(text.upper()):
        sale = await redemption_of_receipt(visitor.community.reader, text.upper())
        if sale:
            return go_on(f"/till/receipts/{sale}")
    member_id, found = await find_people(visitor, text)
    if member_id:
        return go_on(f"/till/sale?member={member_id}")
    if found:
        return await _next(visitor, shift, found=found, who=text)
    shown = text[:SHOWN_MAX]
    if is_garbled(text):
        problem = say("没有找到“{text}”。请切换到英文输入法再扫一次。", text=shown)
    else:
        problem = say("没有找到“{text}”。", text=shown)
    return await _next(visitor, shift, 404, who=text, problem=problem)
