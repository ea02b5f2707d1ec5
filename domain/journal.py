"""The journal: what a fact moves, as postings that sum to zero in each unit.

Units are kept apart because they may be used for different things only: `minutes` is the honour
record, `credit` buys service, `points` buy goods, `cny` is money in fen, `goods:<item>` are pieces.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

AMOUNT_MAX: Final = 10**9

MINUTES: Final = "minutes"
CREDIT: Final = "credit"
POINTS: Final = "points"
CNY: Final = "cny"

ISSUED: Final = "community/issued"
GIVEN: Final = "community/given"
DISTRIBUTED: Final = "community/distributed"
COUNT_DIFFERENCES: Final = "community/count-differences"
UNSETTLED: Final = "community/unsettled"
BORNE: Final = "community/borne"
SHOP: Final = "shop/main"
WELFARE_POOL: Final = "pool/welfare"


class Posting(NamedTuple):
    """One side of a movement: `amount` > 0 comes into the account, < 0 leaves it."""

    account: str
    unit: str
    amount: int


def member_account(member_id: str) -> str:
    """The account of one person."""
    return f"member/{member_id}"


def stock_account(item_id: str) -> str:
    """The pieces of one item on the shelf of the community's supermarket."""
    return f"stock/main/{item_id}"


def fund_account(fund: str) -> str:
    """The money given for one purpose."""
    return f"fund/{fund}"


def goods(item_id: str) -> str:
    """The unit in which pieces of an item are counted."""
    return f"goods:{item_id}"


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
