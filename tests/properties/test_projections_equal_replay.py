"""Whatever happens, and however it comes in batches, the projections know what the log says."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.sql import SQL, Identifier

from domain.ledger.decision import Request
from domain.ledger.fact import decode
from domain.ledger.journal import Posting, sums
from domain.ledger.log import Log
from projections.catalogue import PROJECTIONS
from projections.ledger.pages import Page, Pages
from projections.ledger.runner import Runner
from projections.ledger.table_names import in_generation
from projections.replaying.comparing import differences
from tests.properties.histories import PAST, batch_sizes, histories, in_batches
from tests.roles import as_owner, found
from tests.scenario import given as given_past
from tests.scenario import write
from tests.shop import ledger_of

pytestmark = pytest.mark.whole

Sizes = list[int]

LAST_LINES = """
SELECT DISTINCT ON (account, unit) account, unit, balance_after
FROM statement_lines
ORDER BY account, unit, position DESC, line DESC
"""
HELD = "SELECT account, unit, amount FROM balances WHERE amount <> 0"


class InTurn(Pages):
    """Pages of these sizes in turn."""

    def __init__(self, log: Log, sizes: Sizes) -> None:
        super().__init__(log)
        self._sizes = cycle(sizes)

    def after(self, position: int, limit: int) -> Page:
        return super().after(position, next(self._sizes))


class InBatches(Runner):
    """Reads the log in pages of these sizes in turn."""

    def __init__(self, log: Log, url: str, community: str, sizes: Sizes) -> None:
        super().__init__(log, PROJECTIONS, url, community)
        self._pages = InTurn(log, sizes)


@contextmanager
def a_community_of(
    database: str, requests: list[Request], recorded: Sizes, taken_in: Sizes
) -> Iterator[tuple[Log, str]]:
    """A history in a schema of its own; the projections follow while it goes on."""
    community = f"community_{uuid4().hex}"
    found(database, community, PROJECTIONS)
    log = Log(database, community)
    write(log, given_past(*PAST).past)
    living = InBatches(log, database, community, taken_in)
    ledger = ledger_of(log)
    for batch in in_batches(requests, recorded):
        ledger.record(batch)
        living.advance()
    living.catch_up()
    living.close()
    yield log, community
    log.close()


def answers(database: str, community: str, question: str) -> dict[tuple[str, str], Any]:
    with psycopg.connect(database) as connection:
        connection.execute(SQL("SET search_path TO {}").format(Identifier(community)))
        asked = in_generation(question.encode(), dict.fromkeys(("balances", "statements"), 1))
        return {(account, unit): amount for account, unit, amount in connection.execute(asked)}


def folded(log: Log) -> dict[tuple[str, str], int]:
    """What each account holds by the log's postings alone."""
    held: Counter[tuple[str, str]] = Counter()
    for row in log.after(0, limit=100_000):
        for account, unit, amount in decode(*row).fact.postings():
            held[account, unit] += amount
    return {key: amount for key, amount in held.items() if amount}


@settings(
    deadline=None,
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    requests=histories(),
    recorded=batch_sizes,
    taken_in=st.lists(st.integers(1, 60), min_size=1, max_size=4),
)
def test_batches_of_any_sizes_leave_what_one_batch_leaves(
    database: str, requests: list[Request], recorded: Sizes, taken_in: Sizes
) -> None:
    with a_community_of(database, requests, recorded, taken_in) as (log, community):
        differing = differences(as_owner(database), community, PROJECTIONS, limit=5)
        assert not any(differing.values())

        held = answers(database, community, HELD)
        assert held == folded(log)
        assert not any(sums(Posting(*key, amount) for key, amount in held.items()).values())

        for (account, unit), balance in answers(database, community, LAST_LINES).items():
            assert balance == held.get((account, unit), 0)
