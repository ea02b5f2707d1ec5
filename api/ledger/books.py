"""Checking the books: they sum to zero, nobody owes, and the projections equal a replay."""

from collections.abc import Callable

from domain.ledger.keeping.snapshot_making import SnapshotCheck
from domain.ledger.log import Log
from projections.catalogue import PROJECTIONS
from projections.ledger.reader import Reader
from projections.ledger.runner import Runner
from projections.people.balances import accounts_below_zero, trial_balance
from projections.replaying.comparing import differences
from projections.replaying.tagging import Tagging

DIFFERENCES_MAX = 10


async def check_books(
    url: str,
    community: str,
    tell: Callable[[str], None] = lambda _line: None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> list[str]:
    """What is wrong, a line each and the first of each kind only; nothing when all is in order."""
    log = Log(url, community)
    runner = Runner(log, PROJECTIONS, url, community)
    runner.catch_up()
    with Tagging(url, community, DIFFERENCES_MAX) as tagging:
        found = differences(
            url,
            community,
            PROJECTIONS,
            [tagging, SnapshotCheck(log)],
            limit=DIFFERENCES_MAX,
            tell=tell,
            progress=progress,
        )
    wrong = [f"{about}: {line}" for about, lines in found.items() for line in lines]
    async with Reader(url, community) as reader:
        for unit, held in (await trial_balance(reader)).items():
            if held.sum:
                wrong.append(f"{unit} sums to {held.sum} over {held.accounts} accounts")
        for it in (await accounts_below_zero(reader))[:DIFFERENCES_MAX]:
            wrong.append(f"{it.account} holds {it.amount} {it.unit}")
        failures = await reader.failures()
        wrong += [f"{question} stopped: {reason}" for question, reason in failures.items()]
    runner.close()
    log.close()
    return wrong
