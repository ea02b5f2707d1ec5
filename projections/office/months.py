"""What was served, earned and redeemed in each month, in which programmes, for which goods?"""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from domain.service.counting.refill import DayRefilled
from domain.service.hours import CreditReleased, EarnedService, ServiceRevoked
from domain.service.paid_help import released_by
from domain.shop.sale import GoodsExchanged, SaleSettled
from projections.ledger.projection import Batch, Projection, Tables, queries_of
from projections.ledger.reader import Reader

_queries = queries_of("months")

_SERVICES, _MINUTES, _ISSUED, _REDEMPTIONS, _REDEEMED = range(5)


class Months(Projection):
    """Sums by month: that of the service, and that in which the goods had left the shelf."""

    question = "months"

    def project(self, batch: Batch, tables: Tables) -> None:
        """Add up the batch; what came back is taken off the month of the redemption.

        What nobody had paid for counts when it is settled, if it happened, in its own month.
        """
        totals: defaultdict[date, list[int]] = defaultdict(lambda: [0] * 5)
        programmes: defaultdict[tuple[date, str], list[int]] = defaultdict(lambda: [0] * 3)
        items: defaultdict[tuple[date, str], list[int]] = defaultdict(lambda: [0] * 2)
        waiting, moved, settled = [], [], []
        for recorded in batch:
            match released_by(recorded.fact):
                case EarnedService() as fact:
                    month = fact.day.replace(day=1)
                    earned = (1, fact.minutes, fact.points)
                    _add(totals[month], *earned)
                    _add(programmes[month, fact.programme], *earned)
                case CreditReleased() as fact:
                    totals[fact.day.replace(day=1)][_ISSUED] += fact.points
                case DayRefilled() as fact:
                    month = fact.day.replace(day=1)
                    totals[month][_ISSUED] += fact.refilled_points
                    if isinstance(fact, ServiceRevoked):
                        _add(totals[month], -1, -fact.minutes, -fact.points)
                        confirmed = fact.points - fact.points_released
                        _add(programmes[month, fact.programme], -1, -fact.minutes, -confirmed)
                case SaleSettled() as fact if fact.happened():
                    moved += _lines_of(fact)
                    settled.append((fact.redemption_id,))
                case GoodsExchanged() as fact if not fact.is_paid():
                    month = date.fromisoformat(f"{fact.month}-01")
                    waiting += [(it[0], month, *it[1:]) for it in _lines_of(fact)]
                case GoodsExchanged() as fact:
                    month = date.fromisoformat(f"{fact.month}-01")
                    sign = 1 if fact.goods_leave() else -1
                    totals[month][_REDEMPTIONS] += fact.goods_leave()
                    totals[month][_REDEEMED] += sign * fact.points
                    for line in fact.lines:
                        _add(items[month, line.item_id], sign * line.quantity, sign * line.points)
        tables.write("add_totals", [(key, *sums) for key, sums in sorted(totals.items())])
        tables.write("add_programmes", [(*key, *sums) for key, sums in sorted(programmes.items())])
        tables.write("add_items", [(*key, *sums) for key, sums in sorted(items.items())])
        tables.write("wait", waiting)
        tables.write("correct", moved)
        tables.write("settle_totals", settled)
        tables.write("settle_items", settled)


def _lines_of(fact: GoodsExchanged | SaleSettled) -> list[tuple[str, str, int, int]]:
    return [(fact.redemption_id, it.item_id, it.quantity, it.points) for it in fact.lines]


def _add(sums: list[int], *amounts: int) -> None:
    for place, amount in enumerate(amounts):
        sums[place] += amount


class MonthTotals(NamedTuple):
    """One month: services with their minutes and points; redemptions less what came back."""

    month: date
    services: int
    service_minutes: int
    points_issued: int
    redemptions: int
    points_redeemed: int


class ProgrammeMonth(NamedTuple):
    """What a programme was in a month or several; points are those of the confirmation."""

    programme: str
    services: int
    service_minutes: int
    points: int


class RedeemedItem(NamedTuple):
    """How many pieces of an item people took home in a month or several, and for what."""

    item_id: str
    pieces: int
    points: int


async def months(reader: Reader, first: date, until: date) -> list[MonthTotals]:
    """The months from `first` to before `until` in which anything happened, in order."""
    rows = await reader.rows(_queries["totals"], first=first, until=until)
    return [MonthTotals(**row) for row in rows]


async def programmes(reader: Reader, first: date, until: date) -> list[ProgrammeMonth]:
    """The programmes of these months together, most minutes first."""
    rows = await reader.rows(_queries["programmes"], first=first, until=until)
    return [ProgrammeMonth(**row) for row in rows]


async def redeemed_items(reader: Reader, first: date, until: date) -> list[RedeemedItem]:
    """The goods of these months together, most pieces first."""
    rows = await reader.rows(_queries["items"], first=first, until=until)
    return [RedeemedItem(**row) for row in rows]
