"""Importing the office's workbooks: one fact for each good row, the bad ones refused alone."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple

from api.serving.composition import Community
from api.workbooks.kinds import Workbook
from api.workbooks.known.drawing import drawing_of
from api.workbooks.known.in_teams import in_teams_of
from api.workbooks.office import Office
from api.workbooks.people import People
from api.workbooks.report import Report
from api.workbooks.resembling import NOTHING_CHOSEN, Choice, Choices, Earlier
from api.workbooks.row_keys import KeyedRow, RowKeys
from api.workbooks.rows import Book, read_book_content
from api.workbooks.taking import Record, Taking
from api.workbooks.typed.named_goods import NamedGoods
from domain.ledger.decision import OFFICE, Request, request_id
from domain.ledger.recording import Outcome
from domain.ledger.refusal import Refusal
from domain.office.workbook import RowRecognised, TakeInWorkbook, WorkbookTakenIn
from projections.ledger.audit_trail import facts_of_actor
from projections.people.members import volunteer_numbers
from projections.shop.stock import names_by_day

CHUNK_ROWS: Final = 500
KEYS_ASKED_AT_ONCE: Final = 5_000

Progress = Callable[[int, int], None]


class File(NamedTuple):
    """A workbook that somebody brought; the name is for the report only."""

    workbook: Workbook
    name: str
    content: bytes


async def import_file(
    community: Community,
    workbook: Workbook,
    path: Path,
    *,
    dry_run: bool = False,
    resembling: Choice = "refuse",
    progress: Progress = lambda _done, _all: None,
) -> tuple[Report, Book]:
    """Take a workbook in, or with `dry_run` only say what would become of it.

    Raises NotAWorkbook, NotThisKind, WorkbookTooLarge, OSError before anything is recorded.
    """
    file = File(workbook, path.name, path.read_bytes())
    return await import_content(
        community, file, dry_run=dry_run, choices=Choices(resembling), progress=progress
    )


async def import_content(
    community: Community,
    file: File,
    *,
    by: str = OFFICE,
    brought_at: datetime | None = None,
    confirmed_by: str | None = None,
    dry_run: bool = False,
    choices: Choices = NOTHING_CHOSEN,
    progress: Progress = lambda _done, _all: None,
) -> tuple[Report, Book]:
    """Take a file's content in, as `import_file` does.

    `by` is who brings the file: they stand in the fact that causes those of its rows, which are
    the office's, so that a file is taken in once whoever brings it. Where somebody else confirms
    it, that fact is done by who confirmed, on behalf of who brought (at `brought_at`). Rows about
    either of them are refused. `choices` says what is done with rows that resemble earlier ones.
    Raises OneHand where one of the two may be behind the other.
    """
    confirmed_by = confirmed_by or by
    book = await asyncio.to_thread(read_book_content, file.content, file.workbook)
    report = Report.of(file.workbook.kind, file.name, book)
    record: Record = community.recorder.record_all
    if dry_run:
        record = _rehearsing(community)
    keys = RowKeys(file.workbook, community.vault)
    rows = await _keyed(community, keys, book)
    earlier = await _earlier(community, file.workbook, rows)
    office = await _office(community, earlier, frozenset({by, confirmed_by}) - {OFFICE})
    noting = noted_by(file, len(book.rows), by, confirmed_by, brought_at)
    (outcome,) = await record([noting])
    if isinstance(outcome, Refusal) and not dry_run:
        raise outcome
    taking = Taking(
        community=community,
        workbook=file.workbook,
        office=office,
        record=record,
        cause=request_id(confirmed_by, noting.key),
        dry_run=dry_run,
        confirmed_by=confirmed_by,
        brought_by=by if by != confirmed_by else None,
        report=report,
        runs=await asyncio.to_thread(keys.runs, rows),
        earlier=earlier,
        choices=choices,
    )
    await _take_all(taking, rows, progress)
    report.in_order()
    return report, book


async def _take_all(taking: Taking, rows: list[KeyedRow], progress: Progress) -> None:
    """Take the rows sheet by sheet, those of each a piece at a time."""
    done = 0
    for _, sheet in groupby(rows, key=lambda it: it.row.sheet):
        on_sheet = [*sheet]
        if (referred_to := taking.workbook.referred_to) is not None:
            on_sheet.sort(key=lambda it: not referred_to(it.row.cells))
        taking.begin_sheet(on_sheet)
        for start in range(0, len(on_sheet), CHUNK_ROWS):
            piece = on_sheet[start : start + CHUNK_ROWS]
            await taking.take(piece)
            done += len(piece)
            progress(done, len(rows))


async def _keyed(community: Community, keys: RowKeys, book: Book) -> list[KeyedRow]:
    """The rows with their keys, after a look at what is recorded."""
    said = await asyncio.to_thread(keys.said, book.rows)
    asked, known = keys.asked(said), set[str]()
    for start in range(0, len(asked), KEYS_ASKED_AT_ONCE):
        pairs = [(OFFICE, key) for key in asked[start : start + KEYS_ASKED_AT_ONCE]]
        known |= {key for _, key in await community.recorder.known(pairs)}
    return keys.keyed(said, known)


async def _earlier(community: Community, workbook: Workbook, rows: list[KeyedRow]) -> Earlier:
    """What the office's earlier files became, but for the rows that this one has as well."""
    how = workbook.resemblance
    if how is None:
        return Earlier()
    await community.reader.wait("audit_trail", community.recorder.position, seconds=60)
    types = (*how.types, RowRecognised.type)
    facts = await facts_of_actor(community.reader, None if how.anyones else OFFICE, types)
    files = await facts_of_actor(community.reader, None, (WorkbookTakenIn.type,))
    had = {
        it.envelope.id: it.fact.rows
        for it in files
        if isinstance(it.fact, WorkbookTakenIn) and it.fact.kind == workbook.kind
    }
    ids = {request_id(OFFICE, it.key) for it in rows}
    return await asyncio.to_thread(Earlier.of, facts, how, community.zone, but=ids, rows=had)


async def _office(community: Community, earlier: Earlier, hands: frozenset[str]) -> Office:
    for question in ("stock", "members"):
        await community.reader.wait(question, community.recorder.position, seconds=60)
    today = datetime.now(community.zone).date()
    return Office(
        zone=community.zone,
        today=today,
        vault=community.vault,
        seal=community.seal,
        people=People(
            await community.vault.everybody(),
            await volunteer_numbers(community.reader),
            community.vault.id_number_digest,
        ),
        goods=NamedGoods(await names_by_day(community.reader), today),
        earlier=earlier,
        drawing=await drawing_of(community),
        in_teams=await in_teams_of(community),
        hands=hands,
        texts={},
    )


def _rehearsing(community: Community) -> Record:
    rehearsal = community.recorder.rehearsal()

    async def record(requests: list[Request]) -> list[Outcome]:
        return await asyncio.to_thread(rehearsal.record, requests)

    return record


def noted_by(
    file: File, rows: int, by: str, confirmed_by: str, brought_at: datetime | None
) -> Request:
    """What notes a file; its fact becomes the cause of those of the rows."""
    kind, digest = file.workbook.kind, sha256(file.content).hexdigest()
    key, noting = f"workbook {kind} {digest}", TakeInWorkbook(kind=kind, sha256=digest, rows=rows)
    if by == confirmed_by:
        return Request(decision=noting, actor=confirmed_by, key=key)
    of_two = replace(noting, brought_by=by, brought_at=brought_at, actor_id=confirmed_by)
    return Request(decision=of_two, actor=confirmed_by, on_behalf_of=by, key=f"{key} {by}")
