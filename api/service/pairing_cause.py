"""The cause of a pairing: sealed when two people are paired, opened for whoever says so first."""

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from api.capability import Capability
from api.people.sealed import READ_CAUSE, WhyRead, record_reading
from api.serving.access import Caller, allowed
from api.serving.own_facts import see_own_facts
from domain.people.sealing.seal import Seal, Unsealed
from domain.service.deciding.reading_cause import ReadPairingCause
from domain.service.pairing import HardshipCause, PairingFormed
from projections.ledger.audit_trail import audit_fact
from projections.service.pairing_board import one_pairing

router = APIRouter(prefix="/api/pairings", tags=["pairings"])


class CauseRead(BaseModel):
    """What the hardship came of, and where it is recorded that it was read."""

    pairing_id: str
    cause: str
    position: int


def sealed_cause(
    seal: Seal, people: tuple[str, str], starts_on: date, cause: HardshipCause
) -> Unsealed:
    """The cause of a pairing of two people, helper and helped, as it is to be sealed."""
    about = ("pairing cause", *people, starts_on.isoformat())
    return seal.of(cause, *about, member_id=people[1])


@router.post("/{pairing_id}/cause", status_code=201)
async def read_cause(
    pairing_id: str, body: WhyRead, caller: Annotated[Caller, Depends(allowed(READ_CAUSE))]
) -> CauseRead:
    """Have the cause of a pairing opened; that one did is recorded, and listed for supervisors."""
    why_text = await caller.community.vault.keep_text(body.why)
    decision = ReadPairingCause(pairing_id=pairing_id, why_text=why_text)
    receipt = await record_reading(caller, "pairing_cause", decision)
    cause = await _told_of_old(caller, pairing_id) or await caller.community.seal.open(receipt)
    return CauseRead(pairing_id=pairing_id, cause=cause, position=receipt.position)


async def _told_of_old(caller: Caller, pairing_id: str) -> str | None:
    """The cause that stands in the pairing's own fact, as it did before causes were sealed."""
    community = caller.community
    for question in ("pairing_board", "audit_trail"):
        await see_own_facts(community, question)
    found = await one_pairing(community.reader, caller.today, community.zone, pairing_id)
    formed = await audit_fact(community.reader, found.position) if found else None
    return formed.fact.cause if formed and isinstance(formed.fact, PairingFormed) else None


CAPABILITY: Final = Capability(name="pairing_cause", router=router)
