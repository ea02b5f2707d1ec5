"""A month's figures are written down once the month is over, under a digest that anybody checks."""

from dataclasses import replace
from datetime import date
from hashlib import sha256

import msgspec

from domain.office.month_sheet import (
    GridFigures,
    IssueMonthSheet,
    MonthNotOver,
    MonthSheetIssued,
    NoGrids,
    canonical,
)
from domain.rules.changes import NothingChanged
from tests.controls import CHEN, COMMUNITY, moment
from tests.scenario import NEW, given

GRID = GridFigures("grid-1", "第一网格", 12, 9, None, 1260, 1200)
OTHER = GridFigures("grid-2", "第二网格", 8, None, None, None, None)
MARCH = IssueMonthSheet(month=date(2026, 3, 1), up_to=812, grids=(GRID, OTHER))
APRIL_1 = moment(4, 1, 0)


def issued(sheet: IssueMonthSheet = MARCH, number: int = 1) -> MonthSheetIssued:
    said = canonical(f"{sheet.month:%Y-%m}", sheet.up_to, sheet.grids)
    return MonthSheetIssued(
        sheet_id=NEW,
        number=number,
        month=f"{sheet.month:%Y-%m}",
        up_to=sheet.up_to,
        grids=sheet.grids,
        digest=sha256(said).hexdigest(),
        issued_on=APRIL_1.date(),
    )


def test_a_month_that_is_over_is_written_down(database: str) -> None:
    given(*COMMUNITY).when(MARCH, actor=CHEN, at=APRIL_1).then(issued()).repeated(database)
    given(*COMMUNITY).when(MARCH, actor=CHEN, at=moment(3, 31, 23)).refused(MonthNotOver)
    empty = replace(MARCH, grids=())
    given(*COMMUNITY).when(empty, actor=CHEN, at=APRIL_1).refused(NoGrids)


def test_the_same_figures_are_not_written_down_twice_and_others_follow() -> None:
    past = (*COMMUNITY, issued())
    later = replace(MARCH, up_to=900)
    given(*past).when(later, actor=CHEN, at=APRIL_1).refused(NothingChanged)
    other = replace(later, grids=(msgspec.structs.replace(GRID, members=13), OTHER))
    given(*past).when(other, actor=CHEN, at=APRIL_1).then(issued(other, 2))
    earlier = replace(MARCH, month=date(2026, 2, 1))
    assert given(*past).when(earlier, actor=CHEN, at=APRIL_1).fact


def test_the_digest_is_of_what_anybody_can_write_down_again() -> None:
    plain = (
        '{"month":"2026-03","up_to":812,"grids":[{"node_id":"grid-1","label":"第一网格",'
        '"members":12,"volunteers":9,"aged_60_and_over":null,"minutes_then":1260,'
        '"minutes_today":1200}]}'
    )
    assert canonical("2026-03", 812, (GRID,)) == plain.encode()
