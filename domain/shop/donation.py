"""Donations: goods in lots and money for funds, each with a receipt."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Final

import msgspec
from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.journal import AMOUNT_MAX, Posting, move
from domain.ledger.refusal import Refusal
from domain.ledger.sentence import Names, Sentence
from domain.ledger.tag import Tag, kind_of
from domain.people.membership import Member
from domain.rules.accounts import CNY, GIVEN, fund_account, goods, stock_account
from domain.rules.tags import fund_tag
from domain.shop.items import Item, LotChange, QuantityInvalid, StockMoved, TooManyPieces
from domain.shop.tags import RECEIPTS, donation_tag, item_tag

GENERAL_FUND: Final = "general"


class DonatedGoods(msgspec.Struct, frozen=True):
    """One lot of a donation; `expires_on` is the first day on which it may not be given out."""

    item_id: str
    quantity: int
    expires_on: date | None = None


class Given(StockMoved):
    """Goods, money or both that were given. Each line of goods is a lot of its own.

    `donor` is a tag: a member, or a donor whom the vault knows; none for an anonymous gift.
    `money_fen` goes to the fund named `purpose`.
    """

    donation_id: str
    receipt_number: str
    donor: Tag | None = None
    goods: tuple[DonatedGoods, ...] = ()
    money_fen: int = 0
    purpose: str = GENERAL_FUND

    def touches(self) -> tuple[Tag, ...]:
        """The donation, its receipt's register, the donor, the items, the fund."""
        donors = (self.donor,) if self.donor else ()
        items = (item_tag(line.item_id) for line in self.goods)
        funds = (fund_tag(self.purpose),) if self.money_fen else ()
        return donation_tag(self.donation_id), RECEIPTS, *donors, *items, *funds

    def postings(self) -> tuple[Posting, ...]:
        """Pieces to the shelf, money to the fund."""
        pieces = (
            posting
            for line in self.goods
            for posting in move(
                goods(line.item_id), line.quantity, GIVEN, stock_account(line.item_id)
            )
        )
        return *pieces, *move(CNY, self.money_fen, GIVEN, fund_account(self.purpose))

    def why(self, member_id: str, names: Names) -> Sentence:
        """Which receipt tells of it."""
        return Sentence(
            f"收到捐赠，收据{self.receipt_number}",
            f"donation received, receipt {self.receipt_number}",
        )

    def first_lot(self) -> int:
        """The number of its first line of goods among those of the donation."""
        return 1

    def lot_changes(self) -> tuple[LotChange, ...]:
        """A lot for each line, named by the donation and the line's number."""
        return tuple(
            LotChange(
                line.item_id, lot_id(self.donation_id, number), line.quantity, line.expires_on
            )
            for number, line in enumerate(self.goods, self.first_lot())
        )


class DonationReceived(Given, type="donation.received"):
    """A donation came, with what stands on its receipt."""

    called = "收到捐赠"
    told = "收到{donor}的捐赠，收据 {receipt_number}：{given}。"


class UnknownDonation(Refusal, code="unknown_donation"):
    """No donation has this id, or it has another receipt number."""

    zh = "没有这笔捐赠，或者收据号不对。"
    en = "There is no such donation, or its receipt has another number."


class NothingGiven(Refusal, code="nothing_given"):
    """A donation has goods or money."""

    zh = "请填写捐赠的物资或金额。"
    en = "A donation needs goods or money."


class DuplicateReceipt(Refusal, code="duplicate_receipt", field="receipt_number"):
    """A receipt's number is used once."""

    zh = "收据号“{receipt_number}”已经用过。"
    en = "Receipt number “{receipt_number}” was used already."


class ExpiredOnReceipt(Refusal, code="expired_on_receipt", field="expires_on"):
    """Expired goods are not taken in."""

    zh = "这批物资收到时已经过了保质期，请核对保质期和收到的日期。"
    en = "The goods had expired when they were received; check both days."


class AmountInvalid(Refusal, code="amount_invalid", field="money_fen"):
    """Money is given from one fen to ten million yuan at a time: 10⁹ fen."""

    zh = "金额必须大于 0、最多两位小数，且一次不超过 1000 万元。"
    en = "The amount has to be above 0, at most 10 million yuan, with two decimals at most."


class Receipts(State, of="receipts", folds=(DonationReceived,)):
    """The numbers of all receipts."""

    numbers: set[str] = field(default_factory=set)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Learn a number."""
        if isinstance(fact, DonationReceived):
            self.numbers.add(fact.receipt_number)

    def next(self, day: date) -> str:
        """The next free number of a day, such as R20261122-0001."""
        written = f"R{day:%Y%m%d}-"
        count = len(self.numbers) + 1
        while f"{written}{count:04d}" in self.numbers:
            count += 1
        return f"{written}{count:04d}"


@dataclass(frozen=True, kw_only=True)
class ReceiveDonation:
    """Take a donation in; a receipt number is made when the office did not write one.

    Refused, in this order: UnknownMember, DuplicateReceipt, NothingGiven, UnknownItem,
    QuantityInvalid, TooManyPieces, ExpiredOnReceipt, AmountInvalid.
    """

    donor: Tag | None = None
    goods: tuple[DonatedGoods, ...] = ()
    money_fen: int | None = None
    purpose: str = GENERAL_FUND
    receipt_number: str | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The register of receipts, the items, the donor who is a member."""
        items = dict.fromkeys(item_tag(line.item_id) for line in self.goods)
        return RECEIPTS, *items, *self._members()

    def decide(self, view: View, stamp: Stamp) -> DonationReceived:
        """The receipt."""
        for member in self._members():
            view(Member, member).required()
        receipts = view(Receipts, RECEIPTS)
        if self.receipt_number in receipts.numbers:
            raise DuplicateReceipt(receipt_number=self.receipt_number)
        self.check(view, stamp)
        return DonationReceived(
            donation_id=stamp.id,
            receipt_number=self.receipt_number or receipts.next(stamp.today),
            donor=self.donor,
            goods=self.goods,
            money_fen=self.money_fen or 0,
            purpose=self.purpose,
        )

    def check(self, view: View, stamp: Stamp) -> None:
        """Raises the refusals of what was given, from NothingGiven on."""
        if not self.goods and self.money_fen is None:
            raise NothingGiven
        pieces: Counter[str] = Counter()
        for number, line in enumerate(self.goods, 1):
            item = view(Item, item_tag(line.item_id))
            item.required()
            if line.quantity < 1:
                raise QuantityInvalid(line=number)
            pieces[line.item_id] += line.quantity
            if item.in_stock + pieces[line.item_id] > AMOUNT_MAX:
                raise TooManyPieces(line=number)
            if line.expires_on is not None and line.expires_on <= stamp.today:
                raise ExpiredOnReceipt(line=number)
        if self.money_fen is not None and not 1 <= self.money_fen <= AMOUNT_MAX:
            raise AmountInvalid

    def _members(self) -> tuple[Tag, ...]:
        return (self.donor,) if self.donor and kind_of(self.donor) == "member" else ()


def lot_id(donation_id: str, number: int) -> str:
    """The name of a donation's lot: lines are counted from 1."""
    return f"{donation_id}-{number}"
