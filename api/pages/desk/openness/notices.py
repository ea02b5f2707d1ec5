"""Notices at the desk: what hangs, slips that are entered, objections that are answered."""

from functools import partial
from typing import Annotated, Final

from fastapi import Depends, Response

from api.office.founding import identity_of
from api.openness import notice as interface
from api.openness.boxed import in_nobodys_name, put_in_box
from api.openness.notice import ANSWER, ENTER, FOLLOW, notice_of, objection_of
from api.openness.notice_rows import NewAnswer, NewObjection, notice_rows, objection_rows
from api.pages.board.notice_paper import Hung, draw
from api.pages.desk.forms import explain
from api.pages.desk.names import names_of
from api.pages.done import said as told
from api.pages.paper import drawn
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.pages.volunteer.people.passbook import pdf_answer
from api.serving.own_facts import see_own_facts
from api.serving.reaching.reach import OutsideYourNode, require_things
from domain.ledger.refusal import Refusal
from domain.openness.notice import NoticeObjected
from domain.openness.notice_draft import Draft, Drafts
from projections.openness.notices import (
    ListedNotice,
    due_objections,
    notices,
    objections_to,
)

router = page_router()

Following = Annotated[Visitor, Depends(visiting(FOLLOW))]
Entering = Annotated[Visitor, Depends(visiting(ENTER))]
Answering = Annotated[Visitor, Depends(visiting(ANSWER))]

SHOWN_MAX: Final = 50
DONE: Final = {
    "posted": "已张贴。请打印出来，贴到墙上。",
    "entered": "异议已登记，等另一位工作人员答复。",
    "answered": "已答复。",
    "drafted": "草稿已存好，请另一位工作人员看过以后张贴。",
    "discarded": "草稿已删去。",
}


@router.get("/desk/notices")
async def board(visitor: Following) -> Response:
    """What waits for an answer, the drafts, what hangs and what hung."""
    community, today = visitor.community, visitor.today
    await see_own_facts(community, "notices")
    among = visitor.reach.among()
    found = await notices(community.reader, today, community.zone, among=among, limit=SHOWN_MAX)
    drafts = [it for it in await Drafts(community.reader).all() if await _reaches(visitor, it)]
    return visitor.show(
        "desk/openness/notices.html",
        due=await due_objections(community.reader, among=among, limit=SHOWN_MAX),
        drafts=drafts,
        names=await names_of(visitor, [it.drafted_by for it in drafts]),
        running=[it for it in found if it.hangs(today)],
        others=[it for it in found if not it.hangs(today)],
        message=told(visitor, DONE),
    )


async def _reaches(visitor: Visitor, draft: Draft) -> bool:
    """Whether all that a draft lists is of people whom the visitor looks after."""
    try:
        await require_things(visitor.community, visitor.reach, "draft_id", [draft.draft_id])
    except OutsideYourNode:
        return False
    return True


async def _of(visitor: Visitor, number: int) -> ListedNotice:
    """The notice of a number. Raises UnknownNotice."""
    return await notice_of(visitor.community, number=number)


@router.get("/desk/notices/{notice_number}")
async def one(notice_number: int, visitor: Following) -> Response:
    """A notice with the objections to it. Refused: UnknownNotice."""
    return await _page(visitor, notice_number)


async def _page(
    visitor: Visitor, number: int, *, problem: str | None = None, status: int = 200
) -> Response:
    community = visitor.community
    found = await _of(visitor, number)
    texts = await community.vault.texts([found.wording_text])
    (row,) = await notice_rows(community, [found], visitor.today)
    objections = await objections_to(community.reader, found.notice_id)
    return visitor.show(
        "desk/openness/notice.html",
        status,
        it=row,
        notice=found,
        wording=texts.get(found.wording_text, ""),
        takes_slips=found.withdrawn_at is None and visitor.today <= found.slips_until,
        objections=await objection_rows(community, objections, named=False),
        names=await names_of(visitor, [found.posted_by, found.drafted_by or ""]),
        message=told(visitor, DONE),
        problem=problem,
    )


@router.post("/desk/notices/{notice_number}/objections")
async def enter(notice_number: int, visitor: Entering) -> Response:
    """Enter what somebody said on the phone, at the desk, or wrote on a slip."""
    found = await _of(visitor, notice_number)
    try:
        body = visitor.read(NewObjection, named=None)
        decision = await objection_of(visitor.community, found.notice_id, body)
        said = visitor.community.vault.digest("box", str(notice_number), body.model_dump_json())
        await put_in_box(
            *(visitor.request, Response(), decision, NoticeObjected),
            content=said,
            key=in_nobodys_name(visitor.request, visitor.member_id, visitor.key),
        )
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        return await _page(visitor, notice_number, problem=problem, status=status)
    return go_on(f"/desk/notices/{notice_number}", done="entered")


@router.post("/desk/notices/{notice_number}/answers")
async def answer(notice_number: int, visitor: Answering) -> Response:
    """Answer one; what it is about goes on or not by the answer."""
    found = await _of(visitor, notice_number)
    try:
        await interface.answer(found.notice_id, visitor.read(NewAnswer), visitor)
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        return await _page(visitor, notice_number, problem=problem, status=status)
    return go_on(f"/desk/notices/{notice_number}", done="answered")


@router.get("/desk/notices/{notice_number}/paper")
async def on_paper(notice_number: int, visitor: Following) -> Response:
    """The notice as it hangs on the wall."""
    found = await _of(visitor, notice_number)
    texts = await visitor.community.vault.texts([found.wording_text])
    identity = await identity_of(visitor.community)
    hung = Hung(
        wording=texts.get(found.wording_text, ""),
        address=f"{str(visitor.request.base_url).rstrip('/')}/notices/{notice_number}",
        issuer=identity.issuer or identity.called(visitor.language),
        desk=identity.desk or "",
    )
    return pdf_answer(
        await drawn(partial(draw, found, hung, visitor.language)), f"notice-{notice_number}"
    )
