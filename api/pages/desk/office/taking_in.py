"""Taking a file in at the desk: what takes long goes on without its page, and can be stopped."""

import asyncio
from contextlib import suppress
from typing import Annotated, Final

from fastapi import Depends, Response

from api.office.workbook import TAKE_IN
from api.pages.desk.forms import read_part
from api.pages.desk.office.importing import (
    Named,
    file_kept,
    gone,
    import_kept,
    kept_for,
    uploads_of,
)
from api.pages.desk.office.uploads import Kept, work_of
from api.pages.routing import page_router
from api.pages.visitor import Visitor, go_on, visiting
from api.serving.upkeep.works import Stopped
from api.workbooks.importing import Progress, noted_by
from domain.ledger.refusal import Refusal

router = page_router()

PATIENT_SECONDS: Final = 10
"""So long a page waits for a file to be taken in; what takes longer shows how far it is."""

TakingIn = Annotated[Visitor, Depends(visiting(TAKE_IN))]


class ConfirmedByAnother(Refusal, code="workbook_needs_another_person"):
    """Who brings a workbook that moves something does not take it in as well."""

    zh = "这类表格由另一位工作人员核对后导入，不能自己确认。"
    en = "Somebody else on the staff has to look at this workbook and import it."


@router.post("/desk/import/record")
async def record(visitor: TakingIn) -> Response:
    """Take the file in and go on to its report; sent again, nothing is recorded twice."""
    kept = await kept_for(visitor, read_part(visitor, Named).file)
    if kept is None:
        return await gone(visitor)
    if kept.about.needs_another and kept.about.brought_by == visitor.member_id:
        raise ConfirmedByAnother
    await _refuse_at_once(visitor, kept)
    works = visitor.community.works
    if kept.about.taken_in is None and (work := await works.begin(work_of(kept.file_id))):
        task = works.run(work, _take_in(visitor, kept.file_id, work.progress))
        ended, _ = await asyncio.wait({task}, timeout=PATIENT_SECONDS)
        if ended:
            with suppress(Stopped):
                task.result()
    return go_on(_preview_of(kept))


async def _refuse_at_once(visitor: Visitor, kept: Kept) -> None:
    """Raises the Refusal that would end the work, before it begins: nobody might see it later."""
    about, recorder = kept.about, visitor.community.recorder
    noting = noted_by(file_kept(kept), 0, about.brought_by, visitor.member_id, about.moment)
    (outcome,) = await asyncio.to_thread(lambda: recorder.rehearsal().record([noting]))
    if isinstance(outcome, Refusal):
        raise outcome


def _preview_of(kept: Kept) -> str:
    return f"/desk/import/preview?file={kept.file_id}"


async def _take_in(visitor: Visitor, file_id: str, progress: Progress) -> None:
    kept = await kept_for(visitor, file_id)
    if kept is None or kept.about.taken_in is not None:
        return  # another request was first
    await asyncio.to_thread(uploads_of(visitor).forget_looks, file_id)
    report, _ = await import_kept(visitor, kept, dry_run=False, progress=progress)
    await asyncio.to_thread(uploads_of(visitor).note_taken_in, kept, visitor.member_id, report)


@router.post("/desk/import/stop")
async def stop(visitor: TakingIn) -> Response:
    """Stop taking a file in: what was recorded stays, and is known when it is confirmed again."""
    kept = await kept_for(visitor, read_part(visitor, Named).file)
    if kept is None:
        return await gone(visitor)
    await visitor.community.works.stop(work_of(kept.file_id))
    return go_on(f"{_preview_of(kept)}&was_under_way=true")
