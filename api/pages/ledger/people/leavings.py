"""Leavings of people who cannot say so themselves: a second person approves, or says no."""

from collections.abc import Awaitable
from typing import Annotated, Final

from fastapi import Depends, Response

from api.pages.done import said
from api.pages.kin_in_words import DEPARTURES
from api.pages.ledger.lookup import names_of
from api.pages.ledger.people.leaving import standing_heir
from api.pages.routing import page_router
from api.pages.visitor import Visitor, go_on, visiting
from api.serving.own_facts import see_own_facts
from api.serving.problems import status_of
from api.ties import leaving as interface
from api.ties.leaving import DECIDE
from domain.ledger.refusal import Refusal
from domain.people.membership import UnknownMember
from projections.people.balances import member_balance
from projections.people.members import members_by_id
from projections.ties.leavings import proposed_leavings

router = page_router()

Deciding = Annotated[Visitor, Depends(visiting(DECIDE))]
WAITING_MAX: Final = 100
DONE: Final = {
    "proposed": "已提议，等另一位管理员或监事批准。",
    "left": "已批准，这位成员已经退出，个人资料已删除。",
    "declined": "没有批准，这位成员照旧。",
}


@router.get("/ledger/leavings")
async def waiting(visitor: Deciding) -> Response:
    """What waits for a second person: who, why, by which paper, and who has the time credit."""
    return await _page(visitor)


async def _page(visitor: Visitor, problem: str | None = None, status: int = 200) -> Response:
    community = visitor.community
    for question in ("leavings", "members", "balances", "kin"):
        await see_own_facts(community, question)
    found = await proposed_leavings(community.reader, after=0, limit=WAITING_MAX)
    heirs = {it.member_id: await standing_heir(visitor, it.member_id) for it in found}
    people = {it.member_id for it in found} | {it.proposed_by for it in found}
    people |= {it for it in heirs.values() if it}
    reader = community.reader
    return visitor.show(
        "ledger/people/leavings.html",
        status,
        waiting=found,
        heirs=heirs,
        known=await members_by_id(reader, [it.member_id for it in found], visitor.today),
        held={it.member_id: await member_balance(reader, it.member_id) for it in found},
        names=await names_of(visitor, people, masked=False),
        texts=await community.vault.texts(it.paper_text for it in found),
        departures=DEPARTURES,
        message=None if problem else said(visitor, DONE),
        problem=problem,
    )


@router.post("/ledger/leavings/{member_id}/approval")
async def approve(member_id: str, visitor: Deciding) -> Response:
    """Agree, and erase them."""
    return await _decided(visitor, interface.approve(member_id, visitor), "left")


@router.post("/ledger/leavings/{member_id}/refusal")
async def refuse(member_id: str, visitor: Deciding) -> Response:
    """Say no, or take one's own proposal back."""
    return await _decided(visitor, interface.refuse(member_id, visitor), "declined")


async def _decided(visitor: Visitor, recording: Awaitable[object], done: str) -> Response:
    try:
        await recording
    except UnknownMember:
        raise
    except Refusal as no:
        return await _page(visitor, no.sentence(visitor.language), status_of(no))
    return go_on("/ledger/leavings", done=done)
