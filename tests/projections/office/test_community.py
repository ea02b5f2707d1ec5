"""The community's figures are what happened, and nobody is counted twice."""

import pytest

from domain.ledger.fact import Fact
from domain.people.membership import MemberLeft
from domain.service.counting.refill import Refill
from domain.shop.goods_return import GoodsReturned
from domain.shop.items import LotChange
from domain.shop.sale import SaleLine
from projections.office.community import FIGURES, community_figures
from tests.controls import (
    AUNT,
    CHEN,
    ELEVEN,
    LI,
    NINE,
    RICE,
    UNCLE,
    WANG,
    backfilled,
    confirmed,
    donated,
    enrolled,
    moment,
    paired,
    parted,
    refilled,
    released,
    revoked,
    served,
    signed_out,
    sold,
)
from tests.domain.words import helped_late
from tests.examples import EXAMPLES
from tests.projections.living import Living


def figures(community: Living, *names: str) -> tuple[int, ...]:
    found = community.ask(community_figures)
    return tuple(found[name] for name in names)


def test_a_community_in_which_nothing_happened_has_all_figures_at_zero(community: Living) -> None:
    community.saw()
    assert community.ask(community_figures) == dict.fromkeys(FIGURES, 0)


def test_staff_at_the_desk_are_no_members(community: Living) -> None:
    community.saw(enrolled(LI), enrolled(WANG), enrolled(AUNT, "assisted"), enrolled(CHEN, "staff"))
    assert figures(community, "members", "volunteers") == (3, 2)


def test_who_left_is_counted_no_more_but_what_they_gave_is(community: Living) -> None:
    community.saw(enrolled(LI), enrolled(WANG), enrolled(AUNT, "assisted"), enrolled(CHEN, "staff"))
    community.saw(served(LI, NINE, ELEVEN))
    for who, kind in ((LI, "volunteer"), (AUNT, "assisted"), (CHEN, "staff")):
        community.saw(MemberLeft(member_id=who, kind=kind, credit=0, points=0))
    assert figures(community, "members", "volunteers", "service_minutes") == (1, 1, 120)


def test_hours_count_when_they_are_recognised(community: Living) -> None:
    wanted = ("services", "service_minutes", "time_credit_minutes", "points_issued")
    community.saw(backfilled())
    assert figures(community, *wanted) == (0, 0, 0, 0)
    community.saw(confirmed("afterwards-1", "backfilled"))
    assert figures(community, *wanted) == (1, 120, 0, 0)
    community.saw(served(WANG, moment(2, 1, 8), moment(2, 1, 9), credited_minutes=30))
    assert figures(community, *wanted) == (2, 180, 30, 5)


@pytest.mark.parametrize("release", [released(), helped_late()], ids=["audit", "word"])
def test_a_release_adds_credit_and_no_hours(community: Living, release: Fact) -> None:
    community.saw(backfilled(), confirmed("afterwards-1", "backfilled"), release)
    wanted = ("services", "service_minutes", "time_credit_minutes", "points_issued")
    assert figures(community, *wanted) == (1, 120, 120, 20)


def test_hours_that_were_taken_back_do_not_count(community: Living) -> None:
    community.saw(served(WANG, NINE, ELEVEN))
    before = community.ask(community_figures)
    community.saw(signed_out(), confirmed("attended-1", "attested", credited_minutes=120))
    community.saw(revoked(credit_borne=120, points_borne=20))
    assert community.ask(community_figures) == before


def test_what_other_services_earn_by_it_counts(community: Living) -> None:
    community.saw(signed_out(), confirmed("attended-1", "attested", credited_minutes=120))
    community.saw(revoked(refills=(Refill("paper-1", 60, 60, 10),)))
    community.saw(refilled(Refill("paper-2", 30, 30, 5)))
    assert figures(community, "time_credit_minutes", "points_issued") == (90, 15)


def test_points_that_went_back_were_not_redeemed(community: Living) -> None:
    community.saw(sold(), sold("sale-2", member_id=WANG))
    assert figures(community, "redemptions", "points_redeemed") == (2, 120)
    back = GoodsReturned(
        redemption_id="sale-1",
        member_id=LI,
        month="2026-03",
        lines=(SaleLine(RICE, 1, 30, (LotChange(RICE, "gift-1-1", 1),)),),
        points=30,
        balance_after=130,
    )
    community.saw(back)
    assert figures(community, "redemptions", "points_redeemed") == (2, 90)


def test_gifts_of_goods_and_of_money_are_told_apart(community: Living) -> None:
    both = EXAMPLES["donation.received"]
    community.saw(donated(RICE, 4), both)
    wanted = ("donations", "donations_in_kind", "donated_pieces", "donated_fen")
    assert figures(community, *wanted) == (2, 2, 18, 12_345)
    community.saw(type(both)(donation_id="gift-9", receipt_number="r-9", money_fen=55))
    assert figures(community, *wanted) == (3, 2, 18, 12_400)


def test_a_person_who_is_helped_by_two_in_turn_is_one_person(community: Living) -> None:
    community.saw(paired(), paired("pairing-2", WANG, UNCLE))
    assert figures(community, "active_pairings", "people_helped") == (2, 2)
    community.saw(parted())
    assert figures(community, "active_pairings", "people_helped") == (1, 2)
    community.saw(paired("pairing-3", WANG, AUNT))
    assert figures(community, "active_pairings", "people_helped") == (2, 2)


def test_two_pairings_in_one_batch_may_help_the_same_person(community: Living) -> None:
    community.write(paired(), parted(), paired("pairing-2", WANG, AUNT))
    community.saw()
    assert figures(community, "active_pairings", "people_helped") == (1, 1)
