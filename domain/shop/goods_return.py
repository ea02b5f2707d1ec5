"""Returns: goods of a redemption come back to their lots, and the points to the member."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from domain.ledger.decision import Stamp, View
from domain.ledger.journal import Posting, move
from domain.ledger.refusal import Refusal
from domain.ledger.sentence import Names, Sentence
from domain.ledger.tag import Tag
from domain.people.membership import Holdings, Member
from domain.people.tags import member_tag
from domain.rules.accounts import (
    BORNE,
    COUNT_DIFFERENCES,
    DISTRIBUTED,
    POINTS,
    SHOP,
    goods,
    member_account,
    stock_account,
)
from domain.shop.items import LotChange, QuantityInvalid
from domain.shop.sale import (
    GoodsExchanged,
    Pieces,
    Redemption,
    SaleLine,
    SelfServed,
    ServedByKin,
)
from domain.shop.shift import Shift
from domain.shop.tags import item_tag, redemption_tag, shift_tag
from domain.ties.kin import are_kin


class GoodsReturned(GoodsExchanged, type="goods.returned"):
    """Goods came back; `reason_text` is the id of the reason in the vault.

    Of the points `points_repaid` go to the community for what it bore for the member before; all
    of them where it had borne the sale (`borne_sale`). `unbooked` are pieces that the books had
    never seen leave, because they had fewer when the sale was told of.
    """

    called = "退货"
    told = "{member_id} 退回 {goods}，退还 {points} 分。"

    reason_text: str | None = None
    points_repaid: int = 0
    borne_sale: bool = False
    unbooked: tuple[LotChange, ...] = ()

    def goods_leave(self) -> bool:
        """They came back."""
        return False

    def forgives(self) -> bool:
        """What the community bore of a sale is nobody's debt, and comes back to it alone."""
        return self.borne_sale

    def lot_changes(self) -> tuple[LotChange, ...]:
        """The lots that the goods came from, and one for what had come from none."""
        return *super().lot_changes(), *self.unbooked

    def postings(self) -> tuple[Posting, ...]:
        """Points back to the member or the community, pieces to the shelf."""
        account = member_account(self.member_id)
        postings = [
            *move(POINTS, self.points - self.points_repaid, SHOP, account),
            *move(POINTS, self.points_repaid, SHOP, BORNE),
        ]
        for line in self.lines:
            pieces, shelf = sum(it.pieces for it in line.lots), stock_account(line.item_id)
            postings += move(goods(line.item_id), pieces, DISTRIBUTED, shelf)
        for it in self.unbooked:
            shelf = stock_account(it.item_id)
            postings += move(goods(it.item_id), it.pieces, COUNT_DIFFERENCES, shelf)
        return tuple(postings)

    def why(self, member_id: str, names: Names) -> Sentence:
        """What came back, and the points for it."""
        zh = f"退回{self.pieces_in_words(names, '、')}，退还{self.points}分"
        en = f"returned {self.pieces_in_words(names, ', ')}, {self.points} points back"
        if repaid := self.points_repaid:
            zh += f"，其中{repaid}分归还社区此前承担的"
            en += f", of which {repaid} repay what the community had borne"
        return Sentence(zh, en)

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

    Refused: ShiftNotOpen, NotYourShift, UnknownRedemption, SelfServed, ServedByKin, UnknownMember,
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
        member = view(Member, member_tag(sale.member_id))
        if stamp.actor == member.id:
            raise SelfServed
        if are_kin(view, member.id, stamp.actor):
            raise ServedByKin
        member.required()
        pieces: Counter[str] = Counter()
        for line in self.lines:
            if line.quantity < 1:
                raise QuantityInvalid
            pieces[line.item_id] += line.quantity
        lines = tuple(self._line(redemption, *it) for it in pieces.items())
        points = sum(line.points for line in lines)
        holdings = view(Holdings, member_tag(sale.member_id))
        repaid = points
        if not redemption.forgiven:
            repaid = min(points, max(holdings.borne[POINTS], 0))
        return GoodsReturned(
            redemption_id=self.redemption_id,
            member_id=member.id,
            month=sale.month,
            lines=lines,
            points=points,
            balance_after=holdings.amounts[POINTS] + points - repaid,
            reason_text=self.reason_text,
            points_repaid=repaid,
            borne_sale=redemption.forgiven,
            unbooked=tuple(_unbooked(sale, lines, stamp.id)),
            shift_id=self.shift_id,
            receipt_number=receipt_number,
        )

    def _receipt_number(self, view: View, stamp: Stamp) -> str | None:
        if self.shift_id is None:
            return None
        shift = view(Shift, shift_tag(self.shift_id))
        shift.required_of(stamp.actor)
        return shift.receipt_number()

    def _line(self, redemption: Redemption, item_id: str, pieces: int) -> SaleLine:
        """So many pieces back, to the lots that gave last first."""
        sale = redemption.sold
        sold = next((it for it in sale.lines if it.item_id == item_id), None) if sale else None
        if sold is None or pieces > sold.quantity - redemption.pieces_back.get(item_id, 0):
            raise MoreThanRedeemed
        back, left = [], pieces
        for change in reversed(sold.lots):
            count = min(left, -change.pieces - redemption.returned.get(change.lot_id, 0))
            if count > 0:
                back.append(LotChange(item_id, change.lot_id, count, change.expires_on))
                left -= count
        return SaleLine(item_id, pieces, sold.points // sold.quantity * pieces, tuple(back))


def _unbooked(sale: GoodsExchanged, lines: tuple[SaleLine, ...], name: str) -> Iterator[LotChange]:
    """Lots for what the books had never seen leave; they expire like the first of what they had."""
    for number, line in enumerate(lines, 1):
        if pieces := line.quantity - sum(it.pieces for it in line.lots):
            lots = (it for sold in sale.lines if sold.item_id == line.item_id for it in sold.lots)
            expires_on = min((it.expires_on for it in lots if it.expires_on), default=None)
            yield LotChange(line.item_id, f"{name}-{number}", pieces, expires_on)
