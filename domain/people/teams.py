"""Service teams: volunteers belong to one, activities may be one's."""

from dataclasses import dataclass

from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.tags import TEAMS


class TeamFounded(Fact, type="team.founded"):
    """A service team that volunteers can belong to."""

    called = "成立服务队"
    told = "成立“{team}”服务队。"

    team: str

    def touches(self) -> tuple[Tag, ...]:
        """The community's teams."""
        return (TEAMS,)


class UnknownTeam(Refusal, code="unknown_team", field="team"):
    """The team was never founded."""

    zh = "没有“{team}”这支服务队。"
    en = "There is no service team “{team}”."


class TeamExists(Refusal, code="team_exists", field="team"):
    """A team is founded once."""

    zh = "“{team}”服务队已经有了。"
    en = "The service team “{team}” exists already."


class Teams(State, of="teams", folds=(TeamFounded,)):
    """The names of the teams."""

    names: set[str] = field(default_factory=set)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Learn a team's name."""
        if isinstance(fact, TeamFounded):
            self.names.add(fact.team)


@dataclass(frozen=True, kw_only=True)
class FoundTeam:
    """Found a service team. Refused: TeamExists."""

    team: str

    def boundary(self) -> tuple[Tag, ...]:
        """The community's teams."""
        return (TEAMS,)

    def decide(self, view: View, stamp: Stamp) -> TeamFounded:
        """The founding."""
        if self.team in view(Teams, TEAMS).names:
            raise TeamExists(team=self.team)
        return TeamFounded(team=self.team)
