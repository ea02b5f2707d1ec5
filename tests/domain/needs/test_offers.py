"""Somebody is asked whether they would help, and a no is a no."""

from dataclasses import replace
from datetime import date

from domain.ledger.fact import Fact
from domain.needs.claims import AlreadyClaimed, HelpPromised, OwnRequest, RequestNotOpen
from domain.needs.offers import (
    AlreadyOffered,
    AnswerByPast,
    DeclineForTeam,
    DeclineOffer,
    NotAsked,
    OfferDeclined,
    OfferRequest,
    RequestDispatched,
    SaidNo,
    TeamDeclined,
)
from domain.needs.requests import RequestClosed, UnknownRequest
from domain.needs.withdrawal import RequestWithdrawn
from domain.people.leads import NotTheLead
from domain.people.membership import MembersMerged, UnknownMember
from domain.people.teams import TeamClosed, TeamIsClosed, UnknownTeam
from domain.ties.standing import StandingMissing
from tests.controls import AUNT, CARE, CHEN, COMMUNITY, LI, STRANGER, WANG, moment
from tests.domain.needs.asked import NEED, SPRING_WORK, UP, claimed, help_given, made, published
from tests.domain.people.test_leads import leads
from tests.scenario import NEW, given

UNTIL = date(2026, 3, 23)
ASK = OfferRequest(need_id=NEED, answer_by=UNTIL, member_id=LI)
ASK_TEAM = OfferRequest(need_id=NEED, answer_by=UNTIL, team=CARE)
TEAM_ASKED = RequestDispatched(need_id=NEED, offer_id="offer-1", answer_by=UNTIL, team=CARE)
TEAM_CANNOT = DeclineForTeam(need_id=NEED, team=CARE, member_id=LI)
TEAM_NO = TeamDeclined(need_id=NEED, team=CARE, member_id=LI)
LED = leads(LI, date(2026, 2, 1))
CANNOT = DeclineOffer(need_id=NEED, member_id=LI)
ASKED = RequestDispatched(need_id=NEED, offer_id="offer-1", answer_by=UNTIL, member_id=LI)
NO = OfferDeclined(need_id=NEED, member_id=LI)
ONE_PERSON: tuple[Fact, ...] = (
    MembersMerged(
        member_id=AUNT, into_id=LI, kind="assisted", minutes=0, credit=0, points=0, going_on=()
    ),
)


def test_a_member_is_asked_whether_they_would_help(database: str) -> None:
    asked = given(*UP).when(ASK, actor=CHEN)
    asked.then(RequestDispatched(need_id=NEED, offer_id=NEW, answer_by=UNTIL, member_id=LI))
    asked.repeated(database)


def test_a_whole_team_is_asked(database: str) -> None:
    asked = given(*UP).when(ASK_TEAM, actor=CHEN)
    asked.then(RequestDispatched(need_id=NEED, offer_id=NEW, answer_by=UNTIL, team=CARE))
    asked.repeated(database)


def test_only_a_member_or_a_team_of_the_community_is_asked() -> None:
    given(*UP).when(replace(ASK, member_id=STRANGER)).refused(UnknownMember)
    given(*UP).when(replace(ASK_TEAM, team="没有的队")).refused(UnknownTeam)


def test_nobody_is_asked_about_what_they_asked_for() -> None:
    given(*UP).when(replace(ASK, member_id=WANG)).refused(OwnRequest)


def test_what_is_not_up_is_offered_to_nobody() -> None:
    given(*COMMUNITY).when(ASK).refused(UnknownRequest)
    given(*COMMUNITY, SPRING_WORK, made()).when(ASK).refused(RequestNotOpen)
    given(*UP, RequestWithdrawn(need_id=NEED, asker_id=WANG)).when(ASK).refused(RequestClosed)
    given(*UP).when(ASK, at=moment(4, 1, 9)).refused(RequestNotOpen)
    given(*UP, claimed(), help_given()).when(ASK).refused(RequestNotOpen)


def test_what_somebody_has_promised_is_offered_to_others_when_it_is_overdue() -> None:
    given(*UP, claimed(AUNT, due_on=UNTIL)).when(ASK).refused(AlreadyClaimed)
    assert given(*UP, claimed(AUNT, due_on=date(2026, 3, 19))).when(ASK).fact


def test_whoever_was_asked_has_time_to_answer() -> None:
    given(*UP, ASKED).when(ASK).refused(AlreadyOffered, until=UNTIL)
    assert given(*UP, ASKED).when(replace(ASK, member_id=AUNT)).fact
    late = replace(ASK, answer_by=date(2026, 3, 30))
    assert given(*UP, ASKED).when(late, at=moment(3, 24, 9)).fact
    team = RequestDispatched(need_id=NEED, offer_id="offer-1", answer_by=UNTIL, team=CARE)
    given(*UP, team).when(ASK_TEAM).refused(AlreadyOffered, until=UNTIL)


def test_an_answer_is_not_due_before_today() -> None:
    given(*UP).when(replace(ASK, answer_by=date(2026, 3, 19))).refused(AnswerByPast)


def test_nobody_is_asked_for_what_they_are_not() -> None:
    up = (*COMMUNITY, SPRING_WORK, made(needs=("licence:护士",)), published())
    given(*up).when(ASK).refused(StandingMissing)
    assert given(*up).when(ASK_TEAM).fact


def test_a_no_is_a_no(database: str) -> None:
    no = given(*UP, ASKED).when(CANNOT, actor=LI)
    no.then(NO)
    no.repeated(database)
    given(*UP, ASKED, NO).when(ASK, at=moment(3, 24, 9)).refused(SaidNo)
    given(*UP, ASKED, NO).when(CANNOT).refused(SaidNo)


def test_whoever_is_two_records_was_asked_and_said_no_once() -> None:
    asked = replace(ASK, member_id=LI)
    by_aunt = RequestDispatched(need_id=NEED, offer_id="o", answer_by=UNTIL, member_id=AUNT)
    given(*UP, by_aunt, *ONE_PERSON).when(asked).refused(AlreadyOffered, until=UNTIL)
    no = OfferDeclined(need_id=NEED, member_id=AUNT)
    given(*UP, no, *ONE_PERSON).when(asked).refused(SaidNo)


def test_whoever_was_not_asked_may_also_say_that_they_cannot() -> None:
    given(*UP).when(CANNOT, actor=LI).then(NO)


def test_a_no_is_about_what_is_up_and_by_who_has_not_promised() -> None:
    given(*UP).when(replace(CANNOT, member_id=STRANGER)).refused(UnknownMember)
    given(*COMMUNITY).when(CANNOT).refused(UnknownRequest)
    given(*COMMUNITY, SPRING_WORK, made()).when(CANNOT).refused(RequestNotOpen)
    given(*UP, RequestWithdrawn(need_id=NEED, asker_id=WANG)).when(CANNOT).refused(RequestClosed)
    given(*UP, claimed()).when(CANNOT).refused(HelpPromised)
    assert given(*UP, claimed(AUNT)).when(CANNOT).fact


def test_the_lead_says_no_for_the_team(database: str) -> None:
    said = given(*UP, LED, TEAM_ASKED).when(TEAM_CANNOT, actor=LI)
    said.then(TEAM_NO)
    said.repeated(database)


def test_only_who_leads_a_team_today_answers_for_it() -> None:
    stranger = replace(TEAM_CANNOT, member_id=STRANGER)
    given(*UP, LED, TEAM_ASKED).when(stranger).refused(UnknownMember)
    given(*UP, TEAM_ASKED).when(TEAM_CANNOT, actor=LI).refused(NotTheLead, team=CARE)
    before = leads(LI, date(2026, 2, 1), date(2026, 3, 1))
    given(*UP, before, TEAM_ASKED).when(TEAM_CANNOT, actor=LI).refused(NotTheLead)
    another = replace(TEAM_CANNOT, team="环境美化")
    given(*UP, LED, TEAM_ASKED).when(another, actor=LI).refused(NotTheLead)


def test_a_team_answers_once_and_only_what_it_was_asked() -> None:
    given(*COMMUNITY, LED).when(TEAM_CANNOT, actor=LI).refused(UnknownRequest)
    withdrawn = RequestWithdrawn(need_id=NEED, asker_id=WANG)
    given(*UP, LED, TEAM_ASKED, withdrawn).when(TEAM_CANNOT, actor=LI).refused(RequestClosed)
    unread = given(*COMMUNITY, SPRING_WORK, made(), LED)
    unread.when(TEAM_CANNOT, actor=LI).refused(RequestNotOpen)
    given(*UP, LED).when(TEAM_CANNOT, actor=LI).refused(NotAsked, team=CARE)
    given(*UP, LED, TEAM_ASKED, TEAM_NO).when(TEAM_CANNOT, actor=LI).refused(SaidNo)


def test_a_team_that_said_no_is_not_asked_again_though_its_members_may_help() -> None:
    past = given(*UP, LED, TEAM_ASKED, TEAM_NO)
    past.when(ASK_TEAM).refused(SaidNo)
    assert past.when(ASK).fact


def test_a_team_that_is_closed_is_asked_nothing() -> None:
    closed = TeamClosed(team=CARE, from_day=date(2026, 3, 1))
    given(*UP, closed).when(ASK_TEAM).refused(TeamIsClosed, team=CARE)
