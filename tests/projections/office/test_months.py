"""What was served, earned and redeemed in each month, by programme and by item."""

from datetime import date

import pytest
from msgspec.structs import replace as copy_of

from domain.ledger.fact import Fact
from domain.rules.accounts import POINTS
from domain.service.counting.refill import Refill
from domain.shop.goods_return import GoodsReturned
from domain.shop.items import LotChange
from domain.shop.sale import SaleLine
from projections.office.community import community_figures
from projections.office.months import (
    MonthTotals,
    ProgrammeMonth,
    RedeemedItem,
    months,
    programmes,
    redeemed_items,
)
from projections.people.balances import held_by_members
from tests.controls import (
    CARE,
    GREEN,
    LI,
    OIL,
    RICE,
    WANG,
    confirmed,
    moment,
    refilled,
    released,
    revoked,
    served,
    sold,
)
from tests.domain.words import helped_late
from tests.projections.living import Living
from tests.projections.shop.test_offline_disputes import SETTLED
from tests.projections.shop.test_shifts import DISPUTED

JANUARY, MARCH, APRIL, MAY = (date(2026, month, 1) for month in (1, 3, 4, 5))


def brought(redemption_id: str, month: str, pieces: int = 1) -> GoodsReturned:
    """Somebody brought rice back that they had taken in a month."""
    return GoodsReturned(
        redemption_id=redemption_id,
        member_id=LI,
        month=month,
        lines=(SaleLine(RICE, pieces, 30 * pieces, (LotChange(RICE, "gift-1-1", pieces),)),),
        points=30 * pieces,
        balance_after=130,
    )


def test_a_service_counts_in_the_month_of_its_day(community: Living) -> None:
    community.saw(
        served(LI, moment(3, 31, 9), moment(3, 31, 11), "paper-1"),
        served(WANG, moment(3, 5, 9), moment(3, 5, 10), "paper-2"),
        served(LI, moment(4, 1, 9), moment(4, 1, 12), "paper-3"),
    )
    assert community.ask(months, JANUARY, MAY) == [
        MonthTotals(MARCH, 2, 180, 30, 0, 0),
        MonthTotals(APRIL, 1, 180, 30, 0, 0),
    ]
    assert community.ask(months, APRIL, MAY) == [MonthTotals(APRIL, 1, 180, 30, 0, 0)]


def test_programmes_are_told_apart_most_minutes_first(community: Living) -> None:
    community.saw(
        confirmed("attended-1", "attested", credited_minutes=120),
        served(LI, moment(3, 6, 9), moment(3, 6, 12), "paper-1"),
        served(LI, moment(4, 6, 9), moment(4, 6, 10), "paper-2"),
    )
    assert community.ask(programmes, MARCH, APRIL) == [
        ProgrammeMonth(GREEN, 1, 180, 30),
        ProgrammeMonth(CARE, 1, 120, 20),
    ]
    assert community.ask(programmes, MARCH, MAY)[0] == ProgrammeMonth(GREEN, 2, 240, 40)


@pytest.mark.parametrize("release", [released(), helped_late()], ids=["audit", "word"])
def test_points_that_were_released_are_issued_in_the_month_of_the_service(
    community: Living, release: Fact
) -> None:
    community.saw(served(WANG, moment(4, 6, 9), moment(4, 6, 10)))
    community.saw(confirmed("afterwards-1", "backfilled"), release)
    assert community.ask(months, JANUARY, APRIL) == [MonthTotals(MARCH, 1, 120, 20, 0, 0)]


def test_what_was_taken_back_is_taken_off_the_month_of_the_service(community: Living) -> None:
    by_mistake = revoked("afterwards-1", points_released=20)
    community.saw(served(WANG, moment(3, 6, 9), moment(3, 6, 10)))
    community.saw(confirmed("afterwards-1", "backfilled"), released(), by_mistake)
    assert community.ask(months, JANUARY, APRIL) == [MonthTotals(MARCH, 1, 60, 10, 0, 0)]
    assert community.ask(programmes, MARCH, APRIL) == [ProgrammeMonth(GREEN, 1, 60, 10)]
    community.saw(
        confirmed("attended-1", "attested", credited_minutes=120),
        confirmed("attended-2", "attested", credited_minutes=120),
        revoked(),
    )
    assert ProgrammeMonth(CARE, 1, 120, 20) in community.ask(programmes, MARCH, APRIL)


def test_what_other_services_earn_by_it_counts_in_the_month_of_the_day(community: Living) -> None:
    community.saw(confirmed("attended-1", "attested", credited_minutes=120))
    community.saw(revoked(refills=(Refill("paper-1", 60, 60, 10),)))
    community.saw(refilled(Refill("paper-2", 30, 30, 5)))
    assert community.ask(months, JANUARY, APRIL) == [MonthTotals(MARCH, 0, 0, 15, 0, 0)]


def test_redemptions_are_counted_by_month_and_item(community: Living) -> None:
    community.saw(
        sold("sale-1"),
        sold("sale-2", member_id=WANG, lots=(LotChange(RICE, "gift-1-1", -1),)),
        sold("sale-3", month="2026-04"),
    )
    assert community.ask(months, JANUARY, MAY) == [
        MonthTotals(MARCH, 0, 0, 0, 2, 90),
        MonthTotals(APRIL, 0, 0, 0, 1, 60),
    ]
    assert community.ask(redeemed_items, MARCH, APRIL) == [RedeemedItem(RICE, 3, 90)]
    assert community.ask(redeemed_items, MARCH, MAY) == [RedeemedItem(RICE, 5, 150)]


def test_what_comes_back_is_taken_off_the_month_in_which_it_left(community: Living) -> None:
    community.saw(sold("sale-1"), sold("sale-2", month="2026-04"))
    community.saw(brought("sale-1", "2026-03"))
    assert community.ask(redeemed_items, MARCH, APRIL) == [RedeemedItem(RICE, 1, 30)]
    assert community.ask(redeemed_items, APRIL, MAY) == [RedeemedItem(RICE, 2, 60)]
    (march, _) = community.ask(months, JANUARY, MAY)
    assert (march.redemptions, march.points_redeemed) == (1, 30)


def test_goods_that_all_came_back_are_not_listed(community: Living) -> None:
    community.saw(sold("sale-1"), brought("sale-1", "2026-03", 2))
    assert community.ask(redeemed_items, MARCH, APRIL) == []
    assert OIL not in {it.item_id for it in community.ask(redeemed_items, JANUARY, MAY)}


def test_a_sale_in_dispute_counts_in_its_month_once_it_is_settled(community: Living) -> None:
    lost = copy_of(DISPUTED, redemption_id="sale-10")
    community.saw(DISPUTED, lost)
    assert community.ask(months, JANUARY, MAY) == []
    community.saw(copy_of(SETTLED, redemption_id="sale-10", outcome="did_not_happen"))
    assert community.ask(months, JANUARY, MAY) == []
    community.saw(SETTLED)
    assert community.ask(months, JANUARY, MAY) == [MonthTotals(MARCH, 0, 0, 0, 1, 150)]
    assert community.ask(redeemed_items, JANUARY, MAY) == [RedeemedItem(OIL, 3, 150)]


def test_months_community_and_the_members_agree_when_disputed_goods_came_back(
    living: Living,
) -> None:
    earned = served(WANG, moment(3, 5, 8), moment(3, 5, 16))
    lines = (SaleLine(OIL, 1, 50, (LotChange(OIL, "gift-1-1", -1),)),)
    disputed = copy_of(DISPUTED, lines=lines, points=50)
    paid = copy_of(SETTLED, outcome="charged", points=50, balance_after=30)

    def agree(redeemed: int) -> None:
        told = sum(it.points_redeemed for it in living.ask(months, JANUARY, MAY))
        figures = living.ask(community_figures)
        held = living.ask(held_by_members, POINTS)
        assert told == figures["points_redeemed"] == redeemed
        assert held == figures["points_issued"] - redeemed

    living.saw(earned, disputed)
    agree(0)
    living.saw(paid)
    agree(50)
    back = copy_of(
        brought("sale-9", "2026-03"),
        member_id=WANG,
        lines=(SaleLine(OIL, 1, 50, (LotChange(OIL, "gift-1-1", 1),)),),
        points=50,
        balance_after=80,
    )
    living.saw(back)
    agree(0)
