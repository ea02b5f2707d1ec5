"""Import at the desk: a workbook is looked at first, then taken in, and refused rows go back."""

import asyncio
from typing import Annotated, Final

from fastapi import Depends, Response
from pydantic import StringConstraints
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from api.capabilities import WORKBOOKS, workbook_of
from api.office.workbook import BRING, TAKE_IN
from api.pages.desk.forms import read_part
from api.pages.desk.names import names_of
from api.pages.desk.office.empty_workbooks import empty_workbook
from api.pages.desk.office.rows import chosen_in
from api.pages.desk.office.uploads import (
    KEPT_SECONDS,
    WAITING_SECONDS,
    Kept,
    TooManyWaiting,
    Uploads,
    work_of,
)
from api.pages.desk.people.members import download
from api.pages.done import said
from api.pages.language import translator
from api.pages.routing import page_router
from api.pages.visitor import Visitor, go_on, visiting
from api.serving.fields import Body
from api.workbooks.importing import File, Progress, import_content
from api.workbooks.opened.failures import UnreadableWorkbook
from api.workbooks.report import Report
from api.workbooks.resembling import (
    NOTHING_CHOSEN,
    Choices,
)
from api.workbooks.rows import Book, read_book_content

router = page_router()

TITLES: Final = {it.kind: it.title_zh for it in WORKBOOKS}
DONE: Final = {
    "withdrawn": "文件已撤回，没有导入。",
    "discarded": "文件已退掉，没有导入。",
}

Bringing = Annotated[Visitor, Depends(visiting(BRING))]
TakingIn = Annotated[Visitor, Depends(visiting(TAKE_IN))]
FileId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]


class Named(Body):
    """A file that was brought before, by its id."""

    file: FileId


@router.get("/desk/import")
async def choose(visitor: TakingIn) -> Response:
    """Choose the kind and the file, or a file of somebody else to look at."""
    return await _choose(visitor)


async def _choose(visitor: Visitor, problem: str | None = None, status: int = 200) -> Response:
    files = await asyncio.to_thread(uploads_of(visitor).for_two)
    return visitor.show(
        "desk/office/import.html",
        status,
        titles=TITLES,
        by_two=_by_two(visitor),
        kind=str(visitor.form.get("kind", "")),
        files=files,
        names=await names_of(visitor, {about.brought_by for _, about in files}),
        message=said(visitor, DONE),
        problem=problem,
    )


def _by_two(visitor: Visitor) -> str:
    """The kinds that two people look at, as a list in words."""
    _ = translator(visitor.language)
    *others, last = [_(it.title_zh) for it in WORKBOOKS if it.by_two]
    between, before_last = ("、", "和") if visitor.language == "zh" else (", ", " and ")
    return f"{between.join(others)}{before_last}{last}"


def uploads_of(visitor: Visitor) -> Uploads:
    """The files of a visitor's community."""
    return Uploads(visitor.community.settings.data, visitor.community.vault)


@router.post("/desk/import")
async def bring(visitor: Bringing) -> Response:
    """Keep the file and go on to what would become of it."""
    _ = translator(visitor.language)
    chosen, file = visitor.form.get("kind"), visitor.form.get("file")
    workbook = next((it for it in WORKBOOKS if it.kind == chosen), None)
    if workbook is None or not isinstance(file, UploadFile) or not file.size:
        return await _choose(visitor, _("请选择表格的种类和文件。"), 422)
    content = await file.read()
    uploads = uploads_of(visitor)
    try:  # what cannot be read waits for nobody
        await asyncio.to_thread(read_book_content, content, workbook)
        file_id = await asyncio.to_thread(
            uploads.keep, visitor.member_id, workbook.kind, file.filename or "", content
        )
    except UnreadableWorkbook as unreadable:
        english = visitor.language == "en"
        problem = unreadable.message_en if english else unreadable.message_zh
        return await _choose(visitor, problem, 422)
    except TooManyWaiting as no:
        return await _choose(visitor, no.sentence(visitor.language), 409)
    await asyncio.to_thread(uploads.forget_look, file_id, visitor.member_id)
    for seconds in (KEPT_SECONDS, WAITING_SECONDS):
        asyncio.get_running_loop().call_later(seconds + 1, uploads.forget_old)
    return go_on(f"/desk/import/preview?file={file_id}")


async def kept_for(visitor: Visitor, file_id: str) -> Kept | None:
    """A file that somebody may look at, if it is there."""
    return await asyncio.to_thread(uploads_of(visitor).open, visitor.member_id, file_id)


async def gone(visitor: Visitor) -> Response:
    """Say that a file is not there any more."""
    _ = translator(visitor.language)
    gone = _("文件已经不在了：一般文件只保留一小时，等待核对的保留七天。请重新选择文件。")
    return await _choose(visitor, gone, 409)


async def import_kept(
    visitor: Visitor,
    kept: Kept,
    *,
    dry_run: bool,
    progress: Progress = lambda _done, _all: None,
) -> tuple[Report, Book]:
    """Take a file in, or with `dry_run` see what would become of it."""
    return await import_content(
        visitor.community,
        file_kept(kept),
        by=kept.about.brought_by,
        brought_at=kept.about.moment,
        confirmed_by=visitor.member_id,
        dry_run=dry_run,
        choices=NOTHING_CHOSEN if dry_run else await _chosen(visitor, kept),
        progress=progress,
    )


def file_kept(kept: Kept) -> File:
    """A kept file, as it is taken in."""
    workbook = workbook_of(kept.about.kind)
    return File(workbook, workbook.title_zh, kept.content)


async def _chosen(visitor: Visitor, kept: Kept) -> Choices:
    book = await asyncio.to_thread(read_book_content, kept.content, workbook_of(kept.about.kind))
    return chosen_in(visitor, book.sheets)


@router.post("/desk/import/discard")
async def discard(visitor: TakingIn) -> Response:
    """Withdraw one's own file, or send away somebody else's; sent again, the same answer."""
    kept = await kept_for(visitor, read_part(visitor, Named).file)
    if kept is None:
        return go_on("/desk/import", done="withdrawn")
    is_under_way = await visitor.community.works.under_way(work_of(kept.file_id))
    if kept.about.taken_in is not None or is_under_way:
        return go_on(f"/desk/import/preview?file={kept.file_id}")
    await asyncio.to_thread(uploads_of(visitor).forget, kept.file_id)
    own = kept.about.brought_by == visitor.member_id
    return go_on("/desk/import", done="withdrawn" if own else "discarded")


@router.get("/desk/import/template/{kind}")
async def template(kind: str, visitor: Bringing) -> Response:
    """An empty workbook of a kind, with its columns."""
    workbook = next((it for it in WORKBOOKS if it.kind == kind), None)
    if workbook is None:
        raise HTTPException(404)
    return download(empty_workbook(workbook.title_zh, workbook.columns), f"{kind}.xlsx")
