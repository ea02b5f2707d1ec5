"""Receipts of several lines: what a donation had besides its first, each recorded alone."""

from dataclasses import dataclass

from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.tag import Tag
from domain.shop.donation import (
    DonatedGoods,
    DonationReceived,
    DuplicateReceipt,
    Given,
    ReceiveDonation,
)
from domain.shop.donation_correction import DonationCorrected
from domain.shop.tags import donation_tag


class DonationExtended(Given, type="donation.extended", omit_defaults=True):
    """A further line of a donation's receipt; its goods are the lots from `first_line` on."""

    called = "补记同一收据的捐赠"
    told = "收据 {receipt_number}（{donor}）另有：{given}。"

    first_line: int

    def first_lot(self) -> int:
        """Those before it are of earlier lines."""
        return self.first_line


class ReceivedLines(
    State, of="donation", folds=(DonationReceived, DonationExtended, DonationCorrected)
):
    """What one donation has so far: its lots, its money, and the fund that this went to."""

    receipt_number: str | None = None
    donor: Tag | None = None
    goods: list[DonatedGoods] = field(default_factory=list)
    amounts_fen: list[int] = field(default_factory=list)
    fund: str | None = None

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Add a line."""
        if isinstance(fact, Given):
            self.receipt_number, self.donor = fact.receipt_number, fact.donor
            self.goods.extend(fact.goods)
            if fact.money_fen:
                self.amounts_fen.append(fact.money_fen)
                self.fund = fact.purpose
        elif isinstance(fact, DonationCorrected) and self.fund is not None:
            self.fund = fact.purpose

    def has(self, goods: tuple[DonatedGoods, ...], money_fen: int) -> bool:
        """Whether an earlier line said the same."""
        known = all(it in self.goods for it in goods)
        return known and (money_fen in self.amounts_fen if money_fen else bool(goods))


@dataclass(frozen=True, kw_only=True)
class ReceiveLine:
    """A line of a receipt: a donation, or one line more of the first of `joins` that there is.

    Refused, in this order: UnknownMember, DuplicateReceipt (also for a line that says what another
    of the receipt says, and for money of two purposes), NothingGiven, UnknownItem, QuantityInvalid,
    TooManyPieces, ExpiredOnReceipt, AmountInvalid.
    """

    line: ReceiveDonation
    joins: tuple[str, ...] = ()

    def boundary(self) -> tuple[Tag, ...]:
        """The donations that it may join, and what a donation asks about."""
        return (*self.line.boundary(), *map(donation_tag, self.joins))

    def decide(self, view: View, stamp: Stamp) -> Given:
        """The donation, or its further line."""
        line = self.line
        for donation_id in self.joins:
            before = view(ReceivedLines, donation_tag(donation_id))
            if before.receipt_number != line.receipt_number or before.donor != line.donor:
                continue
            again = before.has(line.goods, line.money_fen or 0)
            if again or (line.money_fen and before.fund not in {None, line.purpose}):
                raise DuplicateReceipt(receipt_number=line.receipt_number)
            line.check(view, stamp)
            return DonationExtended(
                donation_id=donation_id,
                receipt_number=line.receipt_number or "",
                donor=line.donor,
                goods=line.goods,
                money_fen=line.money_fen or 0,
                purpose=line.purpose,
                first_line=len(before.goods) + 1,
            )
        return line.decide(view, stamp)
