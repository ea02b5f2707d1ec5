"""Drafts of notices at the desk: one person writes, another looks and posts."""

from typing import Annotated

from fastapi import Depends, Response
from pydantic import ValidationError

from api.openness.notice import POST
from api.openness.notice_rows import LINES_MAX, NewNotice
from api.openness.putting_up import put_up
from api.pages.board.notice_paper import KINDS
from api.pages.desk.forms import explain
from api.pages.desk.names import names_of
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.serving.own_facts import see_own_facts
from api.serving.problems import Problem
from api.serving.reaching.reach import require_tags
from domain.ledger.refusal import Refusal
from domain.ledger.tag import id_of, kind_of
from domain.openness.notice_draft import Draft, Drafts
from domain.openness.notice_posting import NoticeShowsPrivate, UnknownSubject
from domain.openness.notice_wording import shows_private
from domain.people.tags import member_tag
from projections.people.members import member_of_number

router = page_router()

Posting = Annotated[Visitor, Depends(visiting(POST))]


@router.get("/desk/notices/new")
async def writing(visitor: Posting) -> Response:
    """The form for a draft."""
    return _form(visitor)


def _form(visitor: Visitor, problem: str | None = None, status: int = 200) -> Response:
    typed = {name: str(it) for name, it in visitor.form.multi_items()}
    return visitor.show(
        "desk/openness/write.html", status, typed=typed, kinds=KINDS, problem=problem
    )


@router.post("/desk/notices/new")
async def write(visitor: Posting) -> Response:
    """Keep a draft, for somebody else to post."""
    try:
        body = await _body(visitor)
        if private := shows_private(body.wording):
            raise NoticeShowsPrivate(number=private.line, looks_like=private)
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        return _form(visitor, problem, status)
    await Drafts(visitor.community.reader).keep(
        visitor.new_id, visitor.member_id, body.model_dump_json()
    )
    return go_on("/desk/notices", done="drafted")


async def _body(visitor: Visitor) -> NewNotice:
    """The notice that was typed in; people by their numbers, one to a line.

    Raises Malformed, UnknownSubject, OutsideYourNode.
    """
    await see_own_facts(visitor.community, "members")
    numbers = str(visitor.form.get("people") or "").split()[: LINES_MAX + 1]
    subjects = []
    for number in numbers:
        digits = number.lstrip("Vv")
        wanted = f"V{int(digits):06d}" if digits.isdecimal() and len(digits) < 10 else number
        member_id = await member_of_number(visitor.community.reader, wanted)
        if member_id is None:
            raise UnknownSubject
        subjects.append(member_tag(member_id))
    await require_tags(visitor.community, visitor.reach, subjects)
    boxed = ("board", "page", "box") if visitor.form.get("box") else ("board", "page")
    return visitor.read(NewNotice, subjects=subjects, channels=boxed, people=None, box=None)


async def _draft(visitor: Visitor, draft_id: str) -> tuple[Draft, NewNotice]:
    """A draft and the notice that it would be. Raises Problem."""
    found = await Drafts(visitor.community.reader).one(draft_id)
    if found is None:
        raise Problem(404, "not_found")
    try:
        return found, NewNotice.model_validate_json(found.content)
    except ValidationError:
        raise Problem(404, "not_found") from None


@router.get("/desk/notices/drafts/{draft_id}")
async def look(draft_id: str, visitor: Posting) -> Response:
    """A draft as it would hang."""
    return await _look(visitor, draft_id)


async def _look(
    visitor: Visitor, draft_id: str, problem: str | None = None, status: int = 200
) -> Response:
    draft, body = await _draft(visitor, draft_id)
    people = [id_of(it) for it in body.subjects if kind_of(it) == "member"]
    return visitor.show(
        "desk/openness/draft.html",
        status,
        draft=draft,
        it=body,
        people=people,
        names=await names_of(visitor, [*people, draft.drafted_by]),
        problem=problem,
    )


@router.post("/desk/notices/drafts/{draft_id}/posting")
async def post(draft_id: str, visitor: Posting) -> Response:
    """Post what somebody else wrote."""
    draft, body = await _draft(visitor, draft_id)
    try:
        _, fact = await put_up(visitor, body, drafted_by_id=draft.drafted_by)
    except Refusal as no:
        status, problem = explain(visitor, no)
        return await _look(visitor, draft_id, problem, status)
    await Drafts(visitor.community.reader).throw_away(draft_id)
    return go_on(f"/desk/notices/{fact.number}", done="posted")


@router.post("/desk/notices/drafts/{draft_id}/discarding")
async def discard(draft_id: str, visitor: Posting) -> Response:
    """Throw a draft away."""
    await Drafts(visitor.community.reader).throw_away(draft_id)
    return go_on("/desk/notices", done="discarded")
