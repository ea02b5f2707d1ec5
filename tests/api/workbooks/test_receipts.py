"""Rows of one receipt: refused alone, mended in the workbook of refused rows, and never twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.capabilities import workbook_of
from api.serving.composition import Community
from api.serving.settings import Settings
from api.workbooks.importing import File, import_content
from api.workbooks.refused_rows import write_refused_rows
from api.workbooks.row_keys import KeyedRow, RowKeys
from api.workbooks.rows import Row
from projections.shop.donation_trail import donations, trail
from tests.api.workbooks.desk import NEXT, Desk
from tests.api.workbooks.imported import found
from tests.conftest import COMMUNITY_NAME


@pytest.fixture(scope="module")
def desk(unfounded_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    settings = Settings(community=COMMUNITY_NAME, data=tmp_path_factory.mktemp("desk"))
    opened = Desk(unfounded_database, settings)
    opened.ask(found)
    yield opened


def pieces(desk: Desk, receipt: str) -> list[int]:
    async def asked(community: Community) -> list[int]:
        given = await donations(community.reader, before=2**60, limit=500)
        (gift,) = [it for it in given if it.receipt_number == receipt]
        return [it.received for it in await trail(community.reader, gift.donation_id)]

    return desk.ask(asked)


def test_a_row_mended_in_the_workbook_of_refused_rows_joins_its_receipt(
    desk: Desk, tmp_path: Path
) -> None:
    rice, oil, salt = (desk.item() for _ in range(3))
    number = f"S-{next(NEXT)}"
    head = f"{number}|2026-03-01|粮油店|物资"
    rows = [f"{head}|{rice}|10|||", f"{head}|{oil}|若干|||", f"{head}|{salt}|几袋|||"]

    async def importing(community: Community) -> Path:
        columns = workbook_of("donations").columns
        text = "\n".join([",".join(columns), *(row.replace("|", ",") for row in rows)])
        file = File(workbook_of("donations"), "typed", text.encode())
        report, book = await import_content(community, file)
        assert [it.code for it in report.rejected] == ["quantity_invalid"] * 2
        mended = list(report.refused_rows())
        for it, count in zip(mended, (8, 6), strict=True):
            it.row.cells["数量"] = count
        write_refused_rows(tmp_path / "refused.xlsx", book.columns, mended)
        return tmp_path / "refused.xlsx"

    content = desk.ask(importing).read_bytes()
    report = desk.bring("donations", content)
    assert (report.accepted, report.rejected) == (2, [])
    assert pieces(desk, number) == [10, 8, 6]
    assert desk.bring("donations", content).repeated == 2
    other_day = f"{number}|2026-03-02|粮油店|物资|{oil}|9|||"
    assert desk.codes("donations", other_day) == ["duplicate_receipt"]


def test_a_receipt_of_endless_rows_shares_what_its_rows_may_join(desk: Desk) -> None:
    async def asked(community: Community) -> None:
        keys = RowKeys(workbook_of("donations"), community.vault)
        cells = dict.fromkeys(workbook_of("donations").columns, "") | {"收据号": "S-1"}
        rows = [
            KeyedRow(Row(number, cells, "捐赠"), f"k{number}", False) for number in range(50_000)
        ]
        runs = keys.runs(rows)
        assert len(runs) == 50_000
        assert len({id(it) for it in runs.values()}) == 1

    desk.ask(asked)


def test_a_row_whose_receipt_was_used_is_not_taken_because_it_is_brought_back_as_it_is(
    desk: Desk, tmp_path: Path
) -> None:
    rice, number = desk.item(), f"S-{next(NEXT)}"
    assert desk.codes("donations", f"{number}|2026-03-01|粮油店|物资|{rice}|10|||") == []

    async def refused(community: Community) -> Path:
        columns = workbook_of("donations").columns
        row = f"{number}|2026-03-01|粮油店|物资|{rice}|12|||".replace("|", ",")
        file = File(workbook_of("donations"), "again", f"{','.join(columns)}\n{row}".encode())
        report, book = await import_content(community, file)
        write_refused_rows(tmp_path / "refused.xlsx", book.columns, list(report.refused_rows()))
        return tmp_path / "refused.xlsx"

    report = desk.bring("donations", desk.ask(refused).read_bytes())
    assert [it.code for it in report.rejected] == ["resembles_another"]
    assert pieces(desk, number) == [10]
