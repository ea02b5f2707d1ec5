"""A workbook is noted once, by the digest of its bytes."""

from domain.office.workbook import (
    RecogniseRow,
    RowRecognised,
    TakeInWorkbook,
    WorkbookTakenIn,
)
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


def test_a_row_is_said_to_be_the_same_as_an_earlier_one(database: str) -> None:
    same = RecogniseRow(kind="redemptions", same_as_id="sale-1")
    given(OTHER).when(same).then(
        RowRecognised(row_id=NEW, kind="redemptions", same_as_id="sale-1")
    ).repeated(database)
