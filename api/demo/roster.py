"""The demo community's roster, 花名册."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random

from api.demo.people import DemoPeople, DemoVolunteer
from api.demo.sheet import COMMUNITY, DemoRow, DemoSheet, in_order
from api.demo.typists import typed_name, typed_phone
from api.workbooks.cells import CellValue
from api.workbooks.identity_number import check_character

_COLUMNS = ("序号", "姓名", "性别", "身份证号", "联系电话", "网格", "楼栋", "服务队", "备注")
_MISTAKES_OF_A_KIND = 5
_TEAMS_THAT_ARE_NONE = ("舞蹈队", "治安巡防", "", "爱心帮扶/医疗卫生", "不清楚")


def make_roster(people: DemoPeople, until: date, dice: Random) -> DemoSheet:
    """Return the roster: every volunteer once, and each mistake a few times among them."""
    rows = [
        DemoRow(_cells(volunteer, dice), place=place)
        for place, volunteer in enumerate(people.volunteers)
    ]
    places = len(rows)
    rows += [
        DemoRow(cells, place=dice.random() * places, mistake=code)
        for cells, code in _mistaken(people, dice)
    ]
    for place in dice.sample(range(places), _MISTAKES_OF_A_KIND):
        again = _cells(people.volunteers[place], dice)
        later = place + (places - place) * dice.random()
        rows.append(DemoRow(again, place=later, mistake="duplicate_person"))
    numbered = (
        replace(row, cells=(number, *row.cells)) for number, row in enumerate(in_order(rows), 1)
    )
    return DemoSheet(
        "roster", f"{COMMUNITY}志愿者花名册（{until.year}年）", _COLUMNS, tuple(numbered)
    )


def _cells(
    volunteer: DemoVolunteer, dice: Random, identity_number: CellValue = ""
) -> tuple[CellValue, ...]:
    typed = volunteer.identity_number
    return (
        typed_name(volunteer.name, dice),
        volunteer.sex_zh,
        identity_number or (typed.lower() if dice.random() < 0.3 else typed),
        typed_phone(volunteer.phone, dice),
        volunteer.grid,
        volunteer.building,
        volunteer.team,
        volunteer.remark,
    )


def _mistaken(people: DemoPeople, dice: Random) -> Iterator[tuple[tuple[CellValue, ...], str]]:
    newcomers = iter(people.newcomers)
    for number in range(_MISTAKES_OF_A_KIND):
        nameless = replace(next(newcomers), name=" " * (number % 2))
        yield _cells(nameless, dice), "missing_name"
        rounded = next(newcomers)
        as_number = float(rounded.identity_number.replace("X", "0"))
        yield _cells(rounded, dice, as_number), "id_number_stored_as_number"
        wrong = next(newcomers)
        yield _cells(wrong, dice, _spoilt(wrong.identity_number, number)), "id_number_invalid"
        teamless = replace(next(newcomers), team=_TEAMS_THAT_ARE_NONE[number])
        yield _cells(teamless, dice), "unknown_team"


def _spoilt(identity_number: str, way: int) -> str:
    """Return the number with a digit missing, on a day that never was, or a digit off."""
    match way:
        case 0:
            return identity_number[:16] + identity_number[17:]
        case 1:
            first_seventeen = f"{identity_number[:10]}0230{identity_number[14:17]}"
            return first_seventeen + check_character(first_seventeen)
        case _:
            digit = (int(identity_number[15]) + way) % 10
            return f"{identity_number[:15]}{digit}{identity_number[16:]}"
