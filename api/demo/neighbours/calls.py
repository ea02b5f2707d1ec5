"""The demo community's list of calls, 探访名单: its oldest, each called by a younger volunteer."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Final

from api.demo.people import DemoPeople, DemoVolunteer
from api.demo.sheet import DemoRow, DemoSheet, in_order
from api.demo.typists import typed_date, typed_ending, typed_name
from api.workbooks.cells import CellValue

CALLED_ON: Final = 36
CALLERS: Final = 9
DAYS_BEFORE: Final = 100

_COLUMNS = ("姓名", "电话后四位", "频次", "联系人", "联系人电话", "起始日期")
_RHYTHMS: Final = ("每周", "每月", "每季度", "每周一次", "每月一次", "每季")
_MISTAKES_OF_A_KIND = {
    "unknown_person": 2,
    "ambiguous_person": 1,
    "unreadable_cell": 1,
    "calls_self": 1,
    "already_called_on": 2,
}


@dataclass(frozen=True, slots=True)
class _Entry:
    """What somebody writes down of a promise to call."""

    day: date
    called: DemoVolunteer
    caller: DemoVolunteer
    rhythm: str


def born(person: DemoVolunteer) -> str:
    """The birthday in an identity number, which sorts as days do."""
    return person.identity_number[6:14]


def oldest_first(people: DemoPeople) -> list[DemoVolunteer]:
    """The volunteers whose name is theirs alone."""
    alone = (it for it in people.volunteers if it.name not in people.shared_names)
    return sorted(alone, key=lambda it: (born(it), it.phone))


def make_calls(people: DemoPeople, until: date, dice: Random) -> DemoSheet:
    """Return the list: a promise every few days, and the mistakes after those that they need."""
    alone = oldest_first(people)
    called, callers = alone[:CALLED_ON], dice.sample(alone[len(alone) // 2 :], CALLERS)
    first_day = until - timedelta(days=DAYS_BEFORE)
    good = [
        _Entry(
            first_day + timedelta(days=number),
            person,
            callers[number % CALLERS],
            _RHYTHMS[number % len(_RHYTHMS)],
        )
        for number, person in enumerate(called)
    ]
    rows = [_row(it, "", dice) for it in good]
    rows += [
        _row(_spoilt(dice.choice(good), code, dice), code, dice, people.namesakes)
        for code, how_many in _MISTAKES_OF_A_KIND.items()
        for _ in range(how_many)
    ]
    return DemoSheet("calls", "独居老人探访名单", _COLUMNS, in_order(rows))


def _spoilt(good: _Entry, code: str, dice: Random) -> _Entry:
    later = replace(good, day=good.day + timedelta(days=dice.randint(40, 60)))
    match code:
        case "calls_self":
            return replace(later, called=later.caller)
        case "unreadable_cell":
            return replace(later, rhythm="有空就去")
    return later


def _row(
    entry: _Entry, mistake: str, dice: Random, namesakes: tuple[DemoVolunteer, ...] = ()
) -> DemoRow:
    name, ending = entry.called.name, entry.called.last_four
    if mistake == "unknown_person":
        name, ending = "查无此人", "0000"
    elif mistake == "ambiguous_person":
        name, ending = dice.choice(namesakes).name, ""
    cells: tuple[CellValue, ...] = (
        typed_name(name, dice),
        typed_ending(ending, dice) if ending else "",
        entry.rhythm,
        typed_name(entry.caller.name, dice),
        typed_ending(entry.caller.last_four, dice),
        typed_date(entry.day, dice),
    )
    return DemoRow(cells, entry.day, dice.random(), mistake)
