"""What did a donation consist of, and to how many households did it go?"""

from collections import defaultdict
from datetime import date, datetime
from typing import NamedTuple

from domain.donation import DonationReceived, lot_id
from domain.items import StockMoved
from domain.sale import GoodsExchanged
from projections.projection import Batch, Projection, Tables, queries_of
from projections.reader import Reader

_queries = queries_of("donation_trail")


class DonationTrail(Projection):
    """Donations, their lots, and the households that goods of each lot went to."""

    question = "donation_trail"

    def project(self, batch: Batch, tables: Tables) -> None:
        """Add donations, then what left their lots or came back to them."""
        donations, lots = [], []
        moved: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
        households: defaultdict[tuple[str, str], int] = defaultdict(int)
        for recorded in batch:
            fact = recorded.fact
            if isinstance(fact, DonationReceived):
                donations.append(
                    (
                        fact.donation_id,
                        recorded.position,
                        fact.receipt_number,
                        recorded.envelope.happened_at,
                        fact.donor,
                        fact.money_fen,
                        fact.purpose,
                    )
                )
                lots += [
                    (
                        lot_id(fact.donation_id, n),
                        fact.donation_id,
                        it.item_id,
                        it.expires_on,
                        it.quantity,
                    )
                    for n, it in enumerate(fact.goods, 1)
                ]
            elif isinstance(fact, GoodsExchanged):
                for change in fact.lot_changes():
                    moved[change.lot_id][0] -= change.pieces
                    households[change.lot_id, fact.member_id] -= change.pieces
            elif isinstance(fact, StockMoved):
                for change in fact.lot_changes():
                    moved[change.lot_id][1] -= change.pieces
        tables.write("add_donations", donations)
        tables.write("add_lots", lots)
        tables.write("move_lots", [(lot, *pieces) for lot, pieces in sorted(moved.items())])
        tables.write("add_households", [(*key, n) for key, n in sorted(households.items())])


class Donation(NamedTuple):
    """A gift; `donor` is a tag or none, money in fen."""

    donation_id: str
    position: int
    receipt_number: str
    happened_at: datetime
    donor: str | None
    money_fen: int
    purpose: str


class LotTrail(NamedTuple):
    """Where the pieces of one lot are: received = on_shelf + redeemed + counted_off."""

    lot_id: str
    item_id: str
    expires_on: date | None
    received: int
    on_shelf: int
    redeemed: int
    counted_off: int
    households: int


async def donation(reader: Reader, donation_id: str) -> Donation | None:
    """One donation, if there is one of this id."""
    row = await reader.row(_queries["one"], donation_id=donation_id)
    return Donation(**row) if row else None


async def donations(reader: Reader, *, before: int, limit: int) -> list[Donation]:
    """Donations, the last recorded first."""
    rows = await reader.rows(_queries["page"], before=before, limit=limit)
    return [Donation(**row) for row in rows]


async def trail(reader: Reader, donation_id: str) -> list[LotTrail]:
    """The lots of a donation, with what became of them; no person is named."""
    rows = await reader.rows(_queries["lots"], donation_ids=[donation_id])
    return [LotTrail(**row) for row in rows]
