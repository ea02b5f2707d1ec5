"""Leads of teams: named by the office from a day on, followed by another, ended with the team."""

from dataclasses import dataclass
from datetime import date

from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.joining import Joining
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.membership import Member, MemberLeft
from domain.people.moves import NotInTeam, Residence
from domain.people.tags import TEAMS, member_tag, tags_of, team_tag
from domain.people.teams import (
    LEADING,
    BelongingJoined,
    BelongingLeft,
    LeadLeaves,
    TeamClosed,
    Teams,
    Term,
    UnknownTeam,
    led_after,
    renamed,
)


class OwnLead(Refusal, code="own_lead", field="member_id"):
    """Nobody makes themselves the lead of a team, or ends that by themselves."""

    zh = "不能自己任命或免去自己的队长职务，请由另一位工作人员办理。"
    en = "Nobody names or removes themselves as lead; somebody else on the staff has to."


class AlreadyLead(Refusal, code="already_lead", field="member_id"):
    """They lead the team already, or will."""

    zh = "这位成员已经是“{team}”服务队的队长。"
    en = "This member leads the service team “{team}” already."


class NotTheLead(Refusal, code="not_the_lead", field="member_id"):
    """Only who leads a team can be followed, or stop."""

    zh = "这位成员那天不是“{team}”服务队的队长。"
    en = "This member does not lead the service team “{team}” on that day."


class TermTooShort(Refusal, code="term_too_short", field="until_day"):
    """The last day is not before the first."""

    zh = "任期的最后一天不能早于第一天。"
    en = "The last day of their time cannot be before the first."


class Leads(State, of="team", folds=(*LEADING, MemberLeft, Joining)):
    """Who led, leads and will lead one team."""

    terms: list[Term] = field(default_factory=list)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow who leads; who has left the community leads nothing."""
        match fact:
            case MemberLeft():
                self.terms[:] = [it for it in self.terms if it.member_id != fact.member_id]
            case Joining():
                self.terms[:] = renamed(self.terms, *fact.joins())
            case _:
                self.terms[:] = led_after(self.terms, fact)

    def on(self, day: date) -> dict[str, Term]:
        """Who leads it on a day, with their time."""
        return {it.member_id: it for it in self.terms if it.holds_on(day)}

    def after(self, day: date) -> dict[str, Term]:
        """Who leads it on a day or later."""
        return {it.member_id: it for it in self.terms if day < it.until_day}


@dataclass(frozen=True, kw_only=True)
class NameLead:
    """Say that a member leads a team from a day on, beside others or after one of them.

    They are in it. Refused, in this order: UnknownMember, OwnLead, UnknownTeam, TeamIsClosed,
    NotInTeam, TermTooShort, AlreadyLead, NotTheLead.
    """

    team: str
    member_id: str
    from_day: date
    until_day: date | None = None
    instead_of_id: str | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The team, all of them, and both people."""
        people = member_tag(self.member_id), *tags_of(self.instead_of_id)
        return TEAMS, team_tag(self.team), *people

    def decide(self, view: View, stamp: Stamp) -> BelongingJoined:
        """Their time."""
        view(Member, member_tag(self.member_id)).required()
        if stamp.actor == self.member_id:
            raise OwnLead
        teams, leads = view(Teams, TEAMS), view(Leads, team_tag(self.team))
        teams.require_open(self.team, self.from_day)
        residence = view(Residence, member_tag(self.member_id))
        if self.team not in residence.on(self.from_day, teams.closed).teams:
            raise NotInTeam(team=self.team)
        if self.until_day is not None and self.until_day < self.from_day:
            raise TermTooShort
        if self.member_id in leads.after(self.from_day):
            raise AlreadyLead(team=self.team)
        if self.instead_of_id and self.instead_of_id not in leads.on(self.from_day):
            raise NotTheLead(team=self.team)
        return BelongingJoined(
            member_id=self.member_id,
            of=team_tag(self.team),
            from_day=self.from_day,
            until_day=self.until_day,
            instead_of_id=self.instead_of_id,
        )


@dataclass(frozen=True, kw_only=True)
class EndLead:
    """Say that a member leads a team no more from a day on; another one leads it by then.

    What was never to be, because `on` is the first day, needs nobody else. Refused, in this order:
    UnknownTeam, OwnLead, NotTheLead, LeadLeaves.
    """

    team: str
    member_id: str
    on: date

    def boundary(self) -> tuple[Tag, ...]:
        """The team, all of them, and the member."""
        return TEAMS, team_tag(self.team), member_tag(self.member_id)

    def decide(self, view: View, stamp: Stamp) -> BelongingLeft:
        """The end of their time."""
        if self.team not in view(Teams, TEAMS).names:
            raise UnknownTeam(team=self.team)
        if stamp.actor == self.member_id:
            raise OwnLead
        leads = view(Leads, team_tag(self.team))
        term = leads.after(self.on).get(self.member_id)
        if term is None:
            raise NotTheLead(team=self.team)
        if term.from_day < self.on and leads.on(self.on).keys() <= {self.member_id}:
            raise LeadLeaves(team=self.team)
        return BelongingLeft(member_id=self.member_id, of=team_tag(self.team), on=self.on)


@dataclass(frozen=True, kw_only=True)
class CloseTeam:
    """Close a team from a day on: nobody is in it then, and what was given stays where it was.

    Refused: UnknownTeam, TeamIsClosed.
    """

    team: str
    from_day: date

    def boundary(self) -> tuple[Tag, ...]:
        """The team, and all of them."""
        return TEAMS, team_tag(self.team)

    def decide(self, view: View, stamp: Stamp) -> TeamClosed:
        """The end, which ends the time of who leads it."""
        view(Teams, TEAMS).require_open(self.team, date.max)
        leading = view(Leads, team_tag(self.team)).after(self.from_day)
        return TeamClosed(team=self.team, from_day=self.from_day, lead_ids=tuple(leading))
