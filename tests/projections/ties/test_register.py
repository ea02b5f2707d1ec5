"""Who lives here, where, and when somebody last looked."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest

from domain.people.membership import MemberLeft
from domain.ties.register import RegisterTerms, RegisterTermsAdopted, ResidentRegistered
from domain.ties.standing import StandingConfirmed, StandingEnded
from projections.catalogue import PROJECTIONS
from projections.ties.register import Coverage, Resident, coverage, register_terms, residents
from tests.controls import AUNT, LI, LI_JOINED, NOW, SPRING, STRANGER
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
    assert [it.member_id for it in town_hall.ask(residents, TODAY, grid="第一网格")] == [LI]
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
