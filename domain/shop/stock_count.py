"""Stock counts: what stands on the shelf is compared with the books, and the books follow."""

from dataclasses import dataclass
from typing import NamedTuple

import msgspec

from domain.ledger.decision import Stamp, View
from domain.ledger.journal import Posting, move
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.rules.accounts import COUNT_DIFFERENCES, goods, stock_account
from domain.shop.items import Item, LotChange, StockMoved
from domain.shop.tags import item_tag


class Count(NamedTuple):
    """So many pieces of an item were seen; `reason_text` is the id of the reason in the vault."""

    item_id: str
    counted: int
    reason_text: str | None = None


class CountedLine(msgspec.Struct, frozen=True):
    """What was on the books at that moment, what was seen, and which lots follow."""

    item_id: str
    booked: int
    counted: int
    lots: tuple[LotChange, ...]
    reason_text: str | None = None

    @property
    def difference(self) -> int:
        """Pieces found (> 0) or missing (< 0)."""
        return self.counted - self.booked


class StockCounted(StockMoved, type="stock.counted"):
    """Somebody counted the shelf."""

    called = "盘点"
    told = "盘点：{counted}。"

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


class CountedTwice(Refusal, code="counted_twice", field="lines"):
    """One count has one number for an item."""

    zh = "同一件商品在一次盘点中只能出现一次。"
    en = "An item can appear only once in a count."


@dataclass(frozen=True, kw_only=True)
class CountStock:
    """Set the books to what was counted. Refused: CountedTwice, UnknownItem, CountInvalid."""

    lines: tuple[Count, ...]

    def boundary(self) -> tuple[Tag, ...]:
        """The items."""
        return tuple(dict.fromkeys(item_tag(line.item_id) for line in self.lines))

    def decide(self, view: View, stamp: Stamp) -> StockCounted:
        """The count, compared with the books as they are now."""
        if len({line.item_id for line in self.lines}) < len(self.lines):
            raise CountedTwice
        lines = []
        for number, line in enumerate(self.lines, 1):
            item = view(Item, item_tag(line.item_id))
            item.check_count(line.counted)
            lots = _follow(item, line.counted, f"{stamp.id}-{number}")
            lines.append(
                CountedLine(line.item_id, item.in_stock, line.counted, lots, line.reason_text)
            )
        return StockCounted(count_id=stamp.id, lines=tuple(lines))


def _follow(item: Item, counted: int, lot_id: str) -> tuple[LotChange, ...]:
    """Missing pieces leave the lots that expire first; found ones are a lot without an expiry."""
    missing = item.in_stock - counted
    if missing > 0:
        return item.take(missing, item.lots())
    return (LotChange(item.id, lot_id, -missing),) if missing else ()
