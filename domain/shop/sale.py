"""Sales: what goes over the counter for points, in either direction."""

from abc import abstractmethod
from typing import Literal, NamedTuple, TypeAlias

import msgspec
from msgspec import field

from domain.ledger.decision import State
from domain.ledger.fact import Fact, Recorded, as_kind
from domain.ledger.journal import Posting, move
from domain.ledger.refusal import Refusal
from domain.ledger.sentence import Names
from domain.ledger.tag import Tag
from domain.people.tags import member_tag
from domain.rules.accounts import DISTRIBUTED, POINTS, SHOP, goods, member_account, stock_account
from domain.shop.items import LotChange, StockMoved
from domain.shop.tags import item_tag, redemption_tag, shift_tag

Outcome: TypeAlias = Literal["charged", "borne", "did_not_happen"]
"""What becomes of a sale that nobody had paid for."""


class SaleLine(msgspec.Struct, frozen=True):
    """So many pieces of an item, for so many points, from or to these lots."""

    item_id: str
    quantity: int
    points: int
    lots: tuple[LotChange, ...]


class Pieces(NamedTuple):
    """So many pieces of an item, as somebody asks for them."""

    item_id: str
    quantity: int


class GoodsExchanged(StockMoved, omit_defaults=True):
    """Goods went one way over the counter and points the other.

    `month` is the community's calendar month in which the goods left, as 2026-11: an item's
    monthly limit counts there. `balance_after` is what the member then held. What was done in a
    cashier's shift has a number on its receipt; what was sold without the network names the
    allowance that it was sold under.
    """

    redemption_id: str
    member_id: str
    month: str
    lines: tuple[SaleLine, ...]
    points: int
    balance_after: int
    shift_id: str | None = None
    receipt_number: str | None = None
    allowance_id: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The redemption, the member, the items, the shift."""
        items = (item_tag(line.item_id) for line in self.lines)
        shift = (shift_tag(self.shift_id),) if self.shift_id else ()
        return redemption_tag(self.redemption_id), member_tag(self.member_id), *items, *shift

    def lot_changes(self) -> tuple[LotChange, ...]:
        """The pieces that each lot gave or got back."""
        return tuple(change for line in self.lines for change in line.lots)

    def mentions(self) -> tuple[str, ...]:
        """The items."""
        return tuple(line.item_id for line in self.lines)

    def pieces_in_words(self, names: Names, between: str) -> str:
        """The goods and how many of each, as 大米×2、食用油×1."""
        pieces = (f"{names.get(it.item_id, it.item_id)}×{it.quantity}" for it in self.lines)
        return between.join(pieces)

    @abstractmethod
    def goods_leave(self) -> bool:
        """Whether the goods go to the member, or come back."""

    def is_paid(self) -> bool:
        """Whether the member's points moved with the goods."""
        return True

    def postings(self) -> tuple[Posting, ...]:
        """Points one way between member and shop, pieces the other between shelf and household."""
        leave, member = self.goods_leave(), member_account(self.member_id)
        payer, payee = (member, SHOP) if leave else (SHOP, member)
        postings = [*move(POINTS, self.points, payer, payee)]
        for line in self.lines:
            shelf = stock_account(line.item_id)
            giver, taker = (shelf, DISTRIBUTED) if leave else (DISTRIBUTED, shelf)
            postings += move(goods(line.item_id), line.quantity, giver, taker)
        return tuple(postings)


class SaleSettled(StockMoved, omit_defaults=True):
    """Somebody's word on a sale that nobody had paid for: who pays, or that it did not happen.

    `lines` are the goods that leave or come back by it; those of a sale that had moved its goods
    already, and is paid now, are its own.
    """

    redemption_id: str
    member_id: str
    outcome: Outcome
    points: int
    lines: tuple[SaleLine, ...] = ()

    def touches(self) -> tuple[Tag, ...]:
        """The redemption, the member, the items."""
        items = (item_tag(line.item_id) for line in self.lines)
        return redemption_tag(self.redemption_id), member_tag(self.member_id), *items

    def lot_changes(self) -> tuple[LotChange, ...]:
        """The pieces that each lot gave or got back."""
        return tuple(change for line in self.lines for change in line.lots)

    def happened(self) -> bool:
        """Whether the goods did go to the member."""
        return self.outcome != "did_not_happen"


class SelfServed(Refusal, code="self_served"):
    """Nobody serves themselves at the till."""

    zh = "收银员不能给自己兑换，请由另一位收银员办理。"
    en = "Nobody serves themselves at the till; another cashier has to."


class ServedByKin(Refusal, code="served_by_kin"):
    """Nobody serves their own family at the till."""

    zh = "不能给自己的亲属办兑换、退货，请由另一位收银员办理。"
    en = "You cannot serve your own family at the till; another cashier has to."


class Allowances(State, of="member", folds=(GoodsExchanged, SaleSettled)):
    """How many pieces of each item one member redeemed in each calendar month.

    What nobody has paid for waits: whether it happened at all is for somebody else to say.
    """

    redeemed: dict[str, int] = field(default_factory=dict)
    waiting: dict[str, GoodsExchanged] = field(default_factory=dict)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Count what left; what came back frees the month in which it had left."""
        if isinstance(fact, GoodsExchanged):
            if fact.is_paid():
                self._count(fact.month, fact.lines, 1 if fact.goods_leave() else -1)
            else:
                self.waiting[fact.redemption_id] = _as_exchange(fact)
        elif isinstance(fact, SaleSettled):
            sale = self.waiting.pop(fact.redemption_id, None)
            if sale is not None and fact.happened():
                self._count(sale.month, fact.lines or sale.lines, 1)

    def _count(self, month: str, lines: tuple[SaleLine, ...], sign: int) -> None:
        for line in lines:
            named = f"{month} {line.item_id}"
            self.redeemed[named] = self.redeemed.get(named, 0) + sign * line.quantity

    def of(self, month: str, item_id: str) -> int:
        """The pieces of an item in a month, such as 2026-11."""
        return self.redeemed.get(f"{month} {item_id}", 0)


class Redemption(State, of="redemption", folds=(GoodsExchanged, SaleSettled)):
    """One redemption: what left, and what of it came back, by lot and by item.

    `waiting` is a sale that nobody has paid for yet; when it was `forgiven` the community did.
    """

    sold: GoodsExchanged | None = None
    waiting: GoodsExchanged | None = None
    forgiven: bool = False
    returned: dict[str, int] = field(default_factory=dict)
    pieces_back: dict[str, int] = field(default_factory=dict)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Keep the sale, count the returns."""
        if isinstance(fact, SaleSettled):
            if self.waiting is not None and fact.happened():
                lines = fact.lines or self.waiting.lines
                self.sold = _as_exchange(self.waiting, lines=lines)
                self.forgiven = fact.outcome == "borne"
            self.waiting = None
        elif isinstance(fact, GoodsExchanged):
            if not fact.goods_leave():
                self._take_back(fact)
            elif fact.is_paid():
                self.sold = _as_exchange(fact)
            else:
                self.waiting = _as_exchange(fact)

    def _take_back(self, fact: GoodsExchanged) -> None:
        for line in fact.lines:
            back = self.pieces_back.get(line.item_id, 0) + line.quantity
            self.pieces_back[line.item_id] = back
        for change in fact.lot_changes():
            self.returned[change.lot_id] = self.returned.get(change.lot_id, 0) + change.pieces


def _as_exchange(fact: GoodsExchanged, **changes: object) -> GoodsExchanged:
    return as_kind(GoodsExchanged, fact, **changes)  # type: ignore[type-abstract]
