"""Only what was redeemed comes back, once, to the lots from which it had left."""

from datetime import date

import pytest
from msgspec.structs import replace as copy_of

from domain.ledger.journal import Posting
from domain.people.membership import MemberLeft, UnknownMember
from domain.shop.goods_return import GoodsReturned, MoreThanRedeemed, ReturnGoods, UnknownRedemption
from domain.shop.items import LotChange, QuantityInvalid
from domain.shop.redemption import PointsRedeemed
from domain.shop.sale import Pieces, SaleLine, SelfServed, ServedByKin
from tests.controls import (
    COMMUNITY,
    ELEVEN,
    LI,
    NINE,
    OIL,
    OIL_LISTED,
    RICE,
    RICE_LISTED,
    SUN,
    WANG,
    donated,
    listed,
    moment,
    revoked,
    served,
    sold,
)
from tests.relatives import tied
from tests.scenario import given

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
SALE = PointsRedeemed(
    redemption_id="sale-1",
    member_id=LI,
    month="2026-03",
    lines=(
        SaleLine(
            RICE,
            5,
            150,
            (LotChange(RICE, "gift-1-1", -3, MAY), LotChange(RICE, "gift-2-1", -2, JUNE)),
        ),
        SaleLine(OIL, 1, 50, (LotChange(OIL, "gift-3-1", -1),)),
    ),
    points=200,
    balance_after=100,
    rule_version="2026-01",
)
SHOP = (
    *COMMUNITY,
    RICE_LISTED,
    OIL_LISTED,
    donated(RICE, 9, MAY, "gift-1"),
    donated(RICE, 2, JUNE, "gift-2"),
    donated(OIL, 9, None, "gift-3"),
    served(LI, NINE, ELEVEN, credited_minutes=1800),
    SALE,
    sold("sale-2", member_id=WANG),
)


def bring_back(*lines: tuple[str, int], redemption_id: str = "sale-1") -> ReturnGoods:
    return ReturnGoods(
        redemption_id=redemption_id,
        lines=tuple(Pieces(*line) for line in lines),
        reason_text="reason-1",
    )


def came_back(*lines: SaleLine, balance_after: int) -> GoodsReturned:
    return GoodsReturned(
        redemption_id="sale-1",
        member_id=LI,
        month="2026-03",
        lines=lines,
        points=sum(line.points for line in lines),
        balance_after=balance_after,
        reason_text="reason-1",
    )


FOUR_BACK = came_back(
    SaleLine(
        RICE,
        4,
        120,
        (LotChange(RICE, "gift-2-1", 2, JUNE), LotChange(RICE, "gift-1-1", 2, MAY)),
    ),
    balance_after=220,
)


def test_goods_come_back_to_the_lots_that_gave_last_first() -> None:
    given(*SHOP).when(bring_back((RICE, 4)), actor=SUN).then(FOUR_BACK)


def test_points_come_back_as_they_were_spent() -> None:
    dearer = listed(RICE, 99)
    given(*SHOP, dearer).when(bring_back((RICE, 1), (OIL, 1)), actor=SUN).then(
        came_back(
            SaleLine(RICE, 1, 30, (LotChange(RICE, "gift-2-1", 1, JUNE),)),
            SaleLine(OIL, 1, 50, (LotChange(OIL, "gift-3-1", 1),)),
            balance_after=180,
        )
    )


def test_a_return_mends_its_redemption() -> None:
    assert FOUR_BACK.mends() == "sale-1"


def test_lines_of_the_same_goods_are_one() -> None:
    given(*SHOP).when(bring_back((RICE, 1), (RICE, 3)), actor=SUN).then(FOUR_BACK)


def test_goods_of_an_earlier_month_come_back_to_that_month() -> None:
    fact = given(*SHOP).when(bring_back((OIL, 1)), at=moment(4, 2, 9)).fact
    assert fact.month == "2026-03"


def test_what_is_left_of_a_redemption_can_come_back_later() -> None:
    given(*SHOP, FOUR_BACK).when(bring_back((RICE, 1)), actor=SUN).then(
        came_back(SaleLine(RICE, 1, 30, (LotChange(RICE, "gift-1-1", 1, MAY),)), balance_after=250)
    )


def test_nothing_comes_back_of_a_redemption_that_never_was() -> None:
    given(*SHOP).when(bring_back((RICE, 1), redemption_id="no-such")).refused(UnknownRedemption)


def test_nobody_takes_their_own_goods_back_at_the_till() -> None:
    given(*SHOP).when(bring_back((RICE, 1)), actor=LI).refused(SelfServed)
    assert given(*SHOP).when(bring_back((RICE, 1)), actor=WANG).fact


def test_nobody_takes_their_familys_goods_back_at_the_till() -> None:
    family = given(*SHOP, tied(LI, WANG))
    family.when(bring_back((RICE, 1)), actor=WANG).refused(ServedByKin)
    assert family.when(bring_back((RICE, 1)), actor=SUN).fact


@pytest.mark.parametrize("lines", [((RICE, 6),), ((RICE, 5), (RICE, 1)), ((OIL, 2),), (("x", 1),)])
def test_nobody_brings_back_more_than_they_took(lines: tuple[tuple[str, int], ...]) -> None:
    given(*SHOP).when(bring_back(*lines)).refused(MoreThanRedeemed)


@pytest.mark.parametrize("quantity", [0, -1])
def test_pieces_are_counted_from_one(quantity: int) -> None:
    given(*SHOP).when(bring_back((RICE, 1), (OIL, quantity))).refused(QuantityInvalid)


def test_the_same_goods_do_not_come_back_twice() -> None:
    given(*SHOP, FOUR_BACK).when(bring_back((RICE, 2))).refused(MoreThanRedeemed)
    oil = came_back(SaleLine(OIL, 1, 50, (LotChange(OIL, "gift-3-1", 1),)), balance_after=150)
    given(*SHOP, oil).when(bring_back((OIL, 1))).refused(MoreThanRedeemed)


def test_what_came_back_of_another_redemption_does_not_count() -> None:
    twin = copy_of(SALE, redemption_id="sale-3")
    assert given(*SHOP, twin, FOUR_BACK).when(bring_back((RICE, 5), redemption_id="sale-3")).fact


def test_a_returns_faults_are_told_in_order() -> None:
    given(*SHOP).when(bring_back((RICE, 6), redemption_id="no-such"), actor=LI).refused(
        UnknownRedemption
    )
    given(*SHOP).when(bring_back((RICE, 0)), actor=LI).refused(SelfServed)
    given(*SHOP).when(bring_back((RICE, 6), (OIL, 0)), actor=SUN).refused(QuantityInvalid)
    given(*SHOP).when(bring_back((RICE, 6)), actor=SUN).refused(MoreThanRedeemed)


def test_a_refund_first_repays_what_the_community_bore() -> None:
    """Earned 80, spent 50, the service was revoked: 50 are borne, and nobody is given them."""
    earned = served(LI, NINE, ELEVEN, "attended-1", credited_minutes=480)
    oil = copy_of(SALE, lines=(SaleLine(OIL, 1, 50, (LotChange(OIL, "gift-3-1", -1),)),), points=50)
    taken = revoked(credited_minutes=480, credit_borne=0, points_borne=50)
    past = (*SHOP[:-3], earned, oil, taken)
    fact = given(*past).when(bring_back((OIL, 1)), actor=SUN).fact
    assert isinstance(fact, GoodsReturned)
    assert (fact.points, fact.points_repaid, fact.balance_after) == (50, 50, 0)
    assert fact.postings()[:2] == (
        Posting("shop/main", "points", -50),
        Posting("community/borne", "points", 50),
    )
    assert "归还社区" in fact.why(LI, {}).zh


def test_what_is_repaid_is_not_repaid_again_and_the_rest_is_the_members() -> None:
    taken = revoked(credited_minutes=120, points_borne=20)
    past = (*SHOP, served(LI, NINE, ELEVEN, "attended-1"), taken)
    first = given(*past).when(bring_back((RICE, 1)), actor=SUN).fact
    assert (first.points, first.points_repaid) == (30, 20)
    second = given(*past, first).when(bring_back((RICE, 1)), actor=SUN).fact
    assert (second.points, second.points_repaid) == (30, 0)
    assert second.balance_after == first.balance_after + 30
    others = copy_of(taken, member_id=WANG)
    fact = given(*SHOP, others).when(bring_back((RICE, 1)), actor=SUN).fact
    assert fact.points_repaid == 0


def test_the_same_return_again_gives_no_points_twice(database: str) -> None:
    given(*SHOP).when(bring_back((RICE, 4)), actor=SUN).repeated(database)


def test_nothing_comes_back_from_who_has_left() -> None:
    left = MemberLeft(member_id=LI, kind="volunteer", credit=0, points=100)
    given(*SHOP, left).when(bring_back((RICE, 1)), actor=SUN).refused(UnknownMember)
