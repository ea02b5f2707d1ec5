"""Receipts: each sale as a slip that prints on 58 mm paper, and what comes back of it."""

from collections import Counter
from datetime import datetime
from typing import Annotated, Any, Final, NamedTuple

from fastapi import Depends, Response
from pydantic import Field

from api.pages.done import said
from api.pages.language import translator
from api.pages.routing import page_router
from api.pages.till.basket import as_lines, read_lines
from api.pages.till.work import Person, at_work, people_of
from api.pages.visitor import Malformed, Visitor, go_on, read_body, visiting
from api.pages.volunteer.people.redemption_code import qr
from api.serving.fields import Body, Id, Text
from api.serving.own_facts import see_own_facts
from api.serving.problems import status_of
from api.shop.redemption import TAKE_BACK, NewReturn, take_home_back
from domain.ledger.fact import Recorded
from domain.ledger.refusal import Refusal
from domain.shop.goods_return import UnknownRedemption
from domain.shop.sale import GoodsExchanged
from projections.shop.offline_disputes import dispute_of
from projections.shop.shifts import exchanges, receipts_of, redemption_of_receipt
from projections.shop.stock import item_names

router = page_router()

Returning = Annotated[Visitor, Depends(visiting(TAKE_BACK))]

LINES_MAX: Final = 50
REASONS: Final = ("质量有问题", "拿错了", "不需要了")
DONE: Final = {
    "sold": "兑换已记录。",
    "returned": "退货已记录，积分已退还。",
}


class Line(NamedTuple):
    """A line of a slip; `left` pieces of it have not come back."""

    item_id: str
    name: str
    quantity: int
    points: int
    left: int


class Slip(NamedTuple):
    """A sale or a return on paper. `disputed` ones nobody has paid for; see the settlement."""

    fact: GoodsExchanged
    happened_at: datetime
    cashier: Person | None
    person: Person | None
    lines: list[Line]
    disputed: bool


class Coming(Body):
    """What comes back, as `item:pieces`, and why."""

    lines: Annotated[tuple[str, ...], Field(max_length=LINES_MAX)] = ()
    reason: Text


@router.get("/till/receipts")
async def receipts(visitor: Returning, number: str = "") -> Response:
    """The receipts of the shift, and the field to find any other with."""
    shift = await at_work(visitor)
    problem, wanted = None, number.strip().upper()
    if wanted:
        sale = await redemption_of_receipt(visitor.community.reader, wanted)
        if sale:
            return go_on(f"/till/receipts/{sale}")
        problem = translator(visitor.language)("没有这个小票号：{number}", number=wanted[:40])
    rows = await receipts_of(visitor.community.reader, shift.shift_id) if shift else []
    people = await people_of(visitor, [it.member_id for it in rows])
    return visitor.show(
        "till/receipts.html",
        404 if problem else 200,
        shift=shift,
        rows=[(it, people.get(it.member_id)) for it in rows],
        number=wanted[:40],
        problem=problem,
    )


@router.get("/till/receipts/{redemption_id}")
async def receipt(visitor: Returning, redemption_id: Id) -> Response:
    """A sale's slip, its returns, and the form for what comes back."""
    return await _show(visitor, redemption_id, message=said(visitor, DONE))


async def _show(visitor: Visitor, redemption_id: str, status: int = 200, **values: Any) -> Response:
    for question in ("shifts", "offline_disputes"):
        await see_own_facts(visitor.community, question)
    found = await exchanges(visitor.community.reader, redemption_id)
    if not found:
        raise UnknownRedemption
    slips = await _slips(visitor, found)
    dispute = await dispute_of(visitor.community.reader, redemption_id)
    number = slips[0].fact.receipt_number or ""
    defaults = {"message": None, "problem": None, "reason": ""}
    return visitor.show(
        "till/receipt.html",
        status,
        shift=await at_work(visitor),
        sale=slips[0],
        returns=slips[1:],
        outcome=dispute.outcome if dispute else None,
        qr=qr(number, number),
        reasons=[translator(visitor.language)(it) for it in REASONS],
        **(defaults | values),
    )


async def _slips(visitor: Visitor, found: list[Recorded]) -> list[Slip]:
    names = await item_names(visitor.community.reader)
    actors = [it.envelope.actor for it in found]
    facts = [it.fact for it in found if isinstance(it.fact, GoodsExchanged)]
    people = await people_of(visitor, [*actors, *(it.member_id for it in facts)])
    back: Counter[str] = Counter()
    for fact in facts[1:]:
        back.update({line.item_id: line.quantity for line in fact.lines})
    return [
        Slip(
            fact,
            it.envelope.happened_at,
            people.get(it.envelope.actor),
            people.get(fact.member_id),
            [
                Line(
                    line.item_id,
                    names.get(line.item_id, line.item_id),
                    line.quantity,
                    line.points,
                    line.quantity - back[line.item_id],
                )
                for line in fact.lines
            ],
            not fact.is_paid(),
        )
        for it, fact in zip(found, facts, strict=True)
    ]


@router.post("/till/receipts/{redemption_id}/returns")
async def take_back(visitor: Returning, redemption_id: Id) -> Response:
    """Take goods back and give the points back."""
    shift = await at_work(visitor)
    if shift is None:
        return go_on("/till")
    say = translator(visitor.language)
    try:
        form = visitor.read(Coming)
    except Malformed:
        problem = say("请写明退货原因。")
        return await _show(visitor, redemption_id, 422, problem=problem)
    wanted = read_lines(form.lines)
    if not wanted:
        problem = say("请选择退回的件数。")
        return await _show(visitor, redemption_id, 422, problem=problem, reason=form.reason)
    back = {"lines": as_lines(wanted), "reason": form.reason}
    try:
        body = read_body(NewReturn, back, visitor.language)
        await take_home_back(visitor, redemption_id, body, shift_id=shift.shift_id)
    except UnknownRedemption:
        raise
    except Refusal as refusal:
        problem, status = refusal.sentence(visitor.language), status_of(refusal)
        return await _show(visitor, redemption_id, status, problem=problem, reason=form.reason)
    return go_on(f"/till/receipts/{redemption_id}", done="returned")
