"""Redemptions: points leave with goods, first expiry first, within the rules and limits."""

from collections import Counter
from dataclasses import dataclass

from domain.ledger.decision import Stamp, View
from domain.ledger.refusal import Refusal
from domain.ledger.sentence import Names, Sentence
from domain.ledger.tag import Tag
from domain.people.membership import Holdings, Member
from domain.people.sign_in import require_second_person
from domain.people.tags import member_tag
from domain.rules.accounts import MINUTES, POINTS
from domain.rules.rules import RuleBook
from domain.rules.tags import RULES
from domain.service.counting.wording import Minutes
from domain.shop.items import Item, QuantityInvalid
from domain.shop.sale import (
    Allowances,
    GoodsExchanged,
    Pieces,
    SaleLine,
    SelfServed,
    ServedByKin,
)
from domain.shop.shift import Shift
from domain.shop.tags import item_tag, shift_tag
from domain.ties.kin import are_kin


class PointsRedeemed(GoodsExchanged, type="points.redeemed"):
    """A member's points left with goods, under a version of the rules."""

    called = "积分兑换"
    told = "{member_id} 用 {points} 分兑换 {goods}，余 {balance_after} 分。"

    rule_version: str

    def goods_leave(self) -> bool:
        """They do."""
        return True

    def why(self, member_id: str, names: Names) -> Sentence:
        """What was taken home, and for how many points."""
        return Sentence(
            f"兑换{self.pieces_in_words(names, '、')}，用去{self.points}分",
            f"redeemed {self.pieces_in_words(names, ', ')} for {self.points} points",
        )


class PointsMismatch(Refusal, code="points_mismatch"):
    """What the office wrote is not price times quantity."""

    zh = "填写的积分与当天的“单价 × 数量”（{points} 分）不符。"
    en = "The stated points are not that day's price times quantity, which is {points}."


class NotYetEligible(Refusal, code="not_yet_eligible"):
    """The rules ask for so many minutes of service first."""

    zh = "服务满 {needed} 才能兑换，目前 {served}。"
    en = "Redeeming needs {needed} of service; there are {served}."


class OverLimit(Refusal, code="over_limit"):
    """An item's limit for a member and a calendar month."""

    zh = "“{name}”每人每月限 {limit} 件，本月还可兑换 {left} 件。"
    en = "“{name}” is limited to {limit} a month; {left} are left this month."


class InsufficientPoints(Refusal, code="insufficient_points"):
    """The member holds fewer points."""

    zh = "积分不够：需要 {needed} 分，现有 {held} 分。"
    en = "Not enough points: {needed} are needed, {held} are there."


class OutOfStock(Refusal, code="out_of_stock"):
    """The lots that have not expired hold fewer."""

    zh = "“{name}”库存不足：现有 {held} 件。"
    en = "“{name}”: only {held} on the shelf."


@dataclass(frozen=True, kw_only=True)
class RedeemPoints:
    """Give goods for a member's points: all lines or none.

    `served_by` is the member at the till; `stated_points` is what the office wrote, if it did.
    With a `shift_id` it is a sale of that cashier's shift; `slip` and `allowance_id` are those of
    a sale without the network.
    Refused, in this order: ShiftNotOpen, NotYourShift, UnknownMember, UnknownItem, ItemWithdrawn,
    QuantityInvalid, PointsMismatch, SelfServed, ServedByKin, AccountHeld, NoRulesInForce,
    NotYetEligible, OverLimit, InsufficientPoints, OutOfStock. Who served relatives on paper, or
    without the network, has done so.
    """

    member_id: str
    lines: tuple[Pieces, ...]
    served_by: str
    stated_points: int | None = None
    shift_id: str | None = None
    slip: str | None = None
    allowance_id: str | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The member, the items, the rules, the shift."""
        items = dict.fromkeys(item_tag(line.item_id) for line in self.lines)
        shift = (shift_tag(self.shift_id),) if self.shift_id else ()
        return member_tag(self.member_id), RULES, *items, *shift

    def decide(self, view: View, stamp: Stamp) -> PointsRedeemed:
        """The sale."""
        receipt_number = self._receipt_number(view)
        member = member_tag(self.member_id)
        view(Member, member).required()
        wanted = self._wanted(view, stamp)
        points = sum(item.on(stamp.today).points * pieces for item, pieces in wanted)
        if self.stated_points is not None and self.stated_points != points:
            raise PointsMismatch(points=points)
        if self.served_by == self.member_id:
            raise SelfServed
        if self._is_now(stamp) and are_kin(view, self.member_id, self.served_by):
            raise ServedByKin
        require_second_person(view, stamp, self.member_id, self.served_by)
        holdings = view(Holdings, member).amounts
        rules = view(RuleBook, RULES).on(stamp.today)
        needed = rules.terms.service_minutes_before_redeeming
        if holdings[MINUTES] < needed:
            raise NotYetEligible(needed=Minutes(needed), served=Minutes(holdings[MINUTES]))
        month = stamp.today.isoformat()[:7]
        self._check_limits(wanted, view(Allowances, member), stamp)
        if holdings[POINTS] < points:
            raise InsufficientPoints(needed=points, held=holdings[POINTS])
        return PointsRedeemed(
            redemption_id=stamp.id,
            member_id=self.member_id,
            month=month,
            lines=tuple(self._line(item, pieces, stamp) for item, pieces in wanted),
            points=points,
            balance_after=holdings[POINTS] - points,
            rule_version=rules.version,
            shift_id=self.shift_id,
            receipt_number=receipt_number,
            allowance_id=self.allowance_id,
        )

    def _is_now(self, stamp: Stamp) -> bool:
        """Whether the goods are still there: who is at the till asks, and the network is there."""
        return stamp.actor == self.served_by and self.slip is None and self.allowance_id is None

    def _receipt_number(self, view: View) -> str | None:
        if self.shift_id is None:
            return None
        shift = view(Shift, shift_tag(self.shift_id))
        shift.required_of(self.served_by)
        return shift.receipt_number(self.slip)

    def _wanted(self, view: View, stamp: Stamp) -> list[tuple[Item, int]]:
        """The items with their pieces; lines of one item are added up."""
        pieces: Counter[str] = Counter()
        for line in self.lines:
            view(Item, item_tag(line.item_id)).to_sell(stamp.today)
            if line.quantity < 1:
                raise QuantityInvalid
            pieces[line.item_id] += line.quantity
        return [(view(Item, item_tag(item_id)), count) for item_id, count in pieces.items()]

    def _check_limits(
        self, wanted: list[tuple[Item, int]], allowances: Allowances, stamp: Stamp
    ) -> None:
        for item, pieces in wanted:
            terms = item.on(stamp.today)
            limit = terms.limit_per_member_month
            before = allowances.of(stamp.today.isoformat()[:7], item.id)
            if limit is not None and before + pieces > limit:
                raise OverLimit(name=terms.name, limit=limit, left=max(limit - before, 0))

    def _line(self, item: Item, pieces: int, stamp: Stamp) -> SaleLine:
        lots = item.lots(usable_on=stamp.today)
        held = sum(lot.pieces for lot in lots)
        terms = item.on(stamp.today)
        if held < pieces:
            raise OutOfStock(name=terms.name, held=held)
        return SaleLine(item.id, pieces, terms.points * pieces, item.take(pieces, lots))
