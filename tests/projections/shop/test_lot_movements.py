"""Which facts filled and emptied each lot, and what is left of it."""

from datetime import date

from domain.shop.donation import DonatedGoods, DonationReceived
from domain.shop.goods_return import GoodsReturned
from domain.shop.items import LotChange
from domain.shop.sale import SaleLine
from domain.shop.stock_count import CountedLine, StockCounted
from projections.people.statements import LAST
from projections.shop.lot_movements import (
    GoodsLot,
    LotMovement,
    booked_at,
    goods_lot,
    item_lots,
    lot_movements,
)
from tests.controls import LI, NOW, OIL, RICE, WANG, donated, sold
from tests.projections.living import Living

JUNE = date(2026, 6, 1)


def took(redemption_id: str, member_id: str, pieces: int, lot_id: str = "gift-1-1") -> object:
    return sold(redemption_id, member_id=member_id, lots=(LotChange(RICE, lot_id, -pieces, JUNE),))


def brought(redemption_id: str, pieces: int) -> GoodsReturned:
    return GoodsReturned(
        redemption_id=redemption_id,
        member_id=LI,
        month="2026-03",
        lines=(SaleLine(RICE, pieces, 30, (LotChange(RICE, "gift-1-1", pieces, JUNE),)),),
        points=30,
        balance_after=130,
    )


def counted(lot_id: str, pieces: int) -> StockCounted:
    line = CountedLine(RICE, 10, 10 + pieces, (LotChange(RICE, lot_id, pieces),))
    return StockCounted(count_id="count-1", lines=(line,))


def lots(community: Living, item_id: str = RICE) -> list[GoodsLot]:
    return community.ask(item_lots, item_id, before=LAST, limit=50)


def test_a_bag_of_rice_is_followed_from_the_gift_to_who_took_it(community: Living) -> None:
    given, first, second, back = community.saw(
        donated(RICE, 10, JUNE),
        took("sale-1", LI, 2),
        took("sale-2", WANG, 3),
        brought("sale-1", 1),
    )
    community.saw(donated(RICE, 5, donation_id="gift-2"), donated(OIL, 4, donation_id="gift-3"))
    assert community.ask(lot_movements, RICE, "gift-1-1", after=0, limit=50) == [
        LotMovement(RICE, "gift-1-1", given, NOW, "received", None, 10),
        LotMovement(RICE, "gift-1-1", first, NOW, "redeemed", LI, -2),
        LotMovement(RICE, "gift-1-1", second, NOW, "redeemed", WANG, -3),
        LotMovement(RICE, "gift-1-1", back, NOW, "returned", LI, 1),
    ]
    assert lots(community)[1] == GoodsLot(RICE, "gift-1-1", given, JUNE, 10, 4, 0, 6)


def test_an_emptied_lot_is_still_known_and_the_last_that_came_is_first(community: Living) -> None:
    community.saw(donated(RICE, 2, JUNE), took("sale-1", LI, 2))
    community.saw(donated(RICE, 7, donation_id="gift-2"), donated(OIL, 4, donation_id="gift-3"))
    assert [(it.lot_id, it.left) for it in lots(community)] == [("gift-2-1", 7), ("gift-1-1", 0)]
    assert [(it.lot_id, it.left) for it in lots(community, OIL)] == [("gift-3-1", 4)]
    assert lots(community, "nothing") == []


def test_counts_find_and_miss_pieces(community: Living) -> None:
    community.saw(donated(RICE, 10), counted("gift-1-1", -3), counted("count-1-1", 2))
    missed = community.ask(goods_lot, RICE, "gift-1-1")
    found = community.ask(goods_lot, RICE, "count-1-1")
    assert missed and found
    assert (missed.counted, missed.left) == (-3, 7)
    assert (found.received, found.counted, found.left) == (0, 2, 2)
    assert community.ask(goods_lot, OIL, "gift-1-1") is None


def test_movements_come_a_page_at_a_time(community: Living) -> None:
    community.saw(donated(RICE, 10), *(took(f"sale-{n}", LI, 1) for n in range(3)))
    first = community.ask(lot_movements, RICE, "gift-1-1", after=0, limit=2)
    rest = community.ask(lot_movements, RICE, "gift-1-1", after=first[-1].position, limit=50)
    assert [it.pieces for it in [*first, *rest]] == [10, -1, -1, -1]


def test_lots_that_came_together_are_on_one_page(community: Living) -> None:
    goods = tuple(DonatedGoods(RICE, n) for n in (1, 2, 3))
    community.saw(DonationReceived(donation_id="gift-1", receipt_number="R1", goods=goods))
    page = community.ask(item_lots, RICE, before=LAST, limit=2)
    assert [it.lot_id for it in page] == ["gift-1-1", "gift-1-2", "gift-1-3"]
    assert community.ask(item_lots, RICE, before=page[-1].position, limit=2) == []


def test_what_was_on_the_books_then_is_told_of_any_moment(community: Living) -> None:
    given, first, seen, second = community.saw(
        donated(RICE, 10, JUNE), took("sale-1", LI, 2), counted("gift-1-1", -3), took("s-2", LI, 1)
    )
    community.saw(donated(OIL, 4, donation_id="gift-3"))

    def then(position: int) -> tuple[int, int]:
        found = community.ask(booked_at, [RICE, "nothing"], position)
        assert found["nothing"] == (0, 0)
        return found[RICE]

    assert [then(it) for it in (given - 1, given, first, seen, second, LAST)] == [
        (0, 0),
        (10, 0),
        (8, 0),
        (5, 1),
        (4, 1),
        (4, 1),
    ]
