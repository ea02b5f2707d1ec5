"""Whoever was helped says whether it was so, and helpers type the code that they were shown."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from fastapi import Depends, Response

from api.pages.done import said
from api.pages.faces import FACES
from api.pages.language import translator
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, read_body, visiting
from api.service import attestation as interface
from api.service.attestation import (
    FIGURES_DAYS,
    SAY,
    TYPE_CODE,
    WAITS_DAYS,
    CodeShown,
    Denial,
    NewWord,
    waiting_rows,
)
from api.serving.own_facts import see_own_facts
from domain.ledger.refusal import Refusal
from projections.service.attestations import own_average, unsaid_of

router = page_router()

Saying = Annotated[Visitor, Depends(visiting(SAY, for_oneself=True))]
Typing = Annotated[Visitor, Depends(visiting(TYPE_CODE, for_oneself=True))]

DONE: Final = {
    "attested": "谢谢，已经记下您的话。",
    "disputed": "已经记下，工作人员会核实。",
}
TYPED: Final = {"attested": "确认码正确，对方已确认。"}


@router.get("/me/helpers")
async def helpers(visitor: Saying) -> Response:
    """The services of which one can say whether they were given."""
    return await _helpers(visitor)


async def _helpers(visitor: Visitor, problem: str | None = None, status: int = 200) -> Response:
    await see_own_facts(visitor.community, "attestations")
    return visitor.show(
        "volunteer/service/helped.html",
        status,
        waiting=await waiting_rows(visitor),
        faces=FACES,
        message=None if problem else said(visitor, DONE),
        problem=problem,
    )


@router.post("/me/helpers/{service_id}/yes")
async def say_yes(service_id: str, visitor: Saying) -> Response:
    """It was so."""
    _ = translator(visitor.language)
    face = str(visitor.form.get("satisfaction", ""))
    told: dict[str, object] = {"satisfaction": int(face) if face.isdecimal() else None}
    if remark := str(visitor.form.get("remark", "")).strip():
        told["remark"] = remark
    try:
        await interface.attest(service_id, visitor, read_body(NewWord, told, visitor.language))
    except Malformed:
        return await _helpers(visitor, _("请选一张脸；想说的话不超过 500 字。"), 422)
    return go_on("/me/helpers", done="attested")


@router.post("/me/helpers/{service_id}/no")
async def say_no(service_id: str, visitor: Saying) -> Response:
    """It was not so."""
    _ = translator(visitor.language)
    try:
        await interface.deny(service_id, visitor.read(Denial), visitor)
    except Malformed:
        return await _helpers(visitor, _("请写明哪里不对，不超过 500 字。"), 422)
    return go_on("/me/helpers", done="disputed")


@router.get("/me/words")
async def words(visitor: Typing) -> Response:
    """One's own services that wait for the other side's word."""
    return await _words(visitor)


async def _words(visitor: Visitor, problem: str | None = None, status: int = 200) -> Response:
    community = visitor.community
    await see_own_facts(community, "attestations")
    now = datetime.now(UTC)
    unsaid = await unsaid_of(community.reader, visitor.member_id, now - timedelta(days=WAITS_DAYS))
    year = now - timedelta(days=FIGURES_DAYS)
    average = await own_average(community.reader, visitor.member_id, year)
    return visitor.show(
        "volunteer/service/words.html",
        status,
        unsaid=unsaid,
        average=average,
        message=None if problem else said(visitor, TYPED),
        problem=problem,
    )


@router.post("/me/words/{service_id}/code")
async def type_code(service_id: str, visitor: Typing) -> Response:
    """The code that who was helped showed."""
    _ = translator(visitor.language)
    try:
        await interface.type_code(service_id, visitor.read(CodeShown), visitor)
    except Malformed:
        return await _words(visitor, _("请输入对方的 6 位确认码。"), 422)
    except Refusal as refusal:
        if refusal.code == "not_for_you":
            raise
        return await _words(visitor, refusal.sentence(visitor.language), 409)
    return go_on("/me/words", done="attested")
