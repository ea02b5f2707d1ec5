"""The chart of accounts: what the community counts in, and who or what may hold it.

Units are kept apart because they may be used for different things only: `minutes` is the honour
record, `credit` buys service, `points` buy goods, `cny` is money in fen, `goods:<item>` are pieces.
"""

from typing import Final

from domain.ledger.tag import Tag
from domain.rules.tags import fund_tag, pool_tag

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


def member_account(member_id: str) -> str:
    """The account of one person."""
    return f"member/{member_id}"


def stock_account(item_id: str) -> str:
    """The pieces of one item on the shelf of the community's supermarket."""
    return f"stock/main/{item_id}"


def fund_account(fund: str) -> str:
    """The money given for one purpose."""
    return f"fund/{fund}"


def pool_account(pool: str) -> str:
    """Time credit that is held for whoever needs it."""
    return f"pool/{pool}"


WELFARE_POOL: Final = pool_account("welfare")


def goods(item_id: str) -> str:
    """The unit in which pieces of an item are counted."""
    return f"goods:{item_id}"


HOLDS: Final = "hold/"


def hold_account(need_id: str) -> str:
    """The credit set aside for a need that somebody has taken on."""
    return f"{HOLDS}{need_id}"


def tag_of_account(account: str) -> Tag | None:
    """The pool or the fund that an account is of, if it is of one."""
    kind, _, rest = account.partition("/")
    match kind:
        case "pool":
            return pool_tag(rest)
        case "fund":
            return fund_tag(rest)
    return None
