"""The journal: what a fact moves, as postings that sum to zero in each unit."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

AMOUNT_MAX: Final = 10**9


class Posting(NamedTuple):
    """One side of a movement: `amount` > 0 comes into the account, < 0 leaves it."""

    account: str
    unit: str
    amount: int


def move(unit: str, amount: int, source: str, target: str) -> tuple[Posting, ...]:
    """`amount` of `unit` from one account to another; nothing at all when the amount is 0.

    Raises ValueError outside 0 … 10⁹: no decision may let such an amount through.
    """
    if amount == 0:
        return ()
    if not 0 < amount <= AMOUNT_MAX:
        raise ValueError(f"{amount} {unit} is outside 1 … {AMOUNT_MAX}")
    return Posting(source, unit, -amount), Posting(target, unit, amount)


def sums(postings: Iterable[Posting]) -> dict[str, int]:
    """The sum of each unit, which is 0 for every fact and for the whole log."""
    total: defaultdict[str, int] = defaultdict(int)
    for posting in postings:
        total[posting.unit] += posting.amount
    return dict(total)
