"""Which facts filled and emptied each lot of goods, and what is left of an item's lots?"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal, NamedTuple

from domain.shop.donation import Given
from domain.shop.donation_correction import DonationCorrected
from domain.shop.items import LotChange, StockMoved
from domain.shop.sale import GoodsExchanged, SaleSettled
from projections.ledger.projection import Batch, Projection, Tables, queries_of
from projections.ledger.reader import Reader

_queries = queries_of("lot_movements")

MovementKind = Literal["received", "redeemed", "returned", "counted", "corrected"]


@dataclass
class _Sums:
    position: int
    expires_on: date | None
    received: int = 0
    taken: int = 0
    counted: int = 0

    def add(self, kind: MovementKind, pieces: int) -> None:
        match kind:
            case "received":
                self.received += pieces
            case "redeemed" | "returned":
                self.taken -= pieces
            case "counted":
                self.counted += pieces

    def correct(self, received: int, pieces: int) -> None:
        """So many more came; what else there is more or less is as if it had been counted."""
        self.received += received
        self.counted += pieces - received


class LotMovements(Projection):
    """A row for each fact and lot. Who took something home is an id, and named nowhere here."""

    question = "lot_movements"

    def project(self, batch: Batch, tables: Tables) -> None:
        """Append what the batch moved, and add it to the lots; a lot keeps its first expiry."""
        rows = []
        lots: dict[tuple[str, str], _Sums] = {}
        totals: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
        for recorded in batch:
            fact = recorded.fact
            if isinstance(fact, StockMoved):
                kind = _kind(fact)
                taker = fact.member_id if isinstance(fact, GoodsExchanged | SaleSettled) else None
                at = recorded.position, recorded.envelope.happened_at, kind, taker
                for change in _changes(fact):
                    rows.append((change.item_id, change.lot_id, *at, change.pieces))
                    sums = _sums_of(lots, change, recorded.position)
                    sums.add(kind, change.pieces)
                    totals[change.item_id][0] += change.pieces
                if isinstance(fact, DonationCorrected):
                    for it in fact.lots:
                        lots[it.lot.item_id, it.lot.lot_id].correct(
                            it.received - it.before, it.more
                        )
                for item_id in fact.puts_books_right():
                    totals[item_id][1] += 1
        tables.copy("add_movements", _TYPES, rows)
        tables.write(
            "add_lots",
            [
                (*key, it.position, it.expires_on, it.received, it.taken, it.counted)
                for key, it in sorted(lots.items())
            ],
        )
        tables.write("add_totals", [(key, *sums) for key, sums in sorted(totals.items())])


_TYPES: Final = ("text", "text", "int8", "timestamptz", "text", "text", "int8")


def _kind(fact: StockMoved) -> MovementKind:
    if isinstance(fact, Given):
        return "received"
    if isinstance(fact, DonationCorrected):
        return "corrected"
    if isinstance(fact, GoodsExchanged):
        return "redeemed" if fact.goods_leave() else "returned"
    if isinstance(fact, SaleSettled):
        return "redeemed" if fact.happened() else "returned"
    return "counted"


def _changes(fact: StockMoved) -> Iterable[LotChange]:
    """What moved, also the lots of a correction that have as many pieces as before."""
    if isinstance(fact, DonationCorrected):
        return [it.lot for it in fact.lots]
    return fact.lot_changes()


def _sums_of(lots: dict[tuple[str, str], _Sums], change: LotChange, position: int) -> _Sums:
    return lots.setdefault((change.item_id, change.lot_id), _Sums(position, change.expires_on))


class GoodsLot(NamedTuple):
    """A lot of an item; `left` = received + counted - taken.

    `counted` is what counts of the shelf found (> 0) or missed (< 0), or what left although it
    never came, as a correction said; `position` is its first fact.
    """

    item_id: str
    lot_id: str
    position: int
    expires_on: date | None
    received: int
    taken: int
    counted: int
    left: int

    @property
    def last_good_day(self) -> date | None:
        """The day that stands on the packet: the one before that on which it may not leave."""
        return self.expires_on - timedelta(days=1) if self.expires_on else None


class LotMovement(NamedTuple):
    """So many pieces came to a lot (> 0) or left it; `member_id` is who took or brought them."""

    item_id: str
    lot_id: str
    position: int
    happened_at: datetime
    kind: MovementKind
    member_id: str | None
    pieces: int


class BookedThen(NamedTuple):
    """What was on the books of an item at a position, which so many counts had changed by then."""

    pieces: int
    counts: int


async def booked_at(reader: Reader, item_ids: list[str], position: int) -> dict[str, BookedThen]:
    """What was on the books of these items when the log had come to a position."""
    rows = await reader.rows(_queries["booked_at"], item_ids=item_ids, position=position)
    found = {row["item_id"]: BookedThen(row["pieces"], row["counts"]) for row in rows}
    return {it: found.get(it, BookedThen(0, 0)) for it in item_ids}


async def item_lots(reader: Reader, item_id: str, *, before: int, limit: int) -> list[GoodsLot]:
    """The lots of an item, also emptied ones, the last that came first.

    More than the limit where the last ones came together: a page never parts them.
    """
    rows = await reader.rows(_queries["lots"], item_id=item_id, before=before, limit=limit)
    return [GoodsLot(**row) for row in rows]


async def goods_lot(reader: Reader, item_id: str, lot_id: str) -> GoodsLot | None:
    """One lot, if the item has it."""
    row = await reader.row(_queries["lot"], item_id=item_id, lot_id=lot_id)
    return GoodsLot(**row) if row else None


async def lot_movements(
    reader: Reader, item_id: str, lot_id: str, *, after: int, limit: int
) -> list[LotMovement]:
    """What moved a lot, in the order of the log, after a position; a fact is never parted."""
    rows = await reader.rows(
        _queries["movements"], item_id=item_id, lot_id=lot_id, after=after, limit=limit
    )
    return [LotMovement(**row) for row in rows]
