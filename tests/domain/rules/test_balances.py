"""What the pool and a fund hold is known to decisions, also what came before they had a tag."""

import pytest

from domain.ledger.fact import Fact
from domain.rules.accounts import CNY, CREDIT, tag_of_account
from domain.rules.balances import (
    BalanceKnown,
    CarryFund,
    Fund,
    FundCarried,
    OpenPool,
    Pool,
    PoolOpened,
)
from domain.rules.tags import WELFARE, fund_tag
from domain.service.transfer import CreditTransferred
from domain.shop.donation import DonationReceived
from domain.shop.donation_correction import DonationCorrected
from tests.controls import LI, WANG
from tests.examples import EXAMPLES
from tests.scenario import Scenario, given

OPENED = PoolOpened(pool="welfare", credit=90, until=7)
CARRIED = FundCarried(purpose="助学", place="office", fen=500, until=7)
GIVEN_TO_POOL = CreditTransferred(transfer_id="t-1", giver_id=LI, amount=60, balance_after=0)
OPEN = OpenPool(pool="welfare", credit=90, since=0, until=7)
CARRY = CarryFund(purpose="助学", fen=500, since=0, until=7)


def money(fen: int, purpose: str) -> DonationReceived:
    return DonationReceived(
        donation_id=f"gift-{purpose}", receipt_number="R1", money_fen=fen, purpose=purpose
    )


def pool(scenario: Scenario) -> Pool:
    return scenario.view(OPEN)(Pool, WELFARE)


def fund(scenario: Scenario, purpose: str = "助学") -> Fund:
    return scenario.view(CarryFund(purpose=purpose, fen=0, since=0, until=0))(
        Fund, fund_tag(purpose)
    )


def test_the_pool_is_opened_with_what_it_had_come_to_hold(database: str) -> None:
    outcome = given().when(OPEN, actor="office").then(OPENED)
    assert outcome.fact.postings() == ()
    outcome.repeated(database)


def test_a_fund_is_carried_forward_as_lying_at_the_office(database: str) -> None:
    given().when(CARRY, actor="office").then(CARRIED).repeated(database)


def test_what_was_carried_forward_is_not_carried_again() -> None:
    given(OPENED).when(OPEN, actor="office").refused(BalanceKnown)
    given(CARRIED).when(CARRY, actor="office").refused(BalanceKnown)


def test_what_an_older_version_recorded_meanwhile_is_carried_after_it() -> None:
    late = OpenPool(pool="welfare", credit=5, since=7, until=9)
    scenario = given(OPENED)
    fact = scenario.when(late, actor="office").fact
    assert pool(given(OPENED, fact)).credit == 95
    scenario.when(CARRY, actor="office").then(CARRIED)
    given(CARRIED).when(CarryFund(purpose="助学", fen=1, since=0, until=9)).refused(BalanceKnown)


def test_what_comes_after_is_counted_and_what_comes_before_with_a_tag_too() -> None:
    assert pool(given()).credit == 0
    assert not pool(given(GIVEN_TO_POOL)).opened
    assert pool(given(GIVEN_TO_POOL)).credit == 60
    known = pool(given(GIVEN_TO_POOL, OPENED, EXAMPLES["member.left"]))
    assert known.opened
    assert known.credit == 60 + 90 + 90
    to_kin = EXAMPLES["credit.transferred"]
    assert pool(given(OPENED, to_kin)).credit == 90


def test_each_fund_is_counted_by_itself() -> None:
    scenario = given(money(100, "助学"), CARRIED, money(7, "助老"), money(20, "助学"))
    assert fund(scenario).fen == 620
    assert fund(scenario, "助老").fen == 7
    assert fund(scenario, "welfare").fen == 0


def test_a_correction_is_of_both_funds_where_it_changes_the_purpose() -> None:
    fact = EXAMPLES["donation.corrected"]
    assert isinstance(fact, DonationCorrected)
    assert {fund_tag("general"), fund_tag("助学")} <= set(fact.touches())
    scenario = given(money(100_000, "general"), fact)
    assert (fund(scenario, "general").fen, fund(scenario).fen) == (0, 1_000)


@pytest.mark.parametrize("fact", [*EXAMPLES.values(), GIVEN_TO_POOL], ids=lambda it: it.type)
def test_every_fact_that_moves_a_pool_or_fund_touches_it(fact: Fact) -> None:
    moved = {tag_of_account(it.account) for it in fact.postings()} - {None}
    touched = {it for it in fact.touches() if it.startswith(("pool:", "fund:"))}
    assert moved <= touched
    assert {it.unit for it in fact.postings() if tag_of_account(it.account)} <= {CNY, CREDIT}


def test_people_are_neither_pool_nor_fund() -> None:
    assert tag_of_account(f"member/{WANG}") is None
    assert tag_of_account("community/issued") is None
