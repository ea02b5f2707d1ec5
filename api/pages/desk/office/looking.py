"""Looking first at a file: what would become of each row, though that may take minutes."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Annotated, Final, NamedTuple

from fastapi import Depends, Query, Response

from api.capabilities import workbook_of
from api.office.workbook import TAKE_IN
from api.pages.desk.forms import read_part
from api.pages.desk.names import names_of
from api.pages.desk.office.importing import (
    TITLES,
    FileId,
    Named,
    gone,
    import_kept,
    kept_for,
    uploads_of,
)
from api.pages.desk.office.outcomes import LookedAt, TakenIn
from api.pages.desk.office.rows import refused_row, said_of, shown_row
from api.pages.desk.office.uploads import Kept, look_of, work_of
from api.pages.desk.people.members import download
from api.pages.routing import page_router
from api.pages.visitor import Visitor, go_on, visiting
from api.serving.upkeep.works import Stopped, UnderWay
from api.workbooks.importing import Progress
from api.workbooks.refused_rows import write_refused_rows
from api.workbooks.report import Report
from api.workbooks.rows import Book, read_book_content

router = page_router()

PATIENT_SECONDS: Final = 10
"""So long a page waits for a file to be looked at; what takes longer shows how far it is."""
REFUSED_SHOWN: Final = 60
ACCEPTED_SHOWN: Final = 30
PERSONAL: Final = frozenset({"身份证号", "联系电话", "对象电话", "备注"})
"""Columns that nobody needs on the screen to see whether a row is in order."""

TakingIn = Annotated[Visitor, Depends(visiting(TAKE_IN))]


class Seen(NamedTuple):
    """What became of a file, or would; `looked_at` where it was not looked at just now."""

    report: Report
    book: Book
    looked_at: datetime | None = None


@router.get("/desk/import/preview")
async def preview(
    visitor: TakingIn,
    file: Annotated[FileId, Query()],
    was_under_way: bool = False,
    was_looking: bool = False,
) -> Response:
    """What would become of each row, or what became of it; nothing is recorded."""
    kept = await kept_for(visitor, file)
    if kept is None:
        return await gone(visitor)
    works = visitor.community.works
    if under_way := await works.under_way(work_of(kept.file_id)):
        return visitor.show(
            "desk/office/import_under_way.html", titles=TITLES, kept=kept, work=under_way
        )
    seen = await _seen(visitor, kept, was_looking=was_looking)
    if not isinstance(seen, Seen):
        return visitor.show(
            "desk/office/look_under_way.html",
            titles=TITLES,
            kept=kept,
            work=seen,
            was_under_way=was_under_way,
        )
    return await _report(visitor, kept, seen, was_under_way=was_under_way)


async def _report(visitor: Visitor, kept: Kept, seen: Seen, *, was_under_way: bool) -> Response:
    report, book, about = seen.report, seen.book, kept.about
    columns = [it for it in book.columns if it not in PERSONAL]
    refused = [
        refused_row(it, columns, report.sheets, visitor.language)
        for it in report.rejected[:REFUSED_SHOWN]
    ]
    left = {(it.sheet, it.number) for it in report.repeated_rows}
    left |= {(it.row.sheet, it.row.number) for it in report.rejected}
    accepted = [it for it in book.rows if (it.sheet, it.number) not in left][:ACCEPTED_SHOWN]
    people = {about.brought_by} | ({about.taken_in.by} if about.taken_in else set())
    return visitor.show(
        "desk/office/import_report.html",
        titles=TITLES,
        dry_run=about.taken_in is None,
        was_cut_short=was_under_way and about.taken_in is None,
        looked_at=seen.looked_at,
        report=report,
        file_id=kept.file_id,
        about=about,
        own=about.brought_by == visitor.member_id,
        names=await names_of(visitor, people),
        columns=columns,
        many_sheets=len(report.sheets) > 1,
        notices=[said_of(it, visitor.language) for it in report.notices],
        refused=refused,
        choosable=[it.choice for it in refused if it.choice],
        may_be_changed=workbook_of(about.kind).mendable,
        accepted=[shown_row(it, columns, "") for it in accepted],
    )


async def _seen(visitor: Visitor, kept: Kept, *, was_looking: bool) -> Seen | UnderWay | None:
    """What became of a file, or would, or how far the look is; none where it was cut short."""
    if (taken_in := kept.about.taken_in) is not None:
        book = await _book(kept)
        return Seen(taken_in.report(kept.about.kind, book), book)
    works, name = visitor.community.works, look_of(kept.file_id, visitor.member_id)
    if under_way := await works.under_way(name):
        return under_way
    outcome = await _outcome(visitor, kept)
    if outcome is not None and (was_looking or outcome.took_long):
        return await _told(kept, outcome)
    return None if was_looking else await _looked_at(visitor, kept)


async def _looked_at(visitor: Visitor, kept: Kept) -> Seen | UnderWay | None:
    works, name = visitor.community.works, look_of(kept.file_id, visitor.member_id)
    if work := await works.begin(name):
        seen: list[Seen] = []
        task = works.run(work, _look(visitor, kept, work.progress, seen))
        ended, _ = await asyncio.wait({task}, timeout=PATIENT_SECONDS)
        if ended:
            with suppress(Stopped):
                task.result()
        if seen:
            return seen[0]
    if under_way := await works.under_way(name):
        return under_way
    outcome = await _outcome(visitor, kept)
    return await _told(kept, outcome) if outcome else None


async def _outcome(visitor: Visitor, kept: Kept) -> LookedAt | None:
    uploads = uploads_of(visitor)
    return await asyncio.to_thread(uploads.looked_at, kept.file_id, visitor.member_id)


async def _told(kept: Kept, outcome: LookedAt) -> Seen:
    book = await _book(kept)
    return Seen(outcome.report(kept.about.kind, book), book, outcome.moment)


async def _look(visitor: Visitor, kept: Kept, progress: Progress, seen: list[Seen]) -> None:
    """See what would become of a file, for a page that waits and for one that asks later."""
    uploads, begun, moment = uploads_of(visitor), monotonic(), datetime.now(UTC)
    await asyncio.to_thread(uploads.forget_look, kept.file_id, visitor.member_id)
    report, book = await import_kept(visitor, kept, dry_run=True, progress=progress)
    outcome = LookedAt(
        would_be=TakenIn.of(visitor.member_id, report),
        repeated_rows=[(it.sheet, it.number) for it in report.repeated_rows],
        notices=report.notices,
        moment=moment,
        took_long=monotonic() - begun > PATIENT_SECONDS,
    )
    await asyncio.to_thread(uploads.note_looked_at, kept.file_id, outcome)
    seen.append(Seen(report, book))


async def _book(kept: Kept) -> Book:
    return await asyncio.to_thread(read_book_content, kept.content, workbook_of(kept.about.kind))


@router.post("/desk/import/look")
async def look_again(visitor: TakingIn) -> Response:
    """Look at a file anew; a look that is under way goes on."""
    kept = await kept_for(visitor, read_part(visitor, Named).file)
    if kept is None:
        return await gone(visitor)
    await asyncio.to_thread(uploads_of(visitor).forget_look, kept.file_id, visitor.member_id)
    return go_on(f"/desk/import/preview?file={kept.file_id}")


@router.post("/desk/import/look/stop")
async def stop_looking(visitor: TakingIn) -> Response:
    """Stop one's own look at a file: nothing was recorded, and it may begin anew."""
    kept = await kept_for(visitor, read_part(visitor, Named).file)
    if kept is None:
        return await gone(visitor)
    await visitor.community.works.stop(look_of(kept.file_id, visitor.member_id))
    return go_on(f"/desk/import/preview?file={kept.file_id}&was_looking=true")


@router.get("/desk/import/refused")
async def refused_rows(visitor: TakingIn, file: Annotated[FileId, Query()]) -> Response:
    """The refused rows as a workbook, each with the sentence that says what to mend."""
    kept = await kept_for(visitor, file)
    if kept is None:
        return await gone(visitor)
    seen = await _seen(visitor, kept, was_looking=False)
    if not isinstance(seen, Seen):
        return go_on(f"/desk/import/preview?file={kept.file_id}&was_looking=true")
    content = await asyncio.to_thread(_refused_workbook, seen.report, seen.book)
    return download(content, f"refused-{kept.about.kind}.xlsx")


def _refused_workbook(report: Report, book: Book) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "refused.xlsx"
        write_refused_rows(path, book.columns, report.refused_rows())
        return path.read_bytes()
