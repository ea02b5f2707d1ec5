"""Where a donation went: its lots, what is left of them, and how many households were helped."""

from datetime import date, timedelta
from typing import Any

from domain.shop.donation import DonatedGoods, DonationReceived
from domain.shop.donation_correction import DonationCorrected
from domain.shop.giving.lots import CorrectedLot
from domain.shop.goods_return import GoodsReturned
from domain.shop.items import LotChange
from domain.shop.redemption import PointsRedeemed
from domain.shop.sale import SaleLine
from domain.shop.stock_count import CountedLine, StockCounted
from projections.people.statements import LAST
from projections.shop.donation_trail import (
    Donation,
    GivenMonth,
    LotTrail,
    ReachedItem,
    donated_items,
    donation,
    donation_by_receipt,
    donation_months,
    donation_of_lot,
    donations,
    donations_between,
    households_reached,
    receipts_of_lots,
    trail,
    trails,
)
from tests.controls import LI, NOW, OIL, RICE, WANG, ZONE, donated, moment, sold
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
    return [it[3:8] for it in community.ask(trail, donation_id)]


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
    given = Donation("gift-1", first, "R1", NOW, f"member:{WANG}", 12_345, "助老", "fact-1")
    other = Donation("gift-2", second, "receipt-of-gift-2", NOW, None, 0, "general", "fact-2")
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


def money(donation_id: str, fen: int) -> DonationReceived:
    return DonationReceived(donation_id=donation_id, receipt_number=donation_id, money_fen=fen)


def test_gifts_are_added_up_by_the_month_of_the_communitys_clock(community: Living) -> None:
    two_lots = (DonatedGoods(RICE, 2), DonatedGoods(OIL, 3))
    both = DonationReceived(donation_id="c", receipt_number="c", goods=two_lots, money_fen=7)
    community.saw(money("a", 100), happened_at=moment(2, 28, 23, 59))
    community.saw(money("b", 50), both, happened_at=moment(3, 1, 0, 1))
    february, march, april = date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)
    given = [GivenMonth(february, 1, 100, 0), GivenMonth(march, 2, 57, 5)]
    assert community.ask(donation_months, ZONE, february, april) == given
    assert community.ask(donation_months, ZONE, february, march) == given[:1]
    assert community.ask(donation_months, ZONE, march, april) == given[1:]


def test_the_gifts_of_a_time_are_those_that_happened_in_it(community: Living) -> None:
    later = NOW + timedelta(hours=1)
    community.saw(money("later", 1), happened_at=later, recorded_at=NOW)
    community.saw(money("first", 1), money("second", 1))
    end = later + timedelta(hours=1)
    found = community.ask(donations_between, NOW, end)
    assert [it.donation_id for it in found] == ["first", "second", "later"]
    found = community.ask(donations_between, NOW, later)
    assert [it.donation_id for it in found] == ["first", "second"]
    assert [it.donation_id for it in community.ask(donations_between, later, end)] == ["later"]


def test_the_lots_of_several_gifts_are_kept_apart(community: Living) -> None:
    community.saw(donated(RICE, 1), donated(RICE, 2, donation_id="gift-2"))
    community.saw(donated(OIL, 3, donation_id="gift-3"))
    found = community.ask(trails, ["gift-2", "gift-1", "none"])
    assert {it: [lot.received for lot in lots] for it, lots in found.items()} == {
        "gift-2": [2],
        "gift-1": [1],
        "none": [],
    }


def test_households_are_counted_once_over_all_gifts_and_found_goods_are_no_gift(
    community: Living,
) -> None:
    assert community.ask(households_reached) == 0
    found = CountedLine(RICE, 0, 9, (LotChange(RICE, "count-1-1", 9),))
    community.saw(donated(RICE, 9), donated(RICE, 9, donation_id="gift-2"), counted(found))
    community.saw(took("sale-1", LI, gift_1_1=1, gift_2_1=2), took("sale-2", WANG, count_1_1=1))
    assert community.ask(households_reached) == 1
    assert community.ask(donated_items, JUNE) == [ReachedItem(RICE, 18, 15, 3, 0, 1)]
    community.saw(took("sale-3", WANG, gift_1_1=1))
    assert community.ask(households_reached) == 2
    community.saw(brought("sale-3", WANG, 1))
    assert community.ask(households_reached) == 1


def test_what_was_given_out_most_comes_first(community: Living) -> None:
    community.saw(donated(OIL, 5, donation_id="oil"), donated(RICE, 5), took("s", LI, gift_1_1=2))
    assert community.ask(donated_items, JUNE) == [
        ReachedItem(RICE, 5, 3, 2, 0, 1),
        ReachedItem(OIL, 5, 5, 0, 0, 0),
    ]


def test_goods_that_expired_left_the_shelf_and_what_ran_out_stands_last(community: Living) -> None:
    community.saw(donated(OIL, 5, None, "oil"), donated(RICE, 5, JUNE), took("s", LI, gift_1_1=2))
    (lot,) = community.ask(trail, "gift-1")
    eve = JUNE - timedelta(days=1)
    assert [it.item_id for it in community.ask(donated_items, eve)] == [RICE, OIL]
    assert community.ask(donated_items, JUNE) == [
        ReachedItem(OIL, 5, 5, 0, 0, 0),
        ReachedItem(RICE, 5, 0, 2, 0, 1, 3),
    ]
    assert [lot.expired(it) for it in (eve, JUNE)] == [0, 3]


def test_a_lot_leads_to_its_gift_and_a_receipt_too(community: Living) -> None:
    community.saw(donated(RICE, 1), donated(RICE, 2, donation_id="gift-2"))
    first = community.ask(donation, "gift-1")
    assert community.ask(donation_of_lot, "gift-1-1") == first
    assert community.ask(donation_of_lot, "count-1-1") is None
    assert community.ask(donation_by_receipt, "receipt-of-gift-1") == first
    assert community.ask(donation_by_receipt, "none") is None
    receipts = community.ask(receipts_of_lots, ["gift-2-1", "count-1-1"])
    assert receipts == {"gift-2-1": ("gift-2", "receipt-of-gift-2")}


def correction(before: int, received: int, more: int, **said: Any) -> DonationCorrected:
    lot = CorrectedLot(
        lot=LotChange(RICE, "gift-1-1", more, JUNE), before=before, received=received, **said
    )
    return DonationCorrected(
        donation_id="gift-1",
        said_id="fact-1",
        receipt_number="R1",
        reason_text="reason-1",
        pieces_before=before,
        pieces=received,
        lots=(lot,),
    )


def test_a_correction_changes_what_came_and_names_what_left_beyond_it(community: Living) -> None:
    community.saw(donated(RICE, 100, JUNE), donated(RICE, 5, donation_id="gift-2"))
    community.saw(took("sale-1", LI, gift_1_1=30), correction(100, 20, -70))
    (lot,) = community.ask(trail, "gift-1")
    assert lot == LotTrail("gift-1-1", RICE, JUNE, 20, 0, 30, 0, 1, 10)
    assert lot.received + lot.difference == lot.on_shelf + lot.redeemed + lot.counted_off
    (reached,) = community.ask(donated_items, NOW.date())
    assert (reached.received, reached.on_shelf, reached.redeemed) == (25, 5, 30)
    community.saw(correction(20, 100, 70))
    assert community.ask(trail, "gift-1") == [LotTrail("gift-1-1", RICE, JUNE, 100, 70, 30, 0, 1)]


def test_corrections_of_money_follow_one_another(community: Living) -> None:
    money = DonationReceived(donation_id="gift-1", receipt_number="R1", money_fen=100_000)
    other = DonationReceived(donation_id="gift-2", receipt_number="R2", money_fen=7)
    first = DonationCorrected(
        donation_id="gift-1",
        said_id="fact-1",
        receipt_number="R1",
        reason_text="reason-1",
        money_fen_before=100_000,
        money_fen=1_000,
        purpose="助学",
    )
    second = DonationCorrected(
        donation_id="gift-1",
        said_id="fact-2",
        receipt_number="R1",
        reason_text="reason-1",
        money_fen_before=1_000,
        purpose_before="助学",
        purpose="助老",
    )
    community.saw(money, other, first, second)
    gift = community.ask(donation, "gift-1")
    assert gift and (gift.money_fen, gift.purpose) == (0, "助老")
    (month,) = community.ask(donation_months, ZONE, date(2026, 3, 1), date(2026, 4, 1))
    assert (month.donations, month.money_fen) == (1, 7)
