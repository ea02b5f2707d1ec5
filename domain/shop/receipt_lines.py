"""Receipts of several lines: each recorded alone, joining the first, and each corrected alone."""

from dataclasses import dataclass
from datetime import date

from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.shop.donation import (
    AmountInvalid,
    DonatedGoods,
    DonationReceived,
    DuplicateReceipt,
    Given,
    ReceiveDonation,
    UnknownDonation,
)
from domain.shop.donation_correction import CorrectDonation, DonationCorrected, SaidDonation
from domain.shop.giving.lots import CorrectedLine
from domain.shop.tags import donation_tag


class DonationExtended(Given, type="donation.extended", omit_defaults=True):
    """A further line of a donation's receipt; its goods are the lots from `first_line` on."""

    called = "补记同一收据的捐赠"
    told = "收据 {receipt_number}（{donor}）另有：{given}。"

    first_line: int

    def first_lot(self) -> int:
        """Those before it are of earlier lines."""
        return self.first_line


class ReceiptStays(Refusal, code="receipt_stays"):
    """A line has its receipt's number, day, donor and, beside other money, purpose."""

    zh = "更正收据的一行时，收据号、日期、捐赠人，以及几行善款共同的用途，都不能改。"
    en = "One line is not given another receipt number, day or donor, or a purpose of its own."


class CorrectedAsAWhole(Refusal, code="donation_corrected_as_a_whole"):
    """What the lines of a donation say is not known any more, once it was corrected by itself."""

    zh = "这笔捐赠已经整笔更正过，请在捐赠页上按收据核对。"
    en = "This donation was corrected as a whole; compare it on its own page, by its receipt."


class ReceivedLines(
    State, of="donation", folds=(DonationReceived, DonationExtended, DonationCorrected)
):
    """What one donation has so far: its lots, and the fund that its money went to."""

    receipt_number: str | None = None
    donor: Tag | None = None
    goods: list[DonatedGoods] = field(default_factory=list)
    fund: str | None = None

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Add a line."""
        if isinstance(fact, Given):
            self.receipt_number, self.donor = fact.receipt_number, fact.donor
            self.goods.extend(fact.goods)
            if fact.money_fen:
                self.fund = fact.purpose
        elif isinstance(fact, DonationCorrected) and self.fund is not None:
            self.fund = fact.purpose


class SaidLines(State, of="donation", folds=(Given, DonationCorrected)):
    """What each line of a donation says, by the id of the fact that it became."""

    lines: dict[str, CorrectedLine] = field(default_factory=dict)
    as_a_whole: bool = False
    """Whether the donation was corrected by itself, and not by its lines."""

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Add a line, or follow its correction."""
        match fact:
            case Given():
                line_id = recorded.envelope.id
                self.lines[line_id] = CorrectedLine(line_id, fact.goods, fact.money_fen)
            case DonationCorrected(line=CorrectedLine() as line):
                self.lines[line.line_id] = line
            case DonationCorrected():
                self.as_a_whole = True

    def has(self, line: ReceiveDonation) -> bool:
        """Whether a line says the same."""
        goods = [it for said in self.lines.values() for it in said.goods]
        known = all(it in goods for it in line.goods)
        amounts_fen = (it.money_fen for it in self.lines.values())
        return known and (line.money_fen in amounts_fen if line.money_fen else bool(line.goods))


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
            again = view(SaidLines, donation_tag(donation_id)).has(line)
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


@dataclass(frozen=True, kw_only=True)
class CorrectReceiptLine:
    """Let one line of a donation's receipt say something else; the others stay as they are.

    `line_id` is the fact that it became, `day` the receipt's. Refused, in this order:
    UnknownDonation, ReceiptStays, AmountInvalid, then as CorrectDonation is (ReceivedYourself,
    GoodsWereGiven, MoneyWasGiven, UnknownItem, QuantityInvalid, ExpiredOnReceipt, TooManyPieces,
    NothingChanged), CorrectedAsAWhole.
    """

    donation_id: str
    line_id: str
    day: date
    line: ReceiveDonation
    reason_text: str

    def boundary(self) -> tuple[Tag, ...]:
        """The donation, and the goods that the line has now."""
        return self._correction(self._said()).boundary()

    def also(self, view: View) -> tuple[Tag, ...]:
        """What the correction of the donation names besides."""
        return self._correction(self._said()).also(view)

    def decide(self, view: View, stamp: Stamp) -> DonationCorrected:
        """The correction of the donation."""
        known = view(SaidLines, donation_tag(self.donation_id))
        if self.line_id not in known.lines:
            raise UnknownDonation
        said = self._said()
        others = [it for it in known.lines.values() if it.line_id != self.line_id]
        self._check(view(SaidDonation, donation_tag(self.donation_id)), others, stamp)
        fact = self._correction(said, *others).decide(view, stamp)
        if known.as_a_whole:
            raise CorrectedAsAWhole
        return fact

    def _check(self, said: SaidDonation, others: list[CorrectedLine], stamp: Stamp) -> None:
        line, received_at = self.line, said.received_at or stamp.now
        other_money = any(it.money_fen for it in others)
        if (
            line.receipt_number not in {None, said.receipt_number}
            or line.donor != said.donor
            or stamp.day_of(received_at) != self.day
            or (line.money_fen and other_money and line.purpose != said.purpose)
        ):
            raise ReceiptStays
        if line.money_fen is not None and line.money_fen < 1:
            raise AmountInvalid

    def _said(self) -> CorrectedLine:
        return CorrectedLine(self.line_id, self.line.goods, self.line.money_fen or 0)

    def _correction(self, said: CorrectedLine, *others: CorrectedLine) -> CorrectDonation:
        """A donation that had money, or is to have some, has all of its lines."""
        lines = (said, *others)
        return CorrectDonation(
            donation_id=self.donation_id,
            reason_text=self.reason_text,
            money_fen=sum(it.money_fen for it in lines),
            purpose=self.line.purpose if said.money_fen else None,
            goods=tuple(it for line in lines for it in line.goods),
            line=said,
        )
