"""Carrying forward: what the pool and the funds held before they had a tag, once, at a start."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from typing import Final

from api.serving.composition import open_community
from api.serving.settings import Settings
from domain.ledger.decision import OFFICE, Decision, Request
from domain.ledger.fact import Fact, Recorded, decode
from domain.ledger.log import Log
from domain.ledger.tag import Tag, id_of, kind_of
from domain.people.membership import MemberLeft
from domain.rules.accounts import tag_of_account
from domain.rules.balances import BalanceCarried, BalanceKnown, CarryFund, OpenPool
from domain.rules.tags import OPENINGS, WELFARE
from domain.service.transfer import CreditTransferred
from domain.shop.donation import Given
from domain.shop.donation_correction import DonationCorrected

MOVED_UNTAGGED: Final = (MemberLeft, CreditTransferred, Given, DonationCorrected)
"""The facts that moved pools and funds when these had no tag."""
_WRITTEN: Final = tuple(
    f'"type":"{name}"'.encode()
    for name, kind in Fact.known.items()
    if issubclass(kind, MOVED_UNTAGGED)
)
PAGE_SIZE: Final = 2_000


async def carry_forward(url: str, settings: Settings) -> None:
    """Record what every pool and fund held before, unless it is recorded. Raises Unreachable."""
    log = Log(url, settings.community)
    try:
        while decisions := await asyncio.to_thread(to_carry, log):
            async with open_community(url, settings) as community:
                for decision in decisions:
                    try:
                        await community.recorder.record(Request(decision=decision, actor=OFFICE))
                    except BalanceKnown:  # another process was first
                        continue
    finally:
        log.close()


def to_carry(log: Log) -> list[Decision]:
    """What is to be carried: all of it at the first start, the pool last; later, hardly ever any.

    An older version that still runs records nothing more once one opening stands in the log.
    """
    openings = [decode(*row) for row in log.about([OPENINGS]).facts]
    carried: dict[Tag, int] = {}
    for it in openings:
        assert isinstance(it.fact, BalanceCarried)
        carried[it.fact.touches()[0]] = it.fact.until
    until = openings[0].position if openings else log.head()
    if not until:
        return []
    moved = Counter[Tag]({WELFARE: 0} if WELFARE not in carried else {})
    for recorded in _of_before(log, carried.get(WELFARE, 0), until):
        for tag, amount in _untagged(recorded):
            if recorded.position > carried.get(tag, 0):
                moved[tag] += amount
    funds = sorted(it for it in moved if it != WELFARE)
    return [
        _carrying(tag, moved[tag], carried.get(tag, 0), until)
        for tag in (*funds, *(it for it in moved if it == WELFARE))
    ]


def _carrying(tag: Tag, amount: int, since: int, until: int) -> Decision:
    if kind_of(tag) == "pool":
        return OpenPool(pool=id_of(tag), credit=amount, since=since, until=until)
    return CarryFund(purpose=id_of(tag), fen=amount, since=since, until=until)


def _of_before(log: Log, after: int, until: int) -> Iterator[Recorded]:
    """The facts after one position, up to another, that may have moved a pool or a fund."""
    while rows := log.after(after, limit=PAGE_SIZE):
        for position, data in rows:
            if position > until:
                return
            if any(it in data for it in _WRITTEN):
                yield decode(position, data)
        after = rows[-1][0]


def _untagged(recorded: Recorded) -> Iterator[tuple[Tag, int]]:
    for it in recorded.postings:
        tag = tag_of_account(it.account)
        if tag is not None and tag not in recorded.envelope.tags:
            yield tag, it.amount
