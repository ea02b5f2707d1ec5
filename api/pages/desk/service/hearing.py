"""The other side's word at the desk: entered from a slip or a call, and the slip to print."""

from typing import Annotated, Final

from fastapi import Depends, Response
from pydantic import Field

from api.pages.desk.forms import explain
from api.pages.desk.names import names_of
from api.pages.faces import FACES
from api.pages.language import translator
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, read_body, visiting
from api.service import attestation as interface
from api.service.attestation import HEAR, HeardDenial, HeardWord
from api.serving.codes import word_code
from api.serving.fields import Body
from api.serving.own_facts import see_own_facts
from domain.ledger.refusal import Refusal
from domain.people.membership import UnknownMember
from domain.service.hours import DeskWay, WordBy
from domain.service.service import UnknownService
from projections.people.members import member_of_number
from projections.service.attestations import one_service, words_on

router = page_router()

Hearing = Annotated[Visitor, Depends(visiting(HEAR))]

WAYS: Final[dict[DeskWay, str]] = {
    "slip": "交来的服务单",
    "phone_call": "打电话问过",
    "desk": "当面说的",
}
SPEAKERS: Final[dict[WordBy, str]] = {
    "slip": WAYS["slip"],
    "phone_call": WAYS["phone_call"],
    "desk": WAYS["desk"],
    "self": "本人",
    "kin": "家人",
    "proxy": "本人的帮手",
    "team_lead": "活动负责人",
    "code": "确认码",
}


class Heard(Body):
    """What the form has: how it was heard, from whom, and what they said."""

    way: DeskWay
    number: Annotated[str, Field(max_length=40)] = ""
    satisfaction: Annotated[str, Field(max_length=1)] = ""
    remark: Annotated[str, Field(max_length=500)] = ""


@router.get("/desk/words/{service_id}")
async def hearing_page(service_id: str, visitor: Hearing) -> Response:
    """What was said of a service, and the form to enter what was heard."""
    return await _page(visitor, service_id)


async def _page(
    visitor: Visitor, service_id: str, problem: str | None = None, status: int = 200
) -> Response:
    community = visitor.community
    await see_own_facts(community, "attestations")
    service = await one_service(community.reader, service_id)
    if service is None:
        raise UnknownService
    word = (await words_on(community.reader, [service_id])).get(service_id)
    ids = [service.member_id, service.helped_id, word.attester_id if word else None]
    names = await names_of(visitor, [it for it in ids if it])
    texts = await community.vault.texts([word.remark_text] if word and word.remark_text else [])
    return visitor.show(
        "desk/service/word.html",
        status,
        service=service,
        word=word,
        remark=texts.get(word.remark_text or "", "") if word else "",
        names=names,
        ways=WAYS,
        speakers=SPEAKERS,
        faces=FACES,
        problem=problem,
    )


@router.post("/desk/words/{service_id}/yes")
async def hear_yes(service_id: str, visitor: Hearing) -> Response:
    """Somebody told the office that it was so."""
    try:
        told = await _told(visitor, visitor.read(Heard))
        await interface.hear(service_id, read_body(HeardWord, told, visitor.language), visitor)
    except (Malformed, Refusal) as no:
        return await _no(visitor, service_id, no)
    return go_on(f"/desk/words/{service_id}")


@router.post("/desk/words/{service_id}/no")
async def hear_no(service_id: str, visitor: Hearing) -> Response:
    """Somebody told the office that it was not so."""
    try:
        told = await _told(visitor, visitor.read(Heard))
        told.pop("satisfaction", None)
        told["reason"] = told.pop("remark", "")
        body = read_body(HeardDenial, told, visitor.language)
        await interface.hear_denial(service_id, body, visitor)
    except (Malformed, Refusal) as no:
        return await _no(visitor, service_id, no)
    return go_on(f"/desk/words/{service_id}")


async def _told(visitor: Visitor, heard: Heard) -> dict[str, object]:
    """What was heard, with whose word it is. Raises UnknownMember."""
    told: dict[str, object] = {"way": heard.way}
    if heard.number.strip():
        digits = heard.number.strip().upper().removeprefix("V")
        number = f"V{digits.zfill(6)}"
        attester_id = await member_of_number(visitor.community.reader, number)
        if attester_id is None:
            raise UnknownMember
        told["attester_id"] = attester_id
    if heard.satisfaction.isdecimal():
        told["satisfaction"] = int(heard.satisfaction)
    if heard.remark.strip():
        told["remark"] = heard.remark
    return told


async def _no(visitor: Visitor, service_id: str, no: Malformed | Refusal) -> Response:
    if isinstance(no, UnknownService):
        raise no
    if isinstance(no, Refusal):
        return await _page(visitor, service_id, no.sentence(visitor.language), 409)
    status, problem = explain(visitor, no)
    return await _page(visitor, service_id, problem, status)


@router.get("/desk/words/{service_id}/slip")
async def slip(service_id: str, visitor: Hearing) -> Response:
    """The slip for who was helped, with its code; the half below is signed and handed in."""
    _ = translator(visitor.language)
    community = visitor.community
    await see_own_facts(community, "attestations")
    service = await one_service(community.reader, service_id)
    if service is None:
        raise UnknownService
    names = await names_of(visitor, [it for it in (service.member_id, service.helped_id) if it])
    return visitor.show(
        "desk/service/word_slip.html",
        service=service,
        names=names,
        code=word_code(community.vault, service_id) if service.helped_id else "",
        faces=FACES,
    )
