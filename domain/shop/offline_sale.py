"""Sales without the network: bounded by a signed allowance, and never lost when they conflict."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Opened, Recorded
from domain.ledger.journal import AMOUNT_MAX, Posting, move
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.membership import Holdings, Member, StillOpen, UnknownMember
from domain.people.tags import member_tag
from domain.rules.accounts import (
    DISTRIBUTED,
    POINTS,
    SHOP,
    UNSETTLED,
    goods,
    stock_account,
)
from domain.shop.items import Item, LotChange, QuantityInvalid, TooManyPieces
from domain.shop.redemption import RedeemPoints
from domain.shop.sale import GoodsExchanged, SaleLine, SaleSettled
from domain.shop.shift import Shift
from domain.shop.tags import item_tag, redemption_tag, shift_tag


class OfflineSaleDisputed(GoodsExchanged, type="offline_sale.disputed"):
    """Goods were given out without the network, and the books could not agree when they heard.

    `reason` is the refusal's code. `lines` have the lots as far as the books had pieces. Nobody's
    points moved: what the goods cost is owed until a supervisor settles it. `allowed_points` is
    what the allowance was good for, 0 where there was none. What no allowance covered is `alleged`
    only: nothing at all moves until a supervisor says that it happened.
    """

    called = "断网兑换有异议"
    told = "{member_id} 断网时领走 {goods}，{points} 分待了结。"

    reason: str
    allowed_points: int
    alleged: bool = False

    def goods_leave(self) -> bool:
        """They did."""
        return True

    def is_paid(self) -> bool:
        """Not yet."""
        return False

    def opens(self) -> tuple[Opened, ...]:
        """The dispute."""
        return (Opened(redemption_tag(self.redemption_id), DisputeOpen),)

    def postings(self) -> tuple[Posting, ...]:
        """Points from what is unsettled to the shop; pieces as far as the shelf had them."""
        postings = [*move(POINTS, 0 if self.alleged else self.points, UNSETTLED, SHOP)]
        for line in self.lines:
            taken = -sum(change.pieces for change in line.lots)
            postings += move(goods(line.item_id), taken, stock_account(line.item_id), DISTRIBUTED)
        return tuple(postings)


class DisputeOpen(StillOpen, code="dispute_open", field="member_id"):
    """Who owes points pays before they lapse."""

    zh = "这位成员还有断网兑换没有了结，请先处理。"
    en = "A sale to this member without the network is not settled yet; settle it first."


class AllowanceInvalid(Refusal, code="allowance_invalid"):
    """Only what the server signed counts."""

    zh = "断网额度无效。"
    en = "The allowance for selling without the network is not valid."


class AllowanceExpired(Refusal, code="allowance_expired"):
    """An allowance is good for some hours."""

    zh = "断网额度已经过期。"
    en = "The allowance for selling without the network had expired."


class OverAllowance(Refusal, code="over_allowance"):
    """So many points a person and a time without the network."""

    zh = "超过了断网时每人 {points} 分的额度。"
    en = "More than the {points} points that a person may spend without the network."


class Allowance(NamedTuple):
    """What the server signed: so many points for a member, until a moment.

    All allowances that were signed at once have the same id: they are one time without the network.
    """

    id: str
    member_id: str
    points: int
    expires_at: datetime


class OfflineSpending(State, of="member", folds=(GoodsExchanged, SaleSettled)):
    """What one member spent under each allowance, paid or in dispute, and what is in dispute.

    What is only alleged is not spent, and what did not happen is not spent any more.
    """

    points: dict[str, int] = field(default_factory=dict)
    disputed: dict[str, tuple[str, int]] = field(default_factory=dict)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Count what left."""
        if isinstance(fact, SaleSettled):
            allowance_id, points = self.disputed.pop(fact.redemption_id, ("", 0))
            if not fact.happened() and allowance_id in self.points:
                self.points[allowance_id] -= points
        elif isinstance(fact, GoodsExchanged) and fact.goods_leave() and fact.allowance_id:
            if isinstance(fact, OfflineSaleDisputed):
                if fact.alleged:
                    return
                self.disputed[fact.redemption_id] = (fact.allowance_id, fact.points)
            self.points[fact.allowance_id] = self.under(fact.allowance_id) + fact.points

    def under(self, allowance_id: str) -> int:
        """The points that were spent under an allowance."""
        return self.points.get(allowance_id, 0)

    @property
    def in_dispute(self) -> int:
        """The points for which goods have left, and that nobody has settled."""
        return sum(points for _, points in self.disputed.values())


@dataclass(frozen=True, kw_only=True)
class AcceptOfflineSale:
    """Record what was sold without the network; what cannot be recorded as a sale is a dispute.

    The goods have left, so that only three things are refused: UnknownMember, QuantityInvalid,
    TooManyPieces. What was sold to somebody who has left since is a dispute. A dispute names no
    shift when the one that the till names was never opened. Beyond the allowance, and beyond what
    it covers of all that is in dispute for a member, a sale is only alleged.
    """

    sale: RedeemPoints
    allowance: Allowance | None

    def boundary(self) -> tuple[Tag, ...]:
        """What the sale must have read."""
        return self.sale.boundary()

    def decide(self, view: View, stamp: Stamp) -> GoodsExchanged:
        """The sale, or the dispute with the reason."""
        member = view(Member, member_tag(self.sale.member_id))
        if member.enrolled is None:
            raise UnknownMember
        if member.id != self.sale.member_id:
            return self._to(member.id).decide(view, stamp)
        if any(line.quantity < 1 for line in self.sale.lines):
            raise QuantityInvalid
        try:
            self._check_allowance(view, stamp)
            return self.sale.decide(view, stamp)
        except Refusal as refusal:
            return self._disputed(view, stamp, refusal.code)

    def _to(self, member_id: str) -> "AcceptOfflineSale":
        """The same to the record that stays, where the till knew another one of the person."""
        allowance = self.allowance
        if allowance and allowance.member_id == self.sale.member_id:
            allowance = allowance._replace(member_id=member_id)
        return replace(self, sale=replace(self.sale, member_id=member_id), allowance=allowance)

    def _check_allowance(self, view: View, stamp: Stamp) -> None:
        allowance = self.allowance
        if allowance is None or allowance.member_id != self.sale.member_id:
            raise AllowanceInvalid
        if stamp.happened_at >= allowance.expires_at:
            raise AllowanceExpired
        spent = view(OfflineSpending, member_tag(self.sale.member_id)).under(allowance.id)
        if spent + sum(line.points for line in self._lines(view, stamp)) > allowance.points:
            raise OverAllowance(points=allowance.points)

    def _lines(self, view: View, stamp: Stamp) -> tuple[SaleLine, ...]:
        """What was sold, from lots that may leave before those that may not any more."""
        pieces: Counter[str] = Counter()
        for line in self.sale.lines:
            pieces[line.item_id] += line.quantity
        return tuple(self._line(item_id, count, view, stamp) for item_id, count in pieces.items())

    def _line(self, item_id: str, pieces: int, view: View, stamp: Stamp) -> SaleLine:
        item = view(Item, item_tag(item_id))
        points = item.on(stamp.today).points * pieces if item.listed else 0
        return SaleLine(item_id, pieces, points, leave(item, pieces, stamp.today))

    def _is_covered(self, points: int, view: View, stamp: Stamp) -> bool:
        """Whether the allowance is good for it, and for all that is in dispute for the member."""
        allowance = self.allowance
        if allowance is None or allowance.member_id != self.sale.member_id:
            return False
        spent = view(OfflineSpending, member_tag(self.sale.member_id))
        most = allowance.points - max(spent.under(allowance.id), spent.in_dispute)
        return stamp.happened_at < allowance.expires_at and points <= most

    def _disputed(self, view: View, stamp: Stamp, reason: str) -> OfflineSaleDisputed:
        sale, allowance = self.sale, self.allowance
        lines = self._lines(view, stamp)
        points = sum(line.points for line in lines)
        if max([points, *(line.quantity for line in lines)]) > AMOUNT_MAX:
            raise TooManyPieces
        alleged = not self._is_covered(points, view, stamp)
        if alleged:
            lines = tuple(SaleLine(it.item_id, it.quantity, it.points, ()) for it in lines)
        shift = view(Shift, shift_tag(sale.shift_id)) if sale.shift_id else None
        if shift and shift.opened is None:
            shift = None
        return OfflineSaleDisputed(
            redemption_id=stamp.id,
            member_id=sale.member_id,
            month=f"{stamp.today:%Y-%m}",
            lines=lines,
            points=points,
            balance_after=view(Holdings, member_tag(sale.member_id)).amounts[POINTS],
            shift_id=shift.id if shift else None,
            receipt_number=shift.receipt_number(sale.slip) if shift else None,
            allowance_id=sale.allowance_id,
            reason=reason,
            allowed_points=allowance.points if allowance else 0,
            alleged=alleged,
        )


def leave(item: Item, pieces: int, day: date) -> tuple[LotChange, ...]:
    """So many pieces off the shelf, as far as it has them: lots that may leave before others."""
    good = item.lots(usable_on=day)
    return item.take(pieces, good + [lot for lot in item.lots() if lot not in good])
