"""Returns: goods of a redemption come back to their lots, and the points to the member."""

from collections import Counter
from dataclasses import dataclass

from domain.ledger.decision import Stamp, View
from domain.ledger.refusal import Refusal
from domain.ledger.sentence import Names, Sentence
from domain.ledger.tag import Tag
from domain.people.membership import Holdings, Member
from domain.people.tags import member_tag
from domain.rules.accounts import POINTS
from domain.shop.items import LotChange, QuantityInvalid
from domain.shop.sale import GoodsExchanged, Pieces, Redemption, SaleLine, SelfServed
from domain.shop.shift import Shift
from domain.shop.tags import item_tag, redemption_tag, shift_tag


class GoodsReturned(GoodsExchanged, type="goods.returned"):
    """Goods came back; `reason_text` is the id of the reason in the vault."""

    called = "退货"
    told = "{member_id} 退回 {goods}，退还 {points} 分。"

    reason_text: str | None = None

    def goods_leave(self) -> bool:
        """They came back."""
        return False

    def why(self, member_id: str, names: Names) -> Sentence:
        """What came back, and the points for it."""
        return Sentence(
            f"退回{self.pieces_in_words(names, '、')}，退还{self.points}分",
            f"returned {self.pieces_in_words(names, ', ')}, {self.points} points back",
        )

    def mends(self) -> str:
        """The redemption: its fact has the same id."""
        return self.redemption_id


class UnknownRedemption(Refusal, code="unknown_redemption"):
    """No redemption has this id."""

    zh = "没有这笔兑换。"
    en = "There is no such redemption."


class MoreThanRedeemed(Refusal, code="more_than_redeemed"):
    """Only what was redeemed can come back, once."""

    zh = "退回数量超过了这笔兑换中尚未退回的数量。"
    en = "More than was redeemed and has not come back already."


@dataclass(frozen=True, kw_only=True)
class ReturnGoods:
    """Take goods of a redemption back, with a `shift_id` in that cashier's shift.

    Refused: ShiftNotOpen, NotYourShift, UnknownRedemption, SelfServed, UnknownMember,
    QuantityInvalid, MoreThanRedeemed.
    """

    redemption_id: str
    lines: tuple[Pieces, ...]
    reason_text: str | None = None
    shift_id: str | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The redemption, the items, the shift."""
        items = dict.fromkeys(item_tag(line.item_id) for line in self.lines)
        shift = (shift_tag(self.shift_id),) if self.shift_id else ()
        return redemption_tag(self.redemption_id), *items, *shift

    def also(self, view: View) -> tuple[Tag, ...]:
        """The member whose redemption it is."""
        sale = view(Redemption, redemption_tag(self.redemption_id)).sold
        return (member_tag(sale.member_id),) if sale else ()

    def decide(self, view: View, stamp: Stamp) -> GoodsReturned:
        """The return, to the lots that the goods came from."""
        receipt_number = self._receipt_number(view, stamp)
        redemption = view(Redemption, redemption_tag(self.redemption_id))
        sale = redemption.sold
        if sale is None:
            raise UnknownRedemption
        if stamp.actor == sale.member_id:
            raise SelfServed
        view(Member, member_tag(sale.member_id)).required()
        pieces: Counter[str] = Counter()
        for line in self.lines:
            if line.quantity < 1:
                raise QuantityInvalid
            pieces[line.item_id] += line.quantity
        lines = tuple(
            self._line(sale, item_id, count, redemption.returned)
            for item_id, count in pieces.items()
        )
        points = sum(line.points for line in lines)
        held = view(Holdings, member_tag(sale.member_id)).amounts[POINTS]
        return GoodsReturned(
            redemption_id=self.redemption_id,
            member_id=sale.member_id,
            month=sale.month,
            lines=lines,
            points=points,
            balance_after=held + points,
            reason_text=self.reason_text,
            shift_id=self.shift_id,
            receipt_number=receipt_number,
        )

    def _receipt_number(self, view: View, stamp: Stamp) -> str | None:
        if self.shift_id is None:
            return None
        shift = view(Shift, shift_tag(self.shift_id))
        shift.required_of(stamp.actor)
        return shift.receipt_number()

    def _line(
        self, sale: GoodsExchanged, item_id: str, pieces: int, returned: dict[str, int]
    ) -> SaleLine:
        """So many pieces back, to the lots that gave last first."""
        sold = next((line for line in sale.lines if line.item_id == item_id), None)
        if sold is None:
            raise MoreThanRedeemed
        back, left = [], pieces
        for change in reversed(sold.lots):
            count = min(left, -change.pieces - returned.get(change.lot_id, 0))
            if count > 0:
                back.append(LotChange(item_id, change.lot_id, count, change.expires_on))
                left -= count
        if left:
            raise MoreThanRedeemed
        return SaleLine(item_id, pieces, sold.points // sold.quantity * pieces, tuple(back))
