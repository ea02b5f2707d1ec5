"""What is on the shelf, at which price, in which lots?"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from domain.shop.barcode import code_of, number_of_own, own_code
from domain.shop.item_terms import ItemChanged, ItemTerms, with_change
from domain.shop.items import ItemListed, StockMoved
from projections.ledger.projection import Batch, Projection, Tables, queries_of
from projections.ledger.reader import Reader

_queries = queries_of("stock")


class Stock(Projection):
    """Items, what holds of them by day, and the pieces of each of their lots."""

    question = "stock"

    def project(self, batch: Batch, tables: Tables) -> None:
        """Add new items, their terms by day, and the sums of the lots' changes.

        A lot keeps its first expiry.
        """
        items, changed = [], []
        terms: dict[str, list[ItemTerms]] = {}
        terms_ids: dict[str, str] = {}
        pieces: defaultdict[tuple[str, str], int] = defaultdict(int)
        expiries: dict[tuple[str, str], date | None] = {}
        for recorded in batch:
            fact, fact_id = recorded.fact, recorded.envelope.id
            if isinstance(fact, ItemListed):
                listed_at = recorded.envelope.recorded_at
                items.append((fact.item_id, recorded.position, fact.unit, listed_at, fact_id))
                terms[fact.item_id] = [fact.terms()]
            elif isinstance(fact, ItemChanged):
                changed.append(fact)
                terms_ids[fact.item_id] = fact_id
            elif isinstance(fact, StockMoved):
                for change in fact.lot_changes():
                    lot = change.item_id, change.lot_id
                    pieces[lot] += change.pieces
                    expiries.setdefault(lot, change.expires_on)
        tables.write("add_items", items)
        if changed:
            _change(changed, terms, tables)
            tables.write("name_terms", list(terms_ids.items()))
        tables.write("add_terms", [row for it in terms.items() for row in _rows(*it)])
        tables.write("add_lots", [(*lot, expiries[lot], count) for lot, count in pieces.items()])


def _change(
    changed: Sequence[ItemChanged], terms: dict[str, list[ItemTerms]], tables: Tables
) -> None:
    """Take up what was said of the changed items before, and change it."""
    earlier = sorted({it.item_id for it in changed} - terms.keys())
    for row in tables.rows("terms_of", item_ids=earlier):
        terms.setdefault(row["item_id"], []).append(_terms(row))
    tables.run("forget_terms", item_ids=earlier)
    for fact in changed:
        if fact.item_id in terms:
            terms[fact.item_id] = with_change(terms[fact.item_id], fact)


def _terms(row: Mapping[str, Any]) -> ItemTerms:
    told = {name: it for name, it in row.items() if name not in {"item_id", "barcodes"}}
    return ItemTerms(**told, barcodes=_barcodes(row["barcodes"]))


def _barcodes(written: str) -> tuple[str, ...]:
    return tuple(json.loads(written))


def _rows(item_id: str, terms: list[ItemTerms]) -> Iterator[tuple[Any, ...]]:
    """A row for each time in which the same holds."""
    ends = [*(it.from_day for it in terms[1:]), None]
    for it, until_day in zip(terms, ends, strict=True):
        yield (
            item_id,
            it.from_day,
            until_day,
            it.name,
            it.points,
            json.dumps(it.barcodes, ensure_ascii=False),
            " ".join(map(code_of, it.barcodes)),
            it.cash_price_fen,
            it.limit_per_member_month,
            it.withdrawn,
        )


class NameByDay(NamedTuple):
    """What an item is called in [from_day, until_day); without a day there is no such bound."""

    item_id: str
    name: str
    from_day: date | None = None
    until_day: date | None = None


class ShelfItem(NamedTuple):
    """An item on a day, its expired pieces apart; of what was withdrawn, none is redeemable.

    It was `listed_at` in the catalogue, and what it is called and costs was changed last on the
    day `since`, if ever: the fact `terms_id` said last what holds.
    """

    item_id: str
    position: int
    name: str
    unit: str
    points: int
    barcodes: tuple[str, ...]
    cash_price_fen: int | None
    limit_per_member_month: int | None
    in_stock: int
    redeemable: int
    first_expiry: date | None
    withdrawn: bool = False
    expired: int = 0
    since: date | None = None
    listed_at: datetime | None = None
    terms_id: str = ""

    @property
    def own_code(self) -> str:
        """What this shop's own labels say where the good has no barcode."""
        return own_code(self.position)

    @property
    def ran_out(self) -> bool:
        """Whether none of it may be given out."""
        return self.redeemable <= 0

    @property
    def barcode(self) -> str | None:
        """The first of its barcodes."""
        return self.barcodes[0] if self.barcodes else None


async def shelf(
    reader: Reader,
    today: date,
    *,
    barcode: str | None = None,
    named: str | None = None,
    item_ids: Collection[str] | None = None,
    ran_out: bool | None = None,
    after: int = 0,
    limit: int = 200,
) -> list[ShelfItem]:
    """The items in the order of their listing, as they are on a day; those after a position.

    With a `barcode`, in whichever form, those that have it; `named`, those with that in the name;
    `ran_out`, those of which none may be given out, or only the others.
    """
    rows = await reader.rows(
        _queries["items"],
        today=today,
        code=code_of(barcode) if barcode else None,
        named=named,
        item_ids=None if item_ids is None else list(item_ids),
        ran_out=ran_out,
        after=after,
        limit=limit,
    )
    return [ShelfItem(**{**row, "barcodes": _barcodes(row["barcodes"])}) for row in rows]


async def with_code(reader: Reader, today: date, read: str, *, limit: int) -> list[ShelfItem]:
    """The items of which this is a barcode, behind the one of whose label it is."""
    found = await shelf(reader, today, barcode=read, limit=limit)
    number = number_of_own(read)
    if number is None:
        return found
    listed = await shelf(reader, today, after=number - 1, limit=1)
    labelled = [it for it in listed if it.position == number]
    return (labelled + [it for it in found if it not in labelled])[:limit]


async def offered(
    reader: Reader, today: date, *, ran_out: bool = False, after: int = 0, limit: int
) -> list[ShelfItem]:
    """The same with what ran out behind all the rest; those after an item that had or had not."""
    left = [] if ran_out else await shelf(reader, today, ran_out=False, after=after, limit=limit)
    if len(left) == limit:
        return left
    begun_at, more = after if ran_out else 0, limit - len(left)
    return left + await shelf(reader, today, ran_out=True, after=begun_at, limit=more)


class Expired(NamedTuple):
    """What stands on the shelf and may not be given out any more."""

    items: int
    pieces: int


async def expired(reader: Reader, today: date) -> Expired:
    """How much is to be taken off the shelf, of how many items."""
    row = await reader.row(_queries["expired"], today=today)
    return Expired(**row) if row else Expired(0, 0)


async def changes_of(reader: Reader, item_id: str, *, limit: int = 20) -> list[ItemTerms]:
    """What holds of an item from each day on which it was or will be changed, the last first."""
    rows = await reader.rows(_queries["coming"], item_id=item_id, limit=limit)
    return [_terms(row) for row in rows]


async def item_names(reader: Reader) -> dict[str, str]:
    """The names of all items by their ids."""
    return {row["item_id"]: row["name"] for row in await reader.rows(_queries["names"])}


async def names_by_day(reader: Reader) -> list[NameByDay]:
    """What all items were, are and will be called, each for the days that it holds."""
    return [NameByDay(**row) for row in await reader.rows(_queries["names_by_day"])]
