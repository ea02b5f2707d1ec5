"""A disputed sale is settled once, by somebody who neither made it nor got the goods."""

from dataclasses import replace

from msgspec.structs import replace as copy_of

from domain.ledger.journal import Posting
from domain.shop.dispute import (
    DisputeSettled,
    OfflineSaleSettled,
    OwnDispute,
    SettleOfflineSale,
    UnknownDispute,
)
from domain.shop.offline_sale import OfflineSaleDisputed
from domain.shop.redemption import InsufficientPoints
from domain.shop.sale import SaleLine, SelfServed
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
from tests.domain.shop.test_offline_sale import LI_LEFT, PAST, sale
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
