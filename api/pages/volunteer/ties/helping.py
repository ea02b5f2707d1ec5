"""Acting for somebody: whom one helps, and what they let one see and do for them."""

from collections.abc import Awaitable
from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import Depends, Query, Response

from api.needs.acts import ASK
from api.needs.asking import ask
from api.pages.done import said
from api.pages.faces import FACES
from api.pages.kin_in_words import SCOPES
from api.pages.language import translator
from api.pages.needs.asked import form_for, read_wanted
from api.pages.needs.told import requests_for
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.pages.volunteer.looked_up import names_of
from api.pages.volunteer.people.passbook import ACTS_PER_PAGE, line_of
from api.pages.volunteer.ties.acting import Acting, acting_for
from api.people.membership import READ_STATEMENT
from api.service import activity as activities
from api.service.activity import SIGN_UP, Who
from api.service.attestation import waiting_rows
from api.serving.fields import POSITION_MAX, Body, Id
from api.serving.own_facts import see_own_facts
from api.serving.problems import status_of
from api.ties.proxy import SEE
from domain.ledger.refusal import Refusal
from domain.service.plan import UnknownActivity
from projections.needs.requests_board import Sought
from projections.people.balances import member_balance
from projections.people.statements import member_acts
from projections.service.activities import coming
from projections.ties.proxies import helped_by

router = page_router()

Seeing = Annotated[Visitor, Depends(visiting(SEE, for_oneself=True))]
Reading = Annotated[Visitor, Depends(visiting(READ_STATEMENT, for_oneself=True))]
SigningUp = Annotated[Visitor, Depends(visiting(SIGN_UP, for_oneself=True))]
Asking = Annotated[Visitor, Depends(visiting(ASK, for_oneself=True))]

ACTIVITIES_SHOWN: Final = 50
DONE: Final = {
    "asked": "收到了。另一位工作人员看过就公布。",
    "withdrawn": "已经撤回，预留的时间存款退回给本人。",
    "confirmed": "谢谢，记下了。",
    "contested": "记下了。会有第三个人来问清楚，再作决定。",
    "attested": "谢谢，已经记下。",
    "disputed": "已经记下，工作人员会核实。",
    "signed_up": "报名成功。",
    "cancelled": "已取消报名，名额让给别人。",
}


class OneActivity(Body):
    """The activity that a button is for."""

    activity_id: Id


@router.get("/me/helping")
async def helping(visitor: Seeing) -> Response:
    """Whom one helps, to choose from."""
    await see_own_facts(visitor.community, "proxies")
    found = await helped_by(visitor.community.reader, visitor.member_id, visitor.today)
    return visitor.show(
        "volunteer/ties/helping.html",
        found=[it for it in found if it.consent],
        waiting=[it for it in found if it.consent is None],
        names=await names_of(visitor, {it.member_id for it in found}),
        scopes=SCOPES,
    )


@router.get("/me/helping/{helping_id}")
async def one(helping_id: str, visitor: Seeing) -> Response:
    """What one may do for them, what they asked for, and what waits for their word."""
    return await show_home(visitor, await acting_for(visitor, helping_id, looking=True))


async def show_home(
    visitor: Visitor, acting: Acting, problem: str | None = None, status: int = 200
) -> Response:
    """The page from which one acts for somebody."""
    reads = acting.may("ask") or acting.may("confirm")
    await see_own_facts(visitor.community, "attestations")
    requests = await requests_for(visitor, Sought(for_id=acting.member_id)) if reads else []
    words = await waiting_rows(visitor, acting.member_id) if acting.may("confirm") else []
    asked_for = {it.row.service_id for it in requests}
    return visitor.show(
        "volunteer/ties/helping_one.html",
        status,
        acting=acting,
        requests=requests,
        words=[it for it in words if it.service_id not in asked_for],
        faces=FACES,
        scopes=SCOPES,
        message=None if problem else said(visitor, DONE),
        problem=problem,
    )


@router.get("/me/helping/{helping_id}/passbook")
async def passbook(
    helping_id: str,
    visitor: Reading,
    before: Annotated[int | None, Query(ge=1, le=POSITION_MAX)] = None,
) -> Response:
    """What they hold, and what happened, newest first; not whom they helped."""
    acting = await acting_for(visitor, helping_id)
    community = visitor.community
    for question in ("statements", "balances"):
        await see_own_facts(community, question)
    found = await member_acts(
        community.reader,
        acting.member_id,
        visitor.language,
        zone=community.zone,
        before=before,
        limit=ACTS_PER_PAGE + 1,
    )
    return visitor.show(
        "volunteer/ties/helping_passbook.html",
        acting=acting,
        held=await member_balance(community.reader, acting.member_id),
        lines=[line_of(act, visitor) for act in found[:ACTS_PER_PAGE]],
        older=found[ACTS_PER_PAGE - 1].position if len(found) > ACTS_PER_PAGE else None,
    )


@router.get("/me/helping/{helping_id}/activities")
async def to_join(helping_id: str, visitor: SigningUp) -> Response:
    """What they can be signed up for."""
    return await _activities(visitor, await acting_for(visitor, helping_id))


async def _activities(
    visitor: Visitor, acting: Acting, problem: str | None = None, status: int = 200
) -> Response:
    community, now = visitor.community, datetime.now(UTC)
    await see_own_facts(community, "activities")
    found = await coming(community.reader, acting.member_id, now, limit=ACTIVITIES_SHOWN)
    found = [it for it in found if it.called_off_at is None and it.i_signed_in_at is None]
    texts = await community.vault.texts(
        text for it in found for text in (it.title_text, it.place_text)
    )
    return visitor.show(
        "volunteer/ties/helping_activities.html",
        status,
        acting=acting,
        found=found,
        texts=texts,
        message=None if problem else said(visitor, DONE),
        problem=problem,
    )


@router.post("/me/helping/{helping_id}/sign-up")
async def sign_up(helping_id: str, visitor: SigningUp) -> Response:
    """Take a place for them."""
    acting, wanted = await _wanted(visitor, helping_id)
    recording = activities.sign_up(wanted, visitor, Who(member_id=acting.member_id))
    return await _take(visitor, acting, recording, "signed_up")


@router.post("/me/helping/{helping_id}/cancel")
async def cancel(helping_id: str, visitor: SigningUp) -> Response:
    """Give their place back."""
    acting, wanted = await _wanted(visitor, helping_id)
    recording = activities.cancel(wanted, visitor, Who(member_id=acting.member_id))
    return await _take(visitor, acting, recording, "cancelled")


async def _wanted(visitor: Visitor, helping_id: str) -> tuple[Acting, str]:
    acting = await acting_for(visitor, helping_id)
    return acting, visitor.read(OneActivity).activity_id


async def _take(
    visitor: Visitor, acting: Acting, recording: Awaitable[object], done: str
) -> Response:
    try:
        await recording
    except UnknownActivity:
        raise
    except Refusal as no:
        told = no.sentence(visitor.language)
        return await _activities(visitor, acting, told, status_of(no))
    return go_on(f"{acting.home}/activities", done=done)


@router.get("/me/helping/{helping_id}/ask")
async def asking(helping_id: str, visitor: Asking) -> Response:
    """What kind of help they need, when, how long, and who pays with time."""
    return await _ask_page(visitor, await acting_for(visitor, helping_id))


async def _ask_page(
    visitor: Visitor, acting: Acting, problem: str | None = None, status: int = 200
) -> Response:
    return visitor.show(
        "volunteer/ties/helping_ask.html",
        status,
        acting=acting,
        **await form_for(visitor, acting.member_id),
        problem=problem,
    )


@router.post("/me/helping/{helping_id}/ask")
async def ask_for_them(helping_id: str, visitor: Asking) -> Response:
    """Ask in their name; somebody else looks at it."""
    acting = await acting_for(visitor, helping_id)
    try:
        await ask(read_wanted(visitor, member_id=acting.member_id), visitor)
    except Malformed:
        problem = translator(visitor.language)("请写上要什么事、说清楚一点，日期和时间要填对。")
        return await _ask_page(visitor, acting, problem, 422)
    except Refusal as no:
        return await _ask_page(visitor, acting, no.sentence(visitor.language), status_of(no))
    return go_on(acting.home, done="asked")
