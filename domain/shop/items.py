"""Items: what may stand on the shelf, its price, and the lots in which it came."""

from abc import abstractmethod
from collections.abc import Iterable
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
from domain.shop.barcode import code_of, number_of_own
from domain.shop.item_terms import ItemChanged, ItemTerms, terms_on, with_change
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

    def puts_books_right(self) -> frozenset[str]:
        """Items whose books it changes though nothing moved: what was counted is overtaken."""
        return frozenset()


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

    def terms(self) -> ItemTerms:
        """What holds until it is changed."""
        return ItemTerms(
            from_day=None,
            name=self.name,
            points=self.points,
            barcodes=(self.barcode,) if self.barcode else (),
            cash_price_fen=self.cash_price_fen,
            limit_per_member_month=self.limit_per_member_month,
        )


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


class ItemWithdrawn(Refusal, code="item_withdrawn", field="item_id"):
    """It is not sold any more."""

    zh = "“{name}”已经下架，不再兑换。"
    en = "“{name}” was withdrawn and is not given out any more."


class ItemExists(Refusal, code="item_exists", field="name"):
    """A name or a barcode stands for one item."""

    zh = "商品目录里已经有同名或同条码的商品。"
    en = "The catalogue has an item of this name or barcode already."


class BarcodeOfLabel(ItemExists):
    """The numbers of this shop's own labels are no barcodes of goods."""

    field = "barcode"
    zh = "“29”开头的这个条码是本店价签用的号码，不能登记为商品条码；没有条码就留空，再打印价签。"
    en = (
        "This number, with 29 before it, is of this shop's own labels and no barcode of goods; "
        "leave the barcode out and print a label."
    )


class Lot(NamedTuple):
    """Pieces of an item that came together; `expires_on` is the first day they may not leave."""

    lot_id: str
    pieces: int
    expires_on: date | None


class Catalogue(State, of="catalogue", folds=(ItemListed, ItemChanged)):
    """The names and barcodes that are taken, and by which item."""

    names: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Learn an item's name and barcodes; those that it had before are free again."""
        match fact:
            case ItemListed():
                self._take(fact.item_id, fact.name, (fact.barcode,) if fact.barcode else ())
            case ItemChanged():
                self._take(fact.item_id, fact.name, fact.barcodes)

    def _take(self, item_id: str, name: str | None, barcodes: Iterable[str] | None) -> None:
        if name is not None:
            _give_up(self.names, item_id)
            self.names[name] = item_id
        if barcodes is not None:
            _give_up(self.codes, item_id)
            self.codes.update((code_of(it), item_id) for it in barcodes)

    def check_free(self, name: str | None, barcodes: Iterable[str], item_id: str) -> None:
        """See that a name and barcodes stand for no other item, nor for a label of one.

        What it was listed with before there were labels stays. Raises ItemExists, BarcodeOfLabel.
        """
        found = {code: self.codes.get(code) for code in map(code_of, barcodes)}
        holders = set(found.values())
        if name is not None:
            holders.add(self.names.get(name))
        if holders - {None, item_id}:
            raise ItemExists
        new = [code for code, holder in found.items() if holder is None]
        if any(number_of_own(code) is not None for code in new):
            raise BarcodeOfLabel


def _give_up(held: dict[str, str], item_id: str) -> None:
    for key in [key for key, holder in held.items() if holder == item_id]:
        del held[key]


class Item(State, of="item", folds=(ItemListed, ItemChanged, StockMoved)):
    """One item: its listing, its terms by day, and the lots that hold something, the first first.

    `terms_id` is the id of the fact that said last what holds of it.
    """

    listed: ItemListed | None = None
    terms: list[ItemTerms] = field(default_factory=list)
    terms_id: str = ""
    held: list[Lot] = field(default_factory=list)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow the listing and the lots; what comes back to an emptied lot brings its expiry."""
        if isinstance(fact, ItemListed):
            self.listed, self.terms = fact, [fact.terms()]
            self.terms_id = recorded.envelope.id
        elif isinstance(fact, ItemChanged):
            self.terms, self.terms_id = with_change(self.terms, fact), recorded.envelope.id
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

    def on(self, day: date) -> ItemTerms:
        """What it is called, costs and is limited to on a day. Raises UnknownItem."""
        self.required()
        return terms_on(self.terms, day)

    def to_sell(self, day: date) -> ItemTerms:
        """The same of an item that is sold on that day. Raises UnknownItem, ItemWithdrawn."""
        terms = self.on(day)
        if terms.withdrawn:
            raise ItemWithdrawn(name=terms.name)
        return terms

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
    """Add an item to the catalogue. Refused: ItemExists, BarcodeOfLabel, PriceInvalid."""

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
        barcodes = (self.barcode,) if self.barcode else ()
        view(Catalogue, CATALOGUE).check_free(self.name, barcodes, stamp.id)
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
