"""Who lives here is registered by somebody who looked, whether they are a member or not."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.ledger.decision import Decision
from domain.people.membership import MemberLeft, UnknownMember
from domain.people.tags import member_tag
from domain.rules.tags import RULES
from domain.service.pairing import FormPairing
from domain.ties.granting import ConfirmStanding, EndStanding, GrantStanding
from domain.ties.register import (
    RegisterBook,
    RegisterResident,
    RegisterTerms,
    RegisterTermsAdopted,
    ResidentRegistered,
)
from domain.ties.standing import (
    CheckedInTheFuture,
    EvidenceMissing,
    GrantsOwn,
    StandingConfirmed,
    StandingEnded,
    StandingHeld,
    Standings,
)
from tests.controls import COMMUNITY, LI, NOW, SPRING, STRANGER, WANG
from tests.scenario import given

TODAY = NOW.date()
DAY = timedelta(days=1)
REGISTER = RegisterResident(
    member_id=STRANGER, residence="floating", checked_on=SPRING, grid="第二网格"
)
HERE = ResidentRegistered(
    member_id=STRANGER,
    kind="resident:floating",
    from_day=SPRING,
    evidence="seen",
    checked_on=SPRING,
    grid="第二网格",
)


def test_somebody_who_is_no_member_is_registered_with_the_grid() -> None:
    given(*COMMUNITY).when(REGISTER).then(HERE)


def test_of_a_member_the_roster_says_where_they_live() -> None:
    of_li = given(*COMMUNITY, HERE).when(replace(REGISTER, member_id=LI)).fact
    assert isinstance(of_li, ResidentRegistered)
    assert of_li.grid is None


def test_since_when_they_live_here_may_be_told_besides() -> None:
    since = given(*COMMUNITY).when(replace(REGISTER, from_day=date(2025, 1, 1))).fact
    assert isinstance(since, ResidentRegistered)
    assert (since.from_day, since.checked_on) == (date(2025, 1, 1), SPRING)


def test_who_is_registered_already_was_looked_at_again() -> None:
    later = replace(REGISTER, checked_on=TODAY, by_way="phone")
    given(*COMMUNITY, HERE).when(later).then(
        StandingConfirmed(
            member_id=STRANGER, kind="resident:floating", seen_on=TODAY, by_way="phone"
        )
    )
    given(*COMMUNITY, HERE).when(REGISTER).refused(StandingHeld)
    given(*COMMUNITY, replace_id(LI)).when(REGISTER).then(HERE)


def replace_id(member_id: str) -> ResidentRegistered:
    return ResidentRegistered(
        member_id=member_id, kind=HERE.kind, from_day=SPRING, evidence="seen", checked_on=SPRING
    )


def test_who_settles_is_no_longer_there_for_a_while() -> None:
    settled = given(*COMMUNITY, HERE).when(
        replace(REGISTER, residence="permanent", checked_on=TODAY)
    )
    assert isinstance(settled.fact, ResidentRegistered)
    view = given(*COMMUNITY, HERE, settled.fact).view(REGISTER)
    found = view(Standings, member_tag(STRANGER)).held("resident", TODAY)
    assert found is not None
    assert found.kind == "resident:permanent"


def test_what_stands_in_the_way_is_said() -> None:
    left = MemberLeft(member_id=LI, kind="volunteer", credit=0, points=0)
    given(*COMMUNITY, left).when(replace(REGISTER, member_id=LI)).refused(UnknownMember)
    given(*COMMUNITY).when(replace(REGISTER, member_id=LI), actor=LI).refused(GrantsOwn)
    given(*COMMUNITY).when(replace(REGISTER, evidence="told")).refused(EvidenceMissing)
    ahead = replace(REGISTER, checked_on=TODAY + DAY)
    given(*COMMUNITY).when(ahead).refused(CheckedInTheFuture)


def test_who_is_only_registered_is_looked_at_again_and_moves_away() -> None:
    look = ConfirmStanding(
        member_id=STRANGER, kind="resident:floating", seen_on=TODAY, by_way="visit"
    )
    assert isinstance(given(*COMMUNITY, HERE).when(look).fact, StandingConfirmed)
    gone = EndStanding(member_id=STRANGER, kind="resident:floating", on=TODAY, because="moved")
    over = given(*COMMUNITY, HERE).when(gone).fact
    assert isinstance(over, StandingEnded)
    assert over.forgotten
    lis = given(*COMMUNITY, replace_id(LI)).when(replace(gone, member_id=LI)).fact
    assert isinstance(lis, StandingEnded)
    assert not lis.forgotten
    skill = GrantStanding(member_id=STRANGER, kind="skill:电工", from_day=SPRING, evidence="told")
    assert given(*COMMUNITY, HERE).when(skill).fact
    given(*COMMUNITY, replace_id(LI)).when(skill).refused(UnknownMember)


def test_who_is_only_registered_is_no_member() -> None:
    pair = FormPairing(
        volunteer_id=WANG,
        assisted_id=STRANGER,
        cause_id="cause-1",
        visit_every_days=7,
        starts_on=SPRING,
    )
    given(*COMMUNITY, HERE).when(pair).refused(UnknownMember)


@pytest.mark.parametrize(
    ("kind", "days", "is_stale"),
    [
        ("resident:floating", 90, False),
        ("resident:floating", 91, True),
        ("resident:permanent", 91, False),
        ("resident:permanent", 366, True),
    ],
)
def test_a_look_is_good_for_so_many_days(kind: str, days: int, is_stale: bool) -> None:
    assert RegisterTerms().is_stale(kind, TODAY - days * DAY, TODAY) == is_stale
    assert RegisterTerms().is_stale(kind, None, TODAY)


def test_a_community_may_look_more_often_from_a_day_on() -> None:
    often = RegisterTermsAdopted(
        version="2026-06", in_force_from=TODAY, terms=RegisterTerms(floating_days=30)
    )

    class Asking:
        def boundary(self) -> tuple[str, ...]:
            return (RULES,)

    book = given(*COMMUNITY, often).view(Asking())(RegisterBook, RULES)
    assert book.on(TODAY - DAY) == RegisterTerms()
    assert book.on(TODAY).floating_days == 30


@pytest.mark.parametrize("decision", [REGISTER], ids=lambda it: type(it).__name__)
def test_asking_again_changes_nothing_more(decision: Decision, database: str) -> None:
    given(*COMMUNITY).when(decision).repeated(database)


def test_what_was_seen_before_somebody_was_registered_is_no_news() -> None:
    earlier = replace(REGISTER, checked_on=SPRING - 9 * DAY)
    given(*COMMUNITY, HERE).when(earlier).refused(StandingHeld)
    given(*COMMUNITY, HERE).when(replace(earlier, residence="permanent")).refused(StandingHeld)
