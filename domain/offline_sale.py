"""Sales without the network: bounded by a signed allowance, and never lost when they conflict."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from domain import tag
from domain.decision import Stamp, State, View
from domain.fact import Fact, Recorded
from domain.items import Item, LotChange, QuantityInvalid, TooManyPieces
from domain.journal import (
    AMOUNT_MAX,
    BORNE,
    DISTRIBUTED,
    POINTS,
    SHOP,
    UNSETTLED,
    Posting,
    goods,
    member_account,
    move,
    stock_account,
)
from domain.membership import Holdings, Member, UnknownMember
from domain.redemption import InsufficientPoints, RedeemPoints
from domain.refusal import Refusal
from domain.sale import GoodsExchanged, SaleLine, SelfServed
from domain.shift import Shift
from domain.tag import Tag

Outcome = Literal["charged", "borne"]


class OfflineSaleDisputed(GoodsExchanged, type="offline_sale.disputed"):
    """Goods were given out without the network, and the books could not agree when they heard.

    `reason` is the refusal's code. `lines` have the lots as far as the books had pieces. Nobody's
    points moved: what the goods cost is owed until a supervisor settles it. `allowed_points` is
    what the allowance was good for, 0 where there was none.
    """

    reason: str
    allowed_points: int

    def goods_leave(self) -> bool:
        """They did."""
        return True

    def is_paid(self) -> bool:
        """Not yet."""
        return False

    def postings(self) -> tuple[Posting, ...]:
        """Points from what is unsettled to the shop; pieces as far as the shelf had them."""
        postings = [*move(POINTS, self.points, UNSETTLED, SHOP)]
        for line in self.lines:
            taken = -sum(change.pieces for change in line.lots)
            postings += move(goods(line.item_id), taken, stock_account(line.item_id), DISTRIBUTED)
        return tuple(postings)


class OfflineSaleSettled(Fact, type="offline_sale.settled"):
    """A supervisor had the member pay after all, or the community bear it; the reason is text."""

    redemption_id: str
    member_id: str
    outcome: Outcome
    points: int
    balance_after: int
    reason_text: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The redemption and the member."""
        return tag.redemption(self.redemption_id), tag.member(self.member_id)

    def postings(self) -> tuple[Posting, ...]:
        """What is unsettled is paid by the member or by the community."""
        payer = member_account(self.member_id) if self.outcome == "charged" else BORNE
        return move(POINTS, self.points, payer, UNSETTLED)

    def mends(self) -> str:
        """The dispute: its fact has the same id."""
        return self.redemption_id


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


class UnknownDispute(Refusal, code="unknown_dispute"):
    """No sale under this id waits for a supervisor's word."""

    zh = "没有这笔待处理的断网兑换。"
    en = "No such sale waits to be settled."


class DisputeSettled(Refusal, code="dispute_settled"):
    """A dispute is settled once."""

    zh = "这笔断网兑换已经处理过了。"
    en = "This sale has been settled already."


class OwnDispute(Refusal, code="own_dispute"):
    """Who made the sale does not settle it."""

    zh = "不能处理自己经手的兑换，请由另一位监事办理。"
    en = "Who made the sale cannot settle it; another supervisor has to."


class Allowance(NamedTuple):
    """What the server signed: so many points for a member, until a moment.

    All allowances that were signed at once have the same id: they are one time without the network.
    """

    id: str
    member_id: str
    points: int
    expires_at: datetime


class OfflineSpending(State, of="member"):
    """What one member spent under each allowance, paid or in dispute."""

    __slots__ = ("points",)

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.points: Counter[str] = Counter()

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Count what left."""
        if isinstance(fact, GoodsExchanged) and fact.goods_leave() and fact.allowance_id:
            self.points[fact.allowance_id] += fact.points


class Dispute(State, of="redemption"):
    """One sale that the books did not agree with, who made it, and whether it is settled."""

    __slots__ = ("disputed", "made_by", "settled")

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.disputed: OfflineSaleDisputed | None = None
        self.made_by: str | None = None
        self.settled = False

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow the dispute."""
        match fact:
            case OfflineSaleDisputed():
                self.disputed, self.made_by = fact, recorded.envelope.actor
            case OfflineSaleSettled():
                self.settled = True


@dataclass(frozen=True, kw_only=True)
class AcceptOfflineSale:
    """Record what was sold without the network; what cannot be recorded as a sale is a dispute.

    The goods have left, so that only three things are refused: UnknownMember, QuantityInvalid,
    TooManyPieces. What was sold to somebody who has left since is a dispute. A dispute names no
    shift when the one that the till names was never opened.
    """

    sale: RedeemPoints
    allowance: Allowance | None

    def boundary(self) -> tuple[Tag, ...]:
        """What the sale must have read."""
        return self.sale.boundary()

    def decide(self, view: View, stamp: Stamp) -> GoodsExchanged:
        """The sale, or the dispute with the reason."""
        if view(Member, tag.member(self.sale.member_id)).enrolled is None:
            raise UnknownMember
        if any(line.quantity < 1 for line in self.sale.lines):
            raise QuantityInvalid
        try:
            self._check_allowance(view, stamp)
            return self.sale.decide(view, stamp)
        except Refusal as refusal:
            return self._disputed(view, stamp, refusal.code)

    def _check_allowance(self, view: View, stamp: Stamp) -> None:
        allowance = self.allowance
        if allowance is None or allowance.member_id != self.sale.member_id:
            raise AllowanceInvalid
        if stamp.happened_at >= allowance.expires_at:
            raise AllowanceExpired
        spent = view(OfflineSpending, tag.member(self.sale.member_id)).points[allowance.id]
        if spent + sum(line.points for line in self._lines(view, stamp)) > allowance.points:
            raise OverAllowance(points=allowance.points)

    def _lines(self, view: View, stamp: Stamp) -> tuple[SaleLine, ...]:
        """What was sold, from lots that may leave before those that may not any more."""
        pieces: Counter[str] = Counter()
        for line in self.sale.lines:
            pieces[line.item_id] += line.quantity
        return tuple(self._line(item_id, count, view, stamp) for item_id, count in pieces.items())

    def _line(self, item_id: str, pieces: int, view: View, stamp: Stamp) -> SaleLine:
        item = view(Item, tag.item(item_id))
        good = item.lots(usable_on=stamp.today)
        lots: tuple[LotChange, ...] = item.take(
            pieces, good + [lot for lot in item.lots() if lot not in good]
        )
        return SaleLine(item_id, pieces, item.listed.points * pieces if item.listed else 0, lots)

    def _disputed(self, view: View, stamp: Stamp, reason: str) -> OfflineSaleDisputed:
        sale, allowance = self.sale, self.allowance
        lines = self._lines(view, stamp)
        points = sum(line.points for line in lines)
        if max([points, *(line.quantity for line in lines)]) > AMOUNT_MAX:
            raise TooManyPieces
        shift = view(Shift, tag.shift(sale.shift_id)) if sale.shift_id else None
        if shift and shift.opened is None:
            shift = None
        return OfflineSaleDisputed(
            redemption_id=stamp.id,
            member_id=sale.member_id,
            month=f"{stamp.today:%Y-%m}",
            lines=lines,
            points=points,
            balance_after=view(Holdings, tag.member(sale.member_id)).amounts[POINTS],
            shift_id=shift.id if shift else None,
            receipt_number=shift.receipt_number(sale.slip) if shift else None,
            allowance_id=sale.allowance_id,
            reason=reason,
            allowed_points=allowance.points if allowance else 0,
        )


@dataclass(frozen=True, kw_only=True)
class SettleOfflineSale:
    """Have the member pay for a disputed sale after all, or the community bear it.

    Refused: UnknownDispute, DisputeSettled, SelfServed, OwnDispute, InsufficientPoints.
    """

    redemption_id: str
    outcome: Outcome
    reason_text: str | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The redemption."""
        return (tag.redemption(self.redemption_id),)

    def also(self, view: View) -> tuple[Tag, ...]:
        """The member whose sale it is."""
        disputed = view(Dispute, tag.redemption(self.redemption_id)).disputed
        return (tag.member(disputed.member_id),) if disputed else ()

    def decide(self, view: View, stamp: Stamp) -> OfflineSaleSettled:
        """The settlement."""
        dispute = view(Dispute, tag.redemption(self.redemption_id))
        disputed = dispute.disputed
        if disputed is None:
            raise UnknownDispute
        if dispute.settled:
            raise DisputeSettled
        if stamp.actor == disputed.member_id:
            raise SelfServed
        if stamp.actor == dispute.made_by:
            raise OwnDispute
        held = view(Holdings, tag.member(disputed.member_id)).amounts[POINTS]
        paid = disputed.points if self.outcome == "charged" else 0
        if held < paid:
            raise InsufficientPoints(needed=paid, held=held)
        return OfflineSaleSettled(
            redemption_id=self.redemption_id,
            member_id=disputed.member_id,
            outcome=self.outcome,
            points=disputed.points,
            balance_after=held - paid,
            reason_text=self.reason_text,
        )
