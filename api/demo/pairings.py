"""The demo community's pairings, 结对名单."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from api.demo.people import DemoPeople, DemoVolunteer
from api.demo.sheet import DemoRow, DemoSheet, in_order
from api.demo.typists import typed_date, typed_ending, typed_name, typed_phone
from api.workbooks.cells import CellValue

PAIRINGS = 45

_COLUMNS = (
    *("志愿者", "电话后四位", "帮扶对象", "对象电话"),
    *("困难原因", "结对日期", "走访间隔（天）"),
)
_PHONE_PREFIX = "1992000"
_CAUSES = ("生活困难", "家庭重大意外", "因病返贫")
_VISIT_EVERY_DAYS = (7, 14, 30)
_ALREADY_MEMBERS = 3
_DAYS_BEFORE = 240
_MISTAKES_OF_A_KIND = {"unknown_person": 2, "ambiguous_person": 2, "already_paired": 4}


@dataclass(frozen=True, slots=True)
class _Entry:
    """What somebody writes down of a pairing."""

    day: date
    volunteer: str
    last_four: str
    assisted: str
    assisted_phone: str


def make_pairings(people: DemoPeople, until: date, dice: Random) -> DemoSheet:
    """Return the list: a pairing every few days, and the mistakes after those that they need."""
    first_day = until - timedelta(days=_DAYS_BEFORE)
    paired = dice.sample(people.volunteers, PAIRINGS)
    good = [
        _entry(volunteer, assisted, first_day + timedelta(days=4 * number))
        for number, (volunteer, assisted) in enumerate(
            zip(paired, _assisted(people, paired, dice), strict=True)
        )
    ]
    mistaken = [
        (entry, code)
        for code, how_many in _MISTAKES_OF_A_KIND.items()
        for entry in (_spoilt(dice.choice(good), code, people, dice) for _ in range(how_many))
    ]
    rows = [_row(entry, "", dice) for entry in good]
    rows += [_row(entry, code, dice) for entry, code in mistaken]
    return DemoSheet("pairings", "“一对一”结对帮扶名单", _COLUMNS, in_order(rows))


def _assisted(
    people: DemoPeople, paired: list[DemoVolunteer], dice: Random
) -> list[tuple[str, str]]:
    """Return names and phones: a few of the roster, the others of people not yet members."""
    own = [person for person in people.volunteers if person not in paired]
    members = [
        (person.name, person.phone)
        for person in dice.sample(own, len(own))
        if person.name not in people.shared_names
    ]
    strangers = [
        (name, f"{_PHONE_PREFIX}{number:04}") for number, name in enumerate(people.neighbours)
    ]
    chosen = members[:_ALREADY_MEMBERS] + strangers[: PAIRINGS - _ALREADY_MEMBERS]
    return dice.sample(chosen, PAIRINGS)


def _entry(volunteer: DemoVolunteer, assisted: tuple[str, str], day: date) -> _Entry:
    return _Entry(day, volunteer.name, volunteer.last_four, *assisted)


def _spoilt(good: _Entry, code: str, people: DemoPeople, dice: Random) -> _Entry:
    day = good.day + timedelta(days=dice.randint(1, 40))
    if code == "already_paired":
        another = dice.choice(people.volunteers)
        return _entry(another, (good.assisted, good.assisted_phone), day)
    alone = replace(good, day=day, assisted="独居老人甲", assisted_phone=f"{_PHONE_PREFIX}9999")
    if code == "ambiguous_person":
        return replace(alone, volunteer=dice.choice(people.namesakes).name, last_four="")
    return replace(alone, volunteer="查无此人", last_four="0000")


def _row(entry: _Entry, mistake: str, dice: Random) -> DemoRow:
    cells: tuple[CellValue, ...] = (
        typed_name(entry.volunteer, dice),
        typed_ending(entry.last_four, dice) if entry.last_four else "",
        typed_name(entry.assisted, dice),
        typed_phone(entry.assisted_phone, dice),
        dice.choice(_CAUSES),
        typed_date(entry.day, dice),
        dice.choice(_VISIT_EVERY_DAYS),
    )
    return DemoRow(cells, entry.day, dice.random(), mistake)
