"""Service teams: volunteers belong to some, activities may be one's; they end and have leads."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import msgspec
from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Opened, Recorded
from domain.ledger.joining import Joining
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag, id_of
from domain.people.saying.paper_name import is_paper_name
from domain.people.tags import TEAMS, member_tag, team_tag

TeamKind = Literal["standing", "by_skill", "unit"]


class TeamFounded(Fact, type="team.founded", omit_defaults=True):
    """A service team that volunteers can belong to.

    It is always there, or of those who have `skills`, or of the people of one unit.
    """

    called = "成立服务队"
    told = "成立“{team}”服务队。"

    team: str
    kind: TeamKind = "standing"
    skills: tuple[str, ...] = ()

    def touches(self) -> tuple[Tag, ...]:
        """The community's teams."""
        return (TEAMS,)


class TeamClosed(Fact, type="team.closed"):
    """From a day on the team is no more: nobody is in it or leads it, what was given stays its.

    `lead_ids` led it then, or were to lead it later.
    """

    called = "撤销服务队"
    told = "“{team}”服务队自 {from_day} 起撤销。"

    team: str
    from_day: date
    lead_ids: tuple[str, ...] = ()

    def touches(self) -> tuple[Tag, ...]:
        """The community's teams, this one, who led it."""
        return TEAMS, team_tag(self.team), *map(member_tag, self.lead_ids)


Part = Literal["lead"]
"""What somebody is where they belong; who is a member of a team, their moves say."""


class BelongingJoined(Fact, type="belonging.joined", omit_defaults=True):
    """From a day on a member leads what they belong to, to the end of `until_day` if it is said.

    `of` is the tag of that team. Who leads `instead_of_id` somebody ends that one's time the day
    before.
    """

    called = "任职"
    told = "{member_id} 自 {from_day} 起担任{office}。"

    member_id: str
    of: Tag
    from_day: date
    part: Part = "lead"
    until_day: date | None = None
    instead_of_id: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The member, who went before, the team."""
        before = (member_tag(self.instead_of_id),) if self.instead_of_id else ()
        return member_tag(self.member_id), *before, self.of

    def opens(self) -> tuple[Opened, ...]:
        """Their time, of which the team learns when they go or their record becomes another."""
        return (Opened(self.of),)


class BelongingLeft(Fact, type="belonging.left", omit_defaults=True):
    """From the day `on` a member leads no more what they led."""

    called = "卸任"
    told = "{member_id} 自 {on} 起不再担任{office}。"

    member_id: str
    of: Tag
    on: date
    part: Part = "lead"

    def touches(self) -> tuple[Tag, ...]:
        """The member and the team."""
        return member_tag(self.member_id), self.of


class UnknownTeam(Refusal, code="unknown_team", field="team"):
    """The team was never founded."""

    zh = "没有“{team}”这支服务队。"
    en = "There is no service team “{team}”."


class TeamExists(Refusal, code="team_exists", field="team"):
    """A team is founded once."""

    zh = "“{team}”服务队已经有了，或以前有过。"
    en = "The service team “{team}” exists already, or did once."


class TeamIsClosed(Refusal, code="team_closed", field="team"):
    """Nothing more is done in a team that is no more."""

    zh = "“{team}”服务队自 {day} 起已撤销，请选别的服务队。"
    en = "The service team “{team}” is closed from {day} on; choose another one."


class UnknownSkill(Refusal, code="unknown_skill", field="skills"):
    """A skill has a name, as on a certificate."""

    zh = "“{skill}”不能作特长名称：最多 20 个字，不能含有连续三位以上的数字。"
    en = "“{skill}” is no name of a skill: it has 20 characters at most and no row of digits."


class LeadLeaves(Refusal, code="lead_leaves", field="teams"):
    """A team is not left alone: somebody else leads it first."""

    zh = "还是“{team}”服务队的队长，请先确定新队长。"
    en = "They lead the service team “{team}” still; name who leads it after them first."


class Teams(State, of="teams", folds=(TeamFounded, TeamClosed)):
    """The names of all teams there ever were, and the days from which on some are closed."""

    names: set[str] = field(default_factory=set)
    closed: dict[str, date] = field(default_factory=dict)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Learn a team's name, and its end."""
        if isinstance(fact, TeamFounded):
            self.names.add(fact.team)
        elif isinstance(fact, TeamClosed):
            self.closed[fact.team] = fact.from_day

    def require_open(self, team: str, day: date) -> None:
        """See that a team is there on a day. Raises UnknownTeam, TeamIsClosed."""
        if team not in self.names:
            raise UnknownTeam(team=team)
        closed_from = self.closed.get(team)
        if closed_from is not None and closed_from <= day:
            raise TeamIsClosed(team=team, day=closed_from)


_ONE_DAY = timedelta(days=1)


class Term(msgspec.Struct, frozen=True):
    """From when on somebody leads a team, by the id of then, and the first day on which no more."""

    team: str
    member_id: str
    from_day: date
    until_day: date = date.max

    def holds_on(self, day: date) -> bool:
        """Whether they lead it on a day."""
        return self.from_day <= day < self.until_day

    @property
    def last_day(self) -> date | None:
        """The last day on which they lead it, if there is one."""
        return self.until_day - _ONE_DAY if self.until_day < date.max else None

    def until(self, day: date) -> "Term":
        """The same, ending earlier."""
        return msgspec.structs.replace(self, until_day=min(day, self.until_day))


def term_of(fact: BelongingJoined) -> Term:
    """What a fact says of who leads a team from when to when."""
    last = fact.until_day or date.max
    until_day = last + _ONE_DAY if last < date.max else date.max
    return Term(id_of(fact.of), fact.member_id, fact.from_day, until_day)


LEADING = (BelongingJoined, BelongingLeft, TeamClosed)


def led_after(terms: list[Term], fact: Fact) -> list[Term]:
    """Who leads which teams when, after one of these facts more."""
    match fact:
        case BelongingJoined():
            ended = _ended(terms, id_of(fact.of), fact.from_day, fact.instead_of_id)
            return [*ended, term_of(fact)] if fact.instead_of_id else [*terms, term_of(fact)]
        case BelongingLeft():
            return _ended(terms, id_of(fact.of), fact.on, fact.member_id)
        case TeamClosed():
            return _ended(terms, fact.team, fact.from_day, None)
    return terms


def _ended(terms: list[Term], team: str, day: date, member_id: str | None) -> list[Term]:
    """The times of a member in a team, or of all who lead it, end on a day at the latest."""
    after = [
        it.until(day) if it.team == team and member_id in {None, it.member_id} else it
        for it in terms
    ]
    return [it for it in after if it.from_day < it.until_day]


class Leading(State, of="member", folds=(*LEADING, Joining)):
    """Which teams one member leads when, under whichever of their records."""

    terms: list[Term] = field(default_factory=list)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow who leads; who is one with another leads what that one did."""
        if isinstance(fact, Joining):
            self.terms[:] = renamed(self.terms, *fact.joins())
        else:
            self.terms[:] = led_after(self.terms, fact)

    def on(self, day: date) -> set[str]:
        """The teams that they lead on a day."""
        return {it.team for it in self.terms if it.member_id == self.id and it.holds_on(day)}

    def required_to_be_over(self, day: date, team: str | None = None) -> None:
        """See that they lead nothing, or not this team, on a day or later. Raises LeadLeaves."""
        for it in self.terms:
            if it.member_id == self.id and day < it.until_day and team in {None, it.team}:
                raise LeadLeaves(team=it.team)


def renamed(terms: list[Term], gone: Tag, stays: Tag) -> list[Term]:
    """The same terms, with what one record led under the one that stays."""
    return [
        msgspec.structs.replace(it, member_id=id_of(stays)) if it.member_id == id_of(gone) else it
        for it in terms
    ]


@dataclass(frozen=True, kw_only=True)
class FoundTeam:
    """Found a service team. Refused: TeamExists, UnknownSkill."""

    team: str
    kind: TeamKind = "standing"
    skills: tuple[str, ...] = ()

    def boundary(self) -> tuple[Tag, ...]:
        """The community's teams."""
        return (TEAMS,)

    def decide(self, view: View, stamp: Stamp) -> TeamFounded:
        """The founding."""
        if self.team in view(Teams, TEAMS).names:
            raise TeamExists(team=self.team)
        for skill in self.skills:
            if not is_paper_name(skill):
                raise UnknownSkill(skill=skill)
        skills = tuple(dict.fromkeys(self.skills))
        return TeamFounded(team=self.team, kind=self.kind, skills=skills)
