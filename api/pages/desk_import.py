"""Import at the desk: a workbook is looked at first, then taken in, and refused rows go back."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Final, NamedTuple

from fastapi import Query, Response
from pydantic import StringConstraints
from starlette.datastructures import UploadFile

from api.pages.desk_empty_workbooks import empty_workbook
from api.pages.desk_forms import Coordinator
from api.pages.desk_members import download
from api.pages.language import translator
from api.pages.routing import page_router
from api.pages.uploads import KEPT_SECONDS, Uploads
from api.pages.visitor import Visitor, go_on
from api.serving.fields import Body
from api.workbooks.cells import as_text
from api.workbooks.importing import File, Report, import_content
from api.workbooks.refused_rows import RefusedRow, write_refused_rows
from api.workbooks.rows import COLUMNS, KINDS, TITLES_ZH, Kind, Row, Sheet, UnreadableWorkbook

router = page_router()

REFUSED_SHOWN: Final = 60
ACCEPTED_SHOWN: Final = 30
PERSONAL: Final = frozenset({"身份证号", "联系电话", "对象电话", "备注"})
"""Columns that nobody needs on the screen to see whether a row is in order."""

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Kept(Body):
    """A file that was brought before, by its SHA-256."""

    kind: Kind
    file: Digest


class Shown(NamedTuple):
    """A row as the screen has it; `why` is empty for one that is in order."""

    number: int
    cells: list[str]
    why: str


@router.get("/desk/import")
async def choose(visitor: Coordinator) -> Response:
    """Choose the kind and the file."""
    await asyncio.to_thread(_uploads(visitor).forget_old)
    return _choose(visitor)


def _choose(visitor: Visitor, problem: str | None = None, status: int = 200) -> Response:
    kind = str(visitor.form.get("kind", ""))
    return visitor.show("desk/import.html", status, kinds=KINDS, kind=kind, problem=problem)


def _uploads(visitor: Visitor) -> Uploads:
    return Uploads(visitor.community.settings.data, visitor.community.vault)


@router.post("/desk/import")
async def bring(visitor: Coordinator) -> Response:
    """Keep the file and go on to what would become of it."""
    _ = translator(visitor.language)
    kind, file = visitor.form.get("kind"), visitor.form.get("file")
    if kind not in KINDS or not isinstance(file, UploadFile) or not file.size:
        return _choose(visitor, _("请选择表格的种类和文件。"), 422)
    content = await file.read()
    uploads = _uploads(visitor)
    digest = await asyncio.to_thread(uploads.keep, visitor.member_id, content)
    asyncio.get_running_loop().call_later(KEPT_SECONDS + 1, uploads.forget_old)
    return go_on(f"/desk/import/preview?kind={kind}&file={digest}")


@router.get("/desk/import/preview")
async def preview(visitor: Coordinator, kind: Kind, file: Annotated[Digest, Query()]) -> Response:
    """What would become of each row; nothing is recorded."""
    return await _told(visitor, Kept(kind=kind, file=file), dry_run=True)


@router.post("/desk/import/record")
async def record(visitor: Coordinator) -> Response:
    """Take the file in. The answer is its report; sent again, nothing is recorded twice."""
    return await _told(visitor, visitor.read(Kept), dry_run=False)


async def _told(visitor: Visitor, kept: Kept, *, dry_run: bool) -> Response:
    taken = await _taken(visitor, kept, dry_run=dry_run)
    if isinstance(taken, Response):
        return taken
    report, sheet = taken
    columns = [it for it in sheet.columns if it not in PERSONAL]
    refused = [
        _shown(it.row, columns, it.message_en if visitor.language == "en" else it.message_zh)
        for it in report.rejected[:REFUSED_SHOWN]
    ]
    numbers = {it.row.number for it in report.rejected}
    accepted = [it for it in sheet.rows if it.number not in numbers][:ACCEPTED_SHOWN]
    return visitor.show(
        "desk/import_report.html",
        dry_run=dry_run,
        report=report,
        kept=kept,
        columns=columns,
        refused=refused,
        accepted=[_shown(it, columns, "") for it in accepted],
    )


async def _taken(visitor: Visitor, kept: Kept, *, dry_run: bool) -> tuple[Report, Sheet] | Response:
    """The report, or the page that asks for the file again."""
    _ = translator(visitor.language)
    content = await asyncio.to_thread(_uploads(visitor).content, visitor.member_id, kept.file)
    if content is None:
        return _choose(visitor, _("文件只保留一小时，请重新选择文件。"), 409)
    file = File(kept.kind, TITLES_ZH[kept.kind], content)
    try:
        return await import_content(visitor.community, file, by=visitor.member_id, dry_run=dry_run)
    except UnreadableWorkbook as unreadable:
        english = visitor.language == "en"
        problem = unreadable.message_en if english else unreadable.message_zh
        return _choose(visitor, problem, 422)


def _shown(row: Row, columns: list[str], why: str) -> Shown:
    return Shown(row.number, [as_text(row.cells.get(it, "")) for it in columns], why)


@router.get("/desk/import/refused")
async def refused_rows(
    visitor: Coordinator, kind: Kind, file: Annotated[Digest, Query()]
) -> Response:
    """The refused rows as a workbook, each with the sentence that says what to mend."""
    taken = await _taken(visitor, Kept(kind=kind, file=file), dry_run=True)
    if isinstance(taken, Response):
        return taken
    content = await asyncio.to_thread(_refused_workbook, *taken)
    return download(content, f"refused-{kind}.xlsx")


def _refused_workbook(report: Report, sheet: Sheet) -> bytes:
    refused = [RefusedRow(it.row, it.message_zh) for it in report.rejected]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "refused.xlsx"
        write_refused_rows(path, sheet.columns, refused)
        return path.read_bytes()


@router.get("/desk/import/template/{kind}")
async def template(kind: Kind, visitor: Coordinator) -> Response:
    """An empty workbook of a kind, with its columns."""
    return download(empty_workbook(TITLES_ZH[kind], COLUMNS[kind]), f"{kind}.xlsx")
