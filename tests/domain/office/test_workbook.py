"""A workbook is noted once, by the digest of its bytes."""

from dataclasses import replace
from datetime import timedelta

from domain.office.workbook import (
    RecogniseRow,
    RowRecognised,
    TakeInWorkbook,
    WorkbookTakenIn,
)
from domain.people.entering.hands import OneHand
from tests.controls import COMMUNITY, NOW, SUN, ZHOU
from tests.domain.people.test_hands import anew
from tests.examples import EXAMPLES
from tests.scenario import NEW, given

ROSTER = TakeInWorkbook(kind="roster", sha256="5e" * 32, rows=790)
OTHER = EXAMPLES["workbook.taken_in"]


def test_the_office_takes_a_workbook_in() -> None:
    given(OTHER).when(ROSTER).then(
        WorkbookTakenIn(workbook_id=NEW, kind="roster", sha256="5e" * 32, rows=790)
    )


def test_the_same_file_again_is_a_repeat(database: str) -> None:
    given(OTHER).when(ROSTER).repeated(database)


def test_who_may_be_behind_who_brought_it_takes_nothing_in() -> None:
    later = NOW + timedelta(hours=1)
    hours = replace(ROSTER, kind="services", brought_by=SUN, brought_at=later, actor_id=ZHOU)
    given(*COMMUNITY, *anew(SUN, ZHOU)).when(hours, actor=ZHOU, at=later).refused(OneHand)
    given(*COMMUNITY, *anew(SUN)).when(hours, actor=ZHOU, at=later).then(
        WorkbookTakenIn(workbook_id=NEW, kind="services", sha256="5e" * 32, rows=790)
    )


def test_a_row_is_said_to_be_the_same_as_an_earlier_one(database: str) -> None:
    same = RecogniseRow(kind="redemptions", same_as_id="sale-1")
    given(OTHER).when(same).then(
        RowRecognised(row_id=NEW, kind="redemptions", same_as_id="sale-1")
    ).repeated(database)
