"""Checking the books: they sum to zero, nobody owes, and the projections equal a replay."""

from collections.abc import Callable

from domain.ledger.log import Log
from projections.catalogue import PROJECTIONS
from projections.ledger.reader import Reader
from projections.ledger.runner import Runner
from projections.people.balances import accounts_below_zero, trial_balance

DIFFERENCES_MAX = 10


async def check_books(
    url: str, community: str, tell: Callable[[str], None] = lambda _line: None
) -> list[str]:
    """What is wrong, a line each and the first of each kind only; nothing when all is in order."""
    log = Log(url, community)
    runner = Runner(log, PROJECTIONS, url, community)
    runner.catch_up()
    wrong: list[str] = []
    for projection in PROJECTIONS:
        differences = runner.differences(projection, DIFFERENCES_MAX)
        tell(f"{projection.question}: {'differs' if differences else 'equals a replay'}")
        wrong += [f"{projection.question}: {line}" for line in differences]
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
