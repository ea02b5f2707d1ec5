"""How much of each unit does each account hold, and do the books sum to zero?"""

from collections import Counter, defaultdict
from typing import NamedTuple

from domain.rules.accounts import CREDIT, HOLDS, MINUTES, POINTS, member_account
from projections.ledger.projection import Batch, Projection, Tables, queries_of
from projections.ledger.reader import Reader

_queries = queries_of("balances")


class Balances(Projection):
    """The sum of all postings, by account and unit, and by kind of account and unit.

    Each request for help has an account of its own, which is forgotten when nothing is set aside.
    """

    question = "balances"

    def project(self, batch: Batch, tables: Tables) -> None:
        """Add the batch's postings up, then add the sums to the table."""
        changes: defaultdict[tuple[str, str], int] = defaultdict(int)
        for recorded in batch:
            for account, unit, amount in recorded.postings:
                changes[account, unit] += amount
        sums = sorted((*key, amount) for key, amount in changes.items())
        tables.write("add_to_sums", sums)
        tables.write("add", sums)
        holds = [(account,) for account, _, _ in sums if account.startswith(HOLDS)]
        tables.write("drop_empty", holds)


class MemberBalance(NamedTuple):
    """What one member holds: whole points, minutes of credit, minutes of honour."""

    points: int
    time_credit_minutes: int
    service_minutes: int


class UnitBalance(NamedTuple):
    """How many accounts a unit has, and the sum of them all: 0."""

    accounts: int
    sum: int


class Holding(NamedTuple):
    """So much of a unit in an account."""

    account: str
    unit: str
    amount: int


async def member_balance(reader: Reader, member_id: str) -> MemberBalance:
    """What a member holds; zeroes for who never earned anything."""
    rows = await reader.rows(_queries["of_account"], account=member_account(member_id))
    held = {row["unit"]: row["amount"] for row in rows}
    return MemberBalance(held.get(POINTS, 0), held.get(CREDIT, 0), held.get(MINUTES, 0))


async def trial_balance(reader: Reader) -> dict[str, UnitBalance]:
    """Each unit's accounts and sum."""
    rows = await reader.rows(_queries["trial_balance"])
    return {row["unit"]: UnitBalance(row["accounts"], row["sum"]) for row in rows}


async def accounts_below_zero(reader: Reader) -> list[Holding]:
    """Accounts that owe though they may not: there is none while the books are in order."""
    return [Holding(**row) for row in await reader.rows(_queries["below_zero"])]


async def held_by_members(reader: Reader, unit: str) -> int:
    """What all members together hold of a unit."""
    return (await held_by_kind(reader, unit))["member"]


async def held_by_kind(reader: Reader, unit: str) -> Counter[str]:
    """What all accounts of each kind, such as `member`, together hold of a unit."""
    rows = await reader.rows(_queries["by_kind"], units=[unit])
    return Counter({row["kind"]: row["amount"] for row in rows})


async def accounts_of_kind(reader: Reader, kind: str, unit: str) -> list[Holding]:
    """Accounts of a kind, such as `fund`, that hold something of a unit."""
    # In the order of bytes, `0` comes next after `/`.
    prefix = {"from": f"{kind}/", "before": f"{kind}0"}
    rows = await reader.rows(_queries["of_kind"], **prefix, unit=unit)
    return [Holding(**row) for row in rows]
