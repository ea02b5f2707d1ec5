"""What the till of the demo community knows, so that its good redemptions are surely good."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from api.demo.people import DemoVolunteer
from api.demo.services import DemoService
from api.demo.shop import DemoItem, DemoLot

_MINUTES_BEFORE_REDEEMING = 300
# Nobody serves more than twelve hours a day, and the first eight of them earn ten points each: who
# spends no more than six points an hour always has them.
_SAFE_POINTS_AN_HOUR = 6
_POINTS_AN_HOUR_AT_MOST = 10


@dataclass(frozen=True, slots=True)
class DemoRedemption:
    """Goods that were really handed over."""

    day: date
    volunteer: DemoVolunteer
    item: DemoItem
    quantity: int

    @property
    def points(self) -> int:
        """What they cost."""
        return self.item.points * self.quantity


class DemoTill:
    """Who has served how long, and what has gone over the counter, in the order of the days."""

    def __init__(self, services: Iterable[DemoService], lots: Iterable[DemoLot]) -> None:
        self._minutes: Counter[DemoVolunteer] = Counter()
        for service in services:
            self._minutes[service.volunteer] += service.minutes
        self._lots = tuple(lots)
        self._spent: Counter[DemoVolunteer] = Counter()
        self._taken: Counter[DemoItem] = Counter()
        self._taken_in_month: Counter[tuple[DemoVolunteer, DemoItem, int, int]] = Counter()

    def may_redeem(self, volunteer: DemoVolunteer) -> bool:
        """Whether the volunteer has served long enough to redeem at all."""
        return self._minutes[volunteer] >= _MINUTES_BEFORE_REDEEMING

    def surely_has_points(self, redemption: DemoRedemption) -> bool:
        """Whether the volunteer has the points, with some to spare."""
        volunteer = redemption.volunteer
        safe_points = self._minutes[volunteer] // 60 * _SAFE_POINTS_AN_HOUR
        return self._spent[volunteer] + redemption.points <= safe_points

    def never_had_points(self, redemption: DemoRedemption) -> bool:
        """Whether all the hours of the volunteer together earned less than the goods cost."""
        points_max = self._minutes[redemption.volunteer] * _POINTS_AN_HOUR_AT_MOST // 60
        return points_max < redemption.points

    def surely_in_stock(self, redemption: DemoRedemption) -> bool:
        """Whether the units are there, even if all that left were of the lots still fresh."""
        item = redemption.item
        return self._fresh_units(redemption) - self._taken[item] >= redemption.quantity

    def is_sold_out(self, redemption: DemoRedemption) -> bool:
        """Whether nothing of the goods is left that is still fresh."""
        return self._fresh_units(redemption) == 0

    def left_this_month(self, redemption: DemoRedemption) -> int:
        """How many more units the member may have in that calendar month."""
        limit = redemption.item.monthly_limit
        return limit - self._taken_in_month[_month_of(redemption)] if limit else 1_000

    def hand_over(self, redemption: DemoRedemption) -> None:
        """Take the goods off the shelf and the points off the volunteer."""
        self._spent[redemption.volunteer] += redemption.points
        self._taken[redemption.item] += redemption.quantity
        self._taken_in_month[_month_of(redemption)] += redemption.quantity

    def _fresh_units(self, redemption: DemoRedemption) -> int:
        return sum(
            lot.quantity
            for lot in self._lots
            if lot.item == redemption.item and (lot.expires is None or lot.expires > redemption.day)
        )


def _month_of(redemption: DemoRedemption) -> tuple[DemoVolunteer, DemoItem, int, int]:
    day = redemption.day
    return redemption.volunteer, redemption.item, day.year, day.month
