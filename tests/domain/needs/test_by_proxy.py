"""Who helps a person asks and gives the word for them, as far as that person let them."""

from dataclasses import replace

import pytest
from msgspec.structs import replace as copy_of

from domain.ledger.fact import Fact
from domain.needs.asking import MakeRequest
from domain.needs.contest import ContestHelp, RequestContested
from domain.needs.requests import NotTheAsker, RequestMade
from domain.needs.withdrawal import WithdrawRequest
from domain.needs.word import ConfirmHelp, RequestConfirmed
from domain.people.membership import MemberLeft, UnknownMember
from domain.service.attestation import ConfirmsOwn, NotForYou, ServiceAttested
from domain.ties.proxy import ProxyEnded, ProxyNotAccepted, ProxyScope, Scope
from tests.controls import AUNT, LI, UNCLE, WANG, moment
from tests.domain.needs.asked import NEED, UP, claimed, help_given
from tests.domain.words import TOLD, VISITED, attest, dispute
from tests.relatives import agreed, helped, tied
from tests.scenario import Done, by, given

ASK = MakeRequest(
    kind="wish", need="收音机", terms="free", wish_text="text-1", for_id=WANG, by_helper=True
)
TAKE_BACK = WithdrawRequest(need_id=NEED)
CONFIRM = ConfirmHelp(need_id=NEED, how="self", satisfaction=5)
CONTEST = ContestHelp(need_id=NEED, reason_text="text-5")
HELPED = (*UP, claimed(), by(LI, help_given()))


def lets(member_id: str, helper_id: str, *scope: Scope) -> Done:
    """The person said on their own phone that somebody helps them with this."""
    return by(member_id, agreed(helped(member_id, helper_id, *scope)))


def test_a_helper_asks_for_who_let_them_and_takes_it_back() -> None:
    let = lets(WANG, UNCLE, "ask")
    fact = given(*UP, let).when(ASK, actor=UNCLE).fact
    assert isinstance(fact, RequestMade)
    assert fact.for_id == WANG
    assert given(*UP, let).when(TAKE_BACK, actor=UNCLE).fact


def test_who_may_ask_gives_no_word_and_who_gives_the_word_does_not_ask() -> None:
    asks, says = lets(WANG, UNCLE, "ask"), lets(WANG, UNCLE, "confirm")
    given(*HELPED, asks).when(CONFIRM, actor=UNCLE).refused(NotTheAsker)
    given(*HELPED, asks).when(CONTEST, actor=UNCLE).refused(NotTheAsker)
    given(*UP, says).when(ASK, actor=UNCLE).refused(ProxyScope)
    given(*UP, says).when(TAKE_BACK, actor=UNCLE).refused(NotTheAsker)


def test_nobody_asks_for_who_has_not_said_yes() -> None:
    given(*UP).when(ASK, actor=UNCLE).refused(ProxyNotAccepted)
    given(*UP, helped(WANG, UNCLE, "ask")).when(ASK, actor=UNCLE).refused(ProxyNotAccepted)
    given(*UP, tied(WANG, UNCLE)).when(ASK, actor=UNCLE).refused(ProxyNotAccepted)
    assert given(*UP).when(ASK, actor=WANG).fact
    assert given(*UP).when(replace(ASK, by_helper=False)).fact


OVER = ProxyEnded(proxy_id="proxy-1", member_id=WANG, helper_id=UNCLE)
GONE = MemberLeft(member_id=WANG, kind="volunteer", credit=0, points=0)


@pytest.mark.parametrize("scope", ["ask", "confirm"])
def test_it_is_over_by_a_word_by_its_day_and_with_the_person(scope: Scope) -> None:
    let = lets(WANG, UNCLE, scope)
    decision = ASK if scope == "ask" else CONFIRM
    no = ProxyNotAccepted if scope == "ask" else NotTheAsker
    past = (*HELPED, let)
    assert given(*past).when(decision, actor=UNCLE, at=moment(12, 31, 23)).fact
    after = moment(12, 31, 9).replace(year=2027, month=1, day=1)
    given(*past).when(decision, actor=UNCLE, at=after).refused(no)
    given(*past, OVER).when(decision, actor=UNCLE).refused(no)
    given(*past, GONE).when(decision, actor=UNCLE).refused(
        UnknownMember if scope == "ask" else NotTheAsker
    )


def test_a_helper_gives_the_word_and_the_log_knows_that_it_was_them() -> None:
    let = lets(WANG, UNCLE, "confirm")
    fact = given(*HELPED, let).when(CONFIRM, actor=UNCLE).fact
    assert isinstance(fact, RequestConfirmed)
    assert (fact.how, fact.asker_id) == ("proxy", WANG)
    assert isinstance(given(*HELPED, let).when(CONTEST, actor=UNCLE).fact, RequestContested)
    of_kin = given(*HELPED, let, tied(WANG, UNCLE)).when(CONFIRM, actor=UNCLE).fact
    assert isinstance(of_kin, RequestConfirmed)
    assert of_kin.how == "kin"


@pytest.mark.parametrize("decision", [CONFIRM, CONTEST])
def test_who_served_and_their_family_give_no_word_for_whom_they_help(
    decision: ConfirmHelp | ContestHelp,
) -> None:
    given(*HELPED, lets(WANG, LI, "confirm")).when(decision, actor=LI).refused(ConfirmsOwn)
    past = (*HELPED, lets(WANG, UNCLE, "confirm"), tied(LI, UNCLE))
    given(*past).when(decision, actor=UNCLE).refused(ConfirmsOwn)


def said(*more: Fact | Done) -> str | None:
    fact = given(*VISITED, TOLD, *more).when(attest(UNCLE), actor=UNCLE).fact
    return fact.by if isinstance(fact, ServiceAttested) else None


def test_the_word_on_a_visit_is_given_by_whom_the_person_let() -> None:
    assert said(lets(AUNT, UNCLE, "confirm")) == "proxy"
    assert (
        given(*VISITED, TOLD, lets(AUNT, UNCLE, "confirm")).when(dispute(UNCLE), actor=UNCLE).fact
    )
    asks = given(*VISITED, TOLD, lets(AUNT, UNCLE, "ask", "see"))
    asks.when(attest(UNCLE), actor=UNCLE).refused(NotForYou)
    over = copy_of(OVER, member_id=AUNT)
    ended = given(*VISITED, TOLD, lets(AUNT, UNCLE, "confirm"), over)
    ended.when(attest(UNCLE), actor=UNCLE).refused(NotForYou)


def test_who_visited_gives_no_word_for_whom_they_help() -> None:
    past = given(*VISITED, TOLD, lets(AUNT, LI, "confirm"))
    past.when(attest(LI), actor=LI).refused(ConfirmsOwn)
    family = given(*VISITED, TOLD, lets(AUNT, UNCLE, "confirm"), tied(LI, UNCLE))
    family.when(attest(UNCLE), actor=UNCLE).refused(ConfirmsOwn)
