"""Where a donation went: its lots, what is left of them, and how many households were helped."""

from datetime import date

from domain.donation import DonatedGoods, DonationReceived
from domain.goods_return import GoodsReturned
from domain.items import LotChange
from domain.redemption import PointsRedeemed
from domain.sale import SaleLine
from domain.stock_count import CountedLine, StockCounted
from projections.donation_trail import Donation, LotTrail, donation, donations, trail
from projections.statements import LAST
from tests.controls import LI, NOW, OIL, RICE, WANG, donated, sold
from tests.projections.living import Living

JUNE = date(2026, 6, 1)


def took(redemption_id: str, member_id: str, **pieces: int) -> PointsRedeemed:
    """Somebody took rice home, so many bags of each lot."""
    lots = (LotChange(RICE, lot.replace("_", "-"), -n) for lot, n in pieces.items())
    return sold(redemption_id, member_id=member_id, lots=tuple(lots))


def brought(redemption_id: str, member_id: str, pieces: int) -> GoodsReturned:
    """Somebody brought rice of the first gift back."""
    return GoodsReturned(
        redemption_id=redemption_id,
        member_id=member_id,
        month="2026-03",
        lines=(SaleLine(RICE, pieces, 30, (LotChange(RICE, "gift-1-1", pieces),)),),
        points=30,
        balance_after=130,
    )


def counted(*lines: CountedLine) -> StockCounted:
    return StockCounted(count_id="count-1", lines=lines)


def lots(community: Living, donation_id: str = "gift-1") -> list[tuple[int, ...]]:
    """Of each lot: received, on the shelf, redeemed, counted off, households."""
    return [it[3:] for it in community.ask(trail, donation_id)]


def test_a_donation_is_found_as_it_was_given(community: Living) -> None:
    gift = DonationReceived(
        donation_id="gift-1",
        receipt_number="R1",
        donor=f"member:{WANG}",
        goods=(DonatedGoods(RICE, 10, JUNE), DonatedGoods(OIL, 4)),
        money_fen=12_345,
        purpose="助老",
    )
    first, second = community.saw(gift, donated(RICE, 4, donation_id="gift-2"))
    given = Donation("gift-1", first, "R1", NOW, f"member:{WANG}", 12_345, "助老")
    other = Donation("gift-2", second, "receipt-of-gift-2", NOW, None, 0, "general")
    assert community.ask(donation, "gift-1") == given
    assert community.ask(donation, "gift-2") == other
    assert community.ask(donation, "gift-3") is None
    assert community.ask(donations, before=LAST, limit=50) == [other, given]


def test_the_last_gift_comes_first_a_page_at_a_time(community: Living) -> None:
    community.saw(*(donated(RICE, 1, donation_id=f"gift-{n}") for n in range(3)))
    first = community.ask(donations, before=LAST, limit=2)
    second = community.ask(donations, before=first[-1].position, limit=2)
    assert [it.donation_id for it in [*first, *second]] == ["gift-2", "gift-1", "gift-0"]


def test_each_line_of_goods_is_a_lot_of_its_own(community: Living) -> None:
    goods = (DonatedGoods(RICE, 10, JUNE), DonatedGoods(RICE, 4))
    community.saw(
        DonationReceived(donation_id="gift-1", receipt_number="R1", goods=goods),
        donated(OIL, 7, donation_id="gift-2"),
    )
    assert community.ask(trail, "gift-1") == [
        LotTrail("gift-1-1", RICE, JUNE, 10, 10, 0, 0, 0),
        LotTrail("gift-1-2", RICE, None, 4, 4, 0, 0, 0),
    ]
    assert community.ask(trail, "gift-2") == [LotTrail("gift-2-1", OIL, None, 7, 7, 0, 0, 0)]
    assert community.ask(trail, "gift-3") == []


def test_the_lots_of_a_large_gift_stand_in_the_order_of_its_lines(community: Living) -> None:
    goods = tuple(DonatedGoods(RICE, n) for n in range(1, 13))
    community.saw(DonationReceived(donation_id="gift-1", receipt_number="R1", goods=goods))
    assert [it.received for it in community.ask(trail, "gift-1")] == [*range(1, 13)]


def test_what_people_took_home_left_the_shelf(community: Living) -> None:
    community.saw(donated(RICE, 10), donated(RICE, 10, donation_id="gift-2"))
    community.saw(took("sale-1", LI, gift_1_1=2, gift_2_1=1), took("sale-2", WANG, gift_1_1=3))
    assert lots(community) == [(10, 5, 5, 0, 2)]
    assert lots(community, "gift-2") == [(10, 9, 1, 0, 1)]


def test_a_household_that_comes_twice_is_one_household(community: Living) -> None:
    community.saw(donated(RICE, 10), took("sale-1", LI, gift_1_1=2))
    community.saw(took("sale-2", LI, gift_1_1=1))
    assert lots(community) == [(10, 7, 3, 0, 1)]


def test_who_brought_everything_back_was_not_helped(community: Living) -> None:
    community.saw(
        donated(RICE, 10), took("sale-1", LI, gift_1_1=2), took("sale-2", WANG, gift_1_1=1)
    )
    community.saw(brought("sale-1", LI, 1))
    assert lots(community) == [(10, 8, 2, 0, 2)]
    community.saw(brought("sale-1", LI, 1))
    assert lots(community) == [(10, 9, 1, 0, 1)]
    community.saw(took("sale-3", LI, gift_1_1=4))
    assert lots(community) == [(10, 5, 5, 0, 2)]


def test_what_a_count_missed_is_neither_on_the_shelf_nor_redeemed(community: Living) -> None:
    missing = CountedLine(RICE, 10, 7, (LotChange(RICE, "gift-1-1", -3, JUNE),))
    community.saw(donated(RICE, 10, JUNE), donated(RICE, 10, donation_id="gift-2"))
    community.saw(counted(missing))
    assert lots(community) == [(10, 7, 0, 3, 0)]
    assert lots(community, "gift-2") == [(10, 10, 0, 0, 0)]


def test_goods_that_a_count_found_are_of_no_donation(community: Living) -> None:
    found = CountedLine(RICE, 10, 12, (LotChange(RICE, "count-1-1", 2),))
    community.saw(donated(RICE, 10), counted(found), took("sale-1", LI, count_1_1=2, gift_1_1=1))
    assert lots(community) == [(10, 9, 1, 0, 1)]
    assert community.ask(trail, "count-1") == []


def test_a_gift_that_comes_and_goes_at_once_is_followed(community: Living) -> None:
    community.write(donated(RICE, 10), took("sale-1", LI, gift_1_1=2), brought("sale-1", LI, 1))
    community.saw(counted(CountedLine(RICE, 9, 8, (LotChange(RICE, "gift-1-1", -1),))))
    assert lots(community) == [(10, 8, 1, 1, 1)]


def test_received_is_on_the_shelf_or_redeemed_or_counted_off(community: Living) -> None:
    community.saw(donated(RICE, 10), took("sale-1", LI, gift_1_1=4), brought("sale-1", LI, 1))
    community.saw(counted(CountedLine(RICE, 7, 5, (LotChange(RICE, "gift-1-1", -2),))))
    (lot,) = community.ask(trail, "gift-1")
    assert lot.received == lot.on_shelf + lot.redeemed + lot.counted_off
    assert lot.on_shelf == 5
