"""Items are listed once, and lots leave the shelf in the order in which they expire."""

from dataclasses import replace
from datetime import date

import pytest
from msgspec import structs

from domain.ledger.journal import AMOUNT_MAX
from domain.shop.barcode import own_code
from domain.shop.donation import DonatedGoods, DonationReceived
from domain.shop.item_change import ChangeItem
from domain.shop.items import (
    BarcodeOfLabel,
    Item,
    ItemExists,
    ItemListed,
    ListItem,
    PriceInvalid,
    UnknownItem,
)
from domain.shop.stock_count import Count, CountStock
from domain.shop.tags import item_tag
from tests.controls import OIL, OIL_LISTED, RICE, RICE_LISTED, donated, sold
from tests.examples import EXAMPLES
from tests.scenario import NEW, given

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
SALT = ListItem(
    name="食盐",
    unit="袋",
    points=8,
    barcode="6900001",
    cash_price_fen=250,
    limit_per_member_month=3,
)


def item(*past: object, item_id: str = RICE) -> Item:
    counting = CountStock(lines=(Count(item_id, 0),))
    return given(*past).view(counting)(Item, item_tag(item_id))


def test_an_item_is_added_to_the_catalogue() -> None:
    given(RICE_LISTED).when(SALT).then(
        ItemListed(
            item_id=NEW,
            name="食盐",
            unit="袋",
            points=8,
            barcode="6900001",
            cash_price_fen=250,
            limit_per_member_month=3,
        )
    )


def test_an_item_without_a_barcode_is_added() -> None:
    given(RICE_LISTED).when(ListItem(name="食盐", unit="袋", points=8)).then(
        ItemListed(item_id=NEW, name="食盐", unit="袋", points=8)
    )


def test_two_items_never_have_the_same_name() -> None:
    given(RICE_LISTED, OIL_LISTED).when(
        ListItem(name=RICE_LISTED.name, unit="箱", points=1, barcode="another")
    ).refused(ItemExists)


@pytest.mark.parametrize("number", [0, 7, 9_999_999_999])
def test_the_number_of_a_label_is_no_barcode_though_it_is_of_goods_to_come(number: int) -> None:
    """Which good it will be of nobody knows; what had it before there were labels keeps it."""
    code = own_code(number)
    given(RICE_LISTED).when(replace(SALT, barcode=code)).refused(BarcodeOfLabel)
    change = ChangeItem(item_id=RICE, from_day=MAY, barcodes=("690", f"0{code}"))
    given(RICE_LISTED).when(change).refused(BarcodeOfLabel)
    older = structs.replace(RICE_LISTED, barcode=code)
    assert given(older).when(change).fact
    given(older).when(replace(SALT, barcode=code)).refused(ItemExists)


@pytest.mark.parametrize("field", ["points", "cash_price_fen", "limit_per_member_month"])
def test_prices_and_limits_are_amounts_that_somebody_may_pay(field: str) -> None:
    for absurd in (-1, 0, AMOUNT_MAX + 1, 2**63):
        given(RICE_LISTED).when(replace(SALT, **{field: absurd})).refused(PriceInvalid)
    dear = given(RICE_LISTED).when(replace(SALT, **{field: AMOUNT_MAX})).fact
    assert getattr(dear, field) == AMOUNT_MAX


def test_two_items_never_have_the_same_barcode() -> None:
    given(RICE_LISTED, OIL_LISTED).when(
        ListItem(name="another", unit="箱", points=1, barcode=RICE_LISTED.barcode)
    ).refused(ItemExists)


def test_two_items_without_a_barcode_are_two_items() -> None:
    nameless = ItemListed(item_id="soap", name="肥皂", unit="块", points=2)
    assert given(nameless).when(ListItem(name="食盐", unit="袋", points=8)).fact


def test_what_was_never_listed_is_unknown() -> None:
    assert item(RICE_LISTED).required() == RICE_LISTED
    with pytest.raises(UnknownItem):
        item(OIL_LISTED).required()


def test_the_first_to_expire_stands_in_front_and_what_never_does_at_the_back() -> None:
    shelf = item(
        RICE_LISTED,
        donated(RICE, 1, None, "gift-1"),
        donated(RICE, 2, JUNE, "gift-2"),
        donated(RICE, 3, MAY, "gift-3"),
        donated(OIL, 9, MAY, "gift-4"),
    )
    assert [lot.pieces for lot in shelf.lots()] == [3, 2, 1]
    assert shelf.in_stock == 6


def test_lots_of_the_same_day_leave_in_the_order_in_which_they_came() -> None:
    shelf = item(donated(RICE, 1, MAY, "gift-1"), donated(RICE, 2, MAY, "gift-2"))
    assert [lot.lot_id for lot in shelf.lots()] == ["gift-1-1", "gift-2-1"]


def test_what_expires_today_may_not_leave_today() -> None:
    shelf = item(donated(RICE, 1, MAY, "gift-1"), donated(RICE, 2, JUNE, "gift-2"))
    assert [lot.pieces for lot in shelf.lots(usable_on=date(2026, 4, 30))] == [1, 2]
    assert [lot.pieces for lot in shelf.lots(usable_on=MAY)] == [2]
    assert shelf.in_stock == 3


def test_pieces_are_taken_lot_by_lot() -> None:
    shelf = item(donated(RICE, 2, JUNE, "gift-1"), donated(RICE, 3, MAY, "gift-2"))
    changes = shelf.take(4, shelf.lots())
    assert [(it.item_id, it.lot_id, it.pieces) for it in changes] == [
        (RICE, "gift-2-1", -3),
        (RICE, "gift-1-1", -1),
    ]


def test_an_emptied_lot_stands_on_no_shelf_but_goods_may_come_back_to_it() -> None:
    gone, left = donated(RICE, 2, JUNE, "gift-1"), donated(RICE, 3, MAY, "gift-2")
    assert [lot.lot_id for lot in item(gone, left, sold()).lots()] == ["gift-2-1"]
    back = EXAMPLES["goods.returned"]
    assert [lot.pieces for lot in item(gone, left, sold(), back).lots()] == [3, 1]


def test_two_lines_of_one_donation_are_two_lots() -> None:
    shelf = item(
        DonationReceived(
            donation_id="gift-1",
            receipt_number="receipt-1",
            goods=(
                DonatedGoods(RICE, 1, JUNE),
                DonatedGoods(OIL, 5, MAY),
                DonatedGoods(RICE, 2, MAY),
            ),
        )
    )
    assert [(lot.lot_id, lot.pieces) for lot in shelf.lots()] == [("gift-1-3", 2), ("gift-1-1", 1)]


def test_asking_again_lists_nothing_more(database: str) -> None:
    given(RICE_LISTED).when(SALT).repeated(database)
