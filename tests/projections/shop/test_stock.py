"""The shelf: what there is, at which price, and what of it may still be given out."""

from datetime import date

from msgspec import structs

from domain.shop.barcode import own_code
from domain.shop.item_terms import ItemChanged
from domain.shop.items import ItemListed, LotChange
from domain.shop.stock_count import CountedLine, StockCounted
from projections.shop.stock import (
    Expired,
    ShelfItem,
    changes_of,
    expired,
    item_names,
    offered,
    shelf,
    with_code,
)
from tests.controls import NOW, OIL, OIL_LISTED, RICE, RICE_LISTED, donated, listed, sold
from tests.projections.living import Living

JUNE_1, JULY_1 = date(2026, 6, 1), date(2026, 7, 1)
SPRING_DAY = date(2026, 3, 20)


def on_shelf(community: Living, today: date = SPRING_DAY) -> dict[str, ShelfItem]:
    return {it.item_id: it for it in community.ask(shelf, today)}


def counts(community: Living, item_id: str, today: date = SPRING_DAY) -> tuple[int, int]:
    it = on_shelf(community, today)[item_id]
    return it.in_stock, it.redeemable


def lots_of(community: Living, item_id: str) -> list[tuple[object, ...]]:
    """The lots of an item that hold something."""
    rows = community.query("SELECT item_id, lot_id, expires_on, pieces FROM {}", "stock_lots")
    return sorted((row[1:] for row in rows if row[0] == item_id and row[3]), reverse=True)


def counted(item_id: str, booked: int, *lots: LotChange, count_id: str = "count-1") -> StockCounted:
    seen = booked + sum(lot.pieces for lot in lots)
    return StockCounted(count_id=count_id, lines=(CountedLine(item_id, booked, seen, lots),))


def test_an_item_is_on_the_shelf_as_it_was_listed(community: Living) -> None:
    soap = ItemListed(item_id="soap", name="肥皂", unit="块", points=10, cash_price_fen=150)
    first, second = community.saw(RICE_LISTED, soap)
    found = community.ask(shelf, SPRING_DAY)
    assert all(it.listed_at == NOW for it in found)
    assert [it.terms_id for it in found] == ["fact-1", "fact-2"]
    assert [it._replace(listed_at=None, terms_id="") for it in found] == [
        ShelfItem(
            RICE, first, f"name-of-{RICE}", "袋", 30, (f"barcode-of-{RICE}",), None, 2, 0, 0, None
        ),
        ShelfItem("soap", second, "肥皂", "块", 10, (), 150, None, 0, 0, None),
    ]
    assert community.ask(item_names) == {RICE: f"name-of-{RICE}", "soap": "肥皂"}


def test_each_item_has_its_own_pieces(community: Living) -> None:
    community.saw(RICE_LISTED, OIL_LISTED, donated(RICE, 10))
    community.saw(donated(OIL, 4, donation_id="gift-2"), donated(RICE, 5, donation_id="gift-3"))
    assert (counts(community, RICE), counts(community, OIL)) == ((15, 15), (4, 4))


def test_goods_may_not_be_given_out_from_their_expiry_on(community: Living) -> None:
    community.saw(RICE_LISTED, donated(RICE, 10, JUNE_1), donated(RICE, 4, None, "gift-2"))
    community.saw(donated(RICE, 3, JULY_1, "gift-3"))
    assert counts(community, RICE, date(2026, 5, 31)) == (17, 17)
    assert counts(community, RICE, JUNE_1) == (7, 7)
    assert counts(community, RICE, JULY_1) == (4, 4)
    assert on_shelf(community)[RICE].first_expiry == JUNE_1


def test_what_expired_by_a_day_is_told_apart_until_it_is_taken_off(community: Living) -> None:
    community.saw(RICE_LISTED, donated(RICE, 10, JUNE_1), donated(RICE, 4, None, "gift-2"))
    community.saw(OIL_LISTED, donated(OIL, 3, JULY_1, "gift-3"))
    assert community.ask(expired, date(2026, 5, 31)) == Expired(0, 0)
    assert [on_shelf(community, it)[RICE].expired for it in (SPRING_DAY, JUNE_1)] == [0, 10]
    assert community.ask(expired, JUNE_1) == Expired(1, 10)
    assert community.ask(expired, JULY_1) == Expired(2, 13)
    community.saw(counted(RICE, 14, LotChange(RICE, "gift-1-1", -10, JUNE_1)))
    assert (counts(community, RICE, JUNE_1), on_shelf(community, JUNE_1)[RICE].expired) == (
        (4, 4),
        0,
    )
    assert community.ask(expired, JULY_1) == Expired(1, 3)
    assert community.differences() == {}


def test_what_ran_out_expired_or_was_withdrawn_is_offered_last(community: Living) -> None:
    community.saw(*(listed(it, 10) for it in ("none", "bad", "gone", "many", "few")))
    community.saw(donated("bad", 3, JUNE_1), donated("gone", 3, None, "gift-2"))
    community.saw(donated("many", 9, None, "gift-3"), donated("few", 1, None, "gift-4"))
    community.saw(changed(JUNE_1, "gone", withdrawn=True))
    all_of_it = community.ask(offered, JUNE_1, limit=9)
    assert [it.item_id for it in all_of_it] == ["many", "few", "none", "bad", "gone"]
    assert [it.item_id for it in community.ask(offered, SPRING_DAY, limit=9)] == [
        *("bad", "gone", "many", "few"),
        "none",
    ]
    for size in (1, 2, 3):
        paged: list[ShelfItem] = []
        while found := community.ask(
            offered,
            JUNE_1,
            ran_out=bool(paged) and paged[-1].ran_out,
            after=paged[-1].position if paged else 0,
            limit=size,
        ):
            paged += found
        assert paged == all_of_it


def test_what_was_sold_counted_off_or_found_is_off_or_on_the_shelf(community: Living) -> None:
    community.saw(RICE_LISTED, donated(RICE, 10, JUNE_1), donated(OIL, 1, donation_id="gift-2"))
    community.saw(sold(), counted(RICE, 8, LotChange(RICE, "gift-1-1", -3, JUNE_1)))
    assert counts(community, RICE) == (5, 5)
    community.saw(counted(RICE, 5, LotChange(RICE, "count-2-1", 2), count_id="count-2"))
    assert counts(community, RICE) == (7, 7)
    assert lots_of(community, RICE) == [("gift-1-1", JUNE_1, 5), ("count-2-1", None, 2)]


def test_an_empty_lot_is_not_on_the_shelf_and_has_no_expiry(community: Living) -> None:
    community.saw(RICE_LISTED, donated(RICE, 2, JUNE_1), donated(RICE, 1, JULY_1, "gift-2"), sold())
    assert lots_of(community, RICE) == [("gift-2-1", JULY_1, 1)]
    assert on_shelf(community)[RICE].first_expiry == JULY_1
    assert lots_of(community, OIL) == []


def test_goods_that_came_and_went_at_once_left_what_is_left(community: Living) -> None:
    community.write(RICE_LISTED, donated(RICE, 2, JUNE_1), sold(), donated(RICE, 3, None, "gift-2"))
    community.saw()
    assert counts(community, RICE) == (3, 3)


def test_a_lot_keeps_the_expiry_that_it_came_with(community: Living) -> None:
    unsaid = sold(lots=(LotChange(RICE, "gift-1-1", -1), LotChange(RICE, "gift-1-1", -1, JULY_1)))
    community.saw(RICE_LISTED, donated(RICE, 5, JUNE_1), unsaid)
    assert lots_of(community, RICE) == [("gift-1-1", JUNE_1, 3)]


def test_an_item_is_found_by_its_barcode(community: Living) -> None:
    community.saw(RICE_LISTED, OIL_LISTED)
    found = community.ask(shelf, SPRING_DAY, barcode=f"barcode-of-{OIL}")
    assert [it.item_id for it in found] == [OIL]
    assert community.ask(shelf, SPRING_DAY, barcode="none") == []


def test_items_stand_in_the_order_of_their_listing_a_page_at_a_time(community: Living) -> None:
    positions = community.saw(*(listed(f"item-{n}", 10) for n in range(5)))
    community.saw(donated("item-1", 1), donated("item-1", 1, donation_id="gift-2"))
    first = community.ask(shelf, SPRING_DAY, limit=2)
    second = community.ask(shelf, SPRING_DAY, limit=2, after=first[-1].position)
    third = community.ask(shelf, SPRING_DAY, limit=2, after=second[-1].position)
    assert [it.position for it in [*first, *second, *third]] == positions


def changed(day: date, item_id: str = RICE, **terms: object) -> ItemChanged:
    return ItemChanged(item_id=item_id, terms_id="fact-1", from_day=day, **terms)


def test_an_item_is_on_the_shelf_as_it_is_on_that_day(community: Living) -> None:
    community.saw(RICE_LISTED, OIL_LISTED, donated(RICE, 5))
    community.saw(changed(JUNE_1, points=40, barcodes=("6901234567892", "1 2"), cash_price_fen=99))
    community.saw(changed(JULY_1, name="新米", limit_per_member_month=0, withdrawn=True))
    spring, june = on_shelf(community)[RICE], on_shelf(community, JUNE_1)[RICE]
    july = on_shelf(community, JULY_1)[RICE]
    assert (spring.points, spring.barcodes) == (30, (f"barcode-of-{RICE}",))
    assert (june.points, june.barcodes, june.cash_price_fen) == (40, ("6901234567892", "1 2"), 99)
    assert (june.name, june.limit_per_member_month) == (f"name-of-{RICE}", 2)
    assert (july.name, july.points, july.limit_per_member_month) == ("新米", 40, None)
    assert (july.withdrawn, july.in_stock, july.redeemable) == (True, 5, 0)
    assert (june.withdrawn, june.redeemable) == (False, 5)
    assert on_shelf(community, JULY_1)[OIL].points == OIL_LISTED.points
    assert [it.from_day for it in community.ask(changes_of, RICE)] == [JULY_1, JUNE_1]
    assert community.ask(changes_of, OIL) == []
    assert community.ask(item_names)[RICE] == "新米"


def test_each_of_several_barcodes_finds_the_item_from_its_day_on(community: Living) -> None:
    community.saw(RICE_LISTED, OIL_LISTED, changed(JUNE_1, barcodes=("6901234567892", "k 7")))
    for code in ("6901234567892", "06901234567892", "K7"):
        (found,) = community.ask(shelf, JUNE_1, barcode=code)
        assert found.item_id == RICE
        assert community.ask(shelf, SPRING_DAY, barcode=code) == []
    assert community.ask(shelf, JUNE_1, barcode=f"barcode-of-{RICE}") == []


def test_a_listing_and_its_changes_seen_at_once_are_as_those_seen_one_by_one(
    community: Living,
) -> None:
    community.write(RICE_LISTED, changed(JULY_1, points=50), changed(JUNE_1, points=40))
    community.saw()
    assert [on_shelf(community, it)[RICE].points for it in (SPRING_DAY, JUNE_1, JULY_1)] == [
        30,
        40,
        40,
    ]
    assert community.differences() == {}


def test_goods_that_have_had_the_number_of_anothers_label_are_found_beside_it(
    community: Living,
) -> None:
    (first,) = community.saw(RICE_LISTED)
    community.saw(structs.replace(OIL_LISTED, barcode=own_code(first)))
    found = community.ask(with_code, SPRING_DAY, own_code(first), limit=5)
    assert [it.item_id for it in found] == [RICE, OIL]
