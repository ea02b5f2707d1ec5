"""A disputed sale is settled once, by somebody who neither made it nor got the goods."""

from dataclasses import replace

from msgspec.structs import replace as copy_of

from domain.ledger.journal import Posting
from domain.people.membership import Holdings
from domain.people.tags import member_tag
from domain.shop.dispute import (
    DisputeSettled,
    OfflineSaleSettled,
    OwnDispute,
    SettleOfflineSale,
    UnknownDispute,
)
from domain.shop.goods_return import GoodsReturned, MoreThanRedeemed, ReturnGoods, UnknownRedemption
from domain.shop.items import LotChange
from domain.shop.offline_sale import OfflineSaleDisputed
from domain.shop.redemption import InsufficientPoints
from domain.shop.sale import Pieces, SaleLine, SelfServed
from tests.controls import (
    CHEN,
    HE,
    LI,
    OIL,
    RICE,
    SUN,
    moment,
    served,
    sold,
)
from tests.domain.shop.test_offline_sale import JUNE, LI_LEFT, PAST, sale
from tests.scenario import NEW, by, given

TWO_RICE = OfflineSaleDisputed(
    redemption_id="sale-7",
    member_id=LI,
    month="2026-03",
    lines=(SaleLine(RICE, 2, 60, ()),),
    points=60,
    balance_after=160,
    allowance_id="window-1",
    reason="out_of_stock",
    allowed_points=100,
)
CHARGE = SettleOfflineSale(redemption_id="sale-7", outcome="charged", reason_text="reason-1")
SETTLED = OfflineSaleSettled(
    redemption_id="sale-7",
    member_id=LI,
    outcome="charged",
    points=60,
    balance_after=100,
    reason_text="reason-1",
)


def test_a_supervisor_has_the_member_pay_after_all() -> None:
    fact = given(*PAST, by(SUN, TWO_RICE)).when(CHARGE, actor=CHEN).then(SETTLED).fact
    assert fact.postings() == (
        Posting("member/li-guizhen", "points", -60),
        Posting("community/unsettled", "points", 60),
    )
    assert fact.mends() == "sale-7"


def test_a_supervisor_has_the_community_bear_it() -> None:
    bear = replace(CHARGE, outcome="borne")
    fact = given(*PAST, by(SUN, TWO_RICE)).when(bear, actor=CHEN).fact
    assert fact == copy_of(SETTLED, outcome="borne", balance_after=160)
    assert fact.postings() == (
        Posting("community/borne", "points", -60),
        Posting("community/unsettled", "points", 60),
    )


def test_what_did_not_happen_gives_goods_and_points_back() -> None:
    took = copy_of(
        TWO_RICE, lines=(SaleLine(RICE, 2, 60, (LotChange(RICE, "gift-2-1", -1, JUNE),)),)
    )
    undo = replace(CHARGE, outcome="did_not_happen")
    fact = given(*PAST, by(SUN, took)).when(undo, actor=CHEN).fact
    back = (SaleLine(RICE, 2, 60, (LotChange(RICE, "gift-2-1", 1, JUNE),)),)
    assert fact == copy_of(SETTLED, outcome="did_not_happen", balance_after=160, lines=back)
    assert fact.postings() == (
        Posting("shop/main", "points", -60),
        Posting("community/unsettled", "points", 60),
        Posting("community/distributed", "goods:rice", -1),
        Posting("stock/main/rice", "goods:rice", 1),
    )
    given(*PAST, by(SUN, took), fact).when(CHARGE, actor=CHEN).refused(DisputeSettled)
    given(*PAST, by(SUN, took)).when(undo, actor=SUN).refused(OwnDispute)
    given(*PAST, by(SUN, took)).when(undo, actor=LI).refused(SelfServed)


ALLEGED = by(
    SUN,
    copy_of(
        TWO_RICE,
        lines=(SaleLine(RICE, 2, 60, ()), SaleLine(OIL, 1, 50, ())),
        points=110,
        alleged=True,
    ),
)


def test_what_was_only_alleged_leaves_the_shelf_when_it_is_settled_as_far_as_that_has_it() -> None:
    fact = given(*PAST, ALLEGED).when(CHARGE, actor=CHEN).fact
    assert fact == copy_of(
        SETTLED,
        points=80,
        balance_after=80,
        lines=(
            SaleLine(RICE, 1, 30, (LotChange(RICE, "gift-2-1", -1, JUNE),)),
            SaleLine(OIL, 1, 50, (LotChange(OIL, "gift-1-1", -1),)),
        ),
    )
    assert fact.postings() == (
        Posting("member/li-guizhen", "points", -80),
        Posting("shop/main", "points", 80),
        Posting("stock/main/rice", "goods:rice", -1),
        Posting("community/distributed", "goods:rice", 1),
        Posting("stock/main/oil", "goods:oil", -1),
        Posting("community/distributed", "goods:oil", 1),
    )
    borne = given(*PAST, ALLEGED).when(replace(CHARGE, outcome="borne"), actor=CHEN).fact
    assert borne.postings()[:2] == (
        Posting("community/borne", "points", -80),
        Posting("shop/main", "points", 80),
    )


def test_what_was_only_alleged_and_did_not_happen_moves_nothing_ever() -> None:
    undo = replace(CHARGE, outcome="did_not_happen")
    fact = given(*PAST, ALLEGED).when(undo, actor=CHEN).fact
    assert fact == copy_of(SETTLED, outcome="did_not_happen", points=0, balance_after=160)
    assert fact.postings() == ()


def back(*lines: tuple[str, int]) -> ReturnGoods:
    return ReturnGoods(redemption_id="sale-7", lines=tuple(Pieces(*it) for it in lines))


def test_goods_of_a_dispute_that_was_charged_come_back_like_any_other() -> None:
    took = by(
        SUN,
        copy_of(TWO_RICE, lines=(SaleLine(RICE, 2, 60, (LotChange(RICE, "gift-2-1", -2, JUNE),)),)),
    )
    fact = given(*PAST, took, SETTLED).when(back((RICE, 2)), actor=SUN).fact
    assert isinstance(fact, GoodsReturned)
    assert (fact.points, fact.points_repaid, fact.balance_after) == (60, 0, 160)
    assert fact.lot_changes() == (LotChange(RICE, "gift-2-1", 2, JUNE),)
    given(*PAST, took, SETTLED, fact).when(back((RICE, 1))).refused(MoreThanRedeemed)


def test_pieces_that_the_books_had_never_seen_leave_come_back_as_found_ones() -> None:
    took = by(
        SUN,
        copy_of(TWO_RICE, lines=(SaleLine(RICE, 2, 60, (LotChange(RICE, "gift-2-1", -1, JUNE),)),)),
    )
    fact = given(*PAST, took, SETTLED).when(back((RICE, 2)), actor=SUN).fact
    assert fact.lot_changes() == (
        LotChange(RICE, "gift-2-1", 1, JUNE),
        LotChange(RICE, f"{NEW}-1", 1, JUNE),
    )
    assert Posting("community/count-differences", "goods:rice", -1) in fact.postings()
    one = given(*PAST, took, SETTLED).when(back((RICE, 1)), actor=SUN).fact
    other = given(*PAST, took, SETTLED, one).when(back((RICE, 1)), actor=SUN).fact
    assert [len(it.lot_changes()) for it in (one, other)] == [1, 1]
    given(*PAST, took, SETTLED, one, other).when(back((RICE, 1))).refused(MoreThanRedeemed)


def test_goods_that_were_only_alleged_and_then_charged_come_back_too() -> None:
    charged = given(*PAST, ALLEGED).when(CHARGE, actor=CHEN).fact
    settled = copy_of(charged, redemption_id="sale-7")
    fact = given(*PAST, ALLEGED, settled).when(back((RICE, 1), (OIL, 1)), actor=SUN).fact
    assert (fact.points, fact.balance_after) == (80, 160)
    given(*PAST, ALLEGED, settled).when(back((RICE, 2))).refused(MoreThanRedeemed)


def test_goods_that_the_community_paid_for_come_back_to_the_community() -> None:
    borne = copy_of(SETTLED, outcome="borne", balance_after=160)
    past = (*PAST, by(SUN, TWO_RICE), borne)
    fact = given(*past).when(back((RICE, 1)), actor=SUN).fact
    assert (fact.points, fact.points_repaid, fact.balance_after) == (30, 30, 160)
    assert Posting("community/borne", "points", 30) in fact.postings()
    holdings = given(*past).view(CHARGE)(Holdings, member_tag(LI))
    assert holdings.borne["points"] == 0
    holdings = given(*past, fact).view(CHARGE)(Holdings, member_tag(LI))
    assert holdings.borne["points"] == 0


def test_what_waits_or_never_happened_does_not_come_back() -> None:
    never = copy_of(SETTLED, outcome="did_not_happen", lines=())
    for past in ((by(SUN, TWO_RICE),), (by(SUN, TWO_RICE), never)):
        given(*PAST, *past).when(back((RICE, 1)), actor=SUN).refused(UnknownRedemption)


def test_only_what_is_in_dispute_is_settled_and_only_once() -> None:
    given(*PAST, sold()).when(replace(CHARGE, redemption_id="sale-1")).refused(UnknownDispute)
    given(*PAST).when(CHARGE).refused(UnknownDispute)
    given(*PAST, by(SUN, TWO_RICE), SETTLED).when(CHARGE).refused(DisputeSettled)


def test_nobody_settles_their_own_sale_or_purchase() -> None:
    given(*PAST, by(SUN, TWO_RICE)).when(CHARGE, actor=SUN).refused(OwnDispute)
    given(*PAST, by(SUN, TWO_RICE)).when(CHARGE, actor=LI).refused(SelfServed)
    assert given(*PAST, by(SUN, TWO_RICE)).when(CHARGE, actor=HE).fact


def test_a_member_pays_only_what_they_hold() -> None:
    dear = by(SUN, copy_of(TWO_RICE, points=161))
    given(*PAST, dear).when(CHARGE).refused(InsufficientPoints, needed=161, held=160)
    more = served(LI, moment(2, 7, 8), moment(2, 7, 16), "li-7")
    assert given(*PAST, dear, more).when(CHARGE).fact
    assert given(*PAST, dear).when(replace(CHARGE, outcome="borne")).fact


def test_the_same_settlement_again_takes_nothing_more(database: str) -> None:
    given(*PAST, by(SUN, TWO_RICE)).when(CHARGE, actor=CHEN).repeated(database)


def test_what_was_sold_to_somebody_who_left_meanwhile_is_borne_by_the_community() -> None:
    past = (*PAST, LI_LEFT)
    disputed = given(*past).when(sale((OIL, 1)), actor=SUN).fact
    assert isinstance(disputed, OfflineSaleDisputed)
    assert (disputed.reason, disputed.balance_after) == ("unknown_member", 0)
    charge = SettleOfflineSale(redemption_id=NEW, outcome="charged")
    given(*past, by(SUN, disputed)).when(charge, actor=HE).refused(InsufficientPoints)
    borne = SettleOfflineSale(redemption_id=NEW, outcome="borne")
    assert given(*past, by(SUN, disputed)).when(borne, actor=HE).fact
