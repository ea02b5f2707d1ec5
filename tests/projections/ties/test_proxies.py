"""Who helps whom is seen by both, with what, and until the day it ends."""

from datetime import date

from domain.people.membership import MemberLeft, MembersMerged
from domain.ties.proxy import ProxyEnded
from projections.ties.proxies import (
    Helper,
    HelpsMany,
    helped_by,
    helpers_of,
    helping_many,
    one_helper,
)
from tests.controls import AUNT, AUNT_JOINED, LI, LI_JOINED, UNCLE, WANG, WANG_JOINED
from tests.projections.living import Living
from tests.relatives import agreed, helped

JOINED = (LI_JOINED, WANG_JOINED, AUNT_JOINED)
TODAY = date(2026, 3, 20)
YEAR = date(2026, 12, 31)
MINE = helped()
OTHER = helped(UNCLE, WANG, "see", proxy_id="proxy-2")


def test_both_see_it_before_and_after_the_yes(community: Living) -> None:
    community.saw(*JOINED, MINE, OTHER)
    waits = Helper("proxy-1", AUNT, LI, ("ask", "see"), YEAR, None)
    assert community.ask(helpers_of, AUNT, TODAY) == [waits]
    assert community.ask(helped_by, LI, TODAY) == [waits]
    community.saw(agreed(MINE))
    assert community.ask(helpers_of, AUNT, TODAY) == [waits._replace(consent="own")]
    assert community.ask(one_helper, "proxy-1") == waits._replace(consent="own")
    assert [it.consent for it in community.ask(helped_by, WANG, TODAY)] == [None]


def test_it_ends_with_its_day_or_by_a_word(community: Living) -> None:
    community.saw(*JOINED, agreed(MINE), agreed(OTHER))
    assert community.ask(helped_by, LI, YEAR)
    assert community.ask(helped_by, LI, date(2027, 1, 1)) == []
    community.saw(ProxyEnded(proxy_id="proxy-1", member_id=AUNT, helper_id=LI))
    assert community.ask(helpers_of, AUNT, TODAY) == []
    assert community.ask(one_helper, "proxy-1")
    assert community.ask(one_helper, "proxy-9") is None
    assert community.ask(helpers_of, UNCLE, TODAY)


def test_who_has_left_neither_helps_nor_is_helped(community: Living) -> None:
    community.saw(*JOINED, agreed(MINE), agreed(OTHER))
    community.saw(MemberLeft(member_id=LI, kind="volunteer", credit=0, points=0))
    assert community.ask(helpers_of, AUNT, TODAY) == []
    assert community.ask(helpers_of, UNCLE, TODAY)


def test_records_that_are_one_help_and_are_helped_as_one(community: Living) -> None:
    community.saw(*JOINED, agreed(MINE), agreed(OTHER))
    nothing = {"kind": "volunteer", "minutes": 0, "credit": 0, "points": 0}
    community.saw(MembersMerged(member_id=LI, into_id=WANG, **nothing))
    found = community.ask(helped_by, WANG, TODAY)
    assert {it.member_id for it in found} == {AUNT, UNCLE}


def test_who_acts_for_many_is_seen(community: Living) -> None:
    third = helped(UNCLE, LI, "see", proxy_id="proxy-3")
    community.saw(*JOINED, agreed(MINE), agreed(OTHER), agreed(third, "before_two"))
    several = {"least": 2, "limit": 9}
    assert community.ask(helping_many, TODAY, **several) == [HelpsMany(LI, 2, 1)]
    assert community.ask(helping_many, date(2027, 1, 1), **several) == []
