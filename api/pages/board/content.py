"""What the notice board says: figures, rankings, donations, redemptions and the rules in force."""

from asyncio import gather
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, get_args

from api.office.figures import Figures, figures_of
from api.people.network import public_places
from api.serving.composition import Community
from api.serving.own_facts import see_own_facts
from projections.ledger.reader import Reader
from projections.office.months import MonthTotals, RedeemedItem, months, redeemed_items
from projections.people.statements import LAST
from projections.rules.rule_versions import RuleVersion, rule_versions
from projections.service.rankings import ALWAYS, Period, Place, RankedThing, read_period
from projections.shop.donation_trail import (
    Donation,
    GivenMonth,
    LotTrail,
    ReachedItem,
    donated_items,
    donation_months,
    donations,
    households_reached,
    trails,
)
from projections.shop.stock import item_names

PeriodName = Literal["month", "quarter", "year", "all"]

PLACES_MAX: Final = 10
GIFTS_MAX: Final = 10
MONTHS_SHOWN: Final = 12
QUESTIONS: Final = (
    "community",
    "rankings",
    "months",
    "donation_trail",
    "stock",
    "rule_versions",
    "members",
)
_THINGS: Final[tuple[RankedThing, ...]] = get_args(RankedThing)


@dataclass(frozen=True)
class Board:
    """All that the board says but names: those are looked up each time."""

    period: PeriodName
    first: date
    until: date
    figures: Figures
    totals: MonthTotals
    places: dict[RankedThing, list[Place]]
    given: list[GivenMonth]
    gifts: list[Donation]
    lots: dict[str, list[LotTrail]]
    reached: list[ReachedItem]
    households: int
    redeemed: list[RedeemedItem]
    items: dict[str, str]
    rules: RuleVersion | None
    this_month: date


@dataclass(frozen=True)
class _Remembered:
    positions: dict[str, int]
    board: Board


class Boards:
    """The boards as they were computed last, each good until a projection it asks moves on."""

    def __init__(self) -> None:
        self._known: dict[tuple[Reader, PeriodName, date], _Remembered] = {}

    async def of(self, community: Community, name: PeriodName) -> Board:
        """The board of a period, computed only when something has happened since."""
        await gather(*(see_own_facts(community, question) for question in QUESTIONS))
        today = datetime.now(community.zone).date()
        reached = await community.reader.positions()
        positions = {it: reached.get(it, 0) for it in QUESTIONS}
        key = community.reader, name, today
        known = self._known.get(key)
        if known and known.positions == positions:
            return known.board
        board = await _compute(community, name, today)
        if len(self._known) >= 2 * len(get_args(PeriodName)):
            self._known.clear()
        self._known[key] = _Remembered(positions, board)
        return board


_boards: Final = Boards()


async def board_of(community: Community, name: PeriodName) -> Board:
    """What the board says of a period."""
    return await _boards.of(community, name)


async def _compute(community: Community, name: PeriodName, today: date) -> Board:
    reader = community.reader
    period = period_of(name, today)
    this_month = read_period(f"{today:%Y-%m}")
    last_year = Period(_months_before(this_month.first, MONTHS_SHOWN - 1), this_month.until)
    gifts = await donations(reader, before=LAST, limit=GIFTS_MAX)
    versions = await rule_versions(reader)
    in_force = [it for it in versions if it.in_force_from <= today]
    return Board(
        period=name,
        first=period.first,
        until=period.until,
        figures=await figures_of(community),
        totals=_sum_of(await months(reader, period.first, period.until)),
        places={it: await _places(community, it, period) for it in _THINGS},
        given=await donation_months(reader, community.zone, last_year.first, last_year.until),
        gifts=gifts,
        lots=await trails(reader, [it.donation_id for it in gifts]),
        reached=await donated_items(reader, today),
        households=await households_reached(reader),
        redeemed=await redeemed_items(reader, this_month.first, this_month.until),
        items=await item_names(reader),
        rules=in_force[-1] if in_force else None,
        this_month=this_month.first,
    )


async def _places(community: Community, of: RankedThing, period: Period) -> list[Place]:
    return await public_places(community, of, "service_minutes", period, limit=PLACES_MAX)


def period_of(name: PeriodName, today: date) -> Period:
    """The month, quarter or year that a day is in; or ever."""
    match name:
        case "month":
            return read_period(f"{today:%Y-%m}")
        case "quarter":
            return read_period(f"{today:%Y}-Q{(today.month + 2) // 3}")
        case "year":
            return read_period(f"{today:%Y}")
    return ALWAYS


def _months_before(month: date, count: int) -> date:
    number = month.year * 12 + month.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)


def _sum_of(totals: list[MonthTotals]) -> MonthTotals:
    months_alone = zip(*(it[1:] for it in totals), strict=True)
    sums = [sum(column) for column in months_alone] or [0] * 5
    return MonthTotals(totals[0].month if totals else date.min, *sums)
