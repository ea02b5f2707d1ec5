"""The counted shelf: what counts did to an item's lots, and what nobody else has approved of it."""

from collections.abc import Iterator
from datetime import date, datetime

import msgspec
from msgspec import field

from domain.ledger.decision import State
from domain.ledger.fact import Fact, Recorded
from domain.ledger.journal import Posting, move
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.rules.accounts import COUNT_DIFFERENCES, goods, stock_account
from domain.shop.items import Item, Lot, LotChange, StockMoved
from domain.shop.sale import GoodsExchanged
from domain.shop.tags import item_tag


class CountedLine(msgspec.Struct, frozen=True):
    """What was on the books when the pieces were seen, what was seen, and which lots follow."""

    item_id: str
    booked: int
    counted: int
    lots: tuple[LotChange, ...]
    reason_text: str | None = None

    @property
    def difference(self) -> int:
        """Pieces found (> 0) or missing (< 0)."""
        return self.counted - self.booked


class CountedGoods(StockMoved, omit_defaults=True):
    """The books followed a count of the shelf."""

    count_id: str
    lines: tuple[CountedLine, ...]

    def touches(self) -> tuple[Tag, ...]:
        """The items."""
        return tuple(item_tag(line.item_id) for line in self.lines)

    def postings(self) -> tuple[Posting, ...]:
        """Missing pieces to the account of differences, found ones from it."""
        postings: list[Posting] = []
        for line in self.lines:
            shelf, unit = stock_account(line.item_id), goods(line.item_id)
            if line.difference < 0:
                postings += move(unit, -line.difference, shelf, COUNT_DIFFERENCES)
            else:
                postings += move(unit, line.difference, COUNT_DIFFERENCES, shelf)
        return tuple(postings)

    def lot_changes(self) -> tuple[LotChange, ...]:
        """The lots that follow the count."""
        return tuple(change for line in self.lines for change in line.lots)

    def puts_books_right(self) -> frozenset[str]:
        """The items of which the books have more or fewer now."""
        return frozenset(it.item_id for it in self.lot_changes())

    def seen_at(self, recorded_at: datetime) -> datetime:
        """When the pieces were seen: as it was recorded, unless it waited for somebody's word."""
        return recorded_at

    def differs_unapproved(self) -> bool:
        """Whether nobody but who counted stands behind its differences."""
        return False


class CountOvertaken(Refusal, code="count_overtaken", field="lines"):
    """A count is about the books as they were; another one has changed them since."""

    zh = "“{name}”数过以后，账面又按另一次盘点改过，或者换出的已经比数到的多，请重新数。"
    en = "Since “{name}” was counted another count has changed the books, or more has left than "
    en += "was seen; count it again."


class CountedShelf(State, of="item", folds=(StockMoved,)):
    """One item as it was counted: how often its books were put right, which lots counts changed.

    `lots` are the pieces that counts put into a lot (> 0) or took from it (< 0) on the whole,
    `unapproved` the differences since somebody else last approved one, `sold_by` who has sold from
    it since it was last counted. `counted_at` is when it was.
    """

    counts: int = 0
    counted_at: datetime | None = None
    unapproved: int = 0
    lots: list[Lot] = field(default_factory=list)
    sold_by: set[str] = field(default_factory=set)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow the counts and the sales."""
        if isinstance(fact, StockMoved):
            self.counts += self.id in fact.puts_books_right()
        if isinstance(fact, GoodsExchanged):
            self.sold_by.add(recorded.envelope.actor)
        elif isinstance(fact, CountedGoods):
            self.counted_at = fact.seen_at(recorded.envelope.recorded_at)
            for line in fact.lines:
                if line.item_id == self.id:
                    self._follow(line)
                    approved = not fact.differs_unapproved()
                    self.unapproved = 0 if approved else self.unapproved + line.difference
            self.sold_by.clear()

    def was_counted_since(self, moment: datetime | None) -> bool:
        """Whether somebody saw its pieces after a moment."""
        return self.counted_at is not None and moment is not None and self.counted_at >= moment

    def _follow(self, line: CountedLine) -> None:
        for change in line.lots:
            before = sum(lot.pieces for lot in self.lots if lot.lot_id == change.lot_id)
            self.lots[:] = [lot for lot in self.lots if lot.lot_id != change.lot_id]
            if pieces := before + change.pieces:
                self.lots.append(Lot(change.lot_id, pieces, change.expires_on))

    def follow(self, item: Item, difference: int, lot_id: str) -> tuple[LotChange, ...]:
        """How the lots follow: first counts are undone, as far as they had done the opposite.

        Pieces found again go back to the lots from which counts took them, the first expiry first,
        and only then into a lot of their own; missing ones leave those that counts had put there
        before the others, first expiry first.
        """
        if difference < 0:
            put = {lot.lot_id for lot in self.lots if lot.pieces > 0}
            lots = sorted(item.lots(), key=lambda lot: lot.lot_id not in put)
            return item.take(-difference, lots)
        return tuple(self._put_back(item.id, difference, lot_id))

    def _put_back(self, item_id: str, found: int, lot_id: str) -> Iterator[LotChange]:
        taken = [lot for lot in self.lots if lot.pieces < 0]
        for lot in sorted(taken, key=lambda lot: lot.expires_on or date.max):
            if pieces := min(found, -lot.pieces):
                yield LotChange(item_id, lot.lot_id, pieces, lot.expires_on)
                found -= pieces
        if found:
            yield LotChange(item_id, lot_id, found)
