"""The demo community's redemptions at the charity supermarket, 兑换台账."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from api.demo.people import DemoPeople, DemoVolunteer
from api.demo.sheet import DemoRow, DemoSheet, in_order
from api.demo.shop import CATALOGUE
from api.demo.till import DemoRedemption, DemoTill
from api.demo.typists import typed_date, typed_ending, typed_name
from api.workbooks.cells import CellValue

REDEMPTION_DAYS = 119
REDEMPTIONS = 1_330

_COLUMNS = ("日期", "姓名", "电话后四位", "品名", "数量", "积分", "经手人")
_CASHIERS = ("收银员小王", "收银员小李")
_ATTEMPTS_MAX = 5_000
_MISTAKES_OF_A_KIND = {
    "unknown_person": 5,
    "ambiguous_person": 5,
    "unknown_item": 5,
    "quantity_invalid": 5,
    "points_mismatch": 5,
    "self_served": 5,
    "not_yet_eligible": 5,
    "over_limit": 25,
    "insufficient_points": 25,
    "out_of_stock": 15,
}
_AFTER_ALL_OTHERS = 2.0
_ITEM_WEIGHTS = [item.points**-0.7 for item in CATALOGUE]


@dataclass(frozen=True, slots=True)
class _Entry:
    """What somebody writes down of a redemption."""

    day: date
    name: str
    last_four: str
    item: str
    quantity: CellValue
    points: int
    cashier: str


def make_redemptions(
    people: DemoPeople, till: DemoTill, first_day: date, dice: Random
) -> DemoSheet:
    """Return the ledger of REDEMPTION_DAYS from `first_day` on, with the mistakes among them."""
    days = [first_day + timedelta(days=number) for number in range(REDEMPTION_DAYS)]
    desk = _Desk(people, till, days, dice)
    good = list(desk.redemptions())
    rows = [desk.row(desk.entry(redemption), dice.random()) for redemption in good]
    for code, how_many in _MISTAKES_OF_A_KIND.items():
        rows += (desk.mistaken_row(code, number, dice.choice(good)) for number in range(how_many))
    title = f"爱心超市积分兑换台账（{days[0]} 至 {days[-1]}）"
    return DemoSheet("redemptions", title, _COLUMNS, in_order(rows))


class _Desk:
    """Where volunteers come with a wish and somebody writes it down."""

    def __init__(self, people: DemoPeople, till: DemoTill, days: list[date], dice: Random) -> None:
        self._people = people
        self._till = till
        self._days = days
        self._dice = dice
        self._members = [person for person in people.volunteers if till.may_redeem(person)]
        self._novices = [person for person in people.volunteers if not till.may_redeem(person)]

    def redemptions(self) -> Iterator[DemoRedemption]:
        """Yield what is handed over, day after day; who finds nothing to have goes home."""
        for number in range(REDEMPTIONS):
            day = self._days[number * len(self._days) // REDEMPTIONS]
            wish = next(filter(self._is_good, self._wishes(self._members, day)), None)
            if wish is not None:
                self._till.hand_over(wish)
                yield wish

    def entry(self, redemption: DemoRedemption) -> _Entry:
        volunteer = redemption.volunteer
        known_by_name = volunteer.name not in self._people.shared_names
        return _Entry(
            day=redemption.day,
            name=volunteer.name,
            last_four="" if known_by_name and self._dice.random() < 0.1 else volunteer.last_four,
            item=redemption.item.name,
            quantity=redemption.quantity,
            points=redemption.points,
            cashier=self._dice.choice(_CASHIERS),
        )

    def row(self, entry: _Entry, place: float, mistake: str = "") -> DemoRow:
        dice = self._dice
        as_text = isinstance(entry.quantity, int) and dice.random() < 0.03
        cells: tuple[CellValue, ...] = (
            typed_date(entry.day, dice),
            typed_name(entry.name, dice),
            typed_ending(entry.last_four, dice) if entry.last_four else "",
            entry.item,
            f" {entry.quantity}" if as_text else entry.quantity,
            entry.points,
            entry.cashier,
        )
        return DemoRow(cells, entry.day, place, mistake)

    def mistaken_row(self, code: str, number: int, good: DemoRedemption) -> DemoRow:
        place = self._dice.random()
        wish = good
        match code:
            case "not_yet_eligible":
                wish = next(self._wishes(self._novices))
            case "insufficient_points":
                wish = next(filter(self._is_beyond_means, self._wishes(self._members)))
            case "out_of_stock":
                wish = next(filter(self._is_off_the_shelf, self._wishes(self._members)))
            case "over_limit":
                wish, place = self._beyond_the_limit(good), _AFTER_ALL_OTHERS
        return self.row(self._spoilt(self.entry(wish), code, number), place, code)

    def _wishes(
        self, volunteers: list[DemoVolunteer], day: date | None = None
    ) -> Iterator[DemoRedemption]:
        dice = self._dice
        for _ in range(_ATTEMPTS_MAX):
            item = dice.choices(CATALOGUE, _ITEM_WEIGHTS)[0]
            quantity = dice.randint(1, min(3, item.monthly_limit or 3))
            yield DemoRedemption(
                day or dice.choice(self._days), dice.choice(volunteers), item, quantity
            )

    def _is_good(self, wish: DemoRedemption) -> bool:
        till = self._till
        return (
            till.surely_has_points(wish)
            and till.left_this_month(wish) >= wish.quantity
            and till.surely_in_stock(wish)
        )

    def _is_beyond_means(self, wish: DemoRedemption) -> bool:
        till = self._till
        return till.never_had_points(wish) and till.left_this_month(wish) >= wish.quantity

    def _is_off_the_shelf(self, wish: DemoRedemption) -> bool:
        till = self._till
        return (
            till.is_sold_out(wish)
            and till.surely_has_points(wish)
            and till.left_this_month(wish) >= wish.quantity
        )

    def _beyond_the_limit(self, good: DemoRedemption) -> DemoRedemption:
        """Return one unit too many, on the last day of a month in which the member had some."""
        if good.item.monthly_limit is None:
            limited = [item for item in CATALOGUE if item.monthly_limit]
            good = replace(good, item=self._dice.choice(limited))
        same_month = [day for day in self._days if day.strftime("%Y%m") == f"{good.day:%Y%m}"]
        return replace(good, day=same_month[-1], quantity=self._till.left_this_month(good) + 1)

    def _spoilt(self, entry: _Entry, code: str, number: int) -> _Entry:
        namesake = self._dice.choice(self._people.namesakes).name
        changes: dict[str, dict[str, Any]] = {
            "unknown_person": {"name": "查无此人", "last_four": "0000"},
            "ambiguous_person": {"name": namesake, "last_four": ""},
            "unknown_item": {"item": ("金条", "大米", "棉被（大）")[number % 3]},
            "quantity_invalid": {"quantity": (0, -1, 1.5, "两个", "")[number % 5]},
            "points_mismatch": {"points": entry.points + (5, -5)[number % 2]},
            "self_served": {"cashier": entry.name},
        }
        return replace(entry, **changes.get(code, {}))
