"""A service team is founded once."""

from domain.people.teams import FoundTeam, TeamExists, TeamFounded
from tests.controls import CARE, COMMUNITY, GREEN
from tests.scenario import given


def test_a_team_is_founded() -> None:
    given(TeamFounded(team=CARE)).when(FoundTeam(team=GREEN)).then(TeamFounded(team=GREEN))


def test_a_team_is_founded_once() -> None:
    given(TeamFounded(team=CARE), TeamFounded(team=GREEN)).when(FoundTeam(team=CARE)).refused(
        TeamExists, team=CARE
    )


def test_asking_again_founds_nothing_more(database: str) -> None:
    given(*COMMUNITY).when(FoundTeam(team="就业培训")).repeated(database)
