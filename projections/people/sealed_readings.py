"""Who had which sealed text opened, about whom, and when?"""

from datetime import datetime
from typing import Final, NamedTuple

from domain.people.sealed import SealedKind, SealedRead
from projections.ledger.projection import Batch, Tables, queries_of
from projections.ledger.reader import Reader
from projections.people.merged import ByMember

_queries = queries_of("sealed_readings")
LAST: Final = 2**62


class SealedReadings(ByMember):
    """Every reading; what was read is nowhere here."""

    question = "sealed_readings"

    def follow(self, batch: Batch, tables: Tables) -> None:
        """Add the batch's readings."""
        read = [
            (
                recorded.position,
                recorded.envelope.actor,
                recorded.envelope.recorded_at,
                recorded.fact.kind,
                recorded.fact.about,
                recorded.fact.member_id,
                recorded.fact.why_text,
            )
            for recorded in batch
            if isinstance(recorded.fact, SealedRead)
        ]
        tables.write("add", read)


class SealedReading(NamedTuple):
    """A reading; `about` is the tag of a thing, `why_text` the id of a text in the vault."""

    position: int
    read_by: str
    read_at: datetime
    kind: SealedKind
    about: str
    member_id: str | None
    why_text: str | None


async def sealed_readings(
    reader: Reader, *, before: int = LAST, limit: int = 50
) -> list[SealedReading]:
    """All readings before a position, the last one first."""
    rows = await reader.rows(_queries["all"], before=before, limit=limit)
    return [SealedReading(**row) for row in rows]


async def sealed_readings_of(
    reader: Reader, member_id: str, *, before: int = LAST, limit: int = 50
) -> list[SealedReading]:
    """Those of what is about a member, the last one first."""
    rows = await reader.rows(_queries["of_member"], member_id=member_id, before=before, limit=limit)
    return [SealedReading(**row) for row in rows]
