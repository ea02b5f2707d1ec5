"""The demo community's list of wishes, 心愿单, as its station collected them."""

from datetime import date, timedelta
from random import Random
from typing import Final, NamedTuple

from api.demo.neighbours.calls import oldest_first
from api.demo.people import DemoPeople, DemoVolunteer
from api.demo.sheet import DemoRow, DemoSheet, in_order
from api.demo.typists import typed_date, typed_ending, typed_name
from api.workbooks.cells import CellValue

WISHES: Final = 28
DAYS_BEFORE: Final = 30
DAYS_OPEN: Final = 60

_COLUMNS = (
    *("姓名", "电话后四位", "心愿", "类别", "金额上限（元）"),
    *("截止日期", "监护人", "监护人电话", "备注"),
)
_MISTAKES: Final = (
    *("unknown_person", "ambiguous_person", "missing_name"),
    *("asks_for_money", "open_until_past", "wish_too_dear"),
)


class _Wish(NamedTuple):
    """Something small: its kind, the words, and what it may cost in yuan."""

    need: str
    words: str
    yuan: int


_WANTED: Final = (
    _Wish("收音机", "想要一台能听戏的收音机。", 120),
    _Wish("老花镜", "想配一副看报纸的老花镜。", 100),
    _Wish("棉被", "想要一床厚一点的棉被。", 200),
    _Wish("血压计", "想要一个自己会用的血压计。", 280),
    _Wish("保温杯", "想要一个拧得开的保温杯。", 60),
    _Wish("防滑垫", "想在浴室铺一块防滑垫。", 50),
    _Wish("小夜灯", "晚上起来怕黑，想要一盏小夜灯。", 40),
)


def make_wishes(people: DemoPeople, until: date, dice: Random) -> DemoSheet:
    """Return the list: each wish of another person, and a mistake of every kind."""
    alone = oldest_first(people)
    rows = [
        _row(person, number, "", until, dice)
        for number, person in enumerate(alone[len(alone) // 8 :][:WISHES])
    ]
    for number, code in enumerate(_MISTAKES, WISHES):
        person = dice.choice(people.namesakes if code == "ambiguous_person" else alone)
        rows.append(_row(person, number, code, until, dice))
    return DemoSheet("wishes", "困难居民微心愿征集表", _COLUMNS, in_order(rows))


def _row(person: DemoVolunteer, number: int, code: str, until: date, dice: Random) -> DemoRow:
    wish = _WANTED[number % len(_WANTED)]
    name, ending, last_day = person.name, person.last_four, until + timedelta(days=DAYS_OPEN)
    match code:
        case "unknown_person":
            name, ending = "查无此人", "0000"
        case "ambiguous_person":
            ending = ""
        case "missing_name":
            wish = wish._replace(words="")
        case "asks_for_money":
            wish = wish._replace(words="想借钱过年。")
        case "open_until_past":
            last_day = until - timedelta(days=DAYS_BEFORE)
        case "wish_too_dear":
            wish = wish._replace(yuan=1_200)
    cells: tuple[CellValue, ...] = (
        typed_name(name, dice),
        typed_ending(ending, dice) if ending else "",
        wish.words,
        wish.need,
        wish.yuan,
        typed_date(last_day, dice),
        "",
        "",
        dice.choice(("", "", "电话联系", "送到服务台就行")),
    )
    day = until - timedelta(days=DAYS_BEFORE - number % DAYS_BEFORE)
    return DemoRow(cells, day, dice.random(), code)
