"""What does the other side say of services, whose word is waited for, and how content are they?"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final, NamedTuple

from domain.ledger.fact import Recorded
from domain.people.membership import MembersMerged
from domain.service.attestation import ServiceAttestedLate, ServiceDisputed, WordGiven
from domain.service.hours import PendingService, ServiceRevoked
from domain.service.paid_help import WordOnHelp
from domain.service.plan import ActivityPublished
from domain.service.service import ServiceConfirmed
from domain.service.unearned import ServiceRejected, SignOutWithdrawn
from domain.ties.kin import KinEnded, KinRecorded
from projections.ledger.projection import Batch, Tables, queries_of
from projections.ledger.reader import Reader
from projections.people.merged import ByMember

ANSWERS_MIN: Final = 5
"""Fewer answers are not shown as a figure: it could be told who gave which."""

_queries = queries_of("attestations")


class Attestations(ByMember):
    """Services with what the other side said of them, and who is whose relative."""

    question = "attestations"

    def follow(self, batch: Batch, tables: Tables) -> None:
        """Add services, then what was said and decided about them; the ties in their order."""
        activities, added, said = [], [], []
        decided: list[tuple[str, int, str, str | None]] = []
        for recorded in batch:
            match recorded.fact:
                case ActivityPublished() as fact:
                    activities.append((fact.activity_id, fact.team))
                case PendingService() as fact:
                    added.append(_row(recorded, fact))
                case WordGiven() | ServiceAttestedLate() | ServiceDisputed() | WordOnHelp():
                    said += _said(recorded)
                case ServiceConfirmed() as fact:
                    confirmed = "confirmed", fact.service_class
                    decided.append((fact.service_id, recorded.position, *confirmed))
                case ServiceRejected() | SignOutWithdrawn() as fact:
                    decided.append((fact.service_id, recorded.position, "rejected", None))
                case ServiceRevoked() as fact:
                    decided.append((fact.service_id, recorded.position, "revoked", None))
                case KinRecorded() | KinEnded():
                    _tie(recorded, tables)
        tables.write("add_activities", activities)
        tables.write("add", added)
        tables.write("say", said)
        tables.write("decide", decided)

    def merge(self, merge: MembersMerged, tables: Tables) -> None:
        """Give the services, the words and the ties of one record to the other."""
        super().merge(merge, tables)
        tables.run("merge_ties", gone=merge.member_id, stays=merge.into_id)


def _row(recorded: Recorded, fact: PendingService) -> tuple[Any, ...]:
    return (
        fact.service_id,
        recorded.position,
        fact.member_id,
        fact.helped(),
        fact.in_activity(),
        fact.programme,
        fact.starts_at,
        fact.ends_at,
        fact.minutes,
        fact.service_class,
    )


def _said(recorded: Recorded) -> list[tuple[Any, ...]]:
    """What was said, by whom and through whom; of a need that was no service, nothing."""
    fact, at = recorded.fact, (recorded.position,)
    heard_by = recorded.envelope.actor
    match fact:
        case WordGiven() | ServiceAttestedLate():
            who = "attested", fact.by, fact.attester_id, heard_by
            return [(fact.service_id, *at, *who, fact.satisfaction, fact.remark_text)]
        case ServiceDisputed():
            who = "disputed", fact.by, fact.attester_id, heard_by
            return [(fact.service_id, *at, *who, None, fact.reason_text)]
        case WordOnHelp(service_id=str()):
            said = "attested" if fact.minutes_accepted else "disputed"
            spoken = said, fact.said_by(), None, heard_by
            return [(fact.service_id, *at, *spoken, fact.smiles(), None)]
    return []


def _tie(recorded: Recorded, tables: Tables) -> None:
    match recorded.fact:
        case KinRecorded() as fact:
            tables.run("untie", kin_ids=[fact.kin_id, *fact.replaced_ids])
            tables.write("tie", [(fact.kin_id, fact.member_id, fact.relative_id)])
        case KinEnded() as fact:
            tables.run("untie", kin_ids=list(fact.kin_ids))


class Unsaid(NamedTuple):
    """A service that waits for the other side's word; `said` is empty, or that they denied it."""

    service_id: str
    position: int
    member_id: str
    helped_id: str | None
    programme: str
    starts_at: datetime
    ends_at: datetime
    minutes: int
    said: str


async def waiting_for(
    reader: Reader, member_id: str, since: datetime, *, limit: int = 50
) -> list[Unsaid]:
    """The services since a moment of which a member or their relatives can say, the last first."""
    wanted = {"member_id": member_id, "since": since, "limit": limit}
    return [Unsaid(**row) for row in await reader.rows(_queries["waiting"], **wanted)]


async def waiting_in_team(
    reader: Reader, team: str, lead_id: str, since: datetime, *, limit: int = 50
) -> list[Unsaid]:
    """The services in a team's activities since a moment of which its lead can say, last first.

    Not their own, nor those of their relatives.
    """
    wanted = {"team": team, "lead_id": lead_id, "since": since, "limit": limit}
    return [Unsaid(**row) for row in await reader.rows(_queries["waiting_in_team"], **wanted)]


async def unsaid_of(
    reader: Reader, member_id: str, since: datetime, *, limit: int = 50
) -> list[Unsaid]:
    """A helper's services since a moment of which nobody has said anything, the last first."""
    wanted = {"member_id": member_id, "since": since, "limit": limit}
    return [Unsaid(**row) for row in await reader.rows(_queries["unsaid_of"], **wanted)]


async def one_service(reader: Reader, service_id: str) -> Unsaid | None:
    """A service that waited for somebody's word, whatever became of it."""
    row = await reader.row(_queries["one"], service_id=service_id)
    return Unsaid(**row) if row else None


class Said(NamedTuple):
    """What the other side said: `by` whom, whose word it is, who entered it."""

    service_id: str
    said: str
    said_by: str
    attester_id: str | None
    heard_by: str
    satisfaction: int | None
    remark_text: str | None


async def words_on(reader: Reader, service_ids: Iterable[str]) -> dict[str, Said]:
    """What was said of these services, by their ids."""
    rows = await reader.rows(_queries["words"], service_ids=list(service_ids))
    return {row["service_id"]: Said(**row) for row in rows}


def _average(answers: int, total: int) -> int | None:
    """In hundredths, of five answers at least."""
    return round(total * 100 / answers) if answers >= ANSWERS_MIN else None


async def own_average(reader: Reader, member_id: str, since: datetime) -> int | None:
    """How content people are with a helper, in hundredths of a face; of few answers nothing."""
    row = await reader.row(_queries["own_smiles"], member_id=member_id, since=since)
    return _average(row["answers"], row["total"]) if row else None


class Contentment(NamedTuple):
    """What was said of the confirmed services of a programme or team.

    `average` is in hundredths of a face and `answers` how many there are; both only from five on.
    """

    name: str
    services: int
    attested: int
    disputed: int
    answers: int | None
    average: int | None


async def by_programme(reader: Reader, since: datetime, *, limit: int = 50) -> list[Contentment]:
    """By programme, those of most services first."""
    rows = await reader.rows(_queries["by_programme"], since=since, limit=limit)
    return [_contentment(row) for row in rows]


async def by_team(reader: Reader, since: datetime, *, limit: int = 50) -> list[Contentment]:
    """By the team whose activity it was, those of most services first."""
    rows = await reader.rows(_queries["by_team"], since=since, limit=limit)
    return [_contentment(row) for row in rows]


def _contentment(row: dict[str, Any]) -> Contentment:
    answers, total = row.pop("answers"), row.pop("total")
    shown = answers if answers >= ANSWERS_MIN else None
    return Contentment(**row, answers=shown, average=_average(answers, total))


class Pair(NamedTuple):
    """Two people between whom there are many words: who was helped or heard it, and the helper."""

    member_id: str
    other_id: str | None
    answers: int


async def always_five(
    reader: Reader, since: datetime, *, least: int, limit: int = 20
) -> list[Pair]:
    """Helpers with whom somebody was most content, so many times and never less."""
    rows = await reader.rows(_queries["always_five"], since=since, least=least, limit=limit)
    return [Pair(row["member_id"], row["attester_id"], row["answers"]) for row in rows]


async def often_heard(
    reader: Reader, since: datetime, *, least: int, limit: int = 20
) -> list[Pair]:
    """Helpers for whom one of the office entered the other side's word, so many times."""
    rows = await reader.rows(_queries["hearers"], since=since, least=least, limit=limit)
    return [Pair(row["member_id"], row["heard_by"], row["answers"]) for row in rows]
