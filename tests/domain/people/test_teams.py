"""A service team is founded once, of a kind and with skills, and closed once from a day on."""

from datetime import date

from domain.people.leads import CloseTeam
from domain.people.membership import EnrolMember, MembersMerged
from domain.people.moves import MoveMember, NotInTeam
from domain.people.teams import (
    FoundTeam,
    TeamClosed,
    TeamExists,
    TeamFounded,
    TeamIsClosed,
    UnknownSkill,
    UnknownTeam,
)
from tests.controls import CARE, COMMUNITY, GREEN, LI, WANG
from tests.domain.people.test_leads import leads
from tests.scenario import given

APRIL, MAY = date(2026, 4, 1), date(2026, 5, 1)
CLOSED = TeamClosed(team=CARE, from_day=APRIL)


def test_a_team_is_founded() -> None:
    given(TeamFounded(team=CARE)).when(FoundTeam(team=GREEN)).then(TeamFounded(team=GREEN))


def test_a_team_of_those_who_know_how_to_do_something_is_founded() -> None:
    asked = FoundTeam(team="家电维修队", kind="by_skill", skills=("家电维修", "电工", "电工"))
    given().when(asked).then(
        TeamFounded(team="家电维修队", kind="by_skill", skills=("家电维修", "电工"))
    )


def test_a_skill_is_called_as_on_a_certificate() -> None:
    for skill in ("", "13812345678", "特" * 21):
        asked = FoundTeam(team=GREEN, kind="by_skill", skills=("电工", skill))
        given().when(asked).refused(UnknownSkill, skill=skill)


def test_a_team_is_founded_once() -> None:
    past = TeamFounded(team=CARE), TeamFounded(team=GREEN)
    given(*past).when(FoundTeam(team=CARE)).refused(TeamExists, team=CARE)
    given(*past, CLOSED).when(FoundTeam(team=CARE)).refused(TeamExists, team=CARE)


def test_asking_again_founds_nothing_more(database: str) -> None:
    given(*COMMUNITY).when(FoundTeam(team="就业培训")).repeated(database)


def test_a_team_is_closed_from_a_day_on_with_who_leads_it_then(database: str) -> None:
    asked = CloseTeam(team=CARE, from_day=APRIL)
    given(*COMMUNITY).when(asked).then(CLOSED)
    closed = given(*COMMUNITY, leads(LI)).when(asked)
    closed.then(TeamClosed(team=CARE, from_day=APRIL, lead_ids=(LI,)))
    closed.repeated(database)


def test_who_led_it_under_another_record_is_named_by_the_one_that_stays() -> None:
    merged = MembersMerged(
        member_id=LI,
        into_id=WANG,
        kind="volunteer",
        minutes=0,
        credit=0,
        points=0,
        going_on=(f"team:{CARE}",),
    )
    asked = CloseTeam(team=CARE, from_day=APRIL)
    given(*COMMUNITY, leads(LI), merged).when(asked).then(
        TeamClosed(team=CARE, from_day=APRIL, lead_ids=(WANG,))
    )


def test_a_team_is_closed_once() -> None:
    given(*COMMUNITY).when(CloseTeam(team="无名队", from_day=MAY)).refused(UnknownTeam)
    again = CloseTeam(team=CARE, from_day=MAY)
    given(*COMMUNITY, CLOSED).when(again).refused(TeamIsClosed, team=CARE, day=APRIL)
    early = CloseTeam(team=CARE, from_day=date(2026, 1, 1))
    given(*COMMUNITY, CLOSED).when(early).refused(TeamIsClosed)


def test_nobody_joins_a_team_that_is_closed() -> None:
    past = given(*COMMUNITY, TeamClosed(team=GREEN, from_day=APRIL))
    late = MoveMember(member_id=LI, from_day=MAY, join=(GREEN,))
    past.when(late).refused(TeamIsClosed, team=GREEN)
    assert past.when(MoveMember(member_id=LI, from_day=date(2026, 3, 31), join=(GREEN,))).fact
    shut = given(*COMMUNITY, TeamClosed(team=GREEN, from_day=date(2026, 3, 1)))
    shut.when(EnrolMember(member_id="new", kind="volunteer", team=GREEN)).refused(TeamIsClosed)


def test_nobody_is_in_a_team_any_more_when_it_is_closed() -> None:
    past = given(*COMMUNITY, CLOSED)
    past.when(MoveMember(member_id=LI, from_day=APRIL, leave=(CARE,))).refused(NotInTeam)
    assert past.when(MoveMember(member_id=LI, from_day=date(2026, 3, 31), leave=(CARE,))).fact
