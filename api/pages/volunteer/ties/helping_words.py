"""The word for somebody: whether they were helped, and what they need no more."""

from collections.abc import Awaitable
from typing import Annotated, Any

from fastapi import Depends, Response
from pydantic import Field

from api.needs.acts import ASK, SAY
from api.needs.saying import Confirmation, Contest, Withdrawal, confirm, contest, withdraw
from api.pages.language import translator
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, read_body, visiting
from api.pages.volunteer.ties.acting import Acting, acting_for
from api.pages.volunteer.ties.helping import show_home
from api.service import attestation
from api.service.attestation import SAY as ATTEST
from api.service.attestation import Denial, NewWord
from api.service.helped import helped_of
from api.serving.fields import Body, Id
from api.serving.own_facts import see_own_facts
from api.serving.problems import status_of
from domain.ledger.refusal import Refusal
from domain.needs.requests import UnknownRequest
from domain.service.attestation import NotForYou
from projections.needs.requests_board import one_request

router = page_router()

Saying = Annotated[Visitor, Depends(visiting(SAY, for_oneself=True))]
Asking = Annotated[Visitor, Depends(visiting(ASK, for_oneself=True))]
Attesting = Annotated[Visitor, Depends(visiting(ATTEST, for_oneself=True))]


class OneRequest(Body):
    """The request that a button is for, with a face if there is one."""

    request_id: Id
    satisfaction: Annotated[int, Field(ge=1, le=5)] | None = None


@router.post("/me/helping/{helping_id}/confirmation")
async def say_helped(helping_id: str, visitor: Saying) -> Response:
    """Say that they were helped."""
    acting = await acting_for(visitor, helping_id)
    wanted = visitor.read(OneRequest)
    await _require_theirs(visitor, acting, wanted.request_id)
    body = Confirmation(how="self", satisfaction=wanted.satisfaction)
    return await _act(visitor, acting, confirm(wanted.request_id, body, visitor), "confirmed")


@router.post("/me/helping/{helping_id}/contest")
async def say_otherwise(helping_id: str, visitor: Saying) -> Response:
    """Say that it was not so."""
    acting = await acting_for(visitor, helping_id)
    request_id = await _request_of(visitor, acting)
    try:
        body = visitor.read(Contest, request_id=None)
    except Malformed:
        return await _no_word(visitor, acting)
    return await _act(visitor, acting, contest(request_id, body, visitor), "contested")


@router.post("/me/helping/{helping_id}/withdrawal")
async def take_back(helping_id: str, visitor: Asking) -> Response:
    """Say that they need no help any more."""
    acting = await acting_for(visitor, helping_id)
    request_id = await _request_of(visitor, acting)
    return await _act(visitor, acting, withdraw(request_id, Withdrawal(), visitor), "withdrawn")


@router.post("/me/helping/{helping_id}/word")
async def say_yes(helping_id: str, visitor: Attesting) -> Response:
    """Say that a service was given to them."""
    acting = await acting_for(visitor, helping_id)
    service_id = await _service_of(visitor, acting)
    face = str(visitor.form.get("satisfaction", ""))
    told: dict[str, Any] = {"satisfaction": int(face) if face.isdecimal() else None}
    try:
        body = read_body(NewWord, told, visitor.language)
    except Malformed:
        return await _no_word(visitor, acting)
    return await _act(visitor, acting, attestation.attest(service_id, visitor, body), "attested")


@router.post("/me/helping/{helping_id}/denial")
async def say_no(helping_id: str, visitor: Attesting) -> Response:
    """Say that it was not given to them."""
    acting = await acting_for(visitor, helping_id)
    service_id = await _service_of(visitor, acting)
    try:
        body = visitor.read(Denial, service_id=None)
    except Malformed:
        return await _no_word(visitor, acting)
    return await _act(visitor, acting, attestation.deny(service_id, body, visitor), "disputed")


async def _request_of(visitor: Visitor, acting: Acting) -> str:
    """The request that was sent along, which is theirs. Raises UnknownRequest."""
    request_id = str(visitor.form.get("request_id", ""))
    await _require_theirs(visitor, acting, request_id)
    return request_id


async def _require_theirs(visitor: Visitor, acting: Acting, request_id: str) -> None:
    """See that a request is of whom one acts for. Raises UnknownRequest."""
    await see_own_facts(visitor.community, "requests_board")
    found = await one_request(visitor.community.reader, request_id)
    if found is None or found.for_id != acting.member_id:
        raise UnknownRequest


async def _service_of(visitor: Visitor, acting: Acting) -> str:
    """The service that was sent along, which helped them. Raises UnknownService, NotForYou."""
    service_id = str(visitor.form.get("service_id", ""))
    if await helped_of(visitor, service_id) != acting.member_id:
        raise NotForYou
    return service_id


async def _no_word(visitor: Visitor, acting: Acting) -> Response:
    problem = translator(visitor.language)("请写一句话，说说是怎么回事。")
    return await show_home(visitor, acting, problem, 422)


async def _act(
    visitor: Visitor, acting: Acting, recording: Awaitable[object], done: str
) -> Response:
    try:
        await recording
    except Refusal as no:
        return await show_home(visitor, acting, no.sentence(visitor.language), status_of(no))
    return go_on(acting.home, done=done)
