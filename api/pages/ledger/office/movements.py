"""What was held before some time and after it, and what moved between: sums that add up."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final, NamedTuple

from api.pages.ledger.office.span import Span
from api.pages.visitor import Visitor
from domain.ledger.fact import Fact
from domain.rules.accounts import (
    CNY,
    COUNT_DIFFERENCES,
    DISTRIBUTED,
    GIVEN,
    ISSUED,
    MINUTES,
    POINTS,
    SHOP,
)
from domain.service.hours import EarnedService, ServiceRevoked
from domain.shop.donation import DonationReceived
from domain.shop.goods_return import GoodsReturned
from domain.shop.redemption import PointsRedeemed
from projections.ledger.audit_trail import position_before
from projections.office.turnover import FACTS, SHELF, Moved, Sum, Sums, moved_before
from projections.people.statements import (
    MemberTurnover,
    turnover_by_happening,
    turnover_by_position,
)

ALL_GOODS: Final = "goods"
"""All items together, in pieces."""
TRIES: Final = 3


class Balance(NamedTuple):
    """What a holder had of a unit before and after, and what came and went between."""

    unit: str
    holder: str
    opening: int
    came: int
    went: int
    closing: int

    @property
    def amounts(self) -> tuple[int, int, int, int]:
        """The four figures, in their order."""
        return self.opening, self.came, self.went, self.closing


class Movement(NamedTuple):
    """What facts of a type moved of a unit to and from a holder."""

    unit: str
    type: str
    holder: str
    came: int
    went: int


class ItemBalance(NamedTuple):
    """The pieces of an item on the shelf before and after, and all that changed them between."""

    item_id: str
    opening: int
    given: int
    taken: int
    brought_back: int
    counted: int
    otherwise: int
    closing: int


@dataclass(frozen=True)
class Figures:
    """What happened in some time. Durations in minutes, money in fen."""

    services: int
    minutes: int
    people: int
    points_issued: int
    points_spent: int
    sales: int
    returns: int
    gifts: int
    pieces: int
    fen: int


@dataclass(frozen=True)
class Movements:
    """What had moved before some time and at its end, as far as the log went at a position."""

    before: Sums
    after: Sums
    people: list[MemberTurnover]
    position: int

    def between(self) -> Sums:
        """What moved in that time."""
        return {key: it.less(self.before.get(key, Sum())) for key, it in self.after.items()}


async def movements_in(visitor: Visitor, span: Span) -> Movements:
    """What moved in some time, all of it at one position of the log unless that runs ahead."""
    reader, (since, until) = visitor.community.reader, span.moments(visitor.community.zone)
    for _ in range(TRIES):
        position = await reader.position("turnover")
        before = await moved_before(reader, span.clock, since)
        after = await moved_before(reader, span.clock, until)
        if span.clock == "happened":
            people = await turnover_by_happening(reader, since, until)
        else:
            bounds = [await position_before(reader, it) for it in (since, until)]
            people = await turnover_by_position(reader, *bounds)
        if position == await reader.position("turnover"):
            break
    return Movements(before, after, people, position)


def balances_of(moved: Movements) -> list[Balance]:
    """By unit and holder; the goods of all items together."""
    sums: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for place, part in ((0, moved.before), (3, moved.after)):
        for key, it in part.items():
            sums[_unit(key), key.holder][place] += it.left
    for key, it in moved.between().items():
        sums[_unit(key), key.holder][1] += it.came
        sums[_unit(key), key.holder][2] += it.went
    return [Balance(*key, *it) for key, it in sorted(sums.items()) if key[0] != FACTS and any(it)]


def movements_of(moved: Movements) -> list[Movement]:
    """By unit and type of fact: what moved in that time, and between whom."""
    sums: defaultdict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for key, it in moved.between().items():
        sums[_unit(key), key.type, key.holder][0] += it.came
        sums[_unit(key), key.type, key.holder][1] += it.went
    return [Movement(*key, *it) for key, it in sorted(sums.items()) if key[0] != FACTS and any(it)]


def items_of(moved: Movements) -> list[ItemBalance]:
    """By item, those of which there was anything or anything moved."""
    goods = [it for it in moved.after if it.unit.startswith(f"{ALL_GOODS}:")]
    between = moved.between()
    found = []
    for unit in sorted({it.unit for it in goods}):
        keys = [it for it in goods if it.unit == unit]
        by_holder = {key.holder: Sum() for key in keys}
        for key in keys:
            it, sofar = between[key], by_holder[key.holder]
            by_holder[key.holder] = Sum(sofar.came + it.came, sofar.went + it.went)
        shelf = [it for it in keys if it.holder == SHELF]
        home = by_holder.pop(DISTRIBUTED, Sum())
        by_holder.pop(SHELF, None)
        row = ItemBalance(
            unit.partition(":")[2],
            opening=sum(moved.before.get(it, Sum()).left for it in shelf),
            given=-by_holder.pop(GIVEN, Sum()).left,
            taken=home.came,
            brought_back=home.went,
            counted=-by_holder.pop(COUNT_DIFFERENCES, Sum()).left,
            otherwise=-sum(it.left for it in by_holder.values()),
            closing=sum(moved.after[it].left for it in shelf),
        )
        found += [row] if any(row[1:]) else []
    return found


def figures_of(moved: Movements) -> Figures:
    """What happened, in figures; what was taken back is taken off."""
    between = moved.between()

    def facts(*types: str) -> int:
        return sum(between[it].came for it in between if it.unit == FACTS and it.type in types)

    def left(unit: str, holder: str) -> int:
        held = {key: it for key, it in between.items() if key.holder == holder}
        return sum(it.left for key, it in held.items() if _unit(key) == unit)

    earned = [name for name, kind in Fact.known.items() if issubclass(kind, EarnedService)]
    return Figures(
        services=facts(*earned) - facts(ServiceRevoked.type),
        minutes=-left(MINUTES, ISSUED),
        people=sum(it.services > 0 for it in moved.people),
        points_issued=-left(POINTS, ISSUED),
        points_spent=left(POINTS, SHOP),
        sales=facts(PointsRedeemed.type),
        returns=facts(GoodsReturned.type),
        gifts=facts(DonationReceived.type),
        pieces=-left(ALL_GOODS, GIVEN),
        fen=-left(CNY, GIVEN),
    )


def kinds_in(moved: Movements) -> list[tuple[str, int]]:
    """How many facts of each type there were."""
    facts = ((it.type, them.came) for it, them in moved.between().items() if it.unit == FACTS)
    return sorted((it for it in facts if it[1]), key=lambda it: (-it[1], it[0]))


def _unit(key: Moved) -> str:
    return ALL_GOODS if key.unit.startswith(f"{ALL_GOODS}:") else key.unit
