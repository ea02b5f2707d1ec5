"""Stock counts: what stands on the shelf is compared with the books, and the books follow."""

from dataclasses import dataclass
from typing import NamedTuple

import msgspec

from domain.ledger.decision import Stamp, View
from domain.ledger.fact import Fact
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.membership import Member
from domain.people.tags import member_tag
from domain.rules.rules import RuleBook, Terms
from domain.rules.tags import RULES
from domain.shop.counted_shelf import CountedGoods, CountedLine, CountedShelf, CountOvertaken
from domain.shop.items import Item
from domain.shop.tags import count_tag, item_tag


class Count(NamedTuple):
    """So many pieces of an item were seen; `reason_text` is the id of the reason in the vault.

    `booked` pieces were on the books when they were seen, which `counts_before` counts had changed
    until then; where that is not said, it was a moment ago.
    """

    item_id: str
    counted: int
    reason_text: str | None = None
    booked: int | None = None
    counts_before: int | None = None


class StockCounted(CountedGoods, type="stock.counted"):
    """Somebody counted the shelf, and the books followed at once.

    `counted_at_position` is the last fact that the books had when the pieces were seen. Under
    `rule_version` the difference was small enough; counts before such rules have none.
    """

    called = "盘点"
    told = "盘点：{counted}。"

    counted_at_position: int | None = None
    rule_version: str | None = None

    def differs_unapproved(self) -> bool:
        """Unless it was before rules had a bound."""
        return self.rule_version is not None


class SubmittedLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was on the books when the pieces were seen, after so many counts had changed them."""

    item_id: str
    booked: int
    counted: int
    counts_before: int
    reason_text: str | None = None

    @property
    def difference(self) -> int:
        """Pieces found (> 0) or missing (< 0)."""
        return self.counted - self.booked


class CountSubmitted(Fact, type="stock.count_submitted", omit_defaults=True):
    """Somebody counted the shelf, and the books follow when somebody else approves it."""

    called = "盘点待批准"
    told = "盘点待批准：{counted}。"

    count_id: str
    lines: tuple[SubmittedLine, ...]
    counted_at_position: int | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The count and the items."""
        return count_tag(self.count_id), *(item_tag(line.item_id) for line in self.lines)


class CountedTwice(Refusal, code="counted_twice", field="lines"):
    """One count has one number for an item."""

    zh = "同一件商品在一次盘点中只能出现一次。"
    en = "An item can appear only once in a count."


@dataclass(frozen=True, kw_only=True)
class CountStock:
    """Set the books to what was counted, at once or when somebody else has approved it.

    That is needed where a difference passes the bound of the rules, or all that nobody else has
    approved passes it twice; and always where who counted (`counted_by`) sells, or sold from this
    shelf since it was last counted.
    Refused: CountedTwice, UnknownItem, CountInvalid, CountOvertaken.
    """

    lines: tuple[Count, ...]
    counted_by: str | None = None
    counted_at_position: int | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The items, the rules, who counted."""
        items = dict.fromkeys(item_tag(line.item_id) for line in self.lines)
        return *items, RULES, *self._counter()

    def decide(self, view: View, stamp: Stamp) -> StockCounted | CountSubmitted:
        """The count, compared with the books as they were when the pieces were seen."""
        if len({line.item_id for line in self.lines}) < len(self.lines):
            raise CountedTwice
        submitted = tuple(self._compared(line, view) for line in self.lines)
        rules = view(RuleBook, RULES).known_on(stamp.today)
        if self._sells(view) or self._differs(submitted, rules.terms if rules else Terms(), view):
            return CountSubmitted(
                count_id=stamp.id, lines=submitted, counted_at_position=self.counted_at_position
            )
        lines = tuple(
            follow(line, view, f"{stamp.id}-{number}") for number, line in enumerate(submitted, 1)
        )
        return StockCounted(
            count_id=stamp.id,
            lines=lines,
            counted_at_position=self.counted_at_position,
            rule_version=rules.version if rules else None,
        )

    def _counter(self) -> tuple[Tag, ...]:
        return (member_tag(self.counted_by),) if self.counted_by else ()

    def _compared(self, line: Count, view: View) -> SubmittedLine:
        item = view(Item, item_tag(line.item_id))
        item.check_count(line.counted)
        counts = view(CountedShelf, item_tag(line.item_id)).counts
        if line.counts_before not in (None, counts):
            raise CountOvertaken(name=item.required().name)
        return SubmittedLine(
            line.item_id,
            item.in_stock if line.booked is None else line.booked,
            line.counted,
            counts,
            line.reason_text,
        )

    def _sells(self, view: View) -> bool:
        if any("cashier" in view(Member, tag).roles for tag in self._counter()):
            return True
        shelves = (view(CountedShelf, item_tag(line.item_id)) for line in self.lines)
        return any(self.counted_by in shelf.sold_by for shelf in shelves)

    def _differs(self, lines: tuple[SubmittedLine, ...], terms: Terms, view: View) -> bool:
        for line in lines:
            unapproved = view(CountedShelf, item_tag(line.item_id)).unapproved
            most, together = terms.count_difference_pieces_max, unapproved + line.difference
            if abs(line.difference) > most or (line.difference and abs(together) > 2 * most):
                return True
        return False


def follow(line: SubmittedLine, view: View, lot_id: str) -> CountedLine:
    """The line with the lots that follow its difference. Raises CountOvertaken, CountInvalid.

    What left or came since the pieces were seen is right as it stands. Where another count has
    changed the books since, nobody knows which of the two differences is meant.
    """
    item, shelf = view(Item, item_tag(line.item_id)), view(CountedShelf, item_tag(line.item_id))
    left = item.in_stock + line.difference
    if shelf.counts != line.counts_before or left < 0:
        raise CountOvertaken(name=item.required().name)
    item.check_count(left)
    lots = shelf.follow(item, line.difference, lot_id)
    return CountedLine(line.item_id, line.booked, line.counted, lots, line.reason_text)
