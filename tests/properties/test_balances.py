"""Whatever happens, and whenever the pool got its tag, decisions know what the books say."""

from collections import Counter
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.founding.carrying import to_carry
from domain.ledger.decision import Request
from domain.ledger.log import Log
from domain.rules.accounts import CNY, CREDIT, WELFARE_POOL, fund_account
from domain.rules.balances import Fund, Pool
from domain.rules.tags import WELFARE, fund_tag
from tests.api.founding.test_carrying import as_an_older_version_had_it
from tests.properties.histories import a_community, histories, in_batches
from tests.properties.test_recording import replayed, whole_log
from tests.roles import found
from tests.scenario import write
from tests.shop import ledger_of

pytestmark = pytest.mark.whole


@settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(requests=histories(), share=st.floats(0, 1))
def test_the_pool_and_the_funds_are_known_as_the_books_have_them(
    database: str, requests: list[Request], share: float
) -> None:
    with a_community(database) as log:
        ledger = ledger_of(log)
        for batch in in_batches(requests, [5]):
            ledger.record(batch)
        facts = whole_log(log)
    held: Counter[tuple[str, str]] = Counter()
    for account, unit, amount in (it for fact in facts for it in fact.postings):
        held[account, unit] += amount
    before = round(share * len(facts))
    community = f"community_{uuid4().hex}"
    found(database, community)
    anew = Log(database, community)
    try:
        write(anew, as_an_older_version_had_it(facts[:before]))
        decisions = to_carry(anew)
        ledger_of(anew).record([Request(decision=it, actor="office") for it in decisions])
        write(anew, facts[before:])
        things = replayed(anew)
    finally:
        anew.close()
    if WELFARE in things:
        assert things[WELFARE].state(Pool).credit == held[WELFARE_POOL, CREDIT]
    else:
        assert held[WELFARE_POOL, CREDIT] == 0
    general = fund_tag("general")
    if general in things:
        assert things[general].state(Fund).fen == held[fund_account("general"), CNY]
    else:
        assert held[fund_account("general"), CNY] == 0
