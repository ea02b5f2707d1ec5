"""Which recognised hours does the other side deny, and what came of it?"""

from datetime import datetime
from typing import Literal, NamedTuple

from domain.ledger.fact import Recorded
from domain.service.attestation import DisputeAnswered, ServiceDisputed
from domain.service.hours import ServiceRevoked
from domain.service.paid_help import WordOnHelp
from projections.ledger.projection import Tables, queries_of
from projections.ledger.reader import Reader

_queries = queries_of("attestations")


def follow_denial(recorded: Recorded, tables: Tables) -> None:
    """Follow what is denied to its end: a third person's word, and the revocation."""
    told = {"position": recorded.position, "at": recorded.envelope.recorded_at}
    by, text = recorded.envelope.actor, getattr(recorded.fact, "reason_text", None)
    match recorded.fact:
        case ServiceDisputed() as fact:
            tables.run("deny", service_id=fact.service_id, need_id=None, text=text, **told)
        case WordOnHelp(service_id=str(), minutes_accepted=None) as fact:
            tables.run("deny", service_id=fact.service_id, need_id=fact.need_id, text=text, **told)
        case WordOnHelp(service_id=str(), minutes_accepted=0) as fact:
            found = {"ruling": "upheld", "by": by, "text": text}
            tables.run("rule", service_id=fact.service_id, **found, **told)
        case DisputeAnswered() as fact:
            found = {"ruling": fact.outcome, "by": by, "text": fact.answer_text}
            tables.run("rule", service_id=fact.service_id, **found, **told)
        case ServiceRevoked() as fact:
            tables.run("revoke", service_id=fact.service_id, position=recorded.position)


DeniedState = Literal["open", "upheld", "revoked", "dismissed"]


class Denied(NamedTuple):
    """Hours that were recognised though the other side says that it was not so.

    With `need_id` whoever asked for help contested it; the texts are ids in the vault.
    `revoked_position` is where the revocation stands in the log.
    """

    service_id: str
    member_id: str
    helped_id: str | None
    programme: str
    starts_at: datetime
    minutes: int
    said_by: str | None
    attester_id: str | None
    denied_position: int
    denied_at: datetime
    need_id: str | None
    denial_text: str | None
    ruling: str | None
    ruled_at: datetime | None
    ruled_by: str | None
    ruling_text: str | None
    revoked_position: int | None


async def denied_hours(reader: Reader, state: DeniedState, *, limit: int = 50) -> list[Denied]:
    """Those that wait, the first denied first; those that are at their end, the last first."""
    if state == "revoked":
        rows = await reader.rows(_queries["denied_revoked"], limit=limit)
    else:
        query = "denied_last" if state == "dismissed" else "denied"
        rows = await reader.rows(_queries[query], state=state, limit=limit)
    return [Denied(**row) for row in rows]
