"""Moves: a member changes grid, building or teams from a day on."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final, NamedTuple

from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.membership import Member, MemberEnrolled, MembersMerged
from domain.people.network.standing import require_grid_called
from domain.people.nodes import Nodes
from domain.people.tags import NODES, TEAMS, member_tag
from domain.people.teams import Leading, Teams, UnknownTeam
from domain.rules.changes import NothingChanged


class MemberMoved(Fact, type="member.moved", omit_defaults=True):
    """From a day on a member lives in another grid or building, joins teams or leaves them.

    What is not said stays. Which building it is the vault alone knows. `said_id` is the fact that
    it mends: the enrolment, or the move before this one.
    """

    called = "搬家、换队"
    told = "{member_id} 自 {from_day} 起搬家或换队：{moved}。"

    member_id: str
    said_id: str
    from_day: date
    grid: str | None = None
    other_building: bool = False
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()

    def touches(self) -> tuple[Tag, ...]:
        """The member."""
        return (member_tag(self.member_id),)

    def mends(self) -> str:
        """What was said of where they belong before."""
        return self.said_id


class AlreadyInTeam(Refusal, code="already_in_team", field="teams"):
    """Nobody joins a team twice."""

    zh = "那天已经在“{team}”服务队里。"
    en = "They are in the service team “{team}” on that day already."


class NotInTeam(Refusal, code="not_in_team", field="teams"):
    """Nobody leaves a team that they are not in."""

    zh = "那天不在“{team}”服务队里，不能退出。"
    en = "They are not in the service team “{team}” on that day, and cannot leave it."


NO_TEAM_CLOSED: Final[Mapping[str, date]] = MappingProxyType({})


class Belonging(NamedTuple):
    """Where somebody belongs in [from_day, until_day); without a day, from the first, for ever."""

    from_day: date | None
    until_day: date | None
    grid: str | None
    teams: tuple[str, ...]

    def holds_on(self, day: date) -> bool:
        """Whether it is so on a day."""
        begun = self.from_day is None or self.from_day <= day
        return begun and (self.until_day is None or day < self.until_day)


def belongings(
    grid: str | None,
    teams: Sequence[str],
    moves: Sequence[MemberMoved],
    closed: Mapping[str, date] = NO_TEAM_CLOSED,
) -> list[Belonging]:
    """Where somebody belonged, belongs and will belong, by the moves in the order of recording.

    A move that is recorded late holds until the next day on which another one says otherwise; of
    two about one day the one that was recorded last holds. Nobody is in a team from the day on
    from which it is `closed`.
    """
    on_day: defaultdict[date, list[MemberMoved]] = defaultdict(list)
    for it in moves:
        on_day[it.from_day].append(it)
    known = {*teams, *(team for it in moves for team in it.joined)}
    days = sorted(on_day.keys() | {day for team, day in closed.items() if team in known})
    found = [Belonging(None, days[0] if days else None, grid, tuple(teams))]
    in_teams = list(teams)
    for day, until_day in zip(days, [*days[1:], None], strict=False):
        for it in on_day[day]:
            grid = it.grid or grid
            in_teams = [team for team in in_teams if team not in it.left]
            in_teams += [team for team in it.joined if team not in in_teams]
        in_teams = [team for team in in_teams if day < closed.get(team, date.max)]
        found.append(Belonging(day, until_day, grid, tuple(in_teams)))
    return found


class Residence(State, of="member", folds=(MemberEnrolled, MembersMerged, MemberMoved)):
    """Where one member belonged when they were enrolled, and how they moved since.

    Of two records that are one counts what the one that stays was enrolled with; where it says
    nothing, what the other one was. Moves count, whichever record they were noted of.
    """

    enrolled: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    moves: list[MemberMoved] = field(default_factory=list)
    said_id: str = ""

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow the moves."""
        match fact:
            case MemberEnrolled():
                self.enrolled[fact.member_id] = fact.grid, fact.team
                if fact.member_id == self.id:
                    self.said_id = recorded.envelope.id
            case MembersMerged():
                grid, team = self.enrolled.get(fact.into_id, (None, None))
                others_grid, others_team = self.enrolled.get(fact.member_id, (None, None))
                self.enrolled[fact.into_id] = grid or others_grid, team or others_team
            case MemberMoved():
                self.moves.append(fact)
                self.said_id = recorded.envelope.id

    def known(self, closed: Mapping[str, date] = NO_TEAM_CLOSED) -> list[Belonging]:
        """Where they belonged, belong and will belong."""
        grid, team = self.enrolled.get(self.id, (None, None))
        return belongings(grid, (team,) if team else (), self.moves, closed)

    def on(self, day: date, closed: Mapping[str, date] = NO_TEAM_CLOSED) -> Belonging:
        """Where they belong on a day."""
        return next(it for it in self.known(closed) if it.holds_on(day))


@dataclass(frozen=True, kw_only=True)
class MoveMember:
    """Note that a member moves, from a day on; `other_building` if the vault has another one now.

    Refused, in this order: UnknownMember, UnknownTeam, TeamIsClosed, AlreadyInTeam, NotInTeam,
    LeadLeaves, NothingChanged, UnknownNode, NodeIsClosed.
    """

    member_id: str
    from_day: date
    grid: str | None = None
    other_building: bool = False
    join: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()

    def boundary(self) -> tuple[Tag, ...]:
        """The member, the teams, the map."""
        return member_tag(self.member_id), TEAMS, NODES

    def decide(self, view: View, stamp: Stamp) -> MemberMoved:
        """The move."""
        view(Member, member_tag(self.member_id)).required()
        residence = view(Residence, member_tag(self.member_id))
        teams = view(Teams, TEAMS)
        before = residence.on(self.from_day, teams.closed)
        self._check_teams(before, teams)
        for team in self.leave:
            view(Leading, member_tag(self.member_id)).required_to_be_over(self.from_day, team)
        grid = self.grid if self.grid != before.grid else None
        if grid is None and not (self.other_building or self.join or self.leave):
            raise NothingChanged
        if grid is not None:
            require_grid_called(view(Nodes, NODES).network(), grid, self.from_day)
        return MemberMoved(
            member_id=self.member_id,
            said_id=residence.said_id,
            from_day=self.from_day,
            grid=grid,
            other_building=self.other_building,
            joined=self.join,
            left=self.leave,
        )

    def _check_teams(self, before: Belonging, teams: Teams) -> None:
        for team in (*self.join, *self.leave):
            if team not in teams.names:
                raise UnknownTeam(team=team)
        for team in self.join:
            teams.require_open(team, self.from_day)
        held = list(before.teams)
        for team in self.join:
            if team in held:
                raise AlreadyInTeam(team=team)
            held.append(team)
        left: list[str] = []
        for team in self.leave:
            if team in left or team not in before.teams:
                raise NotInTeam(team=team)
            left.append(team)
