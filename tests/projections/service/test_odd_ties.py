"""What supervisors look at twice: gifts in rings, to many, on fresh ties, and who ended what."""

from datetime import datetime, timedelta

from msgspec.structs import replace as copy_of

from domain.ledger.fact import Fact
from domain.people.membership import MembersMerged
from domain.service.transfer import CreditTransferred
from domain.ties.kin import KinEnded
from domain.ties.proxy import ProxyEnded
from projections.service.odd_ties import (
    Hub,
    Recorder,
    Ring,
    endings,
    gave_to_many,
    gifts_on_fresh_ties,
    given_to_kin,
    had_of_many,
    recorded_many,
    rings,
    served_kin,
)
from tests.controls import (
    AUNT,
    AUNT_JOINED,
    CHEN,
    LI,
    LI_JOINED,
    RICE_LISTED,
    SUN,
    UNCLE,
    WANG,
    WANG_JOINED,
    moment,
    sold,
)
from tests.projections.living import Living
from tests.relatives import tied
from tests.scenario import by

JOINED = (LI_JOINED, WANG_JOINED, AUNT_JOINED)
SPRING = moment(1, 1, 0)
FULL = {"limit": 9}


def gift(giver_id: str, to: str | None, amount: int = 60) -> CreditTransferred:
    return CreditTransferred(
        transfer_id=f"{giver_id}-{to}-{amount}",
        giver_id=giver_id,
        to=to,
        relation="child" if to else None,
        amount=amount,
        balance_after=0,
    )


GIFTS: tuple[Fact, ...] = (
    gift(LI, WANG),
    gift(LI, WANG, 30),
    gift(WANG, LI, 20),
    gift(LI, AUNT, 10),
    gift(LI, UNCLE, 5),
    gift(AUNT, LI, 7),
    gift(LI, None, 500),
    gift(UNCLE, WANG, 400),
)


def test_who_gives_to_each_other_and_to_many_is_seen(community: Living) -> None:
    community.saw(*JOINED, *GIFTS)
    people = sorted((LI, WANG))
    there, back = (90, 20) if people[0] == LI else (20, 90)
    found = community.ask(rings, SPRING, 9)
    assert found[0] == Ring(people[0], people[1], 3, there, back)
    assert {frozenset(it[:2]) for it in found} == {frozenset({LI, WANG}), frozenset({LI, AUNT})}
    assert community.ask(gave_to_many, SPRING, least=3, **FULL) == [Hub(LI, 3, 105)]
    assert community.ask(had_of_many, SPRING, least=2, **FULL) == [
        Hub(WANG, 2, 490),
        Hub(LI, 2, 27),
    ]
    later = datetime.max.replace(tzinfo=SPRING.tzinfo) - timedelta(days=1)
    assert community.ask(rings, later, 9) == []


def test_what_was_given_to_relatives_is_summed_and_the_pool_is_no_relative(
    community: Living,
) -> None:
    community.saw(*JOINED, *GIFTS)
    until = moment(12, 31, 0)
    assert community.ask(given_to_kin, LI, SPRING, until) == 105
    assert community.ask(given_to_kin, UNCLE, SPRING, until) == 400
    assert community.ask(given_to_kin, LI, until, until) == 0


def test_a_gift_soon_after_the_tie_names_who_recorded_it(community: Living) -> None:
    community.saw(*JOINED, by(CHEN, tied(WANG, LI, evidence="told")), gift(LI, WANG))
    community.saw(gift(AUNT, LI), tied(AUNT, LI, kin_id="kin-2"))
    week = {"within": timedelta(days=7)} | FULL
    (found,) = community.ask(gifts_on_fresh_ties, SPRING, **week)
    assert (found.giver_id, found.taker_id, found.tied_by) == (LI, WANG, CHEN)
    assert found.evidence == "told"
    assert community.ask(recorded_many, SPRING, least=2, **FULL) == [Recorder(CHEN, 2, 1)]
    assert community.ask(recorded_many, SPRING, least=3, **FULL) == []


def test_what_others_ended_is_seen_and_what_one_ended_oneself_is_not(community: Living) -> None:
    over = ProxyEnded(proxy_id="proxy-1", member_id=AUNT, helper_id=LI)
    kin = KinEnded(member_id=AUNT, relative_id=WANG, kin_ids=("kin-1",), reason_text="text-1")
    community.saw(*JOINED, by(AUNT, over), by(LI, copy_of(over, proxy_id="proxy-2")))
    assert community.ask(endings, SPRING, 9) == []
    community.saw(by(CHEN, over), by(CHEN, kin))
    found = community.ask(endings, SPRING, 9)
    assert [(it.what, it.ended_by, it.reason_text) for it in found] == [
        ("kin", CHEN, "text-1"),
        ("proxy", CHEN, None),
    ]


def test_two_records_that_are_one_give_as_one(community: Living) -> None:
    community.saw(*JOINED, *GIFTS)
    nothing = {"kind": "volunteer", "minutes": 0, "credit": 0, "points": 0}
    community.saw(MembersMerged(member_id=AUNT, into_id=WANG, **nothing))
    (ring,) = community.ask(rings, SPRING, 9)
    assert ring.minutes + ring.minutes_back == 90 + 20 + 10 + 7


def test_sales_to_relatives_are_seen_and_no_others(living: Living) -> None:
    sale = by(SUN, sold("sale-1"))
    living.saw(*JOINED, RICE_LISTED, sale, by(SUN, sold("sale-2", member_id=WANG)))
    assert living.ask(served_kin, SPRING, 9) == []
    living.saw(tied(SUN, LI), tied(AUNT, LI, kin_id="kin-2"))
    (found,) = living.ask(served_kin, SPRING, 9)
    assert (found.cashier_id, found.member_id) == (SUN, LI)
