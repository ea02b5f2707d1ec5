"""Disputes: what was sold without the network and did not fit the books is settled."""

from dataclasses import dataclass
from datetime import datetime

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.journal import Posting, move
from domain.ledger.refusal import Refusal
from domain.ledger.sentence import Names, Sentence
from domain.ledger.tag import Tag
from domain.people.entering.hands import people_behind, refuse_one_hand
from domain.people.membership import Holdings
from domain.people.tags import member_tag
from domain.rules.accounts import (
    BORNE,
    DISTRIBUTED,
    POINTS,
    SHOP,
    UNSETTLED,
    goods,
    member_account,
    stock_account,
)
from domain.shop.items import Item, LotChange
from domain.shop.offline_sale import OfflineSaleDisputed, leave
from domain.shop.redemption import InsufficientPoints
from domain.shop.sale import Outcome, SaleLine, SaleSettled, SelfServed
from domain.shop.tags import item_tag, redemption_tag
from domain.ties.kin import refuse_kin


class OfflineSaleSettled(SaleSettled, type="offline_sale.settled"):
    """A supervisor had the member pay, or the community bear it, or said that it did not happen.

    `points` are what is settled, of which a member is charged or gets nothing; the reason is text.
    """

    called = "断网兑换了结"
    told = "{member_id} 断网兑换的 {points} 分了结：{outcome}。"

    balance_after: int
    reason_text: str | None = None

    def postings(self) -> tuple[Posting, ...]:
        """What is unsettled is paid by the member or by the community, or is no debt at all.

        What had moved nothing yet is paid to the shop, and its goods leave now.
        """
        if not self.happened():
            return *move(POINTS, self.points, SHOP, UNSETTLED), *self._goods(DISTRIBUTED)
        payer = member_account(self.member_id) if self.outcome == "charged" else BORNE
        payee = SHOP if self.lines else UNSETTLED
        return *move(POINTS, self.points, payer, payee), *self._goods(None)

    def _goods(self, giver: str | None) -> list[Posting]:
        postings: list[Posting] = []
        for line in self.lines:
            shelf, pieces = stock_account(line.item_id), abs(sum(it.pieces for it in line.lots))
            way = (giver, shelf) if giver else (shelf, DISTRIBUTED)
            postings += move(goods(line.item_id), pieces, *way)
        return postings

    def forgives(self) -> bool:
        """The community bears it for good."""
        return True

    def why(self, member_id: str, names: Names) -> Sentence:
        """What the member paid after all."""
        return Sentence(
            f"断网时兑换的物品，经核对补扣{self.points}分",
            f"{self.points} points for goods that were redeemed without the network",
        )

    def closes(self) -> tuple[Tag, ...]:
        """The dispute."""
        return (redemption_tag(self.redemption_id),)

    def mends(self) -> str:
        """The dispute: its fact has the same id."""
        return self.redemption_id


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


class Dispute(State, of="redemption", folds=(OfflineSaleDisputed, OfflineSaleSettled)):
    """One sale that the books did not agree with, who made it, and whether it is settled."""

    disputed: OfflineSaleDisputed | None = None
    made_by: str | None = None
    made_at: datetime | None = None
    settled: bool = False

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow the dispute."""
        match fact:
            case OfflineSaleDisputed():
                self.disputed, self.made_by = fact, recorded.envelope.actor
                self.made_at = recorded.envelope.recorded_at
            case OfflineSaleSettled():
                self.settled = True


@dataclass(frozen=True, kw_only=True)
class SettleOfflineSale:
    """Have the member pay for a disputed sale, or the community bear it, or undo what never was.

    A sale that had moved nothing leaves the shelf now, as far as that has it. `actor_id` is who
    does. Refused: UnknownDispute, DisputeSettled, SelfServed, RelatedBeneficiary, OwnDispute,
    OneHand, InsufficientPoints.
    """

    redemption_id: str
    outcome: Outcome
    reason_text: str | None = None
    actor_id: str | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The redemption, who acts, and the rules."""
        return redemption_tag(self.redemption_id), *people_behind((self.actor_id,))

    def also(self, view: View) -> tuple[Tag, ...]:
        """The member whose sale it is, who made it, and the items."""
        dispute = view(Dispute, redemption_tag(self.redemption_id))
        if dispute.disputed is None:
            return ()
        items = (item_tag(line.item_id) for line in dispute.disputed.lines)
        people = dispute.disputed.member_id, dispute.made_by
        return *people_behind(people), *dict.fromkeys(items)

    def decide(self, view: View, stamp: Stamp) -> OfflineSaleSettled:
        """The settlement."""
        dispute = view(Dispute, redemption_tag(self.redemption_id))
        disputed = dispute.disputed
        if disputed is None:
            raise UnknownDispute
        if dispute.settled:
            raise DisputeSettled
        holdings = view(Holdings, member_tag(disputed.member_id))
        if stamp.actor == holdings.id:
            raise SelfServed
        refuse_kin(view, stamp, holdings.id)
        if stamp.actor == dispute.made_by:
            raise OwnDispute
        maker, at = (dispute.made_by,), dispute.made_at
        refuse_one_hand(view, stamp, maker, at=at, by=self.actor_id)
        held = holdings.amounts[POINTS]
        lines, points = self._moved_now(disputed, view, stamp)
        paid = points if self.outcome == "charged" else 0
        if held < paid:
            raise InsufficientPoints(needed=paid, held=held)
        return OfflineSaleSettled(
            redemption_id=self.redemption_id,
            member_id=holdings.id,
            outcome=self.outcome,
            points=points,
            balance_after=held - paid,
            reason_text=self.reason_text,
            lines=lines,
        )

    def _moved_now(
        self, disputed: OfflineSaleDisputed, view: View, stamp: Stamp
    ) -> tuple[tuple[SaleLine, ...], int]:
        """The goods that leave or come back, and the points that are settled."""
        if self.outcome == "did_not_happen":
            lines = tuple(_undone(line) for line in disputed.lines)
            return ((), 0) if disputed.alleged else (lines, disputed.points)
        if not disputed.alleged:
            return (), disputed.points
        lines = tuple(_leaving(line, view, stamp) for line in disputed.lines)
        return lines, sum(line.points for line in lines)


def _undone(line: SaleLine) -> SaleLine:
    """The goods of a line back in the lots from which they had been taken."""
    lots = tuple(LotChange(it.item_id, it.lot_id, -it.pieces, it.expires_on) for it in line.lots)
    return SaleLine(line.item_id, line.quantity, line.points, lots)


def _leaving(line: SaleLine, view: View, stamp: Stamp) -> SaleLine:
    """What of a line the shelf has: more of it cannot have left."""
    item = view(Item, item_tag(line.item_id))
    pieces = min(line.quantity, item.in_stock)
    price = line.points // line.quantity
    return SaleLine(line.item_id, pieces, price * pieces, leave(item, pieces, stamp.today))
