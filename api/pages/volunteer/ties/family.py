"""My family: whose relative one is on record, and to whom one's time credit goes some day."""

from typing import Annotated, Final

from fastapi import Depends, Response

from api.pages.done import said
from api.pages.kin_in_words import EVIDENCE, KIN_RELATIONS
from api.pages.language import translator
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.pages.volunteer.looked_up import names_of
from api.serving.own_facts import see_own_facts
from api.serving.problems import status_of
from api.ties import heir as interface
from api.ties.heir import NAME, POOL, NewHeir
from api.ties.kin import SEE
from domain.ledger.refusal import Refusal
from projections.ties.kin import heir_of, kin_of

router = page_router()

DONE: Final = {"named": "记下了。想改随时可以改。"}


@router.get("/me/kin")
async def family(visitor: Annotated[Visitor, Depends(visiting(SEE, for_oneself=True))]) -> Response:
    """Who is on record as a relative, and whom one named for one's time credit."""
    return await _page(visitor)


async def _page(visitor: Visitor, problem: str | None = None, status: int = 200) -> Response:
    reader = visitor.community.reader
    await see_own_facts(visitor.community, "kin")
    found = await kin_of(reader, visitor.member_id)
    heir = await heir_of(reader, visitor.member_id)
    return visitor.show(
        "volunteer/ties/family.html",
        status,
        kin=found,
        seen=list(dict.fromkeys(it.relative_id for it in found if it.is_seen)),
        heir=heir,
        pool=POOL,
        names=await names_of(visitor, {it.relative_id for it in found} | {heir or ""}),
        relations=KIN_RELATIONS,
        evidence=EVIDENCE,
        message=None if problem else said(visitor, DONE),
        problem=problem,
    )


@router.post("/me/kin/heir")
async def name_heir(
    visitor: Annotated[Visitor, Depends(visiting(NAME, for_oneself=True))],
) -> Response:
    """Say to whom one's time credit goes."""
    try:
        await interface.name(visitor.member_id, visitor.read(NewHeir), visitor)
    except Malformed:
        return await _page(visitor, translator(visitor.language)("请选择给谁。"), 422)
    except Refusal as no:
        return await _page(visitor, no.sentence(visitor.language), status_of(no))
    return go_on("/me/kin", done="named")
