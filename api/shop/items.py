"""The shelf: items, prices, stock, and counting it."""

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from api.capability import Capability, Place
from api.policy.act import SIGNED_IN, Act
from api.serving.access import Caller, allowed, fresh
from api.serving.fields import PIECES_MAX, Amount, Body, Id, Name, Text, Word
from api.serving.paging import Page, PageAfter, PageSize, page, read_cursor
from api.shop.items_workbook import WORKBOOK
from domain.shop import items
from domain.shop.items import ItemListed, ListItem
from domain.shop.stock_count import Count as CountOfItem
from domain.shop.stock_count import CountStock, StockCounted
from projections.shop.lot_movements import LotMovements
from projections.shop.stock import Stock, shelf

LIST: Final = Act("item.list", "把商品加入目录", by=("coordinator",))
SEE_SHELF: Final = Act("item.see", "看货架", by=SIGNED_IN)
COUNT: Final = Act("stock.count", "盘点货架", by=("coordinator",))
TRACE: Final = Act("goods.trace", "在总账里查物资的去向", by=("supervisor",))

router = APIRouter(prefix="/api", tags=["shelf"])

COUNT_LINES_MAX = 500


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
    """An item; `in_stock` counts all pieces, `redeemable` those that have not expired."""

    item_id: str
    name: str
    unit: str
    points: int
    barcode: str | None
    cash_price_fen: int | None
    limit_per_member_month: int | None
    in_stock: int
    redeemable: int
    first_expiry: date | None


class CountedItem(Body):
    """So many pieces were seen; why they may differ from the books."""

    item_id: Id
    counted: Annotated[int, Field(strict=True, ge=0, le=PIECES_MAX)]
    reason: Text


class NewCount(Body):
    """A count of the shelf."""

    lines: Annotated[list[CountedItem], Field(min_length=1, max_length=COUNT_LINES_MAX)]


class CountedRow(BaseModel):
    """What was on the books at that moment, and what was seen."""

    item_id: str
    booked: int
    counted: int
    difference: int


class Counted(BaseModel):
    """The count."""

    count_id: str
    lines: list[CountedRow]
    position: int


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
    found = await shelf(
        caller.community.reader,
        caller.today,
        barcode=barcode,
        after=read_cursor(after, 0)[0],
        limit=limit + 1,
    )
    rows, following = page(found, limit, lambda row: (row.position,))
    items = [ShelfRow.model_validate(row._asdict()) for row in rows]
    return Page(items=items, next=following)


@router.post("/stock-counts", status_code=201)
async def count_stock(
    body: NewCount, caller: Annotated[Caller, Depends(allowed(COUNT))]
) -> Counted:
    """Set the books to what was counted; differences are posted, never hidden."""
    vault = caller.community.vault
    reasons = await vault.keep_texts(line.reason for line in body.lines)
    lines = tuple(
        CountOfItem(line.item_id, line.counted, reasons[line.reason]) for line in body.lines
    )
    receipt, fact = await caller.record(CountStock(lines=lines), StockCounted)
    rows = [
        CountedRow(
            item_id=line.item_id,
            booked=line.booked,
            counted=line.counted,
            difference=line.difference,
        )
        for line in fact.lines
    ]
    return Counted(count_id=fact.count_id, lines=rows, position=receipt.position)


CAPABILITY: Final = Capability(
    name="items",
    model=(items,),
    projections=(Stock, LotMovements),
    router=router,
    pages=(
        "volunteer.shop.shelf",
        "desk.shop.goods",
        "ledger.shop.goods",
    ),
    places=(
        Place(menu="site", rank=40, path="/shelf", words="货架"),
        Place(menu="desk", rank=70, path="/desk/items", words="商品目录"),
        Place(menu="ledger", rank=30, path="/ledger/goods", words="物资"),
    ),
    workbook=WORKBOOK,
)
