"""Disputes: what was sold without the network and did not fit the books is settled."""

from dataclasses import dataclass
from typing import Literal

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.journal import Posting, move
from domain.ledger.refusal import Refusal
from domain.ledger.sentence import Names, Sentence
from domain.ledger.tag import Tag
from domain.people.membership import Holdings
from domain.people.tags import member_tag
from domain.rules.accounts import (
    BORNE,
    POINTS,
    UNSETTLED,
    member_account,
)
from domain.shop.offline_sale import OfflineSaleDisputed
from domain.shop.redemption import InsufficientPoints
from domain.shop.sale import SelfServed
from domain.shop.tags import redemption_tag

Outcome = Literal["charged", "borne"]


class OfflineSaleSettled(Fact, type="offline_sale.settled"):
    """A supervisor had the member pay after all, or the community bear it; the reason is text."""

    called = "断网兑换了结"
    told = "{member_id} 断网兑换的 {points} 分了结：{outcome}。"

    redemption_id: str
    member_id: str
    outcome: Outcome
    points: int
    balance_after: int
    reason_text: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The redemption and the member."""
        return redemption_tag(self.redemption_id), member_tag(self.member_id)

    def postings(self) -> tuple[Posting, ...]:
        """What is unsettled is paid by the member or by the community."""
        payer = member_account(self.member_id) if self.outcome == "charged" else BORNE
        return move(POINTS, self.points, payer, UNSETTLED)

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
    settled: bool = False

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow the dispute."""
        match fact:
            case OfflineSaleDisputed():
                self.disputed, self.made_by = fact, recorded.envelope.actor
            case OfflineSaleSettled():
                self.settled = True


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
        return (redemption_tag(self.redemption_id),)

    def also(self, view: View) -> tuple[Tag, ...]:
        """The member whose sale it is."""
        disputed = view(Dispute, redemption_tag(self.redemption_id)).disputed
        return (member_tag(disputed.member_id),) if disputed else ()

    def decide(self, view: View, stamp: Stamp) -> OfflineSaleSettled:
        """The settlement."""
        dispute = view(Dispute, redemption_tag(self.redemption_id))
        disputed = dispute.disputed
        if disputed is None:
            raise UnknownDispute
        if dispute.settled:
            raise DisputeSettled
        if stamp.actor == disputed.member_id:
            raise SelfServed
        if stamp.actor == dispute.made_by:
            raise OwnDispute
        held = view(Holdings, member_tag(disputed.member_id)).amounts[POINTS]
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
