"""What did a donation consist of, and to how many households did it go?"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain.ledger.fact import Recorded
from domain.people.membership import MembersMerged
from domain.shop.donation import DonationReceived, Given, lot_id
from domain.shop.donation_correction import DonationCorrected
from domain.shop.items import StockMoved
from domain.shop.sale import GoodsExchanged, SaleSettled
from projections.ledger.projection import Batch, Tables, queries_of
from projections.ledger.reader import Reader
from projections.people.merged import ByMember

_queries = queries_of("donation_trail")


class DonationTrail(ByMember):
    """Donations, their lots, and the households that goods of each lot went to."""

    question = "donation_trail"

    def follow(self, batch: Batch, tables: Tables) -> None:
        """Add donations, then what left their lots or came back to them."""
        donations, lots = [], []
        corrected: list[DonationCorrected] = []
        money: dict[str, tuple[int, str]] = {}
        said: dict[str, str] = {}
        moved: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
        households: defaultdict[tuple[str, str], int] = defaultdict(int)
        for recorded in batch:
            fact = recorded.fact
            if isinstance(fact, Given | DonationCorrected):
                said[fact.donation_id] = recorded.envelope.id
            if isinstance(fact, DonationReceived):
                donations.append(_gift(fact, recorded))
            elif isinstance(fact, Given | DonationCorrected) and (more := _more_money(fact)):
                more_fen, _ = money.get(fact.donation_id, (0, ""))
                money[fact.donation_id] = more_fen + more[0], more[1]
            if isinstance(fact, Given):
                lots += [
                    (
                        lot_id(fact.donation_id, n),
                        fact.donation_id,
                        it.item_id,
                        it.expires_on,
                        it.quantity,
                    )
                    for n, it in enumerate(fact.goods, fact.first_lot())
                ]
            elif isinstance(fact, GoodsExchanged | SaleSettled):
                for change in fact.lot_changes():
                    moved[change.lot_id][0] -= change.pieces
                    households[change.lot_id, fact.member_id] -= change.pieces
            elif isinstance(fact, DonationCorrected):
                corrected.append(fact)
            elif isinstance(fact, StockMoved):
                for change in fact.lot_changes():
                    moved[change.lot_id][1] -= change.pieces
        tables.write("add_donations", donations)
        tables.write("name_said", sorted(said.items()))
        tables.write("correct_donations", [(key, *it) for key, it in sorted(money.items())])
        tables.write("add_lots", lots)
        tables.write("correct_lots", _changes_of_lots(corrected))
        tables.write("move_lots", [(lot, *pieces) for lot, pieces in sorted(moved.items())])
        tables.write("add_households", [(*key, n) for key, n in sorted(households.items())])

    def merge(self, merge: MembersMerged, tables: Tables) -> None:
        """Two households that are one were reached once."""
        taken = tables.rows("taken_by", gone=merge.member_id)
        changes = [(row["lot_id"], merge.member_id, -row["pieces"]) for row in taken]
        changes += [(row["lot_id"], merge.into_id, row["pieces"]) for row in taken]
        tables.write("add_households", changes)


def _gift(fact: DonationReceived, recorded: Recorded) -> tuple[object, ...]:
    return (
        fact.donation_id,
        recorded.position,
        fact.receipt_number,
        recorded.envelope.happened_at,
        fact.donor,
        fact.money_fen,
        fact.purpose,
        recorded.envelope.id,
    )


@dataclass
class _LotChanges:
    donation_id: str
    item_id: str
    expires_on: date | None
    received: int = 0
    on_shelf: int = 0
    counted_off: int = 0
    difference: int = 0


def _more_money(fact: Given | DonationCorrected) -> tuple[int, str] | None:
    """How much more a fact says there is, and for what; nothing where it is not about money."""
    if isinstance(fact, Given):
        return (fact.money_fen, fact.purpose) if fact.money_fen else None
    more_fen = fact.money_fen - fact.money_fen_before
    return (more_fen, fact.purpose) if more_fen or fact.purpose != fact.purpose_before else None


def _changes_of_lots(corrected: Sequence[DonationCorrected]) -> list[tuple[object, ...]]:
    """Of each lot, how much more or less there is than was said before."""
    lots: dict[str, _LotChanges] = {}
    for fact in corrected:
        for it in fact.lots:
            about = _LotChanges(fact.donation_id, it.lot.item_id, it.lot.expires_on)
            changes = lots.setdefault(it.lot.lot_id, about)
            changes.received += it.received - it.before
            changes.on_shelf += it.more
            changes.counted_off -= it.recounted
            changes.difference += it.difference
    return [(key, *astuple(it)) for key, it in sorted(lots.items())]


class Donation(NamedTuple):
    """A gift; `donor` is a tag or none, money in fen.

    The fact `said_id` said last what it was.
    """

    donation_id: str
    position: int
    receipt_number: str
    happened_at: datetime
    donor: str | None
    money_fen: int
    purpose: str
    said_id: str


class LotTrail(NamedTuple):
    """Where a lot's pieces are: received + difference = on_shelf + redeemed + counted_off.

    The difference is what has left although it never came, as a correction said.
    """

    lot_id: str
    item_id: str
    expires_on: date | None
    received: int
    on_shelf: int
    redeemed: int
    counted_off: int
    households: int
    difference: int = 0

    def expired(self, today: date) -> int:
        """How many of those on the shelf may not be given out any more."""
        return self.on_shelf if self.expires_on and self.expires_on <= today else 0

    @property
    def last_good_day(self) -> date | None:
        """The day that stands on the packet: the one before that on which it may not leave."""
        return self.expires_on - timedelta(days=1) if self.expires_on else None


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
    return (await trails(reader, [donation_id]))[donation_id]


class GivenMonth(NamedTuple):
    """What was given in one month of the community's calendar: gifts, fen, pieces."""

    month: date
    donations: int
    money_fen: int
    pieces: int


class ReachedItem(NamedTuple):
    """What became of all donated pieces of an item, and how many households took some home.

    Those that may not be given out any more are `expired`, and not `on_shelf`.
    """

    item_id: str
    received: int
    on_shelf: int
    redeemed: int
    counted_off: int
    households: int
    expired: int = 0


async def donation_months(
    reader: Reader, zone: ZoneInfo, first: date, until: date
) -> list[GivenMonth]:
    """The months from `first` to before `until` in which anything was given, in order."""
    rows = await reader.rows(_queries["months"], zone=zone.key, first=first, until=until)
    return [GivenMonth(**row) for row in rows]


async def donations_between(reader: Reader, since: datetime, until: datetime) -> list[Donation]:
    """The donations of a time, in its order."""
    rows = await reader.rows(_queries["between"], since=since, until=until)
    return [Donation(**row) for row in rows]


async def trails(reader: Reader, donation_ids: Sequence[str]) -> dict[str, list[LotTrail]]:
    """The lots of several donations."""
    rows = await reader.rows(_queries["lots"], donation_ids=list(donation_ids))
    found: dict[str, list[LotTrail]] = {donation_id: [] for donation_id in donation_ids}
    for row in rows:
        found[row.pop("donation_id")].append(LotTrail(**row))
    return found


async def donated_items(reader: Reader, today: date) -> list[ReachedItem]:
    """What became of the donated goods, most given out first; what ran out stands last."""
    rows = await reader.rows(_queries["reached"], today=today)
    return [ReachedItem(**row) for row in rows]


async def households_reached(reader: Reader) -> int:
    """How many households have taken donated goods home."""
    row = await reader.row(_queries["households"])
    return int(row["households"]) if row else 0


async def donation_of_lot(reader: Reader, lot_id: str) -> Donation | None:
    """The donation that a lot came with, if it was one."""
    row = await reader.row(_queries["of_lot"], lot_id=lot_id)
    return Donation(**row) if row else None


async def receipts_of_lots(reader: Reader, lot_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Of each lot that was given: the donation's id and its receipt number."""
    rows = await reader.rows(_queries["receipts_of_lots"], lot_ids=list(lot_ids))
    return {row["lot_id"]: (row["donation_id"], row["receipt_number"]) for row in rows}


async def donation_by_receipt(reader: Reader, receipt_number: str) -> Donation | None:
    """The donation with this receipt, if there is one."""
    row = await reader.row(_queries["by_receipt"], receipt_number=receipt_number)
    return Donation(**row) if row else None
