"""A supermarket on a real log: two volunteers with 160 points each, and oil for 50 a bottle."""

from typing import Final

from domain.ledger.decision import Decision, Receipt, Request
from domain.ledger.fact import Fact, Recorded, decode
from domain.ledger.log import Log
from domain.ledger.memory import MEMORY_BYTES
from domain.ledger.recording import Ledger, Outcome
from domain.service.service_import import ImportService
from domain.shop.redemption import RedeemPoints
from domain.shop.sale import Pieces
from tests.controls import (
    COMMUNITY,
    GREEN,
    LI,
    NOW,
    OIL,
    OIL_LISTED,
    SUN,
    WANG,
    ZONE,
    donated,
    moment,
    served,
)
from tests.scenario import given, write

SHOP: Final[tuple[Fact, ...]] = (
    *COMMUNITY,
    *(served(LI, moment(2, day, 8), moment(2, day, 16), f"li-{day}") for day in (1, 2)),
    *(served(WANG, moment(2, day, 8), moment(2, day, 16), f"wang-{day}") for day in (1, 2)),
    OIL_LISTED,
    donated(OIL, 100),
)
"""There is more oil than points."""


def open_shop(database: str) -> Log:
    """A log that holds the shop and nothing else."""
    log = Log(database, "yanwuping")
    write(log, given(*SHOP).past)
    return log


def ledger_of(log: Log, *, memory_bytes: int = MEMORY_BYTES) -> Ledger:
    """Another process, as it were."""
    return Ledger(log, ZONE, clock=lambda: NOW, memory_bytes=memory_bytes)


def oil(member_id: str = LI, bottles: int = 1) -> RedeemPoints:
    """Oil for somebody's points."""
    return RedeemPoints(member_id=member_id, lines=(Pieces(OIL, bottles),), served_by=SUN)


def eight_hours(member_id: str = LI, day: int = 3) -> ImportService:
    """A day of service, which earns 80 points."""
    return ImportService(
        member_id=member_id,
        programme=GREEN,
        starts_at=moment(2, day, 8),
        ends_at=moment(2, day, 16),
    )


def ask(decision: Decision, key: str, *, actor: str = SUN, content: str = "") -> Request:
    """A request under a key."""
    return Request(decision=decision, actor=actor, key=key, content=content)


def one(ledger: Ledger, decision: Decision, key: str) -> Outcome:
    """What comes of asking one thing."""
    (outcome,) = ledger.record([ask(decision, key)])
    return outcome


def taken(outcome: Outcome) -> Receipt:
    """The receipt, which is a first one."""
    assert isinstance(outcome, Receipt), outcome
    assert not outcome.replayed
    return outcome


def recorded(log: Log) -> list[Recorded]:
    """What was recorded since the shop opened."""
    return [decode(*row) for row in log.after(len(SHOP), limit=1000)]
