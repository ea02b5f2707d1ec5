"""Objections to lines of a passbook: raised by the member, answered by the desk."""

from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from api.capability import Capability, Place
from api.people.membership import READ_STATEMENT
from api.policy.act import SIGNED_IN, Act
from api.serving.access import Caller, allowed, fresh
from api.serving.composition import Community
from api.serving.fields import Amount, Body, Text
from api.serving.own_facts import see_own_facts
from api.serving.paging import Page, PageAfter, PageSize, page, read_cursor
from domain.ledger.fact import Recorded
from domain.people.membership import UnknownMember
from domain.ties import objection
from domain.ties.objection import (
    AnswerObjection,
    ObjectionAnswered,
    ObjectionRaised,
    Outcome,
    RaiseObjection,
    UnknownLine,
)
from projections.ledger.audit_trail import audit_fact, people_behind
from projections.people.members import members_by_id
from projections.people.objections import (
    LAST,
    ListedObjection,
    Objections,
    objections_of,
    open_objections,
)
from projections.people.statements import has_act

OBJECT: Final = Act(
    "objection.raise", "对存折提出异议", by=("coordinator",), own=SIGNED_IN, in_node=True
)
ANSWER: Final = Act(
    "objection.answer", "答复存折异议", by=("coordinator", "supervisor"), in_node=True
)

router = APIRouter(prefix="/api", tags=["objections"])


class NewObjection(Body):
    """What is wrong with the line of the passbook that has this position."""

    position: Amount
    text: Text


class Raised(BaseModel):
    """The objection, which waits for an answer."""

    objection_id: str
    position: int


class NewAnswer(Body):
    """What came of it, and what the member is told."""

    outcome: Outcome
    answer: Text


class Answered(BaseModel):
    """The objection that has an answer."""

    objection_id: str
    position: int


class ObjectionRow(BaseModel):
    """An objection; `line_id` is the id of the fact behind the line.

    `outcome`, `answer` and `answered_at` are null while it waits.
    """

    objection_id: str
    member_id: str
    line_id: str
    text: str | None
    raised_at: datetime
    outcome: Outcome | None
    answer: str | None
    answered_at: datetime | None


async def line_of(community: Community, member_id: str, position: int) -> Recorded:
    """The fact behind a line of a member's passbook. Raises UnknownLine."""
    for question in ("audit_trail", "statements"):
        await see_own_facts(community, question)
    line = await audit_fact(community.reader, position)
    if line is None or not await has_act(community.reader, member_id, position):
        raise UnknownLine
    return line


@router.post("/members/{member_id}/objections", status_code=201)
async def object_to(
    member_id: str, body: NewObjection, caller: Annotated[Caller, Depends(allowed(OBJECT))]
) -> Raised:
    """Object to a line of one's passbook, or for a member who is at the desk."""
    concerned, community = caller.acts_for(member_id), caller.community
    line = await line_of(community, concerned, body.position)
    texts = await community.vault.keep_texts([body.text])
    decision = RaiseObjection(
        member_id=concerned,
        line_id=line.envelope.id,
        recorded_by_ids=await people_behind(community.reader, line),
        wording_text=texts[body.text],
    )
    receipt, fact = await caller.record(decision, ObjectionRaised, for_member=concerned)
    return Raised(objection_id=fact.objection_id, position=receipt.position)


@router.get("/objections", dependencies=[Depends(fresh("objections"))])
async def find(
    caller: Annotated[Caller, Depends(allowed(ANSWER))],
    limit: PageSize = 50,
    after: PageAfter = None,
) -> Page[ObjectionRow]:
    """Objections that wait for an answer, the one that waits longest first."""
    found = await open_objections(
        caller.community.reader,
        among=caller.reach.among(),
        after=read_cursor(after, 0)[0],
        limit=limit + 1,
    )
    return await _page(caller, found, limit)


@router.get(
    "/members/{member_id}/objections", dependencies=[Depends(fresh("objections", "members"))]
)
async def of_member(
    member_id: str,
    caller: Annotated[Caller, Depends(allowed(READ_STATEMENT))],
    limit: PageSize = 50,
    after: PageAfter = None,
) -> Page[ObjectionRow]:
    """A member's objections, the last one first, each with its answer once there is one."""
    caller.acts_for(member_id)
    reader = caller.community.reader
    if not await members_by_id(reader, [member_id]):
        raise UnknownMember
    found = await objections_of(
        reader, member_id, before=read_cursor(after, LAST)[0], limit=limit + 1
    )
    return await _page(caller, found, limit)


async def _page(caller: Caller, found: list[ListedObjection], limit: int) -> Page[ObjectionRow]:
    rows, following = page(found, limit, lambda row: (row.position,))
    texts = await caller.community.vault.texts(
        text for it in rows for text in (it.wording_text, it.answer_text)
    )
    items = [
        ObjectionRow(
            objection_id=it.objection_id,
            member_id=it.member_id,
            line_id=it.line_id,
            text=texts.get(it.wording_text),
            raised_at=it.raised_at,
            outcome=it.outcome,
            answer=texts.get(it.answer_text) if it.answer_text else None,
            answered_at=it.answered_at,
        )
        for it in rows
    ]
    return Page(items=items, next=following)


@router.post("/objections/{objection_id}/answers", status_code=201)
async def answer(
    objection_id: str, body: NewAnswer, caller: Annotated[Caller, Depends(allowed(ANSWER))]
) -> Answered:
    """Answer an objection: not one's own, nor one about what one had a part in."""
    texts = await caller.community.vault.keep_texts([body.answer])
    decision = AnswerObjection(
        objection_id=objection_id, outcome=body.outcome, answer_text=texts[body.answer]
    )
    receipt, _ = await caller.record(decision, ObjectionAnswered)
    return Answered(objection_id=objection_id, position=receipt.position)


CAPABILITY: Final = Capability(
    name="objection",
    model=(objection,),
    projections=(Objections,),
    router=router,
    pages=("volunteer.people.objections", "desk.people.objections"),
    places=(
        Place(menu="more", rank=60, path="/me/objections", words="我的存折异议"),
        Place(menu="desk", rank=45, path="/desk/objections", words="存折异议"),
        Place(menu="ledger", rank=45, path="/desk/objections", words="存折异议"),
    ),
)
