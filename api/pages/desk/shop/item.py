"""One item at the desk: what it is called and costs, from which day on."""

import re
from datetime import timedelta
from typing import Annotated, Any, Final

from fastapi import Depends, Response

from api.pages.desk.forms import explain, read_part
from api.pages.done import said
from api.pages.goods_pictures import pictures_of
from api.pages.routing import page_router
from api.pages.typed import Fen
from api.pages.visitor import Malformed, Visitor, go_on, read_body, visiting
from api.serving.fields import Body
from api.serving.own_facts import see_own_facts
from api.shop import item_change as interface
from api.shop.item_change import NewTerms
from api.shop.items import LIST
from domain.ledger.refusal import Refusal
from domain.rules.changes import ChangedMeanwhile
from domain.shop.items import UnknownItem
from projections.shop.stock import changes_of, shelf

router = page_router()

Changing = Annotated[Visitor, Depends(visiting(LIST))]

DONE: Final = {"pictured": "照片已换上。", "unpictured": "照片已去掉。"}

_BETWEEN: Final = re.compile(r"[\s,，、;；]+")


class TypedPrice(Body):
    """The price at cost, in yuan; none takes it away."""

    cash_price: Fen | None = None


@router.get("/desk/items/{item_id}")
async def one(item_id: str, visitor: Changing) -> Response:
    """What holds of the item, and the form to change it. Refused: UnknownItem."""
    return await item_page(visitor, item_id)


async def item_page(
    visitor: Visitor, item_id: str, *, problem: str | None = None, status: int = 200
) -> Response:
    """The same, with what stands in the way. Refused: UnknownItem."""
    reader = visitor.community.reader
    await see_own_facts(visitor.community, "stock")
    found = await shelf(reader, visitor.today, item_ids=[item_id])
    if not found:
        raise UnknownItem
    (it,) = found
    price = f"{it.cash_price_fen / 100:.2f}" if it.cash_price_fen else ""
    in_force = {
        "name": it.name,
        "points": it.points,
        "barcodes": " ".join(it.barcodes),
        "cash_price": price,
        "limit_per_member_month": it.limit_per_member_month or "",
        "withdrawn": "yes" if it.withdrawn else "",
        "from_day": f"{visitor.today + timedelta(days=1):%Y-%m-%d}",
        "terms_id": it.terms_id,
    }
    return visitor.show(
        "desk/shop/item.html",
        status,
        it=it,
        typed=dict(visitor.form) if visitor.form else in_force,
        changes=await changes_of(reader, item_id),
        pictures=await pictures_of(visitor.community, {item_id: it.name}),
        today=visitor.today,
        message=said(visitor, DONE),
        problem=problem,
    )


@router.post("/desk/items/{item_id}/changes")
async def change(item_id: str, visitor: Changing) -> Response:
    """Change it from a day on, in what the form says otherwise than it is now."""
    try:
        await interface.change(item_id, await _said(visitor, item_id), visitor)
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        if isinstance(no, ChangedMeanwhile):
            visitor.form = type(visitor.form)()
        return await item_page(visitor, item_id, problem=problem, status=status)
    return go_on("/desk/items", done="changed")


async def _said(visitor: Visitor, item_id: str) -> NewTerms:
    """What is typed otherwise than it holds today: the rest stays as it is, or is to become."""
    typed = _typed(visitor)
    found = await shelf(visitor.community.reader, visitor.today, item_ids=[item_id])
    if not found:
        raise UnknownItem
    (it,) = found
    now = {
        "name": it.name,
        "points": it.points,
        "barcodes": list(it.barcodes),
        "cash_price_fen": it.cash_price_fen or 0,
        "limit_per_member_month": it.limit_per_member_month or 0,
        "withdrawn": it.withdrawn,
    }
    kept = {name for name, value in now.items() if getattr(typed, name) == value}
    return typed.model_copy(update=dict.fromkeys(kept))


def _typed(visitor: Visitor) -> NewTerms:
    """The terms as they were typed in; a blank price or limit is none. Raises Malformed."""
    typed = {name: str(it).strip() for name, it in visitor.form.items()}
    given: dict[str, Any] = {
        "name": typed.get("name") or None,
        "points": _number(typed.get("points")),
        "barcodes": [it for it in _BETWEEN.split(typed.get("barcodes", "")) if it],
        "cash_price_fen": read_part(visitor, TypedPrice).cash_price or 0,
        "limit_per_member_month": _number(typed.get("limit_per_member_month") or "0"),
        "withdrawn": bool(typed.get("withdrawn")),
        "from_day": typed.get("from_day", ""),
        "terms_id": typed.get("terms_id") or None,
    }
    return read_body(NewTerms, given, visitor.language)


def _number(text: str | None) -> int | str | None:
    """The number in a field of the form; what is none is told so by the body."""
    return int(text) if text and text.isascii() and text.isdigit() else text or None
