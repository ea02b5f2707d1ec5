"""Lots of a donation that is corrected: what came, what left, and what the shelf has then."""

from dataclasses import dataclass
from datetime import date

import msgspec

from domain.ledger.decision import View
from domain.shop.counted_shelf import CountedShelf
from domain.shop.donation import DonatedGoods
from domain.shop.items import Item, LotChange
from domain.shop.tags import item_tag


class CorrectedLot(msgspec.Struct, frozen=True, omit_defaults=True):
    """A lot of which so many pieces were said to have come (`before`), and now are (`received`).

    So many `more` (or, below zero, fewer) are on the shelf. `recounted` pieces had been counted off
    only because they never came.
    """

    lot: LotChange
    before: int
    received: int
    recounted: int = 0

    @property
    def more(self) -> int:
        """Pieces that come to the shelf by it."""
        return self.lot.pieces

    @property
    def difference(self) -> int:
        """Pieces more that have left the shelf without ever having come (below zero: fewer)."""
        return self.more - (self.received - self.before) - self.recounted


class SaidLot(msgspec.Struct, frozen=True):
    """A lot of a donation: what is said to have come, and what left without having come.

    `recounted` pieces were counted off only because they never came.
    """

    item_id: str
    received: int
    expires_on: date | None
    difference: int = 0
    recounted: int = 0


class CorrectedLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a line of a receipt says, by the id of the fact that it became."""

    line_id: str
    goods: tuple[DonatedGoods, ...] = ()
    money_fen: int = 0


@dataclass(kw_only=True)
class LotToCorrect:
    """A lot as the correction finds it, and what it is to have received.

    `seen` pieces stand there because a count saw them, whatever came.
    """

    item_id: str
    lot_id: str
    expires_on: date | None
    before: SaidLot
    held: int = 0
    counted_off: int = 0
    received: int = 0
    recounted: int = 0
    seen: int = 0

    @property
    def gone(self) -> int:
        """Pieces that are not on the shelf any more, sold or counted off."""
        return self.before.received + self.before.difference + self.before.recounted - self.held

    @property
    def lacking(self) -> int:
        """Pieces that have gone beyond what came."""
        return max(self.gone - self.recounted - self.received, 0)

    @property
    def left(self) -> int:
        """Pieces on the shelf, once it is corrected."""
        return max(self.received + self.recounted - self.gone, 0) + self.seen

    def recount(self, fewer: int) -> int:
        """Of so many pieces that never came, take those back that counts had to take off."""
        never_came = self.before.received + self.before.recounted - self.received
        self.recounted = max(min(self.counted_off, never_came, fewer), 0)
        return self.recounted

    def corrected(self) -> CorrectedLot:
        """The change."""
        return CorrectedLot(
            lot=LotChange(self.item_id, self.lot_id, self.left - self.held, self.expires_on),
            before=self.before.received,
            received=self.received,
            recounted=self.recounted - self.before.recounted,
        )


def fill(lots: list[LotToCorrect], line: DonatedGoods) -> bool:
    """Let lots of the same goods have what came, each as much as before; the first the rest."""
    fitting = [it for it in lots if (it.item_id, it.expires_on) == (line.item_id, line.expires_on)]
    left = line.quantity
    for lot in fitting:
        more = min(left, max(lot.before.received - lot.received, 0))
        lot.received += more
        left -= more
    if fitting:
        fitting[0].received += left
    return bool(fitting)


def settle(lots: list[LotToCorrect], *, counted: bool) -> None:
    """What has gone from lots of one item beyond what came in them.

    Where fewer came on the whole, a count may have taken off already what never came; and what
    left one lot was of another one that came instead. Where they were `counted` since they came,
    there are as many on the shelf as the count left there: that fewer or more came than was said
    takes nothing away from what was seen, and adds nothing to it.
    """
    fewer = sum(it.before.received + it.before.recounted - it.received for it in lots)
    for lot in lots:
        fewer -= lot.recount(fewer)
    for lot in lots:
        for other in lots:
            pieces = min(lot.lacking, other.left)
            lot.received += pieces
            other.received -= pieces
    if counted:
        _leave_as_seen(lots)


def _leave_as_seen(lots: list[LotToCorrect]) -> None:
    """Let lots have on the whole what they held: the rest of it is a difference."""
    more = sum(it.held - it.left for it in lots)
    for lot in lots:
        gap = lot.held - lot.left
        pieces = min(more, max(gap, 0)) if more > 0 else max(more, min(gap, 0))
        lot.seen += pieces
        more -= pieces


def found_lot(lot_id: str, said: SaidLot, view: View) -> LotToCorrect:
    """A lot of the donation, with what the shelf has of it."""
    item = view(Item, item_tag(said.item_id))
    shelf = view(CountedShelf, item_tag(said.item_id))
    return LotToCorrect(
        item_id=said.item_id,
        lot_id=lot_id,
        expires_on=said.expires_on,
        before=said,
        held=sum(it.pieces for it in item.held if it.lot_id == lot_id),
        counted_off=-sum(it.pieces for it in shelf.lots if it.lot_id == lot_id),
    )


def new_lot(lot_id: str, line: DonatedGoods) -> LotToCorrect:
    """A lot that was not written down."""
    said = SaidLot(line.item_id, 0, line.expires_on)
    return LotToCorrect(
        item_id=line.item_id,
        lot_id=lot_id,
        expires_on=line.expires_on,
        before=said,
        received=line.quantity,
    )
