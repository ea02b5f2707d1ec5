"""Who lives here, where, and when somebody last looked."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from msgspec.structs import replace

from domain.people.membership import MemberLeft, MembersMerged
from domain.ties.register import RegisterTerms, RegisterTermsAdopted, ResidentRegistered
from domain.ties.standing import StandingConfirmed, StandingEnded
from projections.catalogue import PROJECTIONS
from projections.ties.register import (
    Coverage,
    Everybody,
    Resident,
    coverage,
    everybody_here,
    only_registered,
    register_terms,
    residents,
    stale_count,
)
from tests.controls import AUNT, LI, LI_JOINED, NOW, SPRING, STRANGER, enrolled
from tests.domain.ties.papers import granted
from tests.projections.living import Living

TODAY = NOW.date()
DAY = timedelta(days=1)
HERE = ResidentRegistered(
    member_id=STRANGER,
    kind="resident:floating",
    from_day=SPRING,
    evidence="seen",
    checked_on=SPRING,
    grid="第二网格",
)
AT_HOME = granted("resident:permanent", LI, checked_on=TODAY)


@pytest.fixture
def town_hall(town: str) -> Iterator[Living]:
    """The projections of which the register is put together."""
    asked = [it for it in PROJECTIONS if it.question in {"register", "standings", "members"}]
    with Living(town, asked, name=f"community_{uuid4().hex}") as opened:
        yield opened


def test_members_and_who_is_only_registered_are_told_apart(town_hall: Living) -> None:
    town_hall.saw(LI_JOINED, AT_HOME, HERE)
    assert town_hall.ask(residents, TODAY) == [
        Resident(STRANGER, "resident:floating", SPRING, SPRING, "第二网格", None, False),
        Resident(LI, "resident:permanent", SPRING, TODAY, "第一网格", "volunteer", False),
    ]
    assert [it.member_id for it in town_hall.ask(residents, TODAY, grids=["第一网格"])] == [LI]
    assert town_hall.ask(residents, SPRING - DAY) == []


def test_who_was_not_looked_at_for_too_long_comes_first(town_hall: Living) -> None:
    town_hall.saw(LI_JOINED, AT_HOME, HERE)
    later = SPRING + 91 * DAY
    stale = town_hall.ask(residents, later, stale=True)
    assert [(it.member_id, it.is_stale) for it in stale] == [(STRANGER, True)]
    town_hall.saw(
        StandingConfirmed(
            member_id=STRANGER, kind="resident:floating", seen_on=later, by_way="visit"
        )
    )
    assert town_hall.ask(residents, later, stale=True) == []


def test_who_moved_away_or_left_does_not_live_here(town_hall: Living) -> None:
    gone = StandingEnded(
        member_id=STRANGER, kind="resident:floating", on=TODAY, because="moved", granted_id="fact-3"
    )
    town_hall.saw(LI_JOINED, AT_HOME, HERE, gone)
    assert [it.member_id for it in town_hall.ask(residents, TODAY)] == [LI]
    town_hall.saw(MemberLeft(member_id=LI, kind="volunteer", credit=0, points=0))
    assert town_hall.ask(residents, TODAY) == []


def test_the_coverage_of_each_grid_is_counted(town_hall: Living) -> None:
    town_hall.saw(LI_JOINED, AT_HOME, HERE, granted("resident:permanent", AUNT))
    assert town_hall.ask(coverage, SPRING + 100 * DAY) == [
        Coverage("第一网格", 1, 0, 0, 1, TODAY),
        Coverage("第二网格", 0, 1, 1, 0, SPRING),
        Coverage(None, 1, 0, 0, 0, SPRING),
    ]


def test_a_community_looks_as_often_as_its_terms_say(community: Living) -> None:
    assert community.ask(register_terms, TODAY) == RegisterTerms()
    for days, day in ((30, TODAY), (60, TODAY + DAY)):
        community.saw(
            RegisterTermsAdopted(
                version=f"of-{days}", in_force_from=day, terms=RegisterTerms(floating_days=days)
            )
        )
    assert community.ask(register_terms, TODAY - DAY).floating_days == 90
    assert community.ask(register_terms, TODAY).floating_days == 30
    assert community.ask(register_terms, TODAY + DAY).floating_days == 60


def test_a_list_comes_in_pieces_and_for_who_may_see_it(town_hall: Living) -> None:
    town_hall.saw(LI_JOINED, AT_HOME, HERE)
    everybody = town_hall.ask(residents, TODAY)
    assert [town_hall.ask(residents, TODAY, after=it, limit=1) for it in range(3)] == [
        *([one] for one in everybody),
        [],
    ]
    assert [it.member_id for it in town_hall.ask(residents, TODAY, among=[LI])] == [LI]
    assert town_hall.ask(residents, TODAY, among=[]) == []
    assert town_hall.ask(residents, TODAY, grids=["第一网格"], among=[STRANGER]) == []


@pytest.mark.parametrize("floating_days", [1, 90, 400])
def test_the_table_reckons_as_the_terms_do(town_hall: Living, floating_days: int) -> None:
    terms = RegisterTerms(floating_days=floating_days, permanent_days=200)
    town_hall.saw(
        *(LI_JOINED, AT_HOME, HERE),
        RegisterTermsAdopted(version="of-1", in_force_from=SPRING, terms=terms),
    )
    for days in (0, 1, 2, 89, 90, 91, 199, 200, 201, 215, 216, 399, 400, 401):
        day = TODAY + days * DAY
        rows = town_hall.ask(residents, day)
        assert len(rows) == 2
        for it in rows:
            assert it.is_stale == terms.is_stale(it.kind, it.checked_on, day), day
        stale = town_hall.ask(residents, day, stale=True)
        assert town_hall.ask(stale_count, day) == len(stale)
        assert town_hall.ask(stale_count, day, among=[]) == 0
        fresh = town_hall.ask(residents, day, stale=False)
        assert (stale, fresh) == (
            [it for it in rows if it.is_stale],
            [it for it in rows if not it.is_stale],
        )


def test_of_two_records_of_one_person_the_later_word_counts(town_hall: Living) -> None:
    town_hall.saw(LI_JOINED, AT_HOME, replace(HERE, from_day=TODAY, checked_on=TODAY))
    merge = MembersMerged(
        member_id=STRANGER, into_id=LI, kind="volunteer", minutes=0, credit=0, points=0
    )
    town_hall.saw(merge)
    assert [(it.member_id, it.kind) for it in town_hall.ask(residents, TODAY)] == [
        (LI, "resident:floating")
    ]


def test_everybody_is_counted_without_being_read_one_by_one(town_hall: Living) -> None:
    assert town_hall.ask(everybody_here, TODAY) == Everybody([], [], [])
    town_hall.saw(LI_JOINED, AT_HOME, HERE)
    here = town_hall.ask(everybody_here, SPRING + 100 * DAY)
    told = zip(here.member_ids, here.stale, here.floating, strict=True)
    assert sorted(told) == [(LI, False, False), (STRANGER, True, True)]
    assert (here.of_kind(floating=True), here.of_kind(floating=False)) == ([STRANGER], [LI])


def test_who_is_only_registered_is_found_by_the_grid(town_hall: Living) -> None:
    town_hall.saw(LI_JOINED, AT_HOME, HERE)
    both = ["第一网格", "第二网格"]
    assert town_hall.ask(only_registered, both, TODAY) == [STRANGER]
    assert town_hall.ask(only_registered, ["第一网格"], TODAY) == []
    town_hall.saw(enrolled(STRANGER, number=9))
    assert town_hall.ask(only_registered, both, TODAY) == []
