"""The demo community's record of service, 服务记录: ten months of it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from api.demo.people import DemoPeople, DemoVolunteer
from api.demo.sheet import COMMUNITY, DemoRow, DemoSheet, in_order
from api.demo.typists import typed_date, typed_ending, typed_name, typed_time
from api.workbooks.cells import CellValue

SERVICE_DAYS = 304
SERVICES = 5_841

_COLUMNS = (
    *("日期", "项目", "活动内容", "志愿者", "电话后四位"),
    *("开始时间", "结束时间", "时长（小时）", "地点", "确认人"),
)
_PROGRAMMES = (
    *("文明畅交通", "雨花润青苗", "大手牵小手", "真情系夕阳", "爱心暖冬日", "七彩雷锋日"),
    *("爱心义诊", "健康讲座", "家电维修", "学业辅导", "空巢老人陪护"),
)
_ACTIVITIES = ("清扫", "演出", "走访", "巡逻", "义诊", "值守", "陪护", "宣讲")
_VENUES = (
    *("爱心超市", "日间照料中心", "居民议事室", "图书阅览室"),
    *("小区门岗", "文化广场", "便民服务大厅"),
)
_CONFIRMERS = ("网格员小何", "网格员小刘", "队长周姐")
_MINUTES = (30, 45, 60, 90, 120, 150, 180, 240, 300, 480, 540)
_MINUTES_WEIGHTS = (7, 4, 7, 13, 20, 7, 14, 6, 5, 4, 3)
_NIGHT_MINUTES = (180, 240, 300, 360, 480)
_MINUTES_A_DAY_MAX = 720
_SERVICES_A_DAY_MAX = 4
_OVERLAPS = 159
_MISTAKES_OF_A_KIND = 6
_MISTAKES = (
    *("unknown_person", "ambiguous_person", "ends_before_start", "too_short", "too_long"),
    *("in_the_future", "hours_mismatch", "self_confirmed"),
)


@dataclass(frozen=True, slots=True)
class DemoService:
    """One service that was really given, by the clock on the wall."""

    volunteer: DemoVolunteer
    start: datetime
    end: datetime

    @property
    def minutes(self) -> int:
        """How long it took."""
        return int((self.end - self.start).total_seconds()) // 60


@dataclass(frozen=True, slots=True)
class _Entry:
    """What somebody writes down of a service, before it is typed one way or another."""

    day: date
    name: str
    last_four: str
    start_minute: int
    end_minute: int
    hours: float
    confirmed_by: str


def make_services(people: DemoPeople, until: date, dice: Random) -> tuple[DemoService, ...]:
    """Return the services given in the SERVICE_DAYS before `until`; no two of one person overlap.

    Nobody gives more than twelve hours or four services a day; all of them end before `until`.
    """
    keenness = [min(dice.paretovariate(1.3), 30) - 0.8 for _ in people.volunteers]
    given: dict[DemoVolunteer, list[DemoService]] = defaultdict(list)
    how_many = 0
    while how_many < SERVICES:
        volunteer = dice.choices(people.volunteers, keenness)[0]
        earlier = given[volunteer]
        service = _some_service(volunteer, until, dice)
        if earlier and dice.random() < 0.03:
            service = _straight_after(dice.choice(earlier), service)
        if _fits(service, earlier, until):
            earlier.append(service)
            how_many += 1
    return tuple(service for services in given.values() for service in services)


def make_service_record(
    people: DemoPeople, services: tuple[DemoService, ...], until: date, dice: Random
) -> DemoSheet:
    """Return the record: every service once, and the mistakes among them."""
    places = {service: dice.random() for service in services}
    rows = [_row(_entry(service, people, dice), place, dice) for service, place in places.items()]
    rows += _overlapping_rows(people, places, until, dice)
    rows += _mistaken_rows(people, until, dice)
    first_day = until - timedelta(days=SERVICE_DAYS)
    title = f"{COMMUNITY}志愿服务记录表（{first_day} 至 {until - timedelta(days=1)}）"
    return DemoSheet("services", title, _COLUMNS, in_order(rows))


def _some_service(
    volunteer: DemoVolunteer, until: date, dice: Random, at_night: bool | None = None
) -> DemoService:
    day = until - timedelta(days=dice.randint(1, SERVICE_DAYS))
    if dice.random() < 0.05 if at_night is None else at_night:
        quarter, minutes = dice.randint(76, 92), dice.choice(_NIGHT_MINUTES)
    else:
        minutes = dice.choices(_MINUTES, _MINUTES_WEIGHTS)[0]
        quarter = dice.randint(26, min(80, 95 - minutes // 15))
    start = _midnight(day) + timedelta(minutes=quarter * 15)
    return DemoService(volunteer, start, start + timedelta(minutes=minutes))


def _straight_after(earlier: DemoService, service: DemoService) -> DemoService:
    return replace(service, start=earlier.end, end=earlier.end + (service.end - service.start))


def _fits(service: DemoService, earlier: list[DemoService], until: date) -> bool:
    same_day = [other for other in earlier if other.start.date() == service.start.date()]
    return (
        service.end <= _midnight(until)
        and len(same_day) < _SERVICES_A_DAY_MAX
        and service.minutes + sum(other.minutes for other in same_day) <= _MINUTES_A_DAY_MAX
        and not any(service.start < other.end and other.start < service.end for other in earlier)
    )


def _entry(service: DemoService, people: DemoPeople, dice: Random) -> _Entry:
    volunteer = service.volunteer
    known_by_name = volunteer.name not in people.shared_names
    start_minute = service.start.hour * 60 + service.start.minute
    rounding = dice.choice((-0.05, 0.05, 0.1)) if dice.random() < 0.03 else 0
    return _Entry(
        day=service.start.date(),
        name=volunteer.name,
        last_four="" if known_by_name and dice.random() < 0.2 else volunteer.last_four,
        start_minute=start_minute,
        end_minute=start_minute + service.minutes,
        hours=round(service.minutes / 60 + rounding, 2),
        confirmed_by=dice.choice(_CONFIRMERS),
    )


def _row(entry: _Entry, place: float, dice: Random, mistake: str = "") -> DemoRow:
    cells: tuple[CellValue, ...] = (
        typed_date(entry.day, dice),
        dice.choice(_PROGRAMMES),
        dice.choice(_ACTIVITIES),
        typed_name(entry.name, dice),
        typed_ending(entry.last_four, dice) if entry.last_four else "",
        typed_time(entry.start_minute, dice),
        typed_time(entry.end_minute, dice),
        f"{entry.hours}小时" if dice.random() < 0.01 else entry.hours,
        dice.choice(_VENUES),
        entry.confirmed_by,
    )
    return DemoRow(cells, entry.day, place, mistake)


def _overlapping_rows(
    people: DemoPeople, places: dict[DemoService, float], until: date, dice: Random
) -> Iterator[DemoRow]:
    """Yield services that begin while another of the same person, written above, still lasts."""
    long_enough = [service for service in places if service.minutes >= 60]
    for first in dice.sample(long_enough, _OVERLAPS):
        start = first.start + timedelta(minutes=15 * dice.randrange(first.minutes // 15))
        end = min(start + timedelta(minutes=15 * dice.randint(2, 12)), _midnight(until))
        second = DemoService(first.volunteer, start, end)
        place = places[first] + (1 - places[first]) * dice.random()
        yield _row(_entry(second, people, dice), place, dice, "overlaps")


def _mistaken_rows(people: DemoPeople, until: date, dice: Random) -> Iterator[DemoRow]:
    for code in _MISTAKES:
        for number in range(_MISTAKES_OF_A_KIND):
            volunteer = dice.choice(people.volunteers)
            service = _some_service(volunteer, until, dice, at_night=False)
            entry = replace(_entry(service, people, dice), last_four=volunteer.last_four)
            if code == "ambiguous_person":
                entry = replace(entry, name=dice.choice(people.namesakes).name)
            row = _row(_spoilt(entry, code, number), dice.random(), dice, code)
            yield replace(row, day=entry.day)


def _spoilt(entry: _Entry, code: str, number: int) -> _Entry:
    start, other = entry.start_minute, number % 2
    ends_before: tuple[dict[str, float], ...] = (
        {"start_minute": 20 * 60 + 30, "end_minute": 19 * 60 + 45, "hours": -0.75},
        {"end_minute": start, "hours": 1.0},
        {"start_minute": 13 * 60, "end_minute": 9 * 60, "hours": 4.0},
    )
    too_long: tuple[dict[str, float], ...] = (
        {"start_minute": 6 * 60 + 30, "end_minute": 19 * 60 + 15, "hours": 12.75},
        {"start_minute": 20 * 60, "end_minute": 32 * 60 + 30, "hours": 12.5},
    )
    changes: dict[str, dict[str, Any]] = {
        "unknown_person": {"name": "查无此人", "last_four": "0000"},
        "ambiguous_person": {"last_four": ""},
        "ends_before_start": ends_before[number % 3],
        "too_short": {"end_minute": start + (10, 14)[other], "hours": (0.17, 0.25)[other]},
        "too_long": too_long[other],
        "in_the_future": {"day": entry.day.replace(year=entry.day.year + 36)},
        "hours_mismatch": {"hours": round(entry.hours + (1.5, -0.25)[other], 2)},
        "self_confirmed": {"confirmed_by": entry.name},
    }
    return replace(entry, **changes[code])


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
