"""Importing the office's workbooks: one fact for each good row, the bad ones refused alone."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

from api.serving.composition import Community
from api.workbooks.kinds import Step, Workbook
from api.workbooks.office import Office
from api.workbooks.on_paper import OnPaper
from api.workbooks.people import People
from api.workbooks.refusals import DatedInTheFuture
from api.workbooks.row_keys import KeyedRow, keyed
from api.workbooks.rows import Row, Sheet, read_sheet_content
from domain.ledger.decision import OFFICE, Receipt, Request, request_id
from domain.ledger.recording import Outcome
from domain.ledger.refusal import Refusal
from domain.office.workbook import TakeInWorkbook
from domain.people.membership import UnknownMember
from projections.shop.stock import item_names

CHUNK_ROWS: Final = 500

Record = Callable[[list[Request]], Awaitable[list[Outcome]]]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Rejected:
    """A row that was refused: its number as a person sees it, and why."""

    row: Row
    code: str
    message_zh: str
    message_en: str


@dataclass
class Report:
    """What became of a file."""

    kind: str
    file: str
    rows: int
    accepted: int = 0
    repeated: int = 0
    rejected: list[Rejected] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """As the formats' page shows it."""
        return {
            "kind": self.kind,
            "file": self.file,
            "rows": self.rows,
            "accepted": self.accepted,
            "repeated": self.repeated,
            "rejected": [
                {
                    "row": it.row.number,
                    "code": it.code,
                    "message_zh": it.message_zh,
                    "message_en": it.message_en,
                }
                for it in self.rejected
            ],
        }


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
) -> tuple[Report, Sheet]:
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
) -> tuple[Report, Sheet]:
    """Take a file's content in, as `import_file` does.

    `by` is who brings the file: they stand in the fact that causes those of its rows, which are
    the office's, so that a file is taken in once whoever brings it. Where somebody else confirms
    it, that fact is done by who confirmed, on behalf of who brought. Rows about either of them are
    refused.
    """
    confirmed_by = confirmed_by or by
    sheet = await asyncio.to_thread(read_sheet_content, file.content, file.workbook)
    report = Report(file.workbook.kind, file.name, len(sheet.rows))
    office = await _office(community)
    record: Record = community.recorder.record_all
    if dry_run:
        record = _rehearsing(community)
    cause = await _take_in(record, file, sheet, by, confirmed_by)
    done = 0
    rows = await asyncio.to_thread(list, keyed(sheet.rows, file.workbook, community.vault))
    for chunk in _chunks(rows):
        await _Chunk(community, office, record, cause, dry_run, {by, confirmed_by}).take(
            chunk, file.workbook, report
        )
        done += len(chunk)
        progress(done, len(sheet.rows))
    return report, sheet


async def _office(community: Community) -> Office:
    await community.reader.wait("stock", community.recorder.position, seconds=60)
    names = await item_names(community.reader)
    return Office(
        zone=community.zone,
        today=datetime.now(community.zone).date(),
        vault=community.vault,
        people=People(await community.vault.everybody()),
        items={name: item_id for item_id, name in names.items()},
        texts={},
    )


def _rehearsing(community: Community) -> Record:
    rehearsal = community.recorder.rehearsal()

    async def record(requests: list[Request]) -> list[Outcome]:
        return await asyncio.to_thread(rehearsal.record, requests)

    return record


async def _take_in(record: Record, file: File, sheet: Sheet, by: str, confirmed_by: str) -> str:
    """Note the file, which becomes the cause of its rows' facts; the id of that fact."""
    digest = sha256(file.content).hexdigest()
    key = f"workbook {file.workbook.kind} {digest}"
    decision = TakeInWorkbook(kind=file.workbook.kind, sha256=digest, rows=len(sheet.rows))
    brought_by = None
    if by != confirmed_by:
        brought_by, key = by, f"{key} {by}"
    await record([Request(decision=decision, actor=confirmed_by, on_behalf_of=brought_by, key=key)])
    return request_id(confirmed_by, key)


def _chunks(rows: list[KeyedRow]) -> Iterator[list[KeyedRow]]:
    for start in range(0, len(rows), CHUNK_ROWS):
        yield rows[start : start + CHUNK_ROWS]


@dataclass(frozen=True)
class _Chunk:
    """A piece of a file that is decided and committed at once."""

    community: Community
    office: Office
    record: Record
    cause: str
    dry_run: bool
    own: set[str]

    async def take(self, rows: list[KeyedRow], workbook: Workbook, report: Report) -> None:
        """Record the rows that are good and not recorded yet."""
        known = {
            key
            for _, key in await self.community.recorder.known([(OFFICE, row.key) for row in rows])
        }
        steps: list[tuple[Row, str, Step]] = []
        for row, key in rows:
            try:
                step = workbook.read(row.cells, self.office, request_id(OFFICE, key))
                _refuse_own(step, self.own)
                steps.append((row, key, step))
            except Refusal as refusal:
                if key not in known:
                    report.rejected.append(_rejected(row, refusal))
        await self._keep_texts(steps)
        new = [it for it in steps if it[1] not in known]
        outcomes = await self._outcomes([(key, step) for _, key, step in new])
        enrolled = await self._enrolled([key for _, key, _ in steps if key in known])
        taken_in = [
            step
            for _, key, step in steps
            if key in known and (step.enrol_first is None or key in enrolled)
        ]
        for (row, _, step), outcome in zip(new, outcomes, strict=True):
            if isinstance(outcome, Receipt):
                report.accepted += 1
                taken_in.append(step)
            else:
                report.rejected.append(_rejected(row, outcome))
        report.repeated += len(known)
        report.rejected.sort(key=lambda it: it.row.number)
        await self._keep_people(taken_in)

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

    async def _keep_texts(self, steps: list[tuple[Row, str, Step]]) -> None:
        if self.dry_run:
            return
        vault = self.community.vault
        await vault.keep_texts(self.office.texts.values())
        self.office.texts.clear()
        for name in {step.donor for _, _, step in steps if step.donor}:
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


_CODES: Final[dict[type[Refusal], str]] = {
    UnknownMember: "unknown_person",
    DatedInTheFuture: "in_the_future",
}
"""The codes of the formats' page for refusals that have their own elsewhere."""


def _rejected(row: Row, refusal: Refusal) -> Rejected:
    code = _CODES.get(type(refusal), refusal.code)
    return Rejected(row, code, refusal.sentence("zh"), refusal.sentence("en"))
