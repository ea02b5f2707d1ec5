"""Objections at the desk: to lines of passbooks, the one that waits longest first."""

from typing import Annotated, Final

from fastapi import Depends, Response

from api.pages.desk.forms import explain
from api.pages.desk.names import names_of
from api.pages.done import said
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.serving.own_facts import see_own_facts
from api.ties import objection as interface
from api.ties.objection import ANSWER, NewAnswer
from domain.ledger.refusal import Refusal
from projections.ledger.audit_trail import facts_of_ids
from projections.people.objections import open_objections
from projections.people.statements import whys

router = page_router()

Answering = Annotated[Visitor, Depends(visiting(ANSWER))]

SHOWN_MAX: Final = 50
DONE: Final = {"answered": "已答复，本人会看到。"}


@router.get("/desk/objections")
async def waiting(visitor: Answering) -> Response:
    """What waits for an answer, with the line that it is about."""
    return await _page(visitor)


async def _page(visitor: Visitor, *, problem: str | None = None, status: int = 200) -> Response:
    community = visitor.community
    for question in ("objections", "audit_trail"):
        await see_own_facts(community, question)
    found = await open_objections(community.reader, among=visitor.reach.among(), limit=SHOWN_MAX)
    facts = await facts_of_ids(community.reader, [it.line_id for it in found])
    lines = [(it.member_id, facts[it.line_id]) for it in found]
    told = await whys(community.reader, lines, visitor.language)
    people = [who for who, line in lines for who in (who, line.envelope.actor)]
    return visitor.show(
        "desk/people/objections.html",
        status,
        rows=[*zip(found, lines, told, strict=True)],
        names=await names_of(visitor, people),
        texts=await community.vault.texts(it.wording_text for it in found),
        message=said(visitor, DONE),
        problem=problem,
    )


@router.post("/desk/objections/{objection_id}/answer")
async def answer(objection_id: str, visitor: Answering) -> Response:
    """Answer one; what was wrong is put right where it was recorded."""
    try:
        await interface.answer(objection_id, visitor.read(NewAnswer), visitor)
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        return await _page(visitor, problem=problem, status=status)
    return go_on("/desk/objections", done="answered")
