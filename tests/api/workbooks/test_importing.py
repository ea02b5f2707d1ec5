"""The office's workbooks go in whole: good rows are recorded, bad ones refused alone."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from api.capabilities import WORKBOOKS, workbook_of
from api.demo.workbooks import write_demo_workbooks
from api.serving.composition import Community
from api.serving.settings import Settings
from api.workbooks.cells import as_text
from api.workbooks.importing import import_file
from api.workbooks.refused_rows import RefusedRow, write_refused_rows
from api.workbooks.report import Report
from api.workbooks.rows import read_book
from domain.ledger.log import Log
from projections.ledger.reader import Reader
from projections.people.balances import member_balance, trial_balance
from projections.people.members import ids_of_kind
from tests.api.workbooks.imported import Importing, found
from tests.clock import today
from tests.conftest import COMMUNITY_NAME, administer, prepare_template, url_of
from tests.office_arithmetic import Balance, Reckoning, reckon
from tests.roles import as_serving

KINDS = [it.kind for it in WORKBOOKS]


@dataclass
class Books(Importing):
    """A community into which the demo's workbooks went once."""

    folder: Path
    reckoned: Reckoning
    reports: dict[str, Report]

    def path(self, kind: str) -> Path:
        return self.folder / f"{workbook_of(kind).title_zh}.xlsx"

    def take_in(self, kind: str, path: Path | None = None, *, dry_run: bool = False) -> Report:
        """Import a workbook."""

        async def importing(community: Community) -> Report:
            found, _ = await import_file(
                community, workbook_of(kind), path or self.path(kind), dry_run=dry_run
            )
            return found

        return self.ask(importing)

    def head(self) -> int:
        log = Log(self.url, COMMUNITY_NAME)
        try:
            return log.head()
        finally:
            log.close()


@pytest.fixture(scope="module")
def books(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    name = f"chengyin_books_{uuid4().hex}"
    administer(server, "CREATE DATABASE {}", name)
    prepare_template(url_of(name, server))
    url = as_serving(url_of(name, server))
    folder = tmp_path_factory.mktemp("books")
    settings = Settings(community=COMMUNITY_NAME, data=folder)
    day = today()
    write_demo_workbooks(folder, until=day)
    opened = Books(url, settings, folder, reckon(folder, day), {})
    opened.ask(found)
    for kind in KINDS:
        opened.take_in(kind, dry_run=True)
        opened.reports[kind] = opened.take_in(kind)
    yield opened
    administer(server, "DROP DATABASE {} WITH (FORCE)", name)


@pytest.mark.parametrize("kind", KINDS)
def test_every_bad_row_is_refused_with_the_code_of_its_first_fault(books: Books, kind: str) -> None:
    report = books.reports[kind]

    refused = [(it.row.number, it.code) for it in report.rejected]
    assert refused == sorted(books.reckoned.rejected[kind])
    assert report.accepted == books.reckoned.accepted[kind]
    assert report.rows == report.accepted + len(refused)
    assert all(it.message_zh and it.message_en for it in report.rejected)


def test_every_member_has_what_a_calculation_on_paper_gives_them(books: Books) -> None:
    async def balances(community: Community) -> dict[str, Balance]:
        members = {*await ids_of_kind(community.reader, "volunteer")}
        return {
            person.name + (person.phone or "")[-4:]: Balance(
                held.service_minutes, held.time_credit_minutes, held.points
            )
            for person in await community.vault.everybody()
            if person.member_id in members
            for held in [await member_balance(community.reader, person.member_id)]
        }

    assert books.ask(balances) == books.reckoned.balances


def test_the_books_sum_to_zero_in_each_unit(books: Books) -> None:
    async def sums(community: Community) -> set[int]:
        return {unit.sum for unit in (await trial_balance(community.reader)).values()}

    assert books.ask(sums) == {0}


def test_there_are_790_volunteers_of_whom_426_are_60_or_over(books: Books) -> None:
    async def seniors(community: Community) -> tuple[int, int]:
        people = await ids_of_kind(community.reader, "volunteer")
        day = today()
        born_until = date(day.year - 60, day.month, min(day.day, 28))
        return len(people), await community.vault.born_until(born_until, people)

    volunteers, aged_60 = books.ask(seniors)
    assert volunteers == 790
    assert abs(aged_60 - 426) <= 1  # the demo's people have birthdays, also around today


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_file_again_records_nothing(books: Books, kind: str) -> None:
    head = books.head()

    again = books.take_in(kind)

    assert again.accepted == 0
    assert again.repeated == books.reports[kind].accepted
    assert len(again.rejected) == len(books.reports[kind].rejected)
    assert books.head() == head


def test_rows_typed_again_in_a_csv_are_the_same_rows(books: Books, tmp_path: Path) -> None:
    sheet = read_book(books.path("items"), workbook_of("items"))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(workbook_of("items").columns)
    for row in reversed(sheet.rows):
        writer.writerow([as_text(row.cells[column]) for column in workbook_of("items").columns])
    path = tmp_path / "商品目录.csv"
    path.write_bytes(text.getvalue().encode("gb18030"))

    again = books.take_in("items", path)

    assert (again.accepted, again.repeated, again.rejected) == (0, len(sheet.rows), [])


def test_a_mended_row_goes_in_and_the_others_stay_refused(books: Books, tmp_path: Path) -> None:
    sheet = read_book(books.path("donations"), workbook_of("donations"))
    refused = books.reports["donations"].rejected
    bad_amounts = [it for it in refused if it.code == "amount_invalid"]
    for it in bad_amounts:
        it.row.cells["金额（元）"] = "88.80"
    mended = tmp_path / "mended.xlsx"
    rows = [RefusedRow(it.row, it.message_zh) for it in refused]
    write_refused_rows(mended, sheet.columns, rows)

    rehearsed = books.take_in("donations", mended, dry_run=True)
    head = books.head()
    report = books.take_in("donations", mended)

    assert report.accepted == len(bad_amounts) == rehearsed.accepted
    assert len(report.rejected) == len(refused) - len(bad_amounts)
    assert books.head() == head + 1 + len(bad_amounts)  # the file itself is a fact, too


def test_names_lost_in_a_power_cut_come_back_with_the_file(books: Books) -> None:
    async def lose_and_find(community: Community) -> tuple[int, int]:
        before = await community.vault.everybody()
        victims = (await ids_of_kind(community.reader, "volunteer"))[:3]
        lost = "DELETE FROM vault_people WHERE member_id = ANY(%(victims)s)"
        await community.reader.rows(lost.encode(), victims=victims)
        await import_file(community, workbook_of("roster"), books.path("roster"))
        return len(before), len(await community.vault.people(victims))

    before, found = books.ask(lose_and_find)

    assert found == 3
    assert before == len(books.ask(lambda community: community.vault.everybody()))


def test_no_name_phone_or_id_number_is_found_in_the_bytes_of_the_log(books: Books) -> None:
    sheet = read_book(books.path("roster"), workbook_of("roster"))
    pairings = read_book(books.path("pairings"), workbook_of("pairings"))
    secrets = {str(row.cells[it]) for row in sheet.rows for it in ("姓名", "身份证号")}
    secrets |= {str(row.cells["帮扶对象"]) for row in pairings.rows}
    people = books.ask(lambda community: community.vault.everybody())
    secrets |= {person.name for person in people} | {it.phone for it in people if it.phone}
    secrets = {it for it in secrets if len(it) > 1}

    with psycopg.connect(books.url) as connection:
        stored = connection.execute(
            f"SELECT data, type, tags::text FROM {COMMUNITY_NAME}.facts_tt_main"
        ).fetchall()
    text = "\n".join(f"{bytes(data).decode()} {kind} {tags}" for data, kind, tags in stored)
    # Long numbers and Chinese are looked for apart: 1,500 searches of all bytes take seconds.
    numbers = " ".join(set(re.findall(r"\d{6,}[Xx]?", text)))
    words = " ".join(set(re.findall(r"[^\x00-\x7f]+", text)))

    assert len(secrets) > 1_500
    for secret in secrets:
        if re.fullmatch(r"\d{6,}[Xx]?", secret):
            assert secret not in numbers
        elif re.search(r"[\x00-\x7f]", secret):
            assert secret not in text
        else:
            assert secret not in words


def test_a_reader_who_asks_during_an_import_sees_each_row_once(books: Books) -> None:
    async def lines(community: Community) -> tuple[int, int]:
        reader: Reader = community.reader
        return await reader.head(), min((await reader.positions()).values())

    head, slowest = books.ask(lines)
    assert head == slowest
