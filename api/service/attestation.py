"""The other side's word on a service: said by who was helped, typed in, or heard at the desk."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from api.capability import Capability, Place
from api.policy.act import SIGNED_IN, Act
from api.service.helped import helped_of, unsaid_of
from api.serving.access import Caller, allowed, fresh
from api.serving.codes import fits_word, word_code
from api.serving.fields import Body, Id, Text, Word
from api.serving.problems import Problem
from domain.ledger.fact import Fact
from domain.ledger.refusal import Refusal
from domain.service import attestation, attesting
from domain.service.attestation import Face, ServiceDisputed
from domain.service.attesting import AttestService, DisputeService
from domain.service.hours import DeskWay
from projections.service.attestations import (
    Attestations,
    Unsaid,
    by_programme,
    by_team,
    waiting_for,
)

SAY: Final = Act("attestation.say", "说帮我的服务是否属实", own=SIGNED_IN, helper="confirm")
TYPE_CODE: Final = Act("attestation.code", "输入对方给的确认码", own=SIGNED_IN)
HEAR: Final = Act("attestation.hear", "登记对方的话（当面、纸条、电话）", by=("coordinator",))
SEE_FIGURES: Final = Act("attestation.figures", "看对方确认和满意的情况", by=("supervisor",))

WAITS_DAYS: Final = 60
"""Whoever was helped is asked no longer than this: they would not remember."""
FIGURES_DAYS: Final = 365

router = APIRouter(prefix="/api", tags=["attestations"])

Saying = Annotated[Caller, Depends(allowed(SAY, for_oneself=True))]
Typing = Annotated[Caller, Depends(allowed(TYPE_CODE, for_oneself=True))]
Hearing = Annotated[Caller, Depends(allowed(HEAR))]


class WrongWordCode(Refusal, code="wrong_word_code", field="code"):
    """The code is that of who was helped, for this one service."""

    zh = "确认码不对。请看对方手机或纸条上的 6 位码，再输一次。"
    en = "The code is wrong. Look at the six characters that who was helped has, and try again."


class NewWord(Body):
    """That it was so; `satisfaction` is from 1 to 5."""

    satisfaction: Face | None = None
    remark: Text | None = None


class CodeShown(Body):
    """The code that who was helped showed the helper, or that stood on their slip."""

    code: Word
    satisfaction: Face | None = None


class HeardWord(NewWord):
    """What somebody told the office; without `attester_id` it was who was helped."""

    way: DeskWay
    attester_id: Id | None = None


class Denial(Body):
    """Why it was not so."""

    reason: Text


class HeardDenial(Denial):
    """What somebody told the office; without `attester_id` it was who was helped."""

    way: DeskWay
    attester_id: Id | None = None


class Spoken(BaseModel):
    """The word as it was recorded; `points` is what the helper earns by it, if it came late."""

    service_id: str
    said: str
    by: str
    points: int = 0
    position: int


class WaitingRow(BaseModel):
    """A service of which the caller can say whether it was given; who helped sees the code."""

    service_id: str
    name: str | None
    for_name: str | None
    programme: str
    starts_at: datetime
    ends_at: datetime
    minutes: int
    said: str
    code: str


class Waiting(BaseModel):
    """The services that wait for the caller's word, the last first."""

    items: list[WaitingRow]


class Figures(BaseModel):
    """What was said of the confirmed services of the last year."""

    programmes: list[dict[str, Any]]
    teams: list[dict[str, Any]]


@router.get("/attestations", dependencies=[Depends(fresh("attestations"))])
async def waiting(caller: Saying, for_member: Id | None = None) -> Waiting:
    """What waits for one's own word, or with `for_member` for that of somebody whom one helps."""
    if for_member and not (for_member == caller.member_id or caller.helping.lets(for_member)):
        return Waiting(items=[])
    return Waiting(items=await waiting_rows(caller, for_member))


async def waiting_rows(caller: Caller, for_member: str | None = None) -> list[WaitingRow]:
    """The services of which somebody can say whether they were given, in words.

    With `for_member` those that helped this person; who helped them does not say so.
    """
    since = datetime.now(UTC) - timedelta(days=WAITS_DAYS)
    found = await waiting_for(caller.community.reader, for_member or caller.member_id, since)
    if for_member:
        found = [
            it for it in found if it.helped_id == for_member and it.member_id != caller.member_id
        ]
    ids = {it.member_id for it in found} | {it.helped_id for it in found if it.helped_id}
    people = await caller.community.vault.people(ids)
    names = {member_id: person.name for member_id, person in people.items()}
    return [_row(caller, it, names) for it in found]


def _row(caller: Caller, it: Unsaid, names: dict[str, str]) -> WaitingRow:
    own = it.helped_id == caller.member_id
    return WaitingRow(
        service_id=it.service_id,
        name=names.get(it.member_id),
        for_name=None if own else names.get(it.helped_id or ""),
        programme=it.programme,
        starts_at=it.starts_at,
        ends_at=it.ends_at,
        minutes=it.minutes,
        said=it.said,
        code=word_code(caller.community.vault, it.service_id) if own else "",
    )


@router.get("/attestations/figures", dependencies=[Depends(fresh("attestations"))])
async def figures(caller: Annotated[Caller, Depends(allowed(SEE_FIGURES))]) -> Figures:
    """How many services have a word, and how content people are: nothing under five answers."""
    since = datetime.now(UTC) - timedelta(days=FIGURES_DAYS)
    programmes = await by_programme(caller.community.reader, since)
    teams = await by_team(caller.community.reader, since)
    return Figures(
        programmes=[it._asdict() for it in programmes], teams=[it._asdict() for it in teams]
    )


@router.post("/services/{service_id}/attestation", status_code=201)
async def attest(service_id: str, caller: Saying, body: NewWord | None = None) -> Spoken:
    """Say that a service was given, for oneself, one's family or one's team."""
    word = body or NewWord()
    decision = AttestService(
        service_id=service_id,
        attester_id=caller.member_id,
        satisfaction=word.satisfaction,
        remark_text=await caller.community.vault.keep_text(word.remark),
    )
    return await _attested(caller, decision)


@router.post("/services/{service_id}/attestation/code", status_code=201)
async def type_code(service_id: str, body: CodeShown, caller: Typing) -> Spoken:
    """Show, as the helper, the code of who was helped; ten wrong ones are counted."""
    helped_id = await _helped_by(caller, service_id)
    if not await caller.is_repeat():
        await caller.require_content()
        await _require_code(caller, service_id, body.code, known=helped_id is not None)
    decision = AttestService(
        service_id=service_id,
        attester_id=helped_id or "",
        way="code",
        actor_id=caller.member_id,
        satisfaction=body.satisfaction,
    )
    return await _attested(caller, decision, for_member=helped_id)


async def _helped_by(caller: Caller, service_id: str) -> str | None:
    """Whom the caller's own service helped. Raises UnknownService, Problem."""
    service = await unsaid_of(caller, service_id)
    if service.member_id != caller.member_id:
        raise Problem(403, "not_permitted")
    return service.helped_id


async def _require_code(caller: Caller, service_id: str, typed: str, *, known: bool) -> None:
    """Raises WrongWordCode, and TooManyAttempts after ten wrong codes."""
    credentials = caller.community.credentials
    attempt = f"word code of {caller.member_id} for {service_id}"
    await credentials.count_attempt(attempt)
    if not known or not fits_word(caller.community.vault, service_id, typed):
        raise WrongWordCode
    await credentials.forget_failures(attempt)


@router.post("/services/{service_id}/attestation/heard", status_code=201)
async def hear(service_id: str, body: HeardWord, caller: Hearing) -> Spoken:
    """Enter what somebody told the office who has no phone here: at the desk, by slip, by phone."""
    attester_id = body.attester_id or await helped_of(caller, service_id)
    decision = AttestService(
        service_id=service_id,
        attester_id=attester_id,
        way=body.way,
        actor_id=caller.member_id,
        satisfaction=body.satisfaction,
        remark_text=await caller.community.vault.keep_text(body.remark),
    )
    return await _attested(caller, decision, for_member=attester_id)


@router.post("/services/{service_id}/dispute", status_code=201)
async def deny(service_id: str, body: Denial, caller: Saying) -> Spoken:
    """Say that a service was not given, or not so: the office looks into it."""
    decision = DisputeService(
        service_id=service_id,
        attester_id=caller.member_id,
        reason_text=await caller.community.vault.keep_text(body.reason),
    )
    return await _denied(caller, decision)


@router.post("/services/{service_id}/dispute/heard", status_code=201)
async def hear_denial(service_id: str, body: HeardDenial, caller: Hearing) -> Spoken:
    """Enter that somebody told the office that it was not so."""
    attester_id = body.attester_id or await helped_of(caller, service_id)
    decision = DisputeService(
        service_id=service_id,
        attester_id=attester_id,
        way=body.way,
        actor_id=caller.member_id,
        reason_text=await caller.community.vault.keep_text(body.reason),
    )
    return await _denied(caller, decision, for_member=attester_id)


async def _attested(
    caller: Caller, decision: AttestService, *, for_member: str | None = None
) -> Spoken:
    receipt, fact = await caller.record(decision, Fact, for_member=for_member)
    assert isinstance(fact, attestation.ServiceAttested | attestation.ServiceAttestedLate)
    late = fact if isinstance(fact, attestation.ServiceAttestedLate) else None
    return Spoken(
        service_id=fact.service_id,
        said="attested",
        by=fact.by,
        points=late.points if late else 0,
        position=receipt.position,
    )


async def _denied(
    caller: Caller, decision: DisputeService, *, for_member: str | None = None
) -> Spoken:
    receipt, fact = await caller.record(decision, ServiceDisputed, for_member=for_member)
    return Spoken(
        service_id=fact.service_id, said="disputed", by=fact.by, position=receipt.position
    )


CAPABILITY: Final = Capability(
    name="attestation",
    model=(attestation, attesting),
    projections=(Attestations,),
    router=router,
    pages=("volunteer.service.helped", "desk.service.hearing", "ledger.service.words"),
    places=(
        Place(menu="more", rank=52, path="/me/helpers", words="帮我的人"),
        Place(menu="more", rank=53, path="/me/words", words="等对方确认"),
        Place(menu="ledger", rank=68, path="/ledger/words", words="对方的话"),
    ),
)
