"""The demo register, 居民底册: neighbours who are no members, and who lives with whom."""

from collections.abc import Iterator
from datetime import date, timedelta

from api.demo.people import DemoPeople, DemoVolunteer
from api.demo.sheet import COMMUNITY, DemoRow, DemoSheet

_COLUMNS = ("姓名", "身份证", "电话", "楼栋", "户主", "居住类型", "最近核对", "网格")
_AT_HOME = 12
"""So many of those who are no members live here, two by two; the others' rows are mistaken."""
_SEEN_DAYS_AGO = (6, 35, 95, 400)
"""So long ago one household after another was seen; some not for long."""
_HEAD = "本人"


def make_residents(people: DemoPeople, until: date) -> DemoSheet:
    """Return the register: each head with who lives there, and then the mistakes."""
    rows = [*_households(people, until), *_mistaken(people, until)]
    return DemoSheet("residents", f"{COMMUNITY}居民底册", _COLUMNS, tuple(rows))


def _cells(
    one: DemoVolunteer, home: DemoVolunteer, head: str, seen_on: date, *, floats: bool = False
) -> tuple[str | date, ...]:
    residence = "流动" if floats else "常住"
    paper = (one.name, one.identity_number, one.phone)
    return (*paper, home.building, head, residence, seen_on, home.grid)


def _households(people: DemoPeople, until: date) -> Iterator[DemoRow]:
    at_home = people.newcomers[:_AT_HOME]
    for number, (head, other) in enumerate(zip(at_home[::2], at_home[1::2], strict=True)):
        seen_on = until - timedelta(_SEEN_DAYS_AGO[number % len(_SEEN_DAYS_AGO)])
        for place, (one, whose) in enumerate(((head, _HEAD), (other, head.name))):
            cells = _cells(one, head, whose, seen_on, floats=number % 3 == 2)
            yield DemoRow(cells, place=2 * number + place)


def _mistaken(people: DemoPeople, until: date) -> Iterator[DemoRow]:
    """Rows without a name or a right number, of a day to come, of a head whom nobody knows."""
    for number, one in enumerate(people.newcomers[_AT_HOME:]):
        name, paper, *rest = _cells(one, one, _HEAD, until)
        cells, mistake = (
            (("", paper, *rest), "missing_name"),
            ((name, f"{one.identity_number[:-2]}00", *rest), "id_number_invalid"),
            (_cells(one, one, _HEAD, until + timedelta(3)), "checked_in_the_future"),
            (_cells(one, one, "查无此人", until), "head_unknown"),
        )[number % 4]
        yield DemoRow(cells, place=1_000 + number, mistake=mistake)
