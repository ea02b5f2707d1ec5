"""Offers: the desk asks somebody, or a team, whether they would help; nobody is ordered."""

from dataclasses import dataclass
from datetime import date

from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.needs.claims import AlreadyClaimed, Claim, HelpPromised, OwnRequest, RequestNotOpen
from domain.needs.requests import Need
from domain.people.leads import NotTheLead
from domain.people.membership import Member
from domain.people.tags import TEAMS, member_tag
from domain.people.teams import Leading, Teams
from domain.service.tags import need_tag
from domain.ties.standing import require_standing


class RequestDispatched(Fact, type="request.dispatched", omit_defaults=True):
    """Somebody, or a team, was asked to help, and answers until the end of `answer_by`.

    It is an offer: whoever is asked may say no, or nothing (Regulations on Voluntary Service,
    article 25).
    """

    called = "征询志愿者"
    told = "问{asked}能不能帮忙完成一项求助，{answer_by} 前答复。"

    need_id: str
    offer_id: str
    answer_by: date
    member_id: str | None = None
    team: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The need, and who was asked."""
        member = (member_tag(self.member_id),) if self.member_id else ()
        return need_tag(self.need_id), *member


class OfferDeclined(Fact, type="offer.declined"):
    """Somebody cannot help with this request, and is left in peace for a while."""

    called = "答复不能去"
    told = "{member_id} 答复这项求助不能去。"

    need_id: str
    member_id: str

    def touches(self) -> tuple[Tag, ...]:
        """The need, and who cannot."""
        return need_tag(self.need_id), member_tag(self.member_id)


class TeamDeclined(Fact, type="offer.declined_by_team"):
    """A whole team cannot help with this request: its lead, `member_id`, has said so."""

    called = "服务队答复不能去"
    told = "{member_id} 代“{team}”服务队答复这项求助不能去。"

    need_id: str
    team: str
    member_id: str

    def touches(self) -> tuple[Tag, ...]:
        """The need, and whose word it is."""
        return need_tag(self.need_id), member_tag(self.member_id)


class AlreadyOffered(Refusal, code="already_offered"):
    """Whoever was asked has time to answer."""

    zh = "已经问过，请等到 {until} 的答复期限。"
    en = "They were asked already, and have until {until} to answer."


class SaidNo(Refusal, code="said_no", field="to"):
    """A no is a no."""

    zh = "已经答复不能去，请不要再问。"
    en = "The answer was that they cannot; do not ask again."


class AnswerByPast(Refusal, code="answer_by_past", field="answer_by"):
    """Whoever is asked has today at least to answer."""

    zh = "答复期限不能早于今天。"
    en = "The day to answer by may not be before today."


class NotAsked(Refusal, code="not_asked", field="team"):
    """Only a team that was asked answers."""

    zh = "没有问过“{team}”服务队这项求助，不用答复。"
    en = "The service team “{team}” was not asked about this request; there is nothing to answer."


class Offers(State, of="need", folds=(RequestDispatched, OfferDeclined, TeamDeclined)):
    """Who was asked about one need, until when they answer, and who said no; by the ids of then."""

    members: dict[str, date] = field(default_factory=dict)
    teams: dict[str, date] = field(default_factory=dict)
    noes: set[str] = field(default_factory=set)
    team_noes: set[str] = field(default_factory=set)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow questions and answers."""
        match fact:
            case RequestDispatched(member_id=str() as member_id):
                self.members[member_id] = fact.answer_by
            case RequestDispatched(team=str() as team):
                self.teams[team] = fact.answer_by
            case OfferDeclined():
                self.noes.add(fact.member_id)
            case TeamDeclined():
                self.team_noes.add(fact.team)

    def asked_until(self, view: View, member_id: str) -> date:
        """Until when somebody has time to answer; the first of all days, if nobody asked them."""
        who = view.one(member_tag(member_id))
        days = [day for it, day in self.members.items() if view.one(member_tag(it)) == who]
        return max(days, default=date.min)

    def has_no_of(self, view: View, member_id: str) -> bool:
        """Whether somebody said no, under whichever of their records."""
        who = view.one(member_tag(member_id))
        return who in {view.one(member_tag(it)) for it in self.noes}


@dataclass(frozen=True, kw_only=True)
class OfferRequest:
    """Ask a member, or a whole team, whether they would help.

    Refused, in this order: UnknownMember, UnknownTeam, TeamIsClosed, UnknownRequest,
    RequestClosed, RequestNotOpen, AlreadyClaimed, OwnRequest, SaidNo, AlreadyOffered,
    AnswerByPast, StandingMissing.
    """

    need_id: str
    answer_by: date
    member_id: str | None = None
    team: str | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The need, and who is asked."""
        asked = member_tag(self.member_id) if self.member_id else TEAMS
        return need_tag(self.need_id), asked

    def also(self, view: View) -> tuple[Tag, ...]:
        """Who asked for it."""
        return view(Need, need_tag(self.need_id)).asker()

    def decide(self, view: View, stamp: Stamp) -> RequestDispatched:
        """The question."""
        tag = need_tag(self.need_id)
        if self.member_id:
            view(Member, member_tag(self.member_id)).required()
        else:
            view(Teams, TEAMS).require_open(self.team or "", stamp.today)
        made, claim = view(Need, tag).required(), view(Claim, tag)
        if claim.met or not view(Need, tag).is_up_on(stamp.today):
            raise RequestNotOpen
        if claim.helper_id and stamp.today <= (claim.due_on or date.max):
            raise AlreadyClaimed
        self._check_asked(view, stamp)
        if self.answer_by < stamp.today:
            raise AnswerByPast
        for kind in made.needs if self.member_id else ():
            require_standing(view, self.member_id or "", kind, stamp.today)
        return RequestDispatched(
            need_id=self.need_id,
            offer_id=stamp.id,
            answer_by=self.answer_by,
            member_id=self.member_id,
            team=self.team,
        )

    def _check_asked(self, view: View, stamp: Stamp) -> None:
        tag = need_tag(self.need_id)
        offers, until = view(Offers, tag), date.min
        if self.member_id:
            if view(Member, member_tag(self.member_id)).id == view(Need, tag).asker_id(view):
                raise OwnRequest
            if offers.has_no_of(view, self.member_id):
                raise SaidNo
            until = offers.asked_until(view, self.member_id)
        elif self.team:
            if self.team in offers.team_noes:
                raise SaidNo
            until = offers.teams.get(self.team, date.min)
        if stamp.today <= until:
            raise AlreadyOffered(until=until)


@dataclass(frozen=True, kw_only=True)
class DeclineOffer:
    """Say that one cannot help: oneself, or the desk for who called.

    Also who was not asked may say so of what is up. Refused, in this order: UnknownMember,
    UnknownRequest, RequestClosed, RequestNotOpen, HelpPromised, SaidNo.
    """

    need_id: str
    member_id: str

    def boundary(self) -> tuple[Tag, ...]:
        """The need, and who cannot."""
        return need_tag(self.need_id), member_tag(self.member_id)

    def also(self, view: View) -> tuple[Tag, ...]:
        """Who has taken it on."""
        return view(Claim, need_tag(self.need_id)).helper()

    def decide(self, view: View, stamp: Stamp) -> OfferDeclined:
        """The no."""
        tag = need_tag(self.need_id)
        member = view(Member, member_tag(self.member_id))
        member.required()
        view(Need, tag).required()
        if view(Need, tag).published is None:
            raise RequestNotOpen
        if view(Claim, tag).helper_now(view) == member.id:
            raise HelpPromised
        if view(Offers, tag).has_no_of(view, self.member_id):
            raise SaidNo
        return OfferDeclined(need_id=self.need_id, member_id=self.member_id)


@dataclass(frozen=True, kw_only=True)
class DeclineForTeam:
    """Say that a team which was asked cannot help: its lead does, or the desk for who called.

    A member of it may still help by themselves. Refused, in this order: UnknownMember,
    NotTheLead, UnknownRequest, RequestClosed, RequestNotOpen, NotAsked, SaidNo.
    """

    need_id: str
    team: str
    member_id: str

    def boundary(self) -> tuple[Tag, ...]:
        """The need, and who leads the team."""
        return need_tag(self.need_id), member_tag(self.member_id)

    def decide(self, view: View, stamp: Stamp) -> TeamDeclined:
        """The no."""
        tag = need_tag(self.need_id)
        view(Member, member_tag(self.member_id)).required()
        if self.team not in view(Leading, member_tag(self.member_id)).on(stamp.today):
            raise NotTheLead(team=self.team)
        view(Need, tag).required()
        if view(Need, tag).published is None:
            raise RequestNotOpen
        offers = view(Offers, tag)
        if self.team not in offers.teams:
            raise NotAsked(team=self.team)
        if self.team in offers.team_noes:
            raise SaidNo
        return TeamDeclined(need_id=self.need_id, team=self.team, member_id=self.member_id)
