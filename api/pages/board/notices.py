"""Notices for everybody: what hangs, and a form to say what is wrong with it."""

from datetime import date, datetime
from typing import Final

from fastapi import Depends, Request, Response

from api.openness.boxed import count_slip, in_nobodys_name, put_in_box
from api.openness.notice import OBJECT, SEE, notice_of, objection_of
from api.openness.notice_rows import GROUNDS_LENGTH_MAX, NewObjection, notice_rows
from api.pages.frame import preferences_of, show
from api.pages.language import translator
from api.pages.routing import page_router
from api.pages.visitor import (
    Malformed,
    anybody,
    comes_from_here,
    go_on,
    read_body,
)
from api.serving.access import community_of, public
from api.serving.composition import Community
from api.serving.own_facts import see_own_facts
from api.serving.problems import Problem, status_of
from domain.ledger.refusal import Refusal
from domain.openness.notice import NoticeObjected
from projections.openness.notices import ListedNotice, notices

router = page_router()

READING: Final = (Depends(public(SEE)),)
OBJECTING: Final = (Depends(public(OBJECT)),)
SHOWN_MAX: Final = 50
ON_BOARD_MAX: Final = 5
FIELDS: Final = frozenset({"grounds", "line"})


@router.get("/notices", dependencies=READING)
async def hanging(request: Request) -> Response:
    """What hangs now, and the figures of what hung."""
    community = community_of(request)
    await see_own_facts(community, "notices")
    today = datetime.now(community.zone).date()
    found = await notices(community.reader, today, community.zone, limit=SHOWN_MAX)
    rows = await notice_rows(community, found, today)
    return show(
        request,
        "board/notices.html",
        zone=community.zone,
        visitor=await anybody(request, SEE, by_itself=True),
        running=[it for it in rows if it.running],
        over=[it for it in rows if it.last_day < today or it.withdrawn],
    )


async def hanging_now(community: Community, today: date) -> list[ListedNotice]:
    """What hangs on a day, as a few lines of the board."""
    await see_own_facts(community, "notices")
    return await notices(community.reader, today, community.zone, running=True, limit=ON_BOARD_MAX)


@router.get("/notices/{notice_number}", dependencies=READING)
async def one(notice_number: int, request: Request, done: str | None = None) -> Response:
    """One notice, with the form to object to it. Refused: UnknownNotice."""
    return await _page(request, notice_number, done=done)


async def _page(
    request: Request,
    number: int,
    *,
    typed: dict[str, str] | None = None,
    problem: str | None = None,
    status: int = 200,
    done: str | None = None,
) -> Response:
    community = community_of(request)
    found = await notice_of(community, number=number)
    (row,) = await notice_rows(community, [found], datetime.now(community.zone).date())
    said = translator(preferences_of(request).language)("已收到，社区会有另一位工作人员答复。")
    return show(
        request,
        "board/notice.html",
        status,
        zone=community.zone,
        visitor=await anybody(request, SEE),
        it=row,
        typed=typed or {},
        grounds_length_max=GROUNDS_LENGTH_MAX,
        problem=problem,
        message=said if done == "objected" else None,
    )


@router.post("/notices/{notice_number}/objections", dependencies=OBJECTING)
async def object_to(notice_number: int, request: Request) -> Response:
    """Object, in nobody's name or in one's own. Raises Problem, TooManyAttempts."""
    if not comes_from_here(request):
        raise Problem(403, "forged")
    form = await request.form(max_fields=10, max_files=0)
    typed = {name: str(it) for name, it in form.multi_items() if str(it).strip()}
    if any("\0" in it for it in typed.values()):
        raise Problem(422, "malformed")
    community, language = community_of(request), preferences_of(request).language
    await count_slip(request)
    notice = await notice_of(community, number=notice_number)
    try:
        said = {name: it for name, it in typed.items() if name in FIELDS}
        body = read_body(NewObjection, said, language)
        await _record(request, notice, body, typed)
    except Malformed as no:
        label = translator(language)("哪里不对")
        problem = " ".join(f"{label}：{it['message']}" for it in no.findings)
        return await _page(request, notice_number, typed=typed, problem=problem, status=422)
    except Refusal as no:
        problem, status = no.sentence(language), status_of(no)
        return await _page(request, notice_number, typed=typed, problem=problem, status=status)
    return go_on(f"/notices/{notice_number}", done="objected")


async def _record(
    request: Request, notice: ListedNotice, body: NewObjection, typed: dict[str, str]
) -> None:
    """Have it recorded in the name of who wished it and is signed in, and else as the box's."""
    community = community_of(request)
    decision = await objection_of(community, notice.notice_id, body)
    visitor = await anybody(request, OBJECT)
    if visitor is not None and typed.get("named"):
        visitor.key = typed.get("key", visitor.key)
        await visitor.record(decision, NoticeObjected)
        return
    content = community.vault.digest("box", str(notice.number), body.model_dump_json())
    member_id = visitor.member_id if visitor else ""
    key = in_nobodys_name(request, member_id, typed.get("key"))
    await put_in_box(*(request, Response(), decision, NoticeObjected), content=content, key=key)
