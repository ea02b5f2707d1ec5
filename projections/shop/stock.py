"""What is on the shelf, at which price, in which lots?"""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from domain.shop.barcode import code_of
from domain.shop.items import ItemListed, StockMoved
from projections.ledger.projection import Batch, Projection, Tables, queries_of
from projections.ledger.reader import Reader

_queries = queries_of("stock")


class Stock(Projection):
    """Items and the pieces of each of their lots."""

    question = "stock"

    def project(self, batch: Batch, tables: Tables) -> None:
        """Add new items and the sums of the lots' changes; a lot keeps its first expiry."""
        items = []
        pieces: defaultdict[tuple[str, str], int] = defaultdict(int)
        expiries: dict[tuple[str, str], date | None] = {}
        for recorded in batch:
            fact = recorded.fact
            if isinstance(fact, ItemListed):
                items.append(
                    (
                        fact.item_id,
                        recorded.position,
                        fact.name,
                        fact.unit,
                        fact.points,
                        fact.barcode,
                        code_of(fact.barcode) if fact.barcode else None,
                        fact.cash_price_fen,
                        fact.limit_per_member_month,
                    )
                )
            elif isinstance(fact, StockMoved):
                for change in fact.lot_changes():
                    lot = change.item_id, change.lot_id
                    pieces[lot] += change.pieces
                    expiries.setdefault(lot, change.expires_on)
        tables.write("add_items", items)
        tables.write("add_lots", [(*lot, expiries[lot], count) for lot, count in pieces.items()])


class ShelfItem(NamedTuple):
    """An item; `in_stock` counts all pieces, `redeemable` those that have not expired."""

    item_id: str
    position: int
    name: str
    unit: str
    points: int
    barcode: str | None
    cash_price_fen: int | None
    limit_per_member_month: int | None
    in_stock: int
    redeemable: int
    first_expiry: date | None


async def shelf(
    reader: Reader, today: date, *, barcode: str | None = None, after: int = 0, limit: int = 200
) -> list[ShelfItem]:
    """The items in the order of their listing, those listed after a position.

    With a `barcode`, in whichever form, those that have it.
    """
    code = code_of(barcode) if barcode else None
    rows = await reader.rows(_queries["items"], today=today, code=code, after=after, limit=limit)
    return [ShelfItem(**row) for row in rows]


async def item_names(reader: Reader) -> dict[str, str]:
    """The names of all items by their ids."""
    return {row["item_id"]: row["name"] for row in await reader.rows(_queries["names"])}
