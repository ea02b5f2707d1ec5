"""Which shifts were there, which receipts did each give, and what went over its counter?"""

from collections import defaultdict
from datetime import date, datetime
from typing import Final, Literal, NamedTuple

from domain.ledger.fact import Recorded, decode
from domain.shop.offline_sale import OfflineSaleDisputed
from domain.shop.sale import GoodsExchanged
from domain.shop.shift import ShiftClosed, ShiftOpened
from projections.ledger.projection import Batch, Projection, Tables, queries_of
from projections.ledger.reader import Reader

_queries = queries_of("shifts")

Kind = Literal["sale", "return", "dispute"]
KINDS: Final[tuple[Kind, ...]] = ("sale", "return", "dispute")


class Shifts(Projection):
    """Shifts with their receipts and the sums of their items, bounded by the shift's id."""

    question = "shifts"

    def project(self, batch: Batch, tables: Tables) -> None:
        """Add what was opened, given out and taken back, then close what was closed.

        Only a sale without the network can arrive after its shift was closed: it ends in dispute,
        and waits for the next report of the cashier, for a closed one never changes.
        """
        opened, closed, counted, receipts = [], [], [], []
        disputes, disputed_items = [], []
        pieces: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
        totals: defaultdict[tuple[str, Kind], list[int]] = defaultdict(lambda: [0, 0, 0])
        for recorded in batch:
            fact, envelope = recorded.fact, recorded.envelope
            match fact:
                case ShiftOpened():
                    at = envelope.happened_at
                    row = (fact.shift_id, recorded.position, fact.till, fact.cashier_id)
                    opened.append((*row, fact.number, fact.day, at))
                case ShiftClosed():
                    at = envelope.happened_at
                    closed.append((fact.shift_id, recorded.position, at, envelope.actor))
                    counted += [
                        (fact.shift_id, it.item_id, it.expected, it.counted)
                        for it in fact.spot_counts
                    ]
                case OfflineSaleDisputed(shift_id=str(shift_id), receipt_number=str()):
                    disputes.append((recorded.position, shift_id, *_receipt(recorded, fact)))
                    disputed_items += [
                        (recorded.position, shift_id, it.item_id, it.quantity) for it in fact.lines
                    ]
                # A dispute may name a shift that was never opened: it has no number of one.
                case GoodsExchanged(shift_id=str(shift_id), receipt_number=str()):
                    receipts.append((recorded.position, shift_id, *_receipt(recorded, fact)))
                    place = KINDS.index(kind := _kind(fact))
                    offline = int(fact.allowance_id is not None)
                    total = totals[shift_id, kind]
                    total[:] = total[0] + 1, total[1] + fact.points, total[2] + offline
                    for line in fact.lines:
                        pieces[shift_id, line.item_id][place] += line.quantity
        tables.write("add", opened)
        tables.write("add_tills", [(row[2],) for row in opened])
        tables.write("add_receipts", receipts)
        tables.write("add_totals", [(*key, *sums) for key, sums in sorted(totals.items())])
        tables.write("add_items", [(*key, *sums) for key, sums in sorted(pieces.items())])
        tables.write("close", closed)
        tables.write("add_disputes", disputes)
        tables.write("add_dispute_totals", disputes)
        tables.write("add_disputed_items", disputed_items)
        tables.write("add_late", disputes)
        tables.write("add_counts", counted)


def _kind(fact: GoodsExchanged) -> Kind:
    if isinstance(fact, OfflineSaleDisputed):
        return "dispute"
    return "sale" if fact.goods_leave() else "return"


def _receipt(recorded: Recorded, fact: GoodsExchanged) -> tuple[object, ...]:
    at = recorded.envelope.happened_at
    ids = fact.receipt_number, fact.redemption_id, fact.member_id
    return *ids, _kind(fact), fact.points, fact.allowance_id is not None, at


class Shift(NamedTuple):
    """A cashier's time at a till; open while it has no end."""

    shift_id: str
    position: int
    till: str
    cashier_id: str
    number: int
    day: date
    opened_at: datetime
    closed_at: datetime | None
    closed_by: str | None


class ReceiptRow(NamedTuple):
    """A receipt in a list."""

    position: int
    shift_id: str
    receipt_number: str
    redemption_id: str
    member_id: str
    kind: Kind
    points: int
    offline: bool
    happened_at: datetime


class KindTotal(NamedTuple):
    """So many receipts of a kind, so many points, so many of them without the network."""

    kind: Kind
    receipts: int
    points: int
    offline: int


class ItemTotal(NamedTuple):
    """The pieces of an item that a shift gave out, took back, gave out in dispute."""

    item_id: str
    redeemed: int
    returned: int
    disputed: int


class Counted(NamedTuple):
    """What was on the books of an item at the close, and what was seen."""

    item_id: str
    expected: int
    counted: int


class LateSale(NamedTuple):
    """A sale without the network that arrived when the shift in which it was made was closed."""

    position: int
    till: str
    number: int
    receipt_number: str
    redemption_id: str
    points: int
    happened_at: datetime


class Report(NamedTuple):
    """What went over the counter in one shift: an X report while it is open, then the Z report.

    `late` are sales of the cashier's earlier shifts that arrived since their last one was closed.
    """

    shift: Shift
    totals: dict[Kind, KindTotal]
    items: list[ItemTotal]
    counts: list[Counted]
    late: list[LateSale]

    @property
    def points_out(self) -> int:
        """The points that members paid."""
        return self.totals["sale"].points

    @property
    def points_in(self) -> int:
        """The points that members got back."""
        return self.totals["return"].points


async def shift_of(reader: Reader, cashier_id: str) -> Shift | None:
    """The shift that a cashier has open."""
    row = await reader.row(_queries["open_of"], cashier_id=cashier_id)
    return Shift(**row) if row else None


async def open_shifts(reader: Reader) -> list[Shift]:
    """All shifts that are open, by till."""
    return [Shift(**row) for row in await reader.rows(_queries["open"])]


async def tills(reader: Reader) -> list[str]:
    """The names of the tills that were ever opened."""
    return [row["till"] for row in await reader.rows(_queries["tills"])]


async def shifts_of(reader: Reader, cashier_id: str, limit: int = 20) -> list[Shift]:
    """A cashier's shifts, the last one first."""
    rows = await reader.rows(_queries["of_cashier"], cashier_id=cashier_id, limit=limit)
    return [Shift(**row) for row in rows]


async def report(reader: Reader, shift_id: str) -> Report | None:
    """The report of one shift."""
    row = await reader.row(_queries["one"], shift_id=shift_id)
    if row is None:
        return None
    sums = await reader.rows(_queries["totals"], shift_id=shift_id)
    items = await reader.rows(_queries["items"], shift_id=shift_id)
    counts = await reader.rows(_queries["counts"], shift_id=shift_id)
    late = await reader.rows(_queries["late"], shift_id=shift_id)
    totals = {kind: KindTotal(kind, 0, 0, 0) for kind in KINDS}
    totals |= {it["kind"]: KindTotal(**it) for it in sums}
    return Report(
        Shift(**row),
        totals,
        [ItemTotal(**it) for it in items],
        [Counted(**it) for it in counts],
        [LateSale(**it) for it in late],
    )


async def receipts_of(reader: Reader, shift_id: str, limit: int = 100) -> list[ReceiptRow]:
    """The receipts of a shift, the last one first."""
    rows = await reader.rows(_queries["receipts"], shift_id=shift_id, limit=limit)
    return [ReceiptRow(**row) for row in rows]


async def redemption_of_receipt(reader: Reader, receipt_number: str) -> str | None:
    """The id of the redemption that a receipt of this number is about."""
    row = await reader.row(_queries["of_number"], receipt_number=receipt_number)
    return str(row["redemption_id"]) if row else None


async def exchanges(reader: Reader, redemption_id: str) -> list[Recorded]:
    """The sale or dispute of this id that was made in a shift, and its returns, in order."""
    rows = await reader.rows(_queries["exchanges"], redemption_id=redemption_id)
    return [decode(row["position"], row["data"]) for row in rows]
