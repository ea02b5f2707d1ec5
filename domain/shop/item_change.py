"""Changes of items: a name, a price, barcodes or a limit from a day on, and goods withdrawn."""

from dataclasses import dataclass
from datetime import date

from domain.ledger.decision import Stamp, View
from domain.ledger.journal import AMOUNT_MAX
from domain.ledger.tag import Tag
from domain.rules.changes import ChangedMeanwhile, NothingChanged
from domain.shop.barcode import code_of
from domain.shop.item_terms import ItemChanged
from domain.shop.items import Catalogue, Item, ListItem, PriceInvalid
from domain.shop.tags import CATALOGUE, item_tag


@dataclass(frozen=True, kw_only=True)
class ChangeItem:
    """Change an item from a day on: what was sold keeps its price, what is not given stays.

    A day in the past is for rows that the office still takes in. `terms_id` is the fact that said
    last what holds, as far as who changes it has seen. Refused: UnknownItem, ChangedMeanwhile,
    PriceInvalid, ItemExists, BarcodeOfLabel, NothingChanged.
    """

    item_id: str
    from_day: date
    name: str | None = None
    points: int | None = None
    barcodes: tuple[str, ...] | None = None
    cash_price_fen: int | None = None
    limit_per_member_month: int | None = None
    withdrawn: bool | None = None
    terms_id: str | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The item and the catalogue."""
        return item_tag(self.item_id), CATALOGUE

    def decide(self, view: View, stamp: Stamp) -> ItemChanged:
        """The change."""
        item = view(Item, item_tag(self.item_id))
        item.required()
        if self.terms_id not in {None, item.terms_id}:
            raise ChangedMeanwhile
        if self.points is not None and not 1 <= self.points <= AMOUNT_MAX:
            raise PriceInvalid
        for amount in (self.cash_price_fen, self.limit_per_member_month):
            if amount is not None and not 0 <= amount <= AMOUNT_MAX:
                raise PriceInvalid
        view(Catalogue, CATALOGUE).check_free(self.name, self.barcodes or (), self.item_id)
        changed = ItemChanged(
            item_id=self.item_id,
            terms_id=item.terms_id,
            from_day=self.from_day,
            name=self.name,
            points=self.points,
            barcodes=self.barcodes,
            cash_price_fen=self.cash_price_fen,
            limit_per_member_month=self.limit_per_member_month,
            withdrawn=self.withdrawn,
        )
        later = [it for it in item.terms if it.from_day and it.from_day > self.from_day]
        if all(it.changed(changed) == it for it in (item.on(self.from_day), *later)):
            raise NothingChanged
        return changed


@dataclass(frozen=True, kw_only=True)
class ChangeAsListed:
    """Change an item, from the day on, to what a list says of it: what is blank there is none.

    The unit stays, and of several barcodes those that the list leaves out. Refused: as ChangeItem.
    """

    item_id: str
    said: ListItem

    def boundary(self) -> tuple[Tag, ...]:
        """The item and the catalogue."""
        return item_tag(self.item_id), CATALOGUE

    def decide(self, view: View, stamp: Stamp) -> ItemChanged:
        """The change."""
        said, now = self.said, view(Item, item_tag(self.item_id)).on(stamp.today)
        price, limit = said.cash_price_fen or 0, said.limit_per_member_month or 0
        asked = ChangeItem(
            item_id=self.item_id,
            from_day=stamp.today,
            name=said.name if said.name != now.name else None,
            points=said.points if said.points != now.points else None,
            barcodes=_with(said.barcode, now.barcodes),
            cash_price_fen=price if price != (now.cash_price_fen or 0) else None,
            limit_per_member_month=limit if limit != (now.limit_per_member_month or 0) else None,
        )
        return asked.decide(view, stamp)


def _with(barcode: str | None, before: tuple[str, ...]) -> tuple[str, ...] | None:
    """The barcodes with one that is not among them; none where nothing changes."""
    if barcode is None or code_of(barcode) in map(code_of, before):
        return None
    return (*before, barcode) if len(before) > 1 else (barcode,)
