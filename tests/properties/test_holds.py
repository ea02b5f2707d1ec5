"""No order of claims, give-backs, contests and revocations makes or loses a minute."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings

from domain.ledger.decision import Receipt, Request
from domain.ledger.fact import Fact, Recorded
from domain.needs.claims import Claim
from domain.rules.accounts import CREDIT, HOLDS
from domain.rules.balances import Pool
from domain.rules.tags import WELFARE
from domain.service.counting.hold import HoldMove
from domain.service.counting.refill import DayRefilled
from domain.service.hours import CreditReleased, EarnedService, ServiceRevoked
from domain.service.paid_help import Hold, released_by
from domain.service.tags import need_tag
from tests.properties.histories import a_community, batch_sizes, requests_for_help
from tests.properties.test_recording import played, replayed, whole_log
from tests.shop import ledger_of

pytestmark = pytest.mark.whole

STEPS = 160
"""With those that a step is made of, sixty examples are more than ten thousand requests."""


def earned(fact: Fact) -> int:
    """Minutes of credit that a fact issues for service, or takes back."""
    minutes, fact = 0, released_by(fact)
    if isinstance(fact, EarnedService | CreditReleased):
        minutes += fact.credit
    if isinstance(fact, DayRefilled):
        minutes += fact.refilled_credit
    if isinstance(fact, ServiceRevoked):
        minutes -= fact.credit
    return minutes


def held(facts: list[Recorded]) -> Counter[str]:
    """What each account holds of credit; nowhere it was ever below zero but at the community."""
    accounts: Counter[str] = Counter()
    for recorded in facts:
        for account, unit, amount in recorded.fact.postings():
            if unit == CREDIT:
                accounts[account] += amount
                assert accounts[account] >= 0 or account.startswith("community/")
    return accounts


@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
    ],
)
@given(requests=requests_for_help(STEPS), sizes=batch_sizes)
def test_what_is_set_aside_is_what_open_claims_hold(
    database: str, requests: list[Request], sizes: list[int]
) -> None:
    with a_community(database) as log:
        outcomes = played(ledger_of(log), requests, sizes)
        facts, things = whole_log(log), replayed(log)
    accounts = held(facts)
    outstanding = sum(it for name, it in accounts.items() if not name.startswith("community/"))
    moves = [hold for it in facts if isinstance(hold := getattr(it.fact, "hold", None), HoldMove)]
    retired = sum(it.retired - it.refunded for it in moves)
    borne = -accounts["community/borne"]
    assert outstanding == sum(earned(it.fact) for it in facts) - retired + borne
    for name, minutes in accounts.items():
        if name.startswith(HOLDS):
            need = things[need_tag(name.removeprefix(HOLDS))]
            assert need.state(Hold).held == minutes
            assert minutes == 0 or need.state(Claim).helper_id
    if WELFARE in things:
        assert things[WELFARE].state(Pool).credit == accounts["pool/welfare"]
    assert any(isinstance(it, Receipt) for it in outcomes) or not requests
