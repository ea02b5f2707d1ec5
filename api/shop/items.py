"""The shelf: items, prices and stock."""

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from api.capability import Capability, Place
from api.policy.act import SIGNED_IN, Act
from api.serving.access import Caller, allowed, fresh
from api.serving.fields import Amount, Body, Name, Word
from api.serving.paging import Page, PageAfter, PageSize, page, read_cursor
from api.shop.items_workbook import WORKBOOK
from domain.shop import items
from domain.shop.items import ItemListed, ListItem
from projections.shop.lot_movements import LotMovements
from projections.shop.stock import Stock, shelf, with_code

LIST: Final = Act("item.list", "把商品加入目录", by=("coordinator",))
SEE_SHELF: Final = Act("item.see", "看货架", by=SIGNED_IN)
TRACE: Final = Act("goods.trace", "在总账里查物资的去向", by=("supervisor",))

router = APIRouter(prefix="/api", tags=["shelf"])


class NewItem(Body):
    """An item for the catalogue; the price in points, at cost in fen."""

    name: Name
    barcode: Word | None = None
    unit: Word
    points: Amount
    cash_price_fen: Amount | None = None
    limit_per_member_month: Amount | None = None


class Listed(BaseModel):
    """The new item."""

    item_id: str
    position: int


class ShelfRow(BaseModel):
    """An item; pieces past their last good day are `expired`, and not `in_stock`.

    `terms_id` names what was said last of its name, prices and limit.

    `redeemable` are those that may be given out: none of what was withdrawn.
    """

    item_id: str
    name: str
    unit: str
    points: int
    barcode: str | None
    barcodes: list[str]
    cash_price_fen: int | None
    limit_per_member_month: int | None
    in_stock: int
    redeemable: int
    first_expiry: date | None
    withdrawn: bool
    expired: int
    terms_id: str


@router.post("/items", status_code=201)
async def list_item(body: NewItem, caller: Annotated[Caller, Depends(allowed(LIST))]) -> Listed:
    """Add an item to the catalogue."""
    receipt, fact = await caller.record(ListItem(**body.model_dump()), ItemListed)
    return Listed(item_id=fact.item_id, position=receipt.position)


@router.get("/items", dependencies=[Depends(fresh("stock"))])
async def find(
    caller: Annotated[Caller, Depends(allowed(SEE_SHELF))],
    barcode: Word | None = None,
    limit: PageSize = 200,
    after: PageAfter = None,
) -> Page[ShelfRow]:
    """The items with what is in stock."""
    reader, begun_at = caller.community.reader, read_cursor(after, 0)[0]
    if barcode and not begun_at:
        found = await with_code(reader, caller.today, barcode, limit=limit + 1)
    else:
        found = await shelf(reader, caller.today, barcode=barcode, after=begun_at, limit=limit + 1)
    rows, following = page(found, limit, lambda row: (row.position,))
    items = [ShelfRow(**row._asdict(), barcode=row.barcode) for row in rows]
    return Page(items=items, next=following)


CAPABILITY: Final = Capability(
    name="items",
    model=(items,),
    projections=(Stock, LotMovements),
    router=router,
    pages=(
        "volunteer.shop.shelf",
        "desk.shop.goods",
        "desk.shop.labels",
        "ledger.shop.goods",
    ),
    places=(
        Place(menu="site", rank=40, path="/shelf", words="货架"),
        Place(menu="more", rank=20, path="/shelf", words="货架"),
        Place(menu="desk", rank=70, path="/desk/items", words="商品目录"),
        Place(menu="ledger", rank=30, path="/ledger/goods", words="物资"),
    ),
    workbook=WORKBOOK,
)
