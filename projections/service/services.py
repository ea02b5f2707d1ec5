"""Which services wait for a word, and what became of the others?"""

from collections import Counter
from datetime import datetime
from typing import Any, Final, Literal, NamedTuple

from domain.ledger.fact import Recorded, decode
from domain.service.counting.refill import DayRefilled
from domain.service.hours import CreditReleased, EarnedService, PendingService, ServiceRevoked
from domain.service.paid_help import released_by
from domain.service.service import ServiceConfirmed
from domain.service.unearned import ServiceRejected, SignOutWithdrawn
from projections.ledger.projection import Batch, Tables, queries_of
from projections.ledger.reader import Reader
from projections.people.merged import ByMember

_queries = queries_of("services")

ServiceStatus = Literal["pending", "confirmed", "rejected", "withdrawn", "revoked"]


class Services(ByMember):
    """Services with their status, from entry to decision."""

    question = "services"

    def follow(self, batch: Batch, tables: Tables) -> None:
        """Add services, then the decisions about them.

        A release adds to what was earned, as does a day's cap that has room again; who stood up
        for the hours stays who decided. A revocation takes all back, whoever decided before.
        """
        added: list[tuple[Any, ...]] = []
        decided: list[tuple[Any, ...]] = []
        withdrawn: list[tuple[str, int, str]] = []
        released: list[tuple[Any, ...]] = []
        revoked: list[tuple[Any, ...]] = []
        for recorded in batch:
            actor = recorded.envelope.actor
            match released_by(recorded.fact):
                case PendingService() as fact:
                    added.append(_row(recorded, fact, "pending", fact.typed_in, actor, None, 0, 0))
                case ServiceConfirmed() as fact:
                    decided.append(
                        (
                            fact.service_id,
                            "confirmed",
                            actor,
                            fact.credited_minutes,
                            fact.points,
                            None,
                        )
                    )
                case EarnedService() as fact:
                    earned = fact.credited_minutes, fact.points
                    added.append(_row(recorded, fact, "confirmed", True, actor, actor, *earned))
                case ServiceRejected() as fact:
                    decided.append((fact.service_id, "rejected", actor, 0, 0, fact.reason_text))
                case SignOutWithdrawn() as fact:
                    withdrawn.append((fact.service_id, recorded.position, actor))
                case CreditReleased() as fact:
                    released.append((fact.service_id, fact.credited_minutes, fact.points, True))
                case DayRefilled() as fact:
                    released += [
                        (it.service_id, it.credited_minutes, it.points, False)
                        for it in fact.refills
                    ]
                    if isinstance(fact, ServiceRevoked):
                        revoked.append((fact.service_id, actor, fact.reason_text))
        tables.copy("add", _TYPES, added)
        tables.write("add_programmes", sorted(Counter(row[_PROGRAMME] for row in added).items()))
        tables.write("withdraw", withdrawn)
        tables.write("decide", decided)
        tables.write("release", released)
        tables.write("revoke", revoked)


_PROGRAMME: Final = 3
"""Where the programme stands in a row."""
_TYPES: Final = (
    *("text", "int8", "text", "text", "text", "text", "timestamptz", "timestamptz", "int8"),
    *("bool", "text", "text", "int8", "int8"),
)


def _row(
    recorded: Recorded, fact: PendingService | EarnedService, status: ServiceStatus, *rest: Any
) -> tuple[Any, ...]:
    return (
        fact.service_id,
        recorded.position,
        fact.member_id,
        fact.programme,
        fact.service_class,
        status,
        fact.starts_at,
        fact.ends_at,
        fact.minutes,
        *rest,
    )


class ListedService(NamedTuple):
    """A service; `reason_text` is the id of a text in the vault. `released`: by an audit."""

    service_id: str
    position: int
    member_id: str
    programme: str
    class_: str
    status: str
    starts_at: datetime
    ends_at: datetime
    minutes: int
    typed_in: bool
    entered_by: str
    decided_by: str | None
    credited_minutes: int
    points: int
    reason_text: str | None
    released: bool


async def services(
    reader: Reader,
    *,
    status: ServiceStatus | None = None,
    member_id: str | None = None,
    service_id: str | None = None,
    among: list[str] | None = None,
    before: int,
    limit: int,
) -> list[ListedService]:
    """Services, the last entered first; those of these people."""
    wanted = {
        "status": status,
        "member_id": member_id,
        "service_id": service_id,
        "among": among,
    }
    rows = await reader.rows(_queries["page"], **wanted, before=before, limit=limit)
    return [ListedService(*row.values()) for row in rows]


class WaitingService(NamedTuple):
    """A service that waits, with the fact that brought it: where it was, in which activity."""

    service: ListedService
    fact: PendingService


class Backlog(NamedTuple):
    """How many services wait, and when the one that waits longest ended."""

    services: int
    oldest: datetime | None


async def waiting_services(
    reader: Reader,
    *,
    after: int = 0,
    limit: int,
    service_id: str | None = None,
    among: list[str] | None = None,
) -> list[WaitingService]:
    """Services that wait for a word, the first entered first; those of these people."""
    wanted = {"service_id": service_id, "among": among}
    rows = await reader.rows(_queries["waiting"], after=after, limit=limit, **wanted)
    waiting = []
    for row in rows:
        data = row.pop("data")
        service = ListedService(*row.values())
        fact = decode(service.position, data).fact
        assert isinstance(fact, PendingService)
        waiting.append(WaitingService(service, fact))
    return waiting


async def backlog(reader: Reader, among: list[str] | None = None) -> Backlog:
    """How much waits for a word; of these people."""
    row = await reader.row(_queries["waiting_count"], among=among)
    return Backlog(row["services"], row["oldest"]) if row else Backlog(0, None)


class Served(NamedTuple):
    """So many confirmed services of one programme, with their minutes together."""

    programme: str
    services: int
    minutes: int


async def served_by_programme(
    reader: Reader, member_id: str, since: datetime, until: datetime
) -> list[Served]:
    """What a member served from one moment to another, the most minutes first."""
    rows = await reader.rows(
        _queries["by_programme"], member_id=member_id, since=since, until=until
    )
    return [Served(**row) for row in rows]


async def programmes(reader: Reader, *, limit: int = 30) -> list[str]:
    """The programmes that people served in, those of most services first."""
    rows = await reader.rows(_queries["programmes"], limit=limit)
    return [row["programme"] for row in rows]


class Typists(NamedTuple):
    """Two people of whom one typed services in and the other confirmed them."""

    entered_by: str
    decided_by: str
    services: int
    minutes: int
    members: int


async def long_services(
    reader: Reader, over_minutes: int, since: datetime, limit: int
) -> list[ListedService]:
    """Services that wait or are confirmed, longer than so many minutes, the longest first."""
    rows = await reader.rows(_queries["long"], over_minutes=over_minutes, since=since, limit=limit)
    return [ListedService(*row.values()) for row in rows]


async def unaudited_services(reader: Reader, limit: int) -> list[ListedService]:
    """Backfilled services that are confirmed and no audit released, the first entered first."""
    rows = await reader.rows(_queries["unaudited"], limit=limit)
    return [ListedService(*row.values()) for row in rows]


async def revoked_beside_cut_short(reader: Reader, limit: int) -> list[ListedService]:
    """Revoked services about whose day another one was not credited whole, the last first."""
    rows = await reader.rows(_queries["beside_cut_short"], limit=limit)
    return [ListedService(*row.values()) for row in rows]


async def frequent_typists(
    reader: Reader, least: int, since: datetime, limit: int
) -> list[Typists]:
    """Pairs behind at least so many confirmed services that were typed in, most first."""
    rows = await reader.rows(_queries["pairs"], least=least, since=since, limit=limit)
    return [Typists(**row) for row in rows]


class ConfirmedService(NamedTuple):
    """A service that counts: whose it is, of which class, when it began and how long it was.

    At its position stands the fact that brought it.
    """

    member_id: str
    class_: str
    starts_at: datetime
    minutes: int
    position: int


async def confirmed_between(
    reader: Reader, since: datetime, until: datetime
) -> list[ConfirmedService]:
    """The services that began from one moment to another, in order."""
    rows = await reader.rows(_queries["confirmed_between"], since=since, until=until)
    return [ConfirmedService(*row.values()) for row in rows]
