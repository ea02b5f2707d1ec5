"""Goods at the desk: the catalogue, and donations as they come in."""

from typing import Annotated, Final

from fastapi import Query, Response

from api.pages.desk.forms import Coordinator, Fen, Whole, explain, read_some
from api.pages.done import said
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on
from api.serving.fields import Body, Day, Id, Name, Word
from api.serving.own_facts import see_own_facts
from api.serving.paging import page, read_cursor
from api.shop.donation import donor_names
from domain.ledger.refusal import Refusal
from domain.shop.donation import GENERAL_FUND, DonatedGoods, DonationReceived, ReceiveDonation
from domain.shop.items import ItemListed, ListItem
from domain.shop.tags import donor_tag
from projections.people.statements import LAST
from projections.shop.donation_trail import donations
from projections.shop.stock import shelf

router = page_router()

PAGE_SIZE: Final = 30
ITEMS_MAX: Final = 1_000
LINES: Final = 4
"""How many kinds of goods the form takes at a time."""

DONE: Final = {"listed": "商品已加入目录。", "received": "捐赠已收下，收据号见列表第一行。"}


class NewItem(Body):
    """An item as it is typed in; the price at cost in yuan."""

    name: Name
    barcode: Word | None = None
    unit: Word
    points: Whole
    cash_price: Fen | None = None
    limit_per_member_month: Whole | None = None


class NewLine(Body):
    """A line of goods as it is typed in."""

    item_id: Id
    quantity: Whole
    expires_on: Day | None = None


class NewGift(Body):
    """A donation as it is typed in, its goods apart; without a donor it is anonymous."""

    donor: Name | None = None
    money: Fen | None = None
    purpose: Word | None = None


@router.get("/desk/items")
async def items(visitor: Coordinator) -> Response:
    """What is on the shelf, and the form for a new item."""
    return await _items(visitor)


async def _items(visitor: Visitor, *, problem: str | None = None, status: int = 200) -> Response:
    await see_own_facts(visitor.community, "stock")
    return visitor.show(
        "desk/shop/items.html",
        status,
        rows=await shelf(visitor.community.reader, visitor.today, limit=ITEMS_MAX),
        typed=visitor.form,
        today=visitor.today,
        message=said(visitor, DONE),
        problem=problem,
    )


@router.post("/desk/items")
async def list_item(visitor: Coordinator) -> Response:
    """Add an item to the catalogue."""
    try:
        typed = visitor.read(NewItem)
        decision = ListItem(
            name=typed.name,
            unit=typed.unit,
            points=typed.points,
            barcode=typed.barcode,
            cash_price_fen=typed.cash_price,
            limit_per_member_month=typed.limit_per_member_month,
        )
        await visitor.record(decision, ItemListed)
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        return await _items(visitor, problem=problem, status=status)
    return go_on("/desk/items", done="listed")


@router.get("/desk/donations")
async def gifts(
    visitor: Coordinator, after: Annotated[str | None, Query(max_length=100)] = None
) -> Response:
    """Donations, the last received first, and the form for a new one."""
    return await _gifts(visitor, after=after)


async def _gifts(
    visitor: Visitor,
    *,
    after: str | None = None,
    problem: str | None = None,
    status: int = 200,
) -> Response:
    community = visitor.community
    for question in ("donation_trail", "stock"):
        await see_own_facts(community, question)
    before = read_cursor(after, LAST)[0]
    found = await donations(community.reader, before=before, limit=PAGE_SIZE + 1)
    rows, following = page(found, PAGE_SIZE, lambda it: (it.position,))
    return visitor.show(
        "desk/shop/donations.html",
        status,
        rows=rows,
        following=following,
        donors=await donor_names(community, rows),
        items=await shelf(community.reader, visitor.today, limit=ITEMS_MAX),
        lines=range(1, LINES + 1),
        typed=visitor.form,
        general=GENERAL_FUND,
        message=said(visitor, DONE),
        problem=problem,
    )


def _lines(visitor: Visitor) -> list[NewLine]:
    """The lines of goods of which anything was filled in. Raises Malformed."""
    read = []
    for number in range(1, LINES + 1):
        names = {name: f"{name}_{number}" for name in NewLine.model_fields}
        if any(str(visitor.form.get(it, "")).strip() for it in names.values()):
            read.append(read_some(visitor, NewLine, names))
    return read


@router.post("/desk/donations")
async def receive(visitor: Coordinator) -> Response:
    """Take a donation in and give it a receipt number."""
    vault = visitor.community.vault
    try:
        typed = read_some(visitor, NewGift, {name: name for name in NewGift.model_fields})
        goods = tuple(
            DonatedGoods(it.item_id, it.quantity, it.expires_on) for it in _lines(visitor)
        )
        decision = ReceiveDonation(
            donor=donor_tag(await vault.keep_donor(typed.donor)) if typed.donor else None,
            goods=goods,
            money_fen=typed.money,
            purpose=typed.purpose or GENERAL_FUND,
        )
        await visitor.record(decision, DonationReceived)
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        return await _gifts(visitor, problem=problem, status=status)
    return go_on("/desk/donations", done="received")
