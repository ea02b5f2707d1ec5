"""Goods at the desk: the catalogue, and donations as they come in."""

from typing import Annotated, Any, Final

from fastapi import Depends, Query, Response

from api.pages.desk.forms import explain, read_part
from api.pages.done import said
from api.pages.routing import page_router
from api.pages.typed import Fen
from api.pages.visitor import Malformed, Visitor, go_on, read_body, visiting
from api.serving.fields import Body
from api.serving.own_facts import see_own_facts
from api.serving.paging import page, read_cursor
from api.shop import donation as interface
from api.shop.donation import LOOK_AFTER, NewDonation, NewGoods, donor_names, with_last_good_day
from api.shop.items import LIST, NewItem
from api.shop.items import list_item as list_new_item
from domain.ledger.refusal import Refusal
from domain.shop.donation import GENERAL_FUND
from projections.people.statements import LAST
from projections.shop.donation_trail import donations
from projections.shop.stock import shelf

router = page_router()

Listing = Annotated[Visitor, Depends(visiting(LIST))]
Receiving = Annotated[Visitor, Depends(visiting(LOOK_AFTER))]

PAGE_SIZE: Final = 30
ITEMS_MAX: Final = 1_000
LINES: Final = 4
"""How many kinds of goods the form takes at a time."""

DONE: Final = {
    "listed": "商品已加入目录。",
    "changed": "商品已更改。",
    "received": "捐赠已收下，收据号见列表第一行。",
}


class TypedPrice(Body):
    """The price at cost, in yuan."""

    cash_price: Fen | None = None


class TypedMoney(Body):
    """The money of a donation, in yuan."""

    money: Fen | None = None


@router.get("/desk/items")
async def items(visitor: Listing) -> Response:
    """What is on the shelf, and the form for a new item."""
    return await _items(visitor)


async def _items(visitor: Visitor, *, problem: str | None = None, status: int = 200) -> Response:
    await see_own_facts(visitor.community, "stock")
    return visitor.show(
        "desk/shop/items.html",
        status,
        rows=await shelf(visitor.community.reader, visitor.today, limit=ITEMS_MAX),
        typed=visitor.form,
        message=said(visitor, DONE),
        problem=problem,
    )


@router.post("/desk/items")
async def list_item(visitor: Listing) -> Response:
    """Add an item to the catalogue."""
    try:
        price = read_part(visitor, TypedPrice).cash_price
        told = {"cash_price": None, "cash_price_fen": str(price) if price else None}
        await list_new_item(visitor.read(NewItem, **told), visitor)
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        return await _items(visitor, problem=problem, status=status)
    return go_on("/desk/items", done="listed")


@router.get("/desk/donations")
async def gifts(
    visitor: Receiving, after: Annotated[str | None, Query(max_length=100)] = None
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


def _typed(visitor: Visitor) -> NewDonation:
    """The donation as it was typed in, each kind of goods in its own fields. Raises Malformed."""
    donor, purpose = (str(visitor.form.get(it, "")) for it in ("donor", "purpose"))
    given: dict[str, Any] = {
        "donor": {"name": donor} if donor.strip() else None,
        "goods": [
            with_last_good_day(read_part(visitor, NewGoods, it)) for it in _filled_in(visitor)
        ],
        "money_fen": read_part(visitor, TypedMoney).money,
        "purpose": purpose if purpose.strip() else None,
    }
    return read_body(NewDonation, given, visitor.language)


def _filled_in(visitor: Visitor) -> list[int]:
    """The lines of goods in which anything was typed."""
    return [
        number
        for number in range(1, LINES + 1)
        if any(str(visitor.form.get(f"{it}_{number}", "")).strip() for it in NewGoods.model_fields)
    ]


@router.post("/desk/donations")
async def receive(visitor: Receiving) -> Response:
    """Take a donation in and give it a receipt number."""
    try:
        await interface.receive(_typed(visitor), visitor)
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no, _filled_in(visitor))
        return await _gifts(visitor, problem=problem, status=status)
    return go_on("/desk/donations", done="received")
