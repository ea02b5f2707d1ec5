"""The demo community's workbooks are what their writer says they are."""

import re
from datetime import date
from pathlib import Path

import pytest

from api.capabilities import WORKBOOKS, workbook_of
from api.demo.workbooks import DEMO_SEED, DemoTotals, write_demo_workbooks
from api.workbooks.cells import CellValue, as_date
from api.workbooks.personal import as_phone
from api.workbooks.rows import Book, read_book
from tests.office_arithmetic import Reckoning, reckon

KINDS = [it.kind for it in WORKBOOKS]
UNTIL = date(2026, 11, 1)
CODES: dict[str, set[str]] = {
    "roster": {
        *("missing_name", "id_number_stored_as_number", "id_number_invalid"),
        *("unknown_team", "duplicate_person"),
    },
    "network": {"missing_name", "unreadable_cell", "unknown_person", "ambiguous_person"},
    "teams": {
        *("missing_name", "unreadable_cell", "unknown_person", "ambiguous_person"),
        "unknown_team",
    },
    "residents": {
        *("missing_name", "id_number_invalid", "checked_in_the_future", "head_unknown"),
    },
    "items": set(),
    "services": {
        *("unknown_person", "ambiguous_person", "ends_before_start", "too_short", "too_long"),
        *("in_the_future", "hours_mismatch", "self_confirmed", "overlaps"),
    },
    "donations": {
        *("duplicate_receipt", "unknown_item", "quantity_invalid"),
        *("expired_on_receipt", "amount_invalid"),
    },
    "redemptions": {
        *("unknown_person", "ambiguous_person", "unknown_item", "quantity_invalid"),
        *("points_mismatch", "self_served", "not_yet_eligible", "over_limit"),
        *("insufficient_points", "out_of_stock"),
    },
    "pairings": {"unknown_person", "ambiguous_person", "already_paired"},
    "calls": {
        *("unknown_person", "ambiguous_person", "unreadable_cell", "calls_self"),
        "already_called_on",
    },
    "wishes": {
        *("unknown_person", "ambiguous_person", "missing_name", "asks_for_money"),
        *("open_until_past", "wish_too_dear"),
    },
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def totals(folder: Path) -> DemoTotals:
    return write_demo_workbooks(folder, until=UNTIL)


@pytest.fixture(scope="module")
def reckoning(folder: Path, totals: DemoTotals) -> Reckoning:
    assert totals
    return reckon(folder, UNTIL)


def workbook(folder: Path, kind: str) -> Book:
    return read_book(folder / f"{workbook_of(kind).title_zh}.xlsx", workbook_of(kind))


def column(folder: Path, kind: str, name: str) -> list[CellValue]:
    return [row.cells[name] for row in workbook(folder, kind).rows]


def test_790_volunteers_are_accepted_426_of_them_sixty_or_over(
    totals: DemoTotals, reckoning: Reckoning
) -> None:
    assert totals.volunteers == reckoning.accepted["roster"] == len(reckoning.births) == 790
    assert totals.sixty_or_over == reckoning.aged_at_least(60, UNTIL) == 426


@pytest.mark.parametrize("kind", KINDS)
def test_an_independent_reckoning_refuses_what_was_planted_and_nothing_else(
    kind: str, totals: DemoTotals, reckoning: Reckoning
) -> None:
    assert reckoning.rejected_by_code(kind) == totals.mistakes[kind]
    assert reckoning.accepted[kind] == totals.accepted(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_every_code_of_every_kind_occurs(kind: str, reckoning: Reckoning) -> None:
    assert set(reckoning.rejected_by_code(kind)) == CODES[kind]


@pytest.mark.parametrize(("seed", "until"), [(1, date(2026, 11, 22)), (2, date(2028, 2, 29))])
def test_other_seeds_and_days_are_as_true(seed: int, until: date, tmp_path: Path) -> None:
    totals = write_demo_workbooks(tmp_path, until=until, seed=seed)
    reckoning = reckon(tmp_path, until)
    assert {kind: reckoning.rejected_by_code(kind) for kind in KINDS} == totals.mistakes
    assert reckoning.aged_at_least(60, until) == 426


def test_the_workbooks_are_of_an_office_s_size(folder: Path, totals: DemoTotals) -> None:
    assert totals.rows == {kind: len(workbook(folder, kind).rows) for kind in KINDS}
    assert totals.rows == {
        "roster": 815,
        "network": 56,
        "teams": 38,
        "residents": 20,
        "items": 16,
        "services": 6048,
        "donations": 179,
        "redemptions": 1430,
        "pairings": 53,
        "calls": 43,
        "wishes": 34,
    }


def test_the_first_row_below_title_remarks_and_header_is_row_four(folder: Path) -> None:
    assert {workbook(folder, kind).rows[0].number for kind in KINDS} == {4}


def test_the_same_seed_and_day_give_the_same_files(folder: Path, tmp_path: Path) -> None:
    write_demo_workbooks(tmp_path / "again", until=UNTIL, seed=DEMO_SEED)
    write_demo_workbooks(tmp_path / "other", until=UNTIL, seed=DEMO_SEED + 1)
    for title in [it.title_zh for it in WORKBOOKS]:
        again = (tmp_path / "again" / f"{title}.xlsx").read_bytes()
        assert again == (folder / f"{title}.xlsx").read_bytes()
    assert workbook(tmp_path / "again", "services") != workbook(tmp_path / "other", "services")


def test_seven_teams_and_six_grids_are_named(folder: Path) -> None:
    assert len(set(column(folder, "roster", "网格"))) == 6
    assert len(set(column(folder, "roster", "服务队"))) == 7 + 5


def test_cells_are_typed_in_as_many_ways_as_people_do(folder: Path) -> None:
    def ways(kind: str, name: str) -> set[str]:
        return {
            re.sub(r"[0-9]+", "9", cell) if isinstance(cell, str) else type(cell).__name__
            for cell in column(folder, kind, name)
        }

    dates = {"date", "float", "9-9-9", "9年9月9日", "9/9/9", "9.9.9"}
    times = {"time", "float", "9:9", "上午9:9", "下午9:9", "9点9分", "9:9:9", "９：９"}
    assert ways("services", "日期") == dates
    folded = {re.sub("[０-９]+", "９", way) for way in ways("services", "开始时间")}
    assert folded == times
    assert {"float", "9", "9-9-9", " 9 ", "+9 9"} < ways("roster", "联系电话")
    assert {"float", "9", ""} < ways("services", "电话后四位")


def test_names_hold_what_real_names_hold(folder: Path) -> None:
    names = "\n".join(map(str, column(folder, "roster", "姓名")))
    assert re.search(r"^\S[ 　]\S$", names, re.MULTILINE)
    assert re.search(r"[·•・]", names)
    assert re.search("[䶮𬭎㛃𬍛]", names)
    assert "x" in {str(cell)[-1] for cell in column(folder, "roster", "身份证号")}


def test_thirteen_pairs_of_members_share_a_name(reckoning: Reckoning) -> None:
    names = [member[:-4] for member in reckoning.balances]
    assert len(names) - len(set(names)) == 13


def test_some_shifts_end_after_midnight_and_some_days_earn_no_more(reckoning: Reckoning) -> None:
    minutes = sum(balance.minutes for balance in reckoning.balances.values())
    credit = sum(balance.credit_minutes for balance in reckoning.balances.values())
    assert 900_000 < credit < minutes


def test_everything_happened_before_the_office_filled_it_in(folder: Path) -> None:
    dated: list[tuple[str, str]] = [
        *(("donations", "日期"), ("redemptions", "日期"), ("pairings", "结对日期"))
    ]
    for kind, name in dated:
        days = [as_date(cell) for cell in column(folder, kind, name)]
        assert date(2026, 1, 1) <= min(days) <= max(days) < UNTIL
    served = sorted(as_date(cell) for cell in column(folder, "services", "日期"))
    assert (served[0], served[-7]) == (date(2026, 1, 1), date(2026, 10, 31))
    assert served[-6].year > 2060


def test_no_phone_or_identity_number_is_anybodys(folder: Path) -> None:
    phones = [as_phone(cell) for cell in column(folder, "roster", "联系电话")]
    assert all(re.fullmatch("1991000[0-9]{4}", phone) for phone in phones)
    numbers = [cell for cell in column(folder, "roster", "身份证号") if isinstance(cell, str)]
    assert all(number.startswith("430499") for number in numbers)
