"""Shifts: a cashier opens a till, sells under the numbers of its receipts, and closes it."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import msgspec

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Opened, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.membership import Member, StillOpen
from domain.people.tags import member_tag
from domain.shop.items import Item
from domain.shop.sale import GoodsExchanged
from domain.shop.tags import item_tag, shift_tag, till_tag


class ShiftOpened(Fact, type="shift.opened"):
    """A cashier sells at a till from now on.

    `number` counts the shifts of the till. `receipts_before` is a number after which the till gave
    none on this day, so that two shifts of a day never give the same.
    """

    called = "开班"
    told = "{cashier_id} 在 {till} 收银台开班。"

    shift_id: str
    till: str
    cashier_id: str
    day: date
    number: int
    receipts_before: int

    def touches(self) -> tuple[Tag, ...]:
        """The shift, the till, the cashier."""
        return shift_tag(self.shift_id), till_tag(self.till), member_tag(self.cashier_id)

    def opens(self) -> tuple[Opened, ...]:
        """The shift."""
        return (Opened(shift_tag(self.shift_id), ShiftStillOpen),)


class SpotCount(msgspec.Struct, frozen=True):
    """What was on the books of an item when the shift was closed, and what was seen."""

    item_id: str
    expected: int
    counted: int


class ShiftClosed(Fact, type="shift.closed"):
    """A shift is over; `last_receipt` is the last number that it gave."""

    called = "交班"
    told = "{cashier_id} 在 {till} 收银台交班。"

    shift_id: str
    till: str
    cashier_id: str
    last_receipt: int
    spot_counts: tuple[SpotCount, ...] = ()

    def touches(self) -> tuple[Tag, ...]:
        """The shift, the till, the cashier, the items that were counted."""
        items = (item_tag(count.item_id) for count in self.spot_counts)
        opened = shift_tag(self.shift_id), till_tag(self.till), member_tag(self.cashier_id)
        return *opened, *items

    def closes(self) -> tuple[Tag, ...]:
        """The shift."""
        return (shift_tag(self.shift_id),)

    def caused_by(self) -> str:
        """The opening: its fact has the shift's id."""
        return self.shift_id


class ShiftStillOpen(StillOpen, code="shift_open", field="member_id"):
    """Who goes hands the till over first."""

    zh = "这位成员还有一个班没有交，请先交班，或由监事代为交班。"
    en = "This member has a shift that was not closed; close it first, a supervisor may."


class TillTaken(Refusal, code="till_taken", field="till"):
    """One shift at a time at a till."""

    zh = "{till} 收银台还有一个班没有交，请先交班。"
    en = "Till {till} has a shift that was not closed; close it first."


class ShiftAlreadyOpen(Refusal, code="shift_already_open", field="till"):
    """A cashier has one shift at a time."""

    zh = "您在 {till} 收银台已经开班，请先交班。"
    en = "You have an open shift at till {till}; close it first."


class ShiftNotOpen(Refusal, code="shift_not_open", field="shift_id"):
    """Nothing is sold outside a shift."""

    zh = "这个班没有开，或者已经交班，请重新开班。"
    en = "This shift was never opened or is closed; open a new one."


class NotYourShift(Refusal, code="not_your_shift", field="shift_id"):
    """A shift is one cashier's; only a supervisor may close another's."""

    zh = "这是另一位收银员的班。"
    en = "This is another cashier's shift."


class Till(State, of="till", folds=(ShiftOpened, ShiftClosed)):
    """One till: the shift that is open, how many it had, the numbers that it gave."""

    open_shift_id: str | None = None
    shifts: int = 0
    day: date | None = None
    last_day: date = date.min
    last_receipt: int = 0
    highest_receipt: int = 0

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow the shifts."""
        match fact:
            case ShiftOpened():
                self.open_shift_id = fact.shift_id
                self.shifts, self.day = fact.number, fact.day
                if fact.day > self.last_day:
                    self.last_day, self.last_receipt = fact.day, 0
            case ShiftClosed():
                self.open_shift_id = None
                self.highest_receipt = max(self.highest_receipt, fact.last_receipt)
                if self.day == self.last_day:
                    self.last_receipt = max(self.last_receipt, fact.last_receipt)

    def receipts_before(self, day: date) -> int:
        """A number after which the till gave none on a day.

        On a day before its last, as a clock that was set back shows, it goes on from the highest
        that it ever gave: what it gave on each day is not kept.
        """
        if day > self.last_day:
            return 0
        return self.last_receipt if day == self.last_day else self.highest_receipt


class CashierAtWork(State, of="member", folds=(ShiftOpened, ShiftClosed)):
    """The shift that one cashier has open."""

    opened: ShiftOpened | None = None

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow the cashier's shifts."""
        match fact:
            case ShiftOpened(cashier_id=self.id):
                self.opened = fact
            case ShiftClosed(cashier_id=self.id):
                self.opened = None


class Shift(State, of="shift", folds=(ShiftOpened, ShiftClosed, GoodsExchanged)):
    """One shift: how it was opened, whether it is over, how many numbers it gave."""

    opened: ShiftOpened | None = None
    closed: bool = False
    receipts: int = 0

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow the shift; slips that a till wrote without the network have names of their own."""
        match fact:
            case ShiftOpened():
                self.opened = fact
            case ShiftClosed():
                self.closed = True
            case GoodsExchanged(allowance_id=None):
                self.receipts += 1

    def required_of(self, cashier_id: str) -> ShiftOpened:
        """The opening of a shift that this cashier has open. Raises ShiftNotOpen, NotYourShift."""
        if self.opened is None or self.closed:
            raise ShiftNotOpen
        if self.opened.cashier_id != cashier_id:
            raise NotYourShift
        return self.opened

    @property
    def last_receipt(self) -> int:
        """The last number that it gave."""
        before = self.opened.receipts_before if self.opened else 0
        return before + self.receipts

    def receipt_number(self, slip: str | None = None) -> str | None:
        """The next receipt's number, such as S1-20261122-0007.

        A slip that a till wrote without the network keeps its name: S1-20261122-F3FA9C2.
        """
        if self.opened is None:
            return None
        last = f"F{slip}" if slip else f"{self.last_receipt + 1:04d}"
        return f"{self.opened.till}-{self.opened.day:%Y%m%d}-{last}"


@dataclass(frozen=True, kw_only=True)
class OpenShift:
    """Begin to sell at a till. Refused: TillTaken, ShiftAlreadyOpen."""

    till: str
    cashier_id: str

    def boundary(self) -> tuple[Tag, ...]:
        """The till and the cashier."""
        return till_tag(self.till), member_tag(self.cashier_id)

    def decide(self, view: View, stamp: Stamp) -> ShiftOpened:
        """The opening, after the numbers that the till gave today."""
        till = view(Till, till_tag(self.till))
        at_work = view(CashierAtWork, member_tag(self.cashier_id)).opened
        if at_work is not None:
            raise ShiftAlreadyOpen(till=at_work.till)
        if till.open_shift_id is not None:
            raise TillTaken(till=self.till)
        return ShiftOpened(
            shift_id=stamp.id,
            till=self.till,
            cashier_id=self.cashier_id,
            day=stamp.today,
            number=till.shifts + 1,
            receipts_before=till.receipts_before(stamp.today),
        )


class SpotCounted(NamedTuple):
    """So many pieces of an item were seen."""

    item_id: str
    counted: int


@dataclass(frozen=True, kw_only=True)
class CloseShift:
    """End a shift, with what some items were counted at. Its cashier does, or a supervisor.

    Refused: ShiftNotOpen, NotYourShift, UnknownItem, CountInvalid.
    """

    shift_id: str
    closed_by: str
    counts: tuple[SpotCounted, ...] = ()

    def boundary(self) -> tuple[Tag, ...]:
        """The shift, who closes it, the items."""
        items = dict.fromkeys(item_tag(count.item_id) for count in self.counts)
        return shift_tag(self.shift_id), member_tag(self.closed_by), *items

    def decide(self, view: View, stamp: Stamp) -> ShiftClosed:
        """The end, with what was on the books."""
        shift = view(Shift, shift_tag(self.shift_id))
        opened = shift.opened
        if opened is None or shift.closed:
            raise ShiftNotOpen
        roles = view(Member, member_tag(self.closed_by)).roles
        if opened.cashier_id != self.closed_by and "supervisor" not in roles:
            raise NotYourShift
        return ShiftClosed(
            shift_id=self.shift_id,
            till=opened.till,
            cashier_id=opened.cashier_id,
            last_receipt=shift.last_receipt,
            spot_counts=tuple(self._expect(count, view) for count in self.counts),
        )

    def _expect(self, count: SpotCounted, view: View) -> SpotCount:
        item = view(Item, item_tag(count.item_id))
        item.check_count(count.counted)
        return SpotCount(count.item_id, item.in_stock, count.counted)
