"""Disputed hours: what stands though the other side denies it, until it is revoked or found so."""

from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from api.capability import Capability, Place
from api.policy.act import Act
from api.serving.access import Caller, allowed, fresh
from api.serving.fields import Body, Text
from domain.service.attestation import DisputeAnswered, Ruling
from domain.service.deciding.answering import AnswerDispute
from projections.service.denials import Denied, DeniedState, denied_hours

SEE_DISPUTED: Final = Act("disputed.see", "看有争议的时长", by=("supervisor",))
ANSWER: Final = Act("disputed.answer", "核实有争议的时长", by=("supervisor",))

SHOWN_MAX: Final = 100

router = APIRouter(prefix="/api", tags=["attestations"])


class NewRuling(Body):
    """Whether it was as the other side says: upheld, and the hours are to be revoked."""

    outcome: Ruling
    answer: Text


class Ruled(BaseModel):
    """Hours into which somebody looked."""

    service_id: str
    outcome: Ruling
    position: int


class DisputedRow(BaseModel):
    """Hours that are denied; with `request_id` it is a request that was contested.

    `outcome` is null until somebody has found out, `revoked_position` until they are revoked.
    """

    service_id: str
    member_id: str
    name: str | None
    programme: str
    starts_at: datetime
    minutes: int
    by: str | None
    denied_at: datetime
    reason: str | None
    request_id: str | None
    outcome: str | None
    answer: str | None
    answered_at: datetime | None
    revoked_position: int | None


class Disputed(BaseModel):
    """Those that wait, the first denied first; those that are at their end, the last first."""

    items: list[DisputedRow]


@router.get("/attestations/disputes", dependencies=[Depends(fresh("attestations"))])
async def disputes(
    caller: Annotated[Caller, Depends(allowed(SEE_DISPUTED))], state: DeniedState = "open"
) -> Disputed:
    """Recognised hours that the other side denies: open, upheld, revoked or dismissed."""
    found = await denied_hours(caller.community.reader, state, limit=SHOWN_MAX)
    return Disputed(items=await disputed_rows(caller, found))


async def disputed_rows(caller: Caller, found: list[Denied]) -> list[DisputedRow]:
    """Denied hours in words."""
    vault = caller.community.vault
    people = await vault.people({it.member_id for it in found})
    texts = await vault.texts(text for it in found for text in (it.denial_text, it.ruling_text))
    return [
        DisputedRow(
            service_id=it.service_id,
            member_id=it.member_id,
            name=people[it.member_id].name if it.member_id in people else None,
            programme=it.programme,
            starts_at=it.starts_at,
            minutes=it.minutes,
            by=it.said_by,
            denied_at=it.denied_at,
            reason=texts.get(it.denial_text or ""),
            request_id=it.need_id,
            outcome=it.ruling,
            answer=texts.get(it.ruling_text or ""),
            answered_at=it.ruled_at,
            revoked_position=it.revoked_position,
        )
        for it in found
    ]


@router.post("/services/{service_id}/dispute/answer", status_code=201)
async def answer(
    service_id: str, body: NewRuling, caller: Annotated[Caller, Depends(allowed(ANSWER))]
) -> Ruled:
    """Find whether it was as the other side says: as a third person."""
    texts = await caller.community.vault.keep_texts([body.answer])
    decision = AnswerDispute(
        service_id=service_id,
        outcome=body.outcome,
        answer_text=texts[body.answer],
        actor_id=caller.member_id,
    )
    receipt, fact = await caller.record(decision, DisputeAnswered)
    return Ruled(service_id=service_id, outcome=fact.outcome, position=receipt.position)


CAPABILITY: Final = Capability(
    name="disputed_hours",
    router=router,
    pages=("ledger.service.disputed",),
    places=(Place(menu="ledger", rank=69, path="/ledger/disputed-hours", words="有争议的时长"),),
)
