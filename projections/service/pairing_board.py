"""Who helps whom, when was the last visit, and which visit is overdue?"""

from datetime import date, datetime
from typing import Any, Final, NamedTuple, TypedDict, Unpack
from zoneinfo import ZoneInfo

from domain.service.hours import ServiceRevoked
from domain.service.pairing import PairingBegun, PairingEnded
from domain.service.unearned import ServiceRejected
from domain.service.visit import PersonVisited
from projections.ledger.projection import Batch, Tables, queries_of
from projections.ledger.reader import Reader
from projections.people.merged import ByMember

_queries = queries_of("pairing_board")


class PairingBoard(ByMember):
    """Pairings with the visits that were not found to be wrong."""

    question = "pairing_board"

    def follow(self, batch: Batch, tables: Tables) -> None:
        """Add pairings, then their visits and ends, and take off visits that did not count."""
        formed, visited, ended = [], [], []
        wrong: list[str] = []
        for recorded in batch:
            match recorded.fact:
                case PairingBegun() as fact:
                    formed.append(
                        (
                            fact.pairing_id,
                            recorded.position,
                            fact.volunteer_id,
                            fact.assisted_id,
                            fact.visit_every_days,
                            fact.starts_on,
                        )
                    )
                case PersonVisited() as fact:
                    visited.append((fact.service_id, fact.pairing_id, fact.starts_at))
                case ServiceRejected() | ServiceRevoked() as fact:
                    wrong.append(fact.service_id)
                case PairingEnded() as fact:
                    ended.append((fact.pairing_id, recorded.envelope.happened_at))
        tables.write("add", formed)
        tables.write("visit", visited)
        if wrong:
            tables.run("unvisit", service_ids=wrong)
        tables.write("end", ended)


class BoardEntry(NamedTuple):
    """One pairing; the next visit is due so many days after the last one, or after the start.

    A day beyond the year 9999, which no calendar shows, is the last one of that year.
    """

    pairing_id: str
    position: int
    volunteer_id: str
    assisted_id: str
    visit_every_days: int
    starts_on: date
    last_visit_at: datetime | None
    visits: int
    ended_at: datetime | None
    next_visit_due: date
    overdue: bool


class Wanted(TypedDict, total=False):
    """Which pairings are asked for: `among` are the people of whom both are."""

    volunteer_id: str | None
    active: bool | None
    overdue: bool | None
    among: list[str] | None
    after: int
    limit: int


async def pairing_board(
    reader: Reader, today: date, zone: ZoneInfo, **wanted: Unpack[Wanted]
) -> list[BoardEntry]:
    """Pairings in the order of their forming, those formed after a position."""
    return await _page(reader, today, zone, {"limit": 50, **wanted})


async def pairings_of(
    reader: Reader, today: date, zone: ZoneInfo, member_id: str, *, limit: int = 50
) -> list[BoardEntry]:
    """The active pairings in which a member helps or is helped."""
    wanted = {"with_member": member_id, "active": True, "limit": limit}
    return await _page(reader, today, zone, wanted)


async def one_pairing(
    reader: Reader, today: date, zone: ZoneInfo, pairing_id: str
) -> BoardEntry | None:
    """One pairing, also when it is over."""
    found = await _page(reader, today, zone, {"pairing_id": pairing_id})
    return found[0] if found else None


_ANY: Final[dict[str, Any]] = {
    "volunteer_id": None,
    "with_member": None,
    "pairing_id": None,
    "active": None,
    "overdue": None,
    "among": None,
    "after": 0,
    "limit": 1,
}


async def _page(
    reader: Reader, today: date, zone: ZoneInfo, wanted: dict[str, Any]
) -> list[BoardEntry]:
    asked = _ANY | wanted | {"today": today, "zone": zone.key}
    return [BoardEntry(**row) for row in await reader.rows(_queries["page"], **asked)]
