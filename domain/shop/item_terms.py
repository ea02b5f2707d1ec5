"""Terms of items: what one is called, costs and is limited to, from which day on."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from domain.ledger.fact import Fact
from domain.ledger.tag import Tag
from domain.shop.tags import CATALOGUE, item_tag


class ItemChanged(Fact, type="item.changed", omit_defaults=True):
    """From a day on an item is called, costs or is limited otherwise, or is not sold any more.

    What is not said stays. A price in fen or a limit of 0 takes away the one that there was.
    `terms_id` is the id of the fact that it mends: the listing, or the change before this one.
    """

    called = "商品更改"
    told = "更改商品 {item_id}，自 {from_day} 起。"

    item_id: str
    terms_id: str
    from_day: date
    name: str | None = None
    points: int | None = None
    barcodes: tuple[str, ...] | None = None
    cash_price_fen: int | None = None
    limit_per_member_month: int | None = None
    withdrawn: bool | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The item and the catalogue."""
        return item_tag(self.item_id), CATALOGUE

    def mends(self) -> str:
        """What was said of the item before."""
        return self.terms_id


class ItemTerms(Struct, frozen=True):
    """What holds of an item from a day on; without one, from the first."""

    from_day: date | None
    name: str
    points: int
    barcodes: tuple[str, ...]
    cash_price_fen: int | None
    limit_per_member_month: int | None
    withdrawn: bool = False

    def changed(self, fact: ItemChanged) -> "ItemTerms":
        """The same with what a change says."""
        price, limit = fact.cash_price_fen, fact.limit_per_member_month
        return ItemTerms(
            from_day=self.from_day,
            name=self.name if fact.name is None else fact.name,
            points=self.points if fact.points is None else fact.points,
            barcodes=self.barcodes if fact.barcodes is None else fact.barcodes,
            cash_price_fen=self.cash_price_fen if price is None else price or None,
            limit_per_member_month=self.limit_per_member_month if limit is None else limit or None,
            withdrawn=self.withdrawn if fact.withdrawn is None else fact.withdrawn,
        )


def terms_on(terms: Sequence[ItemTerms], day: date) -> ItemTerms:
    """What is in force on a day, of terms in the order of their days."""
    return [it for it in terms if it.from_day is None or it.from_day <= day][-1]


def with_change(terms: Sequence[ItemTerms], fact: ItemChanged) -> list[ItemTerms]:
    """The terms after a change: what it says holds from its day on, whatever was to come then."""
    before = [it for it in terms if it.from_day is None or it.from_day < fact.from_day]
    after = [it for it in terms if it.from_day is not None and it.from_day > fact.from_day]
    begun = replace(terms_on(terms, fact.from_day), from_day=fact.from_day)
    return before + [it.changed(fact) for it in (begun, *after)]
