"""Points leave with goods, all lines or none, within the rules and limits."""

from dataclasses import replace
from datetime import date

import pytest

from domain.ledger.journal import Posting
from domain.people.membership import UnknownMember
from domain.rules.rules import NoRulesInForce
from domain.shop.items import LotChange, QuantityInvalid, UnknownItem
from domain.shop.redemption import (
    InsufficientPoints,
    NotYetEligible,
    OutOfStock,
    OverLimit,
    PointsMismatch,
    PointsRedeemed,
    RedeemPoints,
)
from domain.shop.sale import Pieces, SaleLine, SelfServed, ServedByKin
from domain.ties.kin import KinEnded
from tests.controls import (
    AUNT,
    AUNT_JOINED,
    COMMUNITY,
    LI,
    OIL,
    OIL_LISTED,
    RICE,
    RICE_LISTED,
    RULES,
    STRANGER,
    SUN,
    WANG,
    adopted,
    donated,
    listed,
    moment,
    served,
    sold,
)
from tests.relatives import tied
from tests.scenario import NEW, Scenario, given

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
TODAY = date(2026, 3, 20)
LI_SERVED = tuple(served(LI, moment(2, day, 8), moment(2, day, 16), f"li-{day}") for day in (1, 2))
WANG_SERVED = tuple(
    served(WANG, moment(2, day, 8), moment(2, day, 16), f"wang-{day}") for day in (1, 2, 3)
)
SHELF = (
    RICE_LISTED,
    OIL_LISTED,
    donated(RICE, 3, JUNE, "gift-1"),
    donated(RICE, 1, MAY, "gift-2"),
    donated(OIL, 2, None, "gift-3"),
)
SHOP = (*COMMUNITY, *LI_SERVED, *WANG_SERVED, *SHELF)
"""Li holds 960 minutes and 160 points, Wang more; there are four bags of rice, two of oil."""


def redeem(*lines: tuple[str, int], stated_points: int | None = None) -> RedeemPoints:
    return RedeemPoints(
        member_id=LI,
        lines=tuple(Pieces(*line) for line in lines),
        served_by=SUN,
        stated_points=stated_points,
    )


BASKET = redeem((RICE, 2), (OIL, 1))
SALE = PointsRedeemed(
    redemption_id=NEW,
    member_id=LI,
    month="2026-03",
    lines=(
        SaleLine(
            RICE,
            2,
            60,
            (LotChange(RICE, "gift-2-1", -1, MAY), LotChange(RICE, "gift-1-1", -1, JUNE)),
        ),
        SaleLine(OIL, 1, 50, (LotChange(OIL, "gift-3-1", -1),)),
    ),
    points=110,
    balance_after=50,
    rule_version="2026-01",
)


def test_a_cashier_gives_goods_for_points_first_expiry_first() -> None:
    given(*SHOP).when(BASKET, actor=SUN).then(SALE)


def test_points_go_to_the_shop_and_pieces_to_the_household() -> None:
    assert SALE.postings() == (
        Posting(f"member/{LI}", "points", -110),
        Posting("shop/main", "points", 110),
        Posting("stock/main/rice", "goods:rice", -2),
        Posting("community/distributed", "goods:rice", 2),
        Posting("stock/main/oil", "goods:oil", -1),
        Posting("community/distributed", "goods:oil", 1),
    )


def test_lines_of_the_same_goods_are_one() -> None:
    given(*SHOP).when(redeem((RICE, 1), (OIL, 1), (RICE, 1))).then(SALE)


def test_what_the_office_wrote_is_price_times_quantity() -> None:
    given(*SHOP).when(redeem((RICE, 2), (OIL, 1), stated_points=110)).then(SALE)


def test_a_redemption_is_of_the_month_in_which_it_happened() -> None:
    fact = given(*SHOP).when(BASKET, happened_at=moment(2, 28, 9)).fact
    assert fact.month == "2026-02"


def test_a_stranger_redeems_nothing() -> None:
    given(*SHOP).when(replace(BASKET, member_id=STRANGER)).refused(UnknownMember)


def test_nobody_redeems_what_the_catalogue_lacks() -> None:
    given(*SHOP).when(redeem((RICE, 1), ("salt", 1))).refused(UnknownItem)


@pytest.mark.parametrize("quantity", [0, -1])
def test_pieces_are_counted_from_one(quantity: int) -> None:
    given(*SHOP).when(redeem((RICE, 1), (OIL, quantity))).refused(QuantityInvalid)


def test_stated_points_that_are_wrong_are_refused() -> None:
    given(*SHOP).when(redeem((RICE, 2), stated_points=61)).refused(PointsMismatch, points=60)


def test_nobody_serves_themselves_at_the_till() -> None:
    given(*SHOP).when(replace(BASKET, served_by=LI), actor=LI).refused(SelfServed)


def test_nobody_serves_their_family_at_the_till_and_paper_says_what_was() -> None:
    family = given(*SHOP, tied(SUN, LI, evidence="told"))
    family.when(BASKET, actor=SUN).refused(ServedByKin)
    assert family.when(replace(BASKET, served_by=WANG), actor=WANG).fact
    assert family.when(BASKET).fact
    over = KinEnded(member_id=LI, relative_id=SUN, kin_ids=("kin-1",))
    assert given(*SHOP, tied(SUN, LI), over).when(BASKET, actor=SUN).fact


def test_nobody_redeems_on_a_day_without_rules() -> None:
    given(*SHOP[1:]).when(BASKET).refused(NoRulesInForce, day=TODAY)


def test_redeeming_needs_minutes_of_service_first() -> None:
    short = served(LI, moment(2, 1, 8), moment(2, 1, 12, 59))
    enough = served(LI, moment(2, 1, 8), moment(2, 1, 13))
    basket = redeem((RICE, 1))
    given(*COMMUNITY, *WANG_SERVED, *SHELF, short).when(basket).refused(
        NotYetEligible, needed=300, served=299
    )
    assert given(*COMMUNITY, *WANG_SERVED, *SHELF, enough).when(basket).fact


def test_hours_of_honour_count_towards_redeeming() -> None:
    generous = adopted(service_minutes_before_redeeming=960)
    assert given(generous, *SHOP[1:]).when(redeem((RICE, 1))).fact


def test_an_item_has_a_limit_for_a_member_and_a_month() -> None:
    given(*SHOP).when(redeem((RICE, 3))).refused(OverLimit, limit=2, left=2, name=RICE_LISTED.name)
    one = sold(lots=(LotChange(RICE, "gift-1-1", -1, JUNE),))
    given(*SHOP, one).when(redeem((RICE, 2))).refused(OverLimit, left=1)
    assert given(*SHOP, one).when(redeem((RICE, 1))).fact
    given(*SHOP, sold()).when(redeem((RICE, 1))).refused(OverLimit, left=0)


def test_lines_of_the_same_goods_share_a_limit() -> None:
    given(*SHOP).when(redeem((RICE, 2), (RICE, 1))).refused(OverLimit)


def test_another_months_and_another_persons_pieces_do_not_count() -> None:
    past = (sold(month="2026-02"), sold("sale-2", member_id=WANG))
    shelf = donated(RICE, 9, JUNE, "gift-9")
    assert given(*SHOP, shelf, *past).when(redeem((RICE, 2))).fact


def test_goods_without_a_limit_have_none() -> None:
    plenty = donated(OIL, 9, None, "gift-9")
    assert given(*SHOP, plenty).when(redeem((OIL, 3))).fact


def test_nobody_spends_points_that_they_do_not_hold() -> None:
    given(*SHOP).when(redeem((RICE, 2), (OIL, 3))).refused(InsufficientPoints, needed=210, held=160)


def test_points_can_be_spent_to_the_last() -> None:
    def shop(price: int) -> Scenario:
        return given(*COMMUNITY, *LI_SERVED, listed(OIL, price), donated(OIL, 2))

    assert shop(80).when(redeem((OIL, 2))).fact.balance_after == 0
    shop(81).when(redeem((OIL, 2))).refused(InsufficientPoints, needed=162, held=160)


def test_points_that_were_spent_are_gone() -> None:
    given(*SHOP, sold()).when(redeem((OIL, 2), (OIL, 1))).refused(
        InsufficientPoints, needed=150, held=100
    )


def test_what_is_not_on_the_shelf_cannot_be_redeemed() -> None:
    given(*SHOP, served(LI, moment(2, 3, 8), moment(2, 3, 16), "li-3")).when(
        redeem((RICE, 1), (OIL, 3))
    ).refused(OutOfStock, name=OIL_LISTED.name, held=2)


@pytest.mark.parametrize(("day", "held"), [(date(2026, 4, 30), 4), (MAY, 3), (JUNE, 0)])
def test_goods_are_not_given_out_once_they_expire(day: date, held: int) -> None:
    cheap = given(*COMMUNITY, *LI_SERVED, listed(RICE, 1), *SHELF[2:])
    then = moment(day.month, day.day, 9)
    cheap.when(redeem((RICE, held + 1)), happened_at=then).refused(OutOfStock, held=held)
    if held:
        fact = cheap.when(redeem((RICE, held)), happened_at=then).fact
        assert sum(change.pieces for change in fact.lot_changes()) == -held


def test_a_redemptions_faults_are_told_in_the_offices_order() -> None:
    worst = RedeemPoints(
        member_id=AUNT,
        lines=(Pieces(RICE, 5), Pieces("salt", 1)),
        served_by=AUNT,
        stated_points=1,
    )
    given(RICE_LISTED).when(worst).refused(UnknownMember)
    no_rules = (AUNT_JOINED, RICE_LISTED)
    given(*no_rules).when(worst).refused(UnknownItem)
    nothing = replace(worst, lines=(Pieces(RICE, 0),))
    given(*no_rules).when(nothing).refused(QuantityInvalid)
    known = replace(worst, lines=(Pieces(RICE, 5),))
    given(*no_rules).when(known).refused(PointsMismatch)
    agreed = replace(known, stated_points=None)
    given(*no_rules).when(agreed).refused(SelfServed)
    served_by_sun = replace(agreed, served_by=SUN)
    given(*no_rules).when(served_by_sun).refused(NoRulesInForce)
    given(RULES, *no_rules).when(served_by_sun).refused(NotYetEligible)
    at_once = adopted(service_minutes_before_redeeming=0)
    given(at_once, *no_rules).when(served_by_sun).refused(OverLimit)
    within = replace(served_by_sun, lines=(Pieces(RICE, 2),))
    given(at_once, *no_rules).when(within).refused(InsufficientPoints)
    free = given(at_once, AUNT_JOINED, listed(RICE, 0))
    free.when(within).refused(OutOfStock)


def test_the_same_redemption_again_takes_nothing_more(database: str) -> None:
    given(*SHOP).when(BASKET, actor=SUN).repeated(database)
