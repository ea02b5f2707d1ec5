"""The report of a month: hours, redemptions, donations, and who has not served for long."""

from asyncio import gather
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

from api.office.figures import years_before
from api.pages.visitor import Visitor
from api.people.network import places
from api.serving.fields import plausible
from api.serving.own_facts import see_own_facts
from domain.people.vault import mask_name
from projections.office.months import ProgrammeMonth, RedeemedItem, programmes, redeemed_items
from projections.people.members import ids_of_kind, members_by_id
from projections.service.rankings import (
    Period,
    Place,
    RankedThing,
    last_months,
    ranking,
    read_period,
)
from projections.shop.donation_trail import Donation, LotTrail, donations_between, trails
from projections.shop.stock import item_names

QUESTIONS: Final = ("rankings", "months", "donation_trail", "members", "stock")
IDLE_MONTHS: Final = 3
EVERYBODY: Final = 1_000_000
BANDS: Final = (
    ("18岁以下", 0, 18),
    ("18至35岁", 18, 36),
    ("36至59岁", 36, 60),
    ("60至69岁", 60, 70),
    ("70至79岁", 70, 80),
    ("80岁及以上", 80, 200),
)
UNKNOWN_AGE: Final = "年龄不详"


class Hours(NamedTuple):
    """What a team, a grid or an age band gave in the month."""

    name: str
    members: int
    services: int
    minutes: int


class Idle(NamedTuple):
    """A volunteer who has not served for long, with the month of the last service."""

    member_id: str
    volunteer_number: str
    name: str
    teams: list[str]
    grid: str | None
    last_month: date | None


@dataclass(frozen=True)
class MonthReport:
    """What happened in a month of the community's calendar."""

    month: date
    teams: list[Hours]
    grids: list[Hours]
    bands: list[Hours]
    programmes: list[ProgrammeMonth]
    redeemed: list[RedeemedItem]
    gifts: list[Donation]
    lots: dict[str, list[LotTrail]]
    items: dict[str, str]
    idle: list[Idle]

    @property
    def donated_fen(self) -> int:
        """Money of the month's donations."""
        return sum(it.money_fen for it in self.gifts)

    @property
    def donated_pieces(self) -> int:
        """Pieces of the month's donations."""
        return sum(lot.received for lots in self.lots.values() for lot in lots)


async def month_report(visitor: Visitor, month: Period) -> MonthReport:
    """The report of a month."""
    community = visitor.community
    reader, zone = community.reader, community.zone
    await gather(*(see_own_facts(community, it) for it in QUESTIONS))
    served = await ranking(reader, "member", "services", month, limit=EVERYBODY)
    since, until = (datetime.combine(it, time(), zone) for it in month)
    gifts = await donations_between(reader, since, until)
    return MonthReport(
        month=month.first,
        teams=await _by(visitor, "team", month, served),
        grids=await _by(visitor, "grid", month, served),
        bands=await _by_age(visitor, month, served),
        programmes=await programmes(reader, *month),
        redeemed=await redeemed_items(reader, *month),
        gifts=gifts,
        lots=await trails(reader, [it.donation_id for it in gifts]),
        items=await item_names(reader),
        idle=await _idle(visitor, month),
    )


async def _by(
    visitor: Visitor, thing: RankedThing, month: Period, served: list[Place]
) -> list[Hours]:
    """By team or grid; the last row, without a name, is of those who are in none."""
    found = await places(visitor.community, thing, "service_minutes", month, limit=1_000)
    rows = [Hours(it.key, it.members, it.services, it.service_minutes) for it in found]
    named, everybody = _sum("", rows), _sum("", map(_hours, served))
    rest = Hours("", *(whole - part for whole, part in zip(everybody[1:], named[1:], strict=True)))
    return [*rows, rest] if rest.services else rows


def _hours(place: Place) -> Hours:
    return Hours(place.key, 1, place.services, place.service_minutes)


def _sum(name: str, rows: Iterable[Hours]) -> Hours:
    sums = Counter[int]()
    for row in rows:
        sums.update(dict(enumerate(row[1:])))
    return Hours(name, sums[0], sums[1], sums[2])


async def _by_age(visitor: Visitor, month: Period, served: list[Place]) -> list[Hours]:
    """By age on the first day of the month."""
    people = await visitor.community.vault.people(it.key for it in served)
    banded: defaultdict[str, list[Hours]] = defaultdict(list)
    for place in served:
        known = people.get(place.key)
        banded[_band(known.birth_date if known else None, month.first)].append(_hours(place))
    return [_sum(name, banded[name]) for name in [*(it[0] for it in BANDS), UNKNOWN_AGE]]


def _band(born: date | None, day: date) -> str:
    if born is None:
        return UNKNOWN_AGE
    for name, least, below in BANDS:
        if years_before(day, below) < born <= years_before(day, least):
            return name
    return UNKNOWN_AGE


async def _idle(visitor: Visitor, month: Period) -> list[Idle]:
    """Volunteers enrolled before the month's end who did not serve in it nor the two before."""
    community = visitor.community
    number = month.first.year * 12 + month.first.month - IDLE_MONTHS
    earliest = date(number // 12, number % 12 + 1, 1)
    last = await last_months(community.reader)
    volunteers = await ids_of_kind(community.reader, "volunteer")
    idle = [it for it in volunteers if last.get(it, date.min) < earliest]
    listed = await members_by_id(community.reader, idle, month.until - timedelta(days=1))
    people = await community.vault.people(idle)
    rows = [
        Idle(
            it,
            listed[it].volunteer_number,
            mask_name(people[it].name) if it in people else "",
            listed[it].teams,
            listed[it].grid,
            last.get(it),
        )
        for it in idle
    ]
    return sorted(rows, key=lambda row: (row.last_month or date.min, row.volunteer_number))


def read_month(text: str | None, today: date) -> Period:
    """The month in `2026-10`; the one before this when there is none or it makes no sense."""
    number = today.year * 12 + today.month - 2
    before = f"{number // 12:04d}-{number % 12 + 1:02d}"
    wanted = text if text and len(text) == 7 and text[5:].isdigit() else before
    try:
        month = read_period(wanted)
        plausible(month.first)
        return month
    except ValueError:
        return read_period(before)
