"""What goes over the counter is counted by member, item, month and lot."""

from datetime import date

from domain.ledger.fact import as_kind
from domain.ledger.journal import Posting
from domain.people.tags import member_tag
from domain.shop.goods_return import GoodsReturned, ReturnGoods
from domain.shop.items import LotChange
from domain.shop.redemption import RedeemPoints
from domain.shop.sale import Allowances, GoodsExchanged, Pieces, Redemption, SaleLine
from domain.shop.tags import redemption_tag
from tests.controls import LI, OIL, RICE, SUN, WANG, sold
from tests.scenario import given

JUNE = date(2026, 6, 1)


def returned(redemption_id: str = "sale-1", member_id: str = LI, pieces: int = 1) -> GoodsReturned:
    return GoodsReturned(
        redemption_id=redemption_id,
        member_id=member_id,
        month="2026-03",
        lines=(SaleLine(RICE, pieces, 30 * pieces, (LotChange(RICE, "gift-1-1", pieces, JUNE),)),),
        points=30 * pieces,
        balance_after=130,
    )


def allowances(*past: object) -> Allowances:
    asking = RedeemPoints(member_id=LI, lines=(), served_by=SUN)
    return given(*past).view(asking)(Allowances, member_tag(LI))


def test_a_sale_touches_the_redemption_the_member_and_the_goods() -> None:
    assert sold().touches() == ("redemption:sale-1", f"member:{LI}", f"item:{RICE}")


def test_points_and_pieces_go_opposite_ways_and_a_return_undoes_a_sale() -> None:
    there, back = sold().postings(), returned(pieces=2).postings()
    assert set(back) == {Posting(it.account, it.unit, -it.amount) for it in there}


def test_what_one_member_redeemed_in_a_month_is_counted() -> None:
    counted = allowances(
        sold(), sold("sale-2"), sold("sale-3", month="2026-02"), sold("sale-4", member_id=WANG)
    )
    assert counted.of("2026-03", RICE) == 4
    assert counted.of("2026-02", RICE) == 2
    assert counted.of("2026-03", OIL) == 0


def test_what_came_back_frees_the_month_in_which_it_had_left() -> None:
    counted = allowances(
        sold(), sold("sale-2", month="2026-04"), returned(), returned(member_id=WANG)
    )
    assert counted.of("2026-03", RICE) == 1
    assert counted.of("2026-04", RICE) == 2


def test_what_came_back_of_a_redemption_is_counted_by_lot() -> None:
    asking = ReturnGoods(redemption_id="sale-1", lines=(Pieces(RICE, 1),))
    past = (sold(), sold("sale-2"), returned(), returned("sale-2", pieces=2), returned())
    redemption = given(*past).view(asking)(Redemption, redemption_tag("sale-1"))
    assert redemption.sold == as_kind(GoodsExchanged, sold())
    assert redemption.returned == {"gift-1-1": 2}
