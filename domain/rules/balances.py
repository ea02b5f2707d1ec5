"""Balances of pools and funds, carried forward from the time before they had a tag."""

from dataclasses import dataclass
from typing import Final, TypeVar

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.rules.accounts import fund_account, pool_account
from domain.rules.tags import OPENINGS, fund_tag, pool_tag

OFFICE_PLACE: Final = "office"
"""Where money lies of which nobody has said where."""


class BalanceCarried(Fact):
    """What facts without a tag had moved to a pool or fund, up to the fact at `until`.

    Where an older version went on for a moment, a second one carries what came after the first.
    """

    until: int


class PoolOpened(BalanceCarried, type="pool.opened"):
    """A pool is followed from now on; until now it had come to hold `credit` minutes."""

    called = "公益池开立"
    told = "公益池此前存有时间存款 {credit}，结转。"

    pool: str
    credit: int

    def touches(self) -> tuple[Tag, ...]:
        """The pool."""
        return pool_tag(self.pool), OPENINGS


class FundCarried(BalanceCarried, type="fund.carried"):
    """A fund is followed from now on; until now it had come to hold `fen`, which lie at `place`."""

    called = "善款结转"
    told = "{fund}此前结余 {yuan} 元，结转。"

    purpose: str
    place: str
    fen: int

    def touches(self) -> tuple[Tag, ...]:
        """The fund."""
        return fund_tag(self.purpose), OPENINGS


class BalanceKnown(Refusal, code="balance_known"):
    """What was carried forward is not carried a second time."""

    zh = "这笔结余已经结转。"
    en = "This balance was carried forward already."


class Balance(State):
    """What one pool or fund holds; `carried_until` is as far as the facts without a tag went in.

    Before anything was carried it is at least what it says: without a tag, it was only filled.
    """

    amount: int = 0
    carried_until: int | None = None

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Add what is carried, and what every fact moves."""
        match fact:
            case PoolOpened(credit=amount) | FundCarried(fen=amount):
                self.amount += amount
                self.carried_until = fact.until
            case _:
                own = self.account
                self.amount += sum(it.amount for it in recorded.postings if it.account == own)

    @property
    def account(self) -> str:
        """Its account."""
        raise NotImplementedError


class Pool(Balance, of="pool", folds=(Fact,)):
    """What a pool holds, in minutes of time credit."""

    @property
    def account(self) -> str:
        """Its account."""
        return pool_account(self.id)

    @property
    def credit(self) -> int:
        """Minutes."""
        return self.amount

    @property
    def opened(self) -> bool:
        """Whether the time before it had a tag is in it."""
        return self.carried_until is not None


class Fund(Balance, of="fund", folds=(Fact,)):
    """What a fund holds, in fen."""

    @property
    def account(self) -> str:
        """Its account."""
        return fund_account(self.id)

    @property
    def fen(self) -> int:
        """Money."""
        return self.amount


B = TypeVar("B", bound=Balance)


def _not_carried(balance: B, since: int) -> B:
    if (balance.carried_until or 0) != since:
        raise BalanceKnown
    return balance


@dataclass(frozen=True, kw_only=True)
class OpenPool:
    """Carry forward what facts without a tag had moved to a pool after `since`, up to `until`.

    Refused: BalanceKnown.
    """

    pool: str
    credit: int
    since: int
    until: int

    def boundary(self) -> tuple[Tag, ...]:
        """The pool."""
        return (pool_tag(self.pool),)

    def decide(self, view: View, stamp: Stamp) -> PoolOpened:
        """The opening."""
        _not_carried(view(Pool, pool_tag(self.pool)), self.since)
        return PoolOpened(pool=self.pool, credit=self.credit, until=self.until)


@dataclass(frozen=True, kw_only=True)
class CarryFund:
    """Carry forward what facts without a tag had moved to a fund after `since`, up to `until`.

    Refused: BalanceKnown.
    """

    purpose: str
    fen: int
    since: int
    until: int

    def boundary(self) -> tuple[Tag, ...]:
        """The fund."""
        return (fund_tag(self.purpose),)

    def decide(self, view: View, stamp: Stamp) -> FundCarried:
        """The opening."""
        _not_carried(view(Fund, fund_tag(self.purpose)), self.since)
        return FundCarried(purpose=self.purpose, place=OFFICE_PLACE, fen=self.fen, until=self.until)
