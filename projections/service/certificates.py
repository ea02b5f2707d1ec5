"""Which certificates of service were issued, to whom, and what do they say?"""

from datetime import date
from typing import Any, NamedTuple

import msgspec

from domain.service.certificate import CertificateIssued, ProgrammeHours
from projections.ledger.projection import Batch, Tables, queries_of
from projections.ledger.reader import Reader
from projections.people.merged import ByMember

_queries = queries_of("certificates")


class Certificates(ByMember):
    """Every certificate, with all that stands on it but the name."""

    question = "certificates"

    def follow(self, batch: Batch, tables: Tables) -> None:
        """Add the batch's certificates."""
        facts = [it.fact for it in batch if isinstance(it.fact, CertificateIssued)]
        tables.write(
            "add",
            [
                (
                    fact.certificate_id,
                    fact.number,
                    fact.member_id,
                    fact.first_day,
                    fact.last_day,
                    fact.minutes,
                    msgspec.json.encode(fact.programmes).decode(),
                    fact.issued_on,
                )
                for fact in facts
            ],
        )


class Certificate(NamedTuple):
    """What a certificate says; the period has both its days in it."""

    certificate_id: str
    number: int
    member_id: str
    first_day: date
    last_day: date
    minutes: int
    programmes: tuple[ProgrammeHours, ...]
    issued_on: date


def _certificate(row: dict[str, Any]) -> Certificate:
    programmes = msgspec.json.decode(row["programmes"], type=tuple[ProgrammeHours, ...])
    return Certificate(**{**row, "programmes": programmes})


async def certificate_of_number(reader: Reader, number: int) -> Certificate | None:
    """The certificate of a number."""
    row = await reader.row(_queries["of_number"], number=number)
    return _certificate(row) if row else None


async def certificates_of(reader: Reader, member_id: str, *, limit: int = 50) -> list[Certificate]:
    """A member's certificates, the last issued first."""
    rows = await reader.rows(_queries["of_member"], member_id=member_id, limit=limit)
    return [_certificate(row) for row in rows]
