"""Objections of a volunteer: to a line of their passbook, and what the office answered."""

from typing import Annotated, Final

from fastapi import Depends, Response

from api.pages.done import said
from api.pages.language import translator
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, read_body, visiting
from api.serving.own_facts import see_own_facts
from api.serving.problems import status_of
from api.ties import objection as interface
from api.ties.objection import OBJECT, NewObjection, line_of
from domain.ledger.refusal import Refusal
from domain.ties.objection import UnknownLine
from projections.ledger.audit_trail import facts_of_ids
from projections.people.objections import objections_of
from projections.people.statements import whys

router = page_router()

Objecting = Annotated[Visitor, Depends(visiting(OBJECT, for_oneself=True))]

DONE: Final = {"raised": "已提出，社区会看，答复写在这里。"}


@router.get("/me/objections")
async def own(visitor: Objecting) -> Response:
    """One's objections, the last one first, each with its answer once there is one."""
    community, member_id = visitor.community, visitor.member_id
    await see_own_facts(community, "objections")
    found = await objections_of(community.reader, member_id)
    lines = await facts_of_ids(community.reader, [it.line_id for it in found])
    told = await whys(
        community.reader, [(member_id, it) for it in lines.values()], visitor.language
    )
    texts = await community.vault.texts(
        text for it in found for text in (it.wording_text, it.answer_text)
    )
    return visitor.show(
        "volunteer/people/objections.html",
        found=found,
        lines=dict(zip(lines, told, strict=True)),
        texts=texts,
        message=said(visitor, DONE),
    )


@router.get("/me/passbook/{line}/objection")
async def asking(line: int, visitor: Objecting) -> Response:
    """The line, and the form to say what is wrong with it. Refused: UnknownLine."""
    return await _form(visitor, line)


async def _form(
    visitor: Visitor, line: int, *, problem: str | None = None, status: int = 200
) -> Response:
    community, member_id = visitor.community, visitor.member_id
    found = await line_of(community, member_id, line)
    (why,) = await whys(community.reader, [(member_id, found)], visitor.language)
    return visitor.show(
        "volunteer/people/objection.html",
        status,
        line=line,
        why=why,
        happened_at=found.envelope.happened_at,
        typed=visitor.form,
        problem=problem,
    )


@router.post("/me/passbook/{line}/objection")
async def object_to(line: int, visitor: Objecting) -> Response:
    """Object to the line. Refused: UnknownLine."""
    given = {"position": line, "text": str(visitor.form.get("text", ""))}
    try:
        body = read_body(NewObjection, given, visitor.language)
        await interface.object_to(visitor.member_id, body, visitor)
    except UnknownLine:
        raise
    except Malformed:
        say = translator(visitor.language)
        return await _form(visitor, line, problem=say("请写明哪里不对。"), status=422)
    except Refusal as no:
        problem = no.sentence(visitor.language)
        return await _form(visitor, line, problem=problem, status=status_of(no))
    return go_on("/me/objections", done="raised")
