"""Corrections of donations: by another than who received them, as often as it takes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from msgspec import field

from domain.ledger.decision import OFFICE, Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.journal import AMOUNT_MAX, Posting, move
from domain.ledger.sentence import Names, Sentence
from domain.ledger.tag import Tag, id_of, kind_of
from domain.people.entering.hands import people_behind, refuse_one_hand
from domain.rules.accounts import (
    CNY,
    COUNT_DIFFERENCES,
    GIVEN,
    fund_account,
    goods,
    stock_account,
    tag_of_account,
)
from domain.rules.changes import ChangedMeanwhile, NothingChanged
from domain.service.service import SamePerson
from domain.shop.counted_shelf import CountedShelf
from domain.shop.donation import (
    GENERAL_FUND,
    AmountInvalid,
    DonatedGoods,
    ExpiredOnReceipt,
    Given,
    UnknownDonation,
)
from domain.shop.giving.files import BroughtFile
from domain.shop.giving.kinds import GoodsWereGiven, MoneyWasGiven
from domain.shop.giving.lots import (
    CorrectedLine,
    CorrectedLot,
    SaidLot,
    fill,
    found_lot,
    new_lot,
    settle,
)
from domain.shop.items import Item, LotChange, QuantityInvalid, StockMoved, TooManyPieces
from domain.shop.tags import donation_tag, item_tag, workbook_tag


class DonationCorrected(StockMoved, type="donation.corrected", omit_defaults=True):
    """What a donation was is put right; `reason_text` is the id of the reason in the vault.

    Goods that left stay left, and what was counted stays; the difference is named. Money and
    pieces are those of the whole donation, `lots` only those of which something changes.
    `said_id` is the fact that it mends: the donation, or the correction before this one. `line` is
    the one line that was put right, where it was no more than that.
    """

    called = "更正捐赠"
    told = "更正收据 {receipt_number} 的捐赠：{corrected}。原因：{reason_text}"

    donation_id: str
    said_id: str
    receipt_number: str
    reason_text: str
    money_fen_before: int = 0
    money_fen: int = 0
    purpose_before: str = GENERAL_FUND
    purpose: str = GENERAL_FUND
    pieces_before: int = 0
    pieces: int = 0
    lots: tuple[CorrectedLot, ...] = ()
    line: CorrectedLine | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The donation, the items, and the funds that have more or less by it."""
        items = (item_tag(it.lot.item_id) for it in self.lots)
        funds = filter(None, (tag_of_account(it.account) for it in self.postings()))
        return donation_tag(self.donation_id), *items, *dict.fromkeys(funds)

    def postings(self) -> tuple[Posting, ...]:
        """Back what never came, in what did; what left without having come is a difference."""
        postings: list[Posting] = []
        for it in self.lots:
            shelf, unit = stock_account(it.lot.item_id), goods(it.lot.item_id)
            postings += _moved(unit, it.received - it.before, GIVEN, shelf)
            found = it.more - (it.received - it.before)
            postings += _moved(unit, found, COUNT_DIFFERENCES, shelf)
        if self.purpose == self.purpose_before:
            more = self.money_fen - self.money_fen_before
            return *postings, *_moved(CNY, more, GIVEN, fund_account(self.purpose))
        back = move(CNY, self.money_fen_before, fund_account(self.purpose_before), GIVEN)
        return *postings, *back, *move(CNY, self.money_fen, GIVEN, fund_account(self.purpose))

    def why(self, member_id: str, names: Names) -> Sentence:
        """Which receipt it is about."""
        return Sentence(
            f"更正捐赠，收据{self.receipt_number}",
            f"donation corrected, receipt {self.receipt_number}",
        )

    def mends(self) -> str:
        """What was said of the donation before."""
        return self.said_id

    def lot_changes(self) -> tuple[LotChange, ...]:
        """What the shelf has more or fewer of."""
        return tuple(it.lot for it in self.lots if it.more)

    def puts_books_right(self) -> frozenset[str]:
        """The items of which the books have more or fewer now."""
        return frozenset(it.item_id for it in self.lot_changes())


def _moved(unit: str, amount: int, source: str, target: str) -> tuple[Posting, ...]:
    """`amount` from one account to another, below zero the other way."""
    return move(unit, amount, source, target) if amount > 0 else move(unit, -amount, target, source)


class ReceivedYourself(SamePerson):
    """Two people stand behind what a donation is said to have been."""

    zh = "这笔捐赠是您收下、导入或捐出的，须由另一位工作人员更正。"
    en = "You received, imported or gave this donation yourself; somebody else has to correct it."


class SaidDonation(State, of="donation", folds=(Given, DonationCorrected)):
    """What one donation is said to have been, by whom, and in which file it came.

    `said_id` is the fact that said so last, or else `last_id`, a later line of the receipt; its
    last line was written down at `written_at`. `files` are those of lines of the office's own.
    """

    receipt_number: str = ""
    said_id: str = ""
    last_id: str = ""
    donor: Tag | None = None
    received_at: datetime | None = None
    people: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    money_fen: int = 0
    purpose: str = GENERAL_FUND
    written_at: datetime | None = None
    had_money: bool = False
    had_goods: bool = False
    lots: dict[str, SaidLot] = field(default_factory=dict)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow the receipt's lines and what they were corrected to."""
        envelope = recorded.envelope
        self.last_id = envelope.id
        match fact:
            case Given():
                if self.received_at is None:
                    self.receipt_number, self.donor = fact.receipt_number, fact.donor
                    self.said_id, self.received_at = envelope.id, envelope.happened_at
                if envelope.actor == OFFICE and envelope.cause:
                    self.files.add(envelope.cause)
                self.people.add(envelope.actor)
                if fact.donor and kind_of(fact.donor) == "member":
                    self.people.add(id_of(fact.donor))
                if fact.money_fen:
                    self.money_fen += fact.money_fen
                    self.purpose, self.had_money = fact.purpose, True
                self.written_at = envelope.recorded_at
                for it in fact.lot_changes():
                    self.lots[it.lot_id] = SaidLot(it.item_id, it.pieces, it.expires_on)
                    self.had_goods = True
            case DonationCorrected():
                self.said_id = envelope.id
                self.money_fen, self.purpose = fact.money_fen, fact.purpose
                for lot in fact.lots:
                    self._correct(lot)

    def _correct(self, lot: CorrectedLot) -> None:
        item_id, expires_on = lot.lot.item_id, lot.lot.expires_on
        said = self.lots.get(lot.lot.lot_id, SaidLot(item_id, 0, expires_on))
        gone = said.difference + lot.difference, said.recounted + lot.recounted
        self.lots[lot.lot.lot_id] = SaidLot(item_id, lot.received, expires_on, *gone)

    @property
    def pieces(self) -> int:
        """Pieces of all its goods."""
        return sum(it.received for it in self.lots.values())


@dataclass(frozen=True, kw_only=True)
class CorrectDonation:
    """Put right what a donation was; what is not said stays, `goods` are all there were.

    Goods that left stay left. `line` is all that changes, where it is one, and `last_id` the fact
    that said last what it was, as far as who corrects it has seen; `actor_id` is who does.
    Refused, in this order: UnknownDonation, ReceivedYourself, OneHand, ChangedMeanwhile,
    GoodsWereGiven, MoneyWasGiven, AmountInvalid, UnknownItem, QuantityInvalid,
    ExpiredOnReceipt, TooManyPieces, NothingChanged.
    """

    donation_id: str
    reason_text: str
    money_fen: int | None = None
    purpose: str | None = None
    goods: tuple[DonatedGoods, ...] | None = None
    line: CorrectedLine | None = None
    last_id: str | None = None
    actor_id: str | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The donation, the items that it should have had, who acts, and the rules."""
        named = dict.fromkeys(item_tag(line.item_id) for line in self.goods or ())
        return donation_tag(self.donation_id), *named, *people_behind((self.actor_id,))

    def also(self, view: View) -> tuple[Tag, ...]:
        """The items that it is said to have had, the files in which it came, who is behind it."""
        said = view(SaidDonation, donation_tag(self.donation_id))
        items = dict.fromkeys(item_tag(it.item_id) for it in said.lots.values())
        people = people_behind(sorted(said.people))
        return *items, *map(workbook_tag, sorted(said.files)), *people

    def decide(self, view: View, stamp: Stamp) -> DonationCorrected:
        """The correction, with what it does to each lot."""
        said = view(SaidDonation, donation_tag(self.donation_id))
        if said.received_at is None:
            raise UnknownDonation
        files = {view(BroughtFile, workbook_tag(it)).brought_by for it in said.files}
        if stamp.actor in said.people | files:
            raise ReceivedYourself
        refuse_one_hand(view, stamp, said.people, at=said.written_at, by=self.actor_id)
        if self.last_id not in {None, said.last_id}:
            raise ChangedMeanwhile
        self._check_money(said)
        lots = tuple(self._lots(said, view, stamp)) if self.goods is not None else ()
        money_fen = said.money_fen if self.money_fen is None else self.money_fen
        purpose = self.purpose or said.purpose
        if not lots and (money_fen, purpose) == (said.money_fen, said.purpose):
            raise NothingChanged
        more = sum(it.received - it.before for it in lots)
        return DonationCorrected(
            donation_id=self.donation_id,
            said_id=said.said_id,
            receipt_number=said.receipt_number,
            reason_text=self.reason_text,
            money_fen_before=said.money_fen,
            money_fen=money_fen,
            purpose_before=said.purpose,
            purpose=purpose,
            pieces_before=said.pieces,
            pieces=said.pieces + more,
            lots=lots,
            line=self.line,
        )

    def _check_money(self, said: SaidDonation) -> None:
        if (self.money_fen or self.purpose) and not said.had_money:
            raise GoodsWereGiven
        if self.goods and not said.had_goods:
            raise MoneyWasGiven
        if self.money_fen is not None and not 0 <= self.money_fen <= AMOUNT_MAX:
            raise AmountInvalid

    def _lots(self, said: SaidDonation, view: View, stamp: Stamp) -> Iterator[CorrectedLot]:
        lots = [found_lot(lot_id, it, view) for lot_id, it in said.lots.items()]
        for number, line in enumerate(self.goods or (), 1):
            view(Item, item_tag(line.item_id)).required()
            if line.quantity < 1:
                raise QuantityInvalid
            if not fill(lots, line):
                day = stamp.day_of(said.received_at or stamp.happened_at)
                if line.expires_on is not None and line.expires_on <= day:
                    raise ExpiredOnReceipt
                lots.append(new_lot(f"{stamp.id}-{number}", line))
        for item_id in dict.fromkeys(it.item_id for it in lots):
            of_item = [it for it in lots if it.item_id == item_id]
            shelf = view(CountedShelf, item_tag(item_id))
            settle(of_item, counted=shelf.was_counted_since(said.written_at))
            more = sum(it.left - it.held for it in of_item)
            if view(Item, item_tag(item_id)).in_stock + more > AMOUNT_MAX:
                raise TooManyPieces
        for lot in lots:
            changed = lot.corrected()
            if changed.more or changed.recounted or changed.received != changed.before:
                yield changed
