"""Who recorded what, when, for whom; what caused it and what mended it?"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from domain.ledger.fact import Recorded, decode
from projections.ledger.projection import Batch, Projection, Tables, queries_of
from projections.ledger.reader import Reader

_queries = queries_of("audit_trail")
RELATED_MAX: Final = 100


class AuditTrail(Projection):
    """A row for each fact, which itself stays where it is, in the log; and rows for the days."""

    question = "audit_trail"

    def project(self, batch: Batch, tables: Tables) -> None:
        """Append the batch, and note between which positions each day stands."""
        recorded = _days((it.position, it.envelope.recorded_at) for it in batch)
        happened = _days((it.position, it.envelope.happened_at) for it in batch)
        tables.write("add_days", recorded)
        tables.write("add_happened", happened)
        envelopes = ((it.position, it.envelope) for it in batch)
        tables.copy(
            "add",
            ("int8", "text", "text", "timestamptz", "timestamptz", "text", "text", "text"),
            (
                (
                    *(position, it.id, it.type, it.recorded_at, it.happened_at),
                    *(it.actor, it.cause, it.mends),
                )
                for position, it in envelopes
            ),
        )


def _days(moments: Iterable[tuple[int, datetime]]) -> list[tuple[date, int, int]]:
    """Days of UTC, each with the first and the last of the positions that belong to it."""
    days: dict[date, tuple[int, int]] = {}
    for position, moment in moments:
        day = moment.astimezone(UTC).date()
        days[day] = days.get(day, (position, 0))[0], position
    return [(day, *positions) for day, positions in days.items()]


class Between(NamedTuple):
    """A time from a moment on and before another; without them, always."""

    since: datetime | None = None
    until: datetime | None = None


ALWAYS: Final = Between()


class Related(NamedTuple):
    """Positions of facts that belong to another: what caused it, what it mends, …"""

    cause: int | None
    mends: int | None
    mended_by: list[int]
    led_to: list[int]


async def audit_page(
    reader: Reader,
    *,
    about: Sequence[str] | None = None,
    type: str | None = None,
    actor: str | None = None,
    recorded: Between = ALWAYS,
    happened: Between = ALWAYS,
    before: int,
    limit: int,
) -> list[Recorded]:
    """Facts that fit all of what is asked, newest first.

    `about` are tags, any of which a fact may touch.
    """
    rows = await reader.rows(
        _queries["page"],
        about=list(about) if about else None,
        type=type,
        actor=actor,
        since=recorded.since,
        until=recorded.until,
        happened_since=happened.since,
        happened_until=happened.until,
        before=before,
        limit=limit,
    )
    return [decode(row["position"], row["data"]) for row in rows]


async def audit_fact(reader: Reader, position: int) -> Recorded | None:
    """The fact at a position, if there is one."""
    row = await reader.row(_queries["one"], position=position)
    return decode(row["position"], row["data"]) if row else None


async def facts_between(reader: Reader, first: int, last: int) -> list[Recorded]:
    """The facts from a position to another, both included, in their order."""
    rows = await reader.rows(_queries["between"], first=first, last=last)
    return [decode(row["position"], row["data"]) for row in rows]


async def facts_happened(reader: Reader, since: datetime, until: datetime) -> list[Recorded]:
    """What happened from a moment on and before another, in the order of the log."""
    rows = await reader.rows(_queries["happened"], since=since, until=until)
    return [decode(row["position"], row["data"]) for row in rows]


async def position_before(reader: Reader, moment: datetime) -> int:
    """The last position before that of the first fact that was recorded at a moment or later."""
    row = await reader.row(_queries["position_before"], moment=moment)
    return int(row["position"]) if row else 0


async def facts_of_ids(reader: Reader, fact_ids: Sequence[str]) -> dict[str, Recorded]:
    """The facts of these ids that there are."""
    rows = await reader.rows(_queries["by_fact_id"], fact_ids=list(fact_ids))
    return {row["fact_id"]: decode(row["position"], row["data"]) for row in rows}


async def people_behind(reader: Reader, recorded: Recorded) -> tuple[str, ...]:
    """Who had a part in a fact, in what led to it and in what it mends: members, and the office."""
    found, done = [recorded], {recorded.envelope.id}
    for it in found:
        before = {it.envelope.cause, it.envelope.mends} - {None, *done}
        ids = [fact_id for fact_id in before if fact_id]
        done.update(ids)
        found += (await facts_of_ids(reader, ids)).values() if ids else ()
    people = {
        who
        for it in found
        for who in (it.envelope.actor, it.envelope.on_behalf_of, *it.fact.vouched_by())
        if who
    }
    return tuple(sorted(people))


async def facts_of_actor(
    reader: Reader, actor: str | None, types: Sequence[str]
) -> Iterator[Recorded]:
    """All facts of some types that somebody recorded, or anybody, in their order."""
    rows = await reader.rows(_queries["of_actor"], actor=actor, types=list(types))
    return (decode(row["position"], row["data"]) for row in rows)


async def audit_bytes(reader: Reader, position: int) -> bytes | None:
    """The very bytes that the log has at a position."""
    row = await reader.row(_queries["one"], position=position)
    return bytes(row["data"]) if row else None


async def related_facts(reader: Reader, recorded: Recorded) -> Related:
    """The facts around one; no more than 100 of them."""
    rows = await reader.rows(
        _queries["related"],
        position=recorded.position,
        fact_id=recorded.envelope.id,
        cause=recorded.envelope.cause,
        mends=recorded.envelope.mends,
        limit=RELATED_MAX,
    )
    found: dict[str, list[int]] = {"cause": [], "mends": [], "mended_by": [], "led_to": []}
    for row in rows:
        found[row["relation"]].append(row["position"])
    return Related(
        next(iter(found["cause"]), None),
        next(iter(found["mends"]), None),
        found["mended_by"],
        found["led_to"],
    )


class LateMend(NamedTuple):
    """A fact that put another one right long after it was recorded."""

    position: int
    type: str
    actor: str
    recorded_at: datetime
    mended_position: int
    mended_recorded_at: datetime


class Burst(NamedTuple):
    """So many facts of one type that somebody recorded on one day."""

    actor: str
    day: date
    facts: int


async def late_mends(reader: Reader, days: int, since: datetime, limit: int) -> list[LateMend]:
    """Facts that mend others more than so many days later, the last first."""
    rows = await reader.rows(_queries["late_mends"], days=days, since=since, limit=limit)
    return [LateMend(**row) for row in rows]


async def counts_by_actor(
    reader: Reader, types: Sequence[str], since: datetime
) -> dict[str, dict[str, int]]:
    """How many facts of these types each person recorded."""
    rows = await reader.rows(_queries["counts_by_actor"], types=list(types), since=since)
    found: dict[str, dict[str, int]] = {row["actor"]: dict.fromkeys(types, 0) for row in rows}
    for row in rows:
        found[row["actor"]][row["type"]] = row["facts"]
    return found


async def bursts(
    reader: Reader, zone: ZoneInfo, *, type: str, least: int, since: datetime, limit: int
) -> list[Burst]:
    """Days of the community's calendar with at least so many facts of a type by one person."""
    rows = await reader.rows(
        _queries["bursts"], zone=zone.key, type=type, least=least, since=since, limit=limit
    )
    return [Burst(**row) for row in rows]
