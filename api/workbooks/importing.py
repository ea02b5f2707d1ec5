"""Importing the office's workbooks: one fact for each good row, the bad ones refused alone."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from api.serving.composition import Community
from api.workbooks.kinds import Step, Workbook
from api.workbooks.office import Office
from api.workbooks.on_paper import OnPaper
from api.workbooks.people import People
from api.workbooks.reading import check_readable
from api.workbooks.report import Rejected, Report, rejected
from api.workbooks.row_keys import KeyedRow, RowKeys
from api.workbooks.rows import Book, read_book_content
from domain.ledger.decision import OFFICE, Receipt, Request, request_id
from domain.ledger.recording import Outcome
from domain.ledger.refusal import Refusal
from domain.office.workbook import TakeInWorkbook
from projections.people.members import volunteer_numbers
from projections.shop.stock import item_names

CHUNK_ROWS: Final = 500
KEYS_ASKED_AT_ONCE: Final = 5_000

Record = Callable[[list[Request]], Awaitable[list[Outcome]]]
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
    progress: Progress = lambda _done, _all: None,
) -> tuple[Report, Book]:
    """Take a workbook in, or with `dry_run` only say what would become of it.

    Raises NotAWorkbook, NotThisKind, WorkbookTooLarge, OSError before anything is recorded.
    """
    file = File(workbook, path.name, path.read_bytes())
    return await import_content(community, file, dry_run=dry_run, progress=progress)


async def import_content(
    community: Community,
    file: File,
    *,
    by: str = OFFICE,
    confirmed_by: str | None = None,
    dry_run: bool = False,
    progress: Progress = lambda _done, _all: None,
) -> tuple[Report, Book]:
    """Take a file's content in, as `import_file` does.

    `by` is who brings the file: they stand in the fact that causes those of its rows, which are
    the office's, so that a file is taken in once whoever brings it. Where somebody else confirms
    it, that fact is done by who confirmed, on behalf of who brought. Rows about either of them are
    refused.
    """
    confirmed_by = confirmed_by or by
    book = await asyncio.to_thread(read_book_content, file.content, file.workbook)
    report = Report.of(file.workbook.kind, file.name, book)
    office = await _office(community)
    record: Record = community.recorder.record_all
    if dry_run:
        record = _rehearsing(community)
    rows = await _keyed(community, file.workbook, book)
    cause = await _take_in(record, file, book, by, confirmed_by)
    taking = _Taking(
        community, file.workbook, office, record, cause, dry_run, {by, confirmed_by}, report
    )
    for done in range(0, len(rows), CHUNK_ROWS):
        await taking.take(rows[done : done + CHUNK_ROWS])
        progress(min(done + CHUNK_ROWS, len(rows)), len(rows))
    report.in_order()
    return report, book


async def _keyed(community: Community, workbook: Workbook, book: Book) -> list[KeyedRow]:
    """The rows with their keys, after a look at what is recorded."""
    keys = RowKeys(workbook, community.vault)
    said = await asyncio.to_thread(keys.said, book.rows)
    asked, known = keys.asked(said), set[str]()
    for start in range(0, len(asked), KEYS_ASKED_AT_ONCE):
        pairs = [(OFFICE, key) for key in asked[start : start + KEYS_ASKED_AT_ONCE]]
        known |= {key for _, key in await community.recorder.known(pairs)}
    return keys.keyed(said, known)


async def _office(community: Community) -> Office:
    await community.reader.wait("stock", community.recorder.position, seconds=60)
    names = await item_names(community.reader)
    return Office(
        zone=community.zone,
        today=datetime.now(community.zone).date(),
        vault=community.vault,
        people=People(
            await community.vault.everybody(),
            await volunteer_numbers(community.reader),
            community.vault.id_number_digest,
        ),
        items={name: item_id for item_id, name in names.items()},
        texts={},
    )


def _rehearsing(community: Community) -> Record:
    rehearsal = community.recorder.rehearsal()

    async def record(requests: list[Request]) -> list[Outcome]:
        return await asyncio.to_thread(rehearsal.record, requests)

    return record


async def _take_in(record: Record, file: File, book: Book, by: str, confirmed_by: str) -> str:
    """Note the file, which becomes the cause of its rows' facts; the id of that fact."""
    digest = sha256(file.content).hexdigest()
    key = f"workbook {file.workbook.kind} {digest}"
    decision = TakeInWorkbook(kind=file.workbook.kind, sha256=digest, rows=len(book.rows))
    brought_by = None
    if by != confirmed_by:
        brought_by, key = by, f"{key} {by}"
    await record([Request(decision=decision, actor=confirmed_by, on_behalf_of=brought_by, key=key)])
    return request_id(confirmed_by, key)


@dataclass
class _Taking:
    """A file whose rows are taken in a piece at a time, each decided and committed at once."""

    community: Community
    workbook: Workbook
    office: Office
    record: Record
    cause: str
    dry_run: bool
    own: set[str]
    report: Report
    refused: dict[str, Rejected] = field(default_factory=dict)

    async def take(self, rows: list[KeyedRow]) -> None:
        """Record the rows that are good and not recorded yet."""
        steps = [
            (it, step) for it in rows if it.repeats is None and (step := self._step(it)) is not None
        ]
        await self._keep_texts([step for _, step in steps])
        new = [(it, step) for it, step in steps if not it.known]
        outcomes = await self._outcomes([(it.key, step) for it, step in new])
        known = [(it, step) for it, step in steps if it.known]
        enrolled = await self._enrolled([it.key for it, _ in known])
        taken_in = [step for it, step in known if step.enrol_first is None or it.key in enrolled]
        for (it, step), outcome in zip(new, outcomes, strict=True):
            if isinstance(outcome, Receipt):
                self.report.accepted += 1
                self.report.remark(it.row, step.remarks)
                taken_in.append(step)
            else:
                self._refuse(it, outcome)
        for it in rows:
            self._repeat(it)
        await self._keep_people(taken_in)

    def _step(self, it: KeyedRow) -> Step | None:
        """What a row asks for; nothing where it is refused."""
        try:
            check_readable(it.row.cells, self.workbook)
            step = self.workbook.read(it.row.cells, self.office, request_id(OFFICE, it.key))
            _refuse_own(step, self.own)
        except Refusal as refusal:
            if not it.known:
                self._refuse(it, refusal)
            return None
        return step

    def _refuse(self, it: KeyedRow, refusal: Refusal) -> None:
        self.refused[it.key] = rejected(it.row, refusal)
        self.report.rejected.append(self.refused[it.key])

    def _repeat(self, it: KeyedRow) -> None:
        """Note a row that was recorded before, or that an earlier sheet of the file has as well."""
        first = self.refused.get(it.key) if it.repeats else None
        if first is not None:
            self.report.rejected.append(replace(first, row=it.row))
        elif it.known or it.repeats:
            self.report.repeated_rows.append(it.row)

    async def _outcomes(self, new: list[tuple[str, Step]]) -> list[Outcome]:
        """What became of each step, in order; of a step with two decisions, of the last."""
        requests = []
        for key, step in new:
            if step.enrol_first:
                requests.append(
                    Request(
                        decision=step.enrol_first,
                        actor=OFFICE,
                        key=f"{key} enrol",
                        cause=self.cause,
                    )
                )
            requests.append(
                Request(
                    decision=OnPaper(step.decision),
                    actor=OFFICE,
                    key=key,
                    happened_at=step.happened_at,
                    cause=self.cause,
                )
            )
        by_key = dict(zip((it.key for it in requests), await self.record(requests), strict=True))
        return [by_key[key] for key, _ in new]

    async def _enrolled(self, keys: list[str]) -> set[str]:
        """Those of recorded rows that had made somebody a member, whom they name again."""
        asked = [(OFFICE, f"{key} enrol") for key in keys]
        return {key.removesuffix(" enrol") for _, key in await self.community.recorder.known(asked)}

    async def _keep_texts(self, steps: list[Step]) -> None:
        if self.dry_run:
            return
        vault = self.community.vault
        await vault.keep_texts(self.office.texts.values())
        self.office.texts.clear()
        for name in {step.donor for step in steps if step.donor}:
            await vault.keep_donor(name)

    async def _keep_people(self, steps: list[Step]) -> None:
        """Names come after the facts, of accepted rows only.

        Should the process die in between, importing the file again brings them: that is why rows
        that were recorded before are read again.
        """
        people = {it: person for step in steps for it, person in step.people.items()}
        if people and not self.dry_run:
            await self.community.vault.keep_all(people)


def _refuse_own(step: Step, own: set[str]) -> None:
    """Nobody takes in what they earned or took home themselves. Raises the row's refusal."""
    if step.not_by and step.not_by[0] in own:
        raise step.not_by[1]
