"""An item is called, costs and is limited otherwise from a day on; what was sold stays sold."""

from dataclasses import replace
from datetime import date

import pytest

from domain.ledger.journal import AMOUNT_MAX
from domain.rules.changes import ChangedMeanwhile, NothingChanged
from domain.shop.item_change import ChangeAsListed, ChangeItem
from domain.shop.item_terms import ItemChanged, ItemTerms
from domain.shop.items import (
    Item,
    ItemExists,
    ItemWithdrawn,
    ListItem,
    PriceInvalid,
    UnknownItem,
)
from domain.shop.offline_sale import AcceptOfflineSale, OfflineSaleDisputed
from domain.shop.redemption import OverLimit, PointsMismatch, PointsRedeemed, RedeemPoints
from domain.shop.sale import Pieces
from domain.shop.tags import item_tag
from tests.controls import (
    COMMUNITY,
    LI,
    OIL,
    OIL_LISTED,
    RICE,
    RICE_LISTED,
    SUN,
    donated,
    moment,
    served,
)
from tests.scenario import given

DAY = date(2026, 3, 20)
EVE, LATER = date(2026, 3, 19), date(2026, 3, 25)
SHELF = (RICE_LISTED, OIL_LISTED, donated(RICE, 9), donated(OIL, 9, donation_id="gift-2"))
HOURS = tuple(served(LI, moment(2, day, 8), moment(2, day, 16), f"li-{day}") for day in (1, 2))
SHOP = (*COMMUNITY, *HOURS, *SHELF)
DEARER = ChangeItem(item_id=RICE, from_day=DAY, points=40)
ONE_BAG = RedeemPoints(member_id=LI, lines=(Pieces(RICE, 1),), served_by=SUN)


def changed(day: date = DAY, terms_id: str = "fact-1", **terms: object) -> ItemChanged:
    return ItemChanged(item_id=RICE, terms_id=terms_id, from_day=day, **terms)


def rice_on(day: date, *past: object) -> ItemTerms:
    return given(*past).view(DEARER)(Item, item_tag(RICE)).on(day)


def test_a_price_changes_from_a_day_on_by_a_fact_that_mends_the_listing() -> None:
    made = given(*SHELF).when(DEARER).then(changed(points=40))
    assert made.fact.mends() == "fact-1"
    again = ChangeItem(item_id=RICE, from_day=LATER, points=50)
    given(*SHELF, changed(points=40)).when(again).then(changed(LATER, "fact-5", points=50))


def test_each_day_has_its_own_price_and_keeps_what_was_not_changed() -> None:
    past = (*SHELF, changed(points=40), changed(LATER, name="新米", cash_price_fen=5))
    assert [rice_on(day, *past).points for day in (EVE, DAY, LATER)] == [30, 40, 40]
    assert [rice_on(day, *past).name for day in (DAY, LATER)] == [RICE_LISTED.name, "新米"]
    assert (rice_on(LATER, *past).cash_price_fen, rice_on(DAY, *past).cash_price_fen) == (5, None)


def test_what_is_said_last_holds_from_its_day_on_whatever_was_to_come() -> None:
    past = (*SHELF, changed(LATER, points=50), changed(points=40))
    assert [rice_on(day, *past).points for day in (EVE, DAY, LATER)] == [30, 40, 40]


def test_a_limit_and_a_price_in_fen_of_nought_are_none() -> None:
    past = (*SHELF, changed(cash_price_fen=7), changed(cash_price_fen=0, limit_per_member_month=0))
    terms = rice_on(DAY, *past)
    assert (terms.cash_price_fen, terms.limit_per_member_month) == (None, None)
    assert rice_on(EVE, *past).limit_per_member_month == 2


def test_a_sale_is_at_the_price_of_its_day() -> None:
    past = (*SHOP, changed(points=40))
    for day, points in ((19, 30), (20, 40)):
        sale = given(*past).when(ONE_BAG, at=moment(3, 28, 9), happened_at=moment(3, day, 10)).fact
        assert isinstance(sale, PointsRedeemed)
        assert (sale.points, sale.lines[0].points) == (points, points)
    stated = replace(ONE_BAG, stated_points=30)
    at = moment(3, 28, 9)
    assert given(*past).when(stated, at=at, happened_at=moment(3, 19, 10)).fact
    given(*past).when(stated, at=at).refused(PointsMismatch, points=40)


def test_a_limit_is_that_of_the_day() -> None:
    three = replace(ONE_BAG, lines=(Pieces(RICE, 3),))
    given(*SHOP).when(three).refused(OverLimit, limit=2)
    assert given(*SHOP, changed(limit_per_member_month=3)).when(three).fact


def test_what_was_withdrawn_is_not_sold_from_that_day_on() -> None:
    past = (*SHOP, changed(withdrawn=True))
    given(*past).when(ONE_BAG).refused(ItemWithdrawn, name=RICE_LISTED.name)
    assert given(*past).when(ONE_BAG, happened_at=moment(3, 19, 10)).fact
    assert given(*past, changed(withdrawn=False)).when(ONE_BAG).fact
    oil = replace(ONE_BAG, lines=(Pieces(OIL, 1),))
    assert given(*past).when(oil).fact


def test_what_was_withdrawn_and_sold_without_the_network_is_a_dispute() -> None:
    sale = AcceptOfflineSale(sale=ONE_BAG, allowance=None)
    disputed = given(*SHOP, changed(withdrawn=True, points=40)).when(sale).fact
    assert isinstance(disputed, OfflineSaleDisputed) and disputed.points == 40


def test_a_name_and_barcodes_stand_for_one_item_and_are_free_when_given_up() -> None:
    taken = ("690 12345", str(OIL_LISTED.barcode))
    for terms in ({"name": OIL_LISTED.name}, {"barcodes": taken}):
        given(*SHELF).when(replace(DEARER, **terms)).refused(ItemExists)
    own = replace(DEARER, name=RICE_LISTED.name, barcodes=(str(RICE_LISTED.barcode), "another"))
    assert given(*SHELF).when(own).fact
    given_up = changed(name="新米", barcodes=("6901234567892",))
    rice = ListItem(name=RICE_LISTED.name, unit="袋", points=1, barcode=RICE_LISTED.barcode)
    given(*SHELF).when(rice).refused(ItemExists)
    assert given(*SHELF, given_up).when(rice).fact
    for other in (replace(rice, name="新米"), replace(rice, barcode="06901234567892")):
        given(*SHELF, given_up).when(other).refused(ItemExists)


def test_a_change_names_an_item_an_amount_and_something_new() -> None:
    given(*SHELF).when(replace(DEARER, item_id="salt")).refused(UnknownItem)
    for points in (0, -1, AMOUNT_MAX + 1):
        given(*SHELF).when(replace(DEARER, points=points)).refused(PriceInvalid)
    for name in ("cash_price_fen", "limit_per_member_month"):
        for amount in (-1, AMOUNT_MAX + 1):
            given(*SHELF).when(replace(DEARER, **{name: amount})).refused(PriceInvalid)
    given(*SHELF).when(replace(DEARER, points=30, withdrawn=False)).refused(NothingChanged)
    given(*SHELF, changed(points=40)).when(DEARER).refused(NothingChanged)
    assert given(*SHELF, changed(LATER, points=50)).when(replace(DEARER, points=30)).fact


def test_asking_again_changes_nothing_more(database: str) -> None:
    given(*SHELF).when(DEARER).repeated(database)


@pytest.mark.parametrize("day", [EVE, DAY])
def test_what_was_never_listed_has_no_price(day: date) -> None:
    with pytest.raises(UnknownItem):
        rice_on(day, OIL_LISTED)


def test_an_item_is_changed_to_what_a_list_says_of_it(database: str) -> None:
    said = ListItem(name=RICE_LISTED.name, unit=RICE_LISTED.unit, points=RICE_LISTED.points + 5)
    outcome = given(*SHELF).when(ChangeAsListed(item_id=RICE, said=said))
    assert outcome.fact.points == RICE_LISTED.points + 5
    outcome.repeated(database)


def test_who_has_not_seen_the_last_change_is_told_to_look() -> None:
    stale = replace(DEARER, terms_id="fact-1")
    assert given(*SHELF).when(stale).fact
    given(*SHELF, changed(limit_per_member_month=5)).when(stale).refused(ChangedMeanwhile)
    seen = replace(stale, terms_id=f"fact-{len(SHELF) + 1}")
    assert given(*SHELF, changed(limit_per_member_month=5)).when(seen).fact
