"""One volunteer's points, followed from the hours that earned them to the goods they bought.

Points are alike, so which ones were spent is a convention: the oldest first, and what comes back
goes to where it was taken from last. What is taken back is what was not spent yet, if it is there.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from domain.ledger.fact import Fact, Recorded
from domain.rules.accounts import POINTS, member_account
from domain.service.counting.refill import DayRefilled
from domain.service.hours import CreditReleased, EarnedService, ServiceRevoked
from domain.service.paid_help import released_by
from domain.shop.sale import SaleSettled


class Use(NamedTuple):
    """So many points of one earning that went into the fact at a position."""

    position: int
    points: int


@dataclass
class Earning:
    """Points that came in by one fact, and what they were spent on."""

    recorded: Recorded
    points: int
    left: int
    uses: list[Use] = field(default_factory=list)


def attribute(member_id: str, facts: Iterable[Recorded]) -> list[Earning]:
    """Every earning of a member with its uses, from all facts about them in the log's order."""
    account = member_account(member_id)
    earnings: list[Earning] = []
    taken: dict[str, deque[tuple[Earning, int]]] = {}
    for recorded in facts:
        postings = recorded.fact.postings()
        moved = sum(it.amount for it in postings if it[:2] == (account, POINTS))
        if isinstance(recorded.fact, DayRefilled) and (more := recorded.fact.refilled_points):
            earnings.append(Earning(recorded, more, more))
            moved -= more
        mended = recorded.envelope.mends
        if moved > 0 and mended in taken:
            moved = _give_back(taken[mended], moved, recorded.position)
        if moved > 0:
            earnings.append(Earning(recorded, moved, moved))
        elif moved < 0:
            wrong = [it for it in earnings if _brought(it.recorded.fact, recorded.fact)]
            spent = _spend([*wrong, *earnings], -moved, recorded.position)
            # What a sale is paid with later, its return gives back: that mends the sale.
            paid = isinstance(recorded.fact, SaleSettled) and mended
            taken[paid or recorded.envelope.id] = spent
    return earnings


def _brought(fact: Fact, taken_back: Fact) -> bool:
    """Whether a fact earned what another one takes back."""
    fact = released_by(fact)
    if not isinstance(fact, EarnedService | CreditReleased):
        return False
    return isinstance(taken_back, ServiceRevoked) and fact.service_id == taken_back.service_id


def _spend(earnings: list[Earning], points: int, position: int) -> deque[tuple[Earning, int]]:
    taken: deque[tuple[Earning, int]] = deque()
    for earning in earnings:
        part = min(points, earning.left)
        if part:
            earning.left -= part
            earning.uses.append(Use(position, part))
            taken.append((earning, part))
            points -= part
        if not points:
            break
    return taken


def _give_back(taken: deque[tuple[Earning, int]], points: int, position: int) -> int:
    """Return points to the earnings they came from; what is more than was taken is left over."""
    while points and taken:
        earning, part = taken.pop()
        back = min(part, points)
        earning.left += back
        earning.uses.append(Use(position, -back))
        points -= back
        if part > back:
            taken.append((earning, part - back))
    return points
