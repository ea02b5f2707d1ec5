"""Which gifts between relatives, and which ties, are worth a second look?"""

from datetime import datetime, timedelta
from typing import NamedTuple

from domain.service.transfer import CreditTransferred
from domain.ties.kin import KinEnded, KinRecorded
from domain.ties.proxy import ProxyEnded
from projections.ledger.projection import Batch, Tables, queries_of
from projections.ledger.reader import Reader
from projections.people.merged import ByMember

_queries = queries_of("odd_ties")


class OddTies(ByMember):
    """Gifts to relatives, ties with who recorded them, and the ends of ties and of helping."""

    question = "odd_ties"

    def follow(self, batch: Batch, tables: Tables) -> None:
        """Add what happened; nothing of it changes."""
        gifts, ties, endings = [], [], []
        for recorded in batch:
            position, envelope = recorded.position, recorded.envelope
            by = position, envelope.actor, envelope.recorded_at
            match recorded.fact:
                case CreditTransferred(to=str()) as fact:
                    moved = fact.giver_id, fact.to, fact.amount, envelope.happened_at
                    gifts.append((position, *moved, envelope.recorded_at))
                case KinRecorded() as fact:
                    ties.append((*by, fact.member_id, fact.relative_id, fact.evidence))
                case KinEnded() as fact:
                    people = fact.member_id, fact.relative_id
                    endings.append((*by, "kin", *people, fact.reason_text))
                case ProxyEnded() as fact:
                    endings.append((*by, "proxy", fact.member_id, fact.helper_id, None))
        tables.write("give", gifts)
        tables.write("tie", ties)
        tables.write("end", endings)


async def given_to_kin(reader: Reader, giver_id: str, since: datetime, until: datetime) -> int:
    """Minutes of credit that a member gave to relatives from a moment on and before another."""
    row = await reader.row(_queries["given"], giver_id=giver_id, since=since, until=until)
    return int(row["minutes"]) if row else 0


class Ring(NamedTuple):
    """Two people who gave to each other: minutes there, and back."""

    member_id: str
    other_id: str
    gifts: int
    minutes: int
    minutes_back: int


async def rings(reader: Reader, since: datetime, limit: int) -> list[Ring]:
    """Who gave to each other, those of most minutes first."""
    return [Ring(**it) for it in await reader.rows(_queries["rings"], since=since, limit=limit)]


class Hub(NamedTuple):
    """Somebody between whom and so many others time moved."""

    member_id: str
    people: int
    minutes: int


async def gave_to_many(reader: Reader, since: datetime, *, least: int, limit: int) -> list[Hub]:
    """Who gave to so many relatives."""
    wanted = {"since": since, "least": least, "limit": limit}
    return [Hub(**it) for it in await reader.rows(_queries["gave_to_many"], **wanted)]


async def had_of_many(reader: Reader, since: datetime, *, least: int, limit: int) -> list[Hub]:
    """Who was given by so many relatives."""
    wanted = {"since": since, "least": least, "limit": limit}
    return [Hub(**it) for it in await reader.rows(_queries["had_of_many"], **wanted)]


class FreshTie(NamedTuple):
    """A gift between two people of whom it was recorded shortly before that they are relatives."""

    position: int
    giver_id: str
    taker_id: str
    minutes: int
    given_at: datetime
    tied_at: datetime
    tied_by: str
    evidence: str


async def gifts_on_fresh_ties(
    reader: Reader, since: datetime, *, within: timedelta, limit: int
) -> list[FreshTie]:
    """Gifts so soon after the tie, the last first."""
    wanted = {"since": since, "within": within, "limit": limit}
    return [FreshTie(**it) for it in await reader.rows(_queries["fresh"], **wanted)]


class Recorder(NamedTuple):
    """Somebody who recorded so many ties, of which so many were only told."""

    recorded_by: str
    ties: int
    told: int


async def recorded_many(
    reader: Reader, since: datetime, *, least: int, limit: int
) -> list[Recorder]:
    """Who recorded so many ties alone."""
    wanted = {"since": since, "least": least, "limit": limit}
    return [Recorder(**it) for it in await reader.rows(_queries["recorders"], **wanted)]


class Ending(NamedTuple):
    """What ended between two people, `kin` or `proxy`, and who said so."""

    position: int
    what: str
    member_id: str
    other_id: str
    ended_by: str
    ended_at: datetime
    reason_text: str | None


async def endings(reader: Reader, since: datetime, limit: int) -> list[Ending]:
    """What others than the two people ended, the last first."""
    found = await reader.rows(_queries["endings"], since=since, limit=limit)
    return [Ending(**it) for it in found]


class ServedKin(NamedTuple):
    """A sale of points to a relative of whoever stood at the till."""

    position: int
    cashier_id: str
    member_id: str
    happened_at: datetime


async def served_kin(reader: Reader, since: datetime, limit: int) -> list[ServedKin]:
    """Sales to relatives, made without the network or before the tie; the last first."""
    found = await reader.rows(_queries["served_kin"], since=since, limit=limit)
    return [ServedKin(**it) for it in found]
