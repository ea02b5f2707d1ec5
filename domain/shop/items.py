"""Items: what may stand on the shelf, its price, and the lots in which it came."""

from abc import abstractmethod
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import msgspec
from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.journal import AMOUNT_MAX
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.shop.barcode import code_of
from domain.shop.tags import CATALOGUE, item_tag


class LotChange(msgspec.Struct, frozen=True):
    """So many pieces more (or, below zero, fewer) of one lot of an item."""

    item_id: str
    lot_id: str
    pieces: int
    expires_on: date | None = None


class StockMoved(Fact):
    """A fact that moves goods to or from the shelf."""

    @abstractmethod
    def lot_changes(self) -> tuple[LotChange, ...]:
        """Which lots grew and which shrank."""


class ItemListed(Fact, type="item.listed"):
    """An item with its price: points for those who earned them, fen for a sale at cost."""

    called = "商品上目录"
    told = "商品“{name}”上目录，{points} 分。"

    item_id: str
    name: str
    unit: str
    points: int
    barcode: str | None = None
    cash_price_fen: int | None = None
    limit_per_member_month: int | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The item and the catalogue."""
        return item_tag(self.item_id), CATALOGUE


class UnknownItem(Refusal, code="unknown_item", field="item_id"):
    """The catalogue does not have it."""

    zh = "商品目录里没有这件商品。"
    en = "The catalogue has no such item."


class QuantityInvalid(Refusal, code="quantity_invalid", field="quantity"):
    """Pieces are counted from 1."""

    zh = "数量必须是大于 0 的整数。"
    en = "The quantity has to be a whole number above 0."


class TooManyPieces(Refusal, code="too_many_pieces", field="quantity"):
    """No shelf holds more than 10⁹ pieces of an item."""

    zh = "数量太大，请核对。"
    en = "That is more than a shelf can hold; check the quantity."


class CountInvalid(Refusal, code="count_invalid", field="counted"):
    """What is counted is from 0 to 10⁹ pieces."""

    zh = "实数必须是 0 到 10 亿之间的整数。"
    en = "What was counted has to be a whole number from 0 to 10⁹."


class PriceInvalid(Refusal, code="price_invalid", field="points"):
    """A price or a limit is from 1 to 10⁹."""

    zh = "积分、平价和限量必须大于 0，且不超过 10 亿。"
    en = "Points, price and limit have to be above 0 and at most 10⁹."


class ItemExists(Refusal, code="item_exists", field="name"):
    """A name or a barcode stands for one item."""

    zh = "商品目录里已经有同名或同条码的商品。"
    en = "The catalogue has an item of this name or barcode already."


class Lot(NamedTuple):
    """Pieces of an item that came together; `expires_on` is the first day they may not leave."""

    lot_id: str
    pieces: int
    expires_on: date | None


class Catalogue(State, of="catalogue", folds=(ItemListed,)):
    """The names and barcodes that are taken."""

    taken: set[str] = field(default_factory=set)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Learn an item's name and barcode."""
        if isinstance(fact, ItemListed):
            self.taken.update(_taken_by(fact.name, fact.barcode))


def _taken_by(name: str, barcode: str | None) -> set[str]:
    return {name, code_of(barcode) if barcode else name}


class Item(State, of="item", folds=(ItemListed, StockMoved)):
    """One item: its listing, and the lots that hold something, in the order in which they came."""

    listed: ItemListed | None = None
    held: list[Lot] = field(default_factory=list)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow the listing and the lots; what comes back to an emptied lot brings its expiry."""
        if isinstance(fact, ItemListed):
            self.listed = fact
        elif isinstance(fact, StockMoved):
            for change in fact.lot_changes():
                if change.item_id == self.id:
                    self._follow(change)

    def _follow(self, change: LotChange) -> None:
        for place, lot in enumerate(self.held):
            if lot.lot_id == change.lot_id:
                if pieces := lot.pieces + change.pieces:
                    self.held[place] = Lot(lot.lot_id, pieces, lot.expires_on)
                else:
                    del self.held[place]
                return
        if change.pieces:
            self.held.append(Lot(change.lot_id, change.pieces, change.expires_on))

    def required(self) -> ItemListed:
        """The listing. Raises UnknownItem."""
        if self.listed is None:
            raise UnknownItem
        return self.listed

    @property
    def in_stock(self) -> int:
        """Pieces on the shelf, expired ones included."""
        return sum(lot.pieces for lot in self.held)

    def lots(self, *, usable_on: date | None = None) -> list[Lot]:
        """The lots that hold something, first expiry first, those without an expiry last.

        With `usable_on`, only those that expire after that day.
        """
        held = [lot for lot in self.held if lot.pieces > 0]
        if usable_on is not None:
            held = [lot for lot in held if lot.expires_on is None or lot.expires_on > usable_on]
        return sorted(held, key=lambda lot: lot.expires_on or date.max)

    def check_count(self, counted: int) -> None:
        """Raises UnknownItem; CountInvalid for a number of pieces that no shelf holds."""
        self.required()
        if not 0 <= counted <= AMOUNT_MAX:
            raise CountInvalid

    def take(self, pieces: int, lots: list[Lot]) -> tuple[LotChange, ...]:
        """Take so many pieces from the lots in their order, which together hold enough."""
        changes: list[LotChange] = []
        for lot in lots:
            taken = min(pieces, lot.pieces)
            if taken:
                changes.append(LotChange(self.id, lot.lot_id, -taken, lot.expires_on))
                pieces -= taken
        return tuple(changes)


@dataclass(frozen=True, kw_only=True)
class ListItem:
    """Add an item to the catalogue. Refused: ItemExists, PriceInvalid."""

    name: str
    unit: str
    points: int
    barcode: str | None = None
    cash_price_fen: int | None = None
    limit_per_member_month: int | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The catalogue."""
        return (CATALOGUE,)

    def decide(self, view: View, stamp: Stamp) -> ItemListed:
        """The listing."""
        if _taken_by(self.name, self.barcode) & view(Catalogue, CATALOGUE).taken:
            raise ItemExists
        for amount in (self.points, self.cash_price_fen, self.limit_per_member_month):
            if amount is not None and not 1 <= amount <= AMOUNT_MAX:
                raise PriceInvalid
        return ItemListed(
            item_id=stamp.id,
            name=self.name,
            unit=self.unit,
            points=self.points,
            barcode=self.barcode,
            cash_price_fen=self.cash_price_fen,
            limit_per_member_month=self.limit_per_member_month,
        )
