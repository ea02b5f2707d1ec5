"""Who helps whom, when was the last visit, and which visit is overdue?"""

from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain.pairing import PairingEnded, PairingFormed, PersonVisited
from projections.projection import Batch, Projection, Tables, queries_of
from projections.reader import Reader

_queries = queries_of("pairing_board")


class PairingBoard(Projection):
    """Pairings with their last visit."""

    question = "pairing_board"

    def project(self, batch: Batch, tables: Tables) -> None:
        """Add pairings, then their visits and ends."""
        formed, ended = [], []
        visits: dict[str, tuple[int, datetime]] = {}
        for recorded in batch:
            match recorded.fact:
                case PairingFormed() as fact:
                    formed.append(
                        (
                            fact.pairing_id,
                            recorded.position,
                            fact.volunteer_id,
                            fact.assisted_id,
                            fact.cause,
                            fact.visit_every_days,
                            fact.starts_on,
                        )
                    )
                case PersonVisited() as fact:
                    count, last = visits.get(fact.pairing_id, (0, fact.starts_at))
                    visits[fact.pairing_id] = (count + 1, max(last, fact.starts_at))
                case PairingEnded() as fact:
                    ended.append((fact.pairing_id, recorded.envelope.happened_at))
        tables.write("add", formed)
        tables.write("visit", [(pairing, *visit) for pairing, visit in visits.items()])
        tables.write("end", ended)


class BoardEntry(NamedTuple):
    """One pairing; the next visit is due so many days after the last one, or after the start."""

    pairing_id: str
    position: int
    volunteer_id: str
    assisted_id: str
    cause: str
    visit_every_days: int
    starts_on: date
    last_visit_at: datetime | None
    visits: int
    ended_at: datetime | None
    next_visit_due: date
    overdue: bool


async def pairing_board(
    reader: Reader,
    today: date,
    zone: ZoneInfo,
    *,
    volunteer_id: str | None = None,
    active: bool | None = None,
    overdue: bool | None = None,
    after: int = 0,
    limit: int = 50,
) -> list[BoardEntry]:
    """Pairings in the order of their forming, those formed after a position."""
    rows = await reader.rows(
        _queries["page"],
        today=today,
        zone=zone.key,
        volunteer_id=volunteer_id,
        active=active,
        overdue=overdue,
        after=after,
        limit=limit,
    )
    return [BoardEntry(**row) for row in rows]
