"""Who is called on how often, by whom, when last, and which call was missed?"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from domain.needs.calls import (
    CallHow,
    CallMade,
    CallOutcome,
    CallsAgreed,
    CallsEnded,
    Rhythm,
)
from projections.ledger.projection import Batch, Tables, queries_of
from projections.ledger.reader import Reader
from projections.people.merged import ByMember

_queries = queries_of("call_board")

FollowUp = Literal["again", "visit", "help"]


class CallBoard(ByMember):
    """Every promise to call, with the day of the last call."""

    question = "call_board"

    def follow(self, batch: Batch, tables: Tables) -> None:
        """Follow promises, calls and ends in their order."""
        for recorded in batch:
            match recorded.fact:
                case CallsAgreed() as it:
                    tables.run(
                        "agree",
                        calls_id=it.calls_id,
                        position=recorded.position,
                        member_id=it.assisted_id,
                        caller_id=it.caller_id,
                        rhythm=it.rhythm,
                        starts_on=it.starts_on,
                    )
                case CallMade() as it:
                    tables.run(
                        "call", calls_id=it.calls_id, on=it.on, how=it.how, outcome=it.outcome
                    )
                    tables.run("look", calls_id=it.calls_id)
                case CallsEnded() as it:
                    at = recorded.envelope.happened_at
                    tables.run("end", calls_id=it.calls_id, at=at)


class CallEntry(NamedTuple):
    """A promise to call; the next call is due a week, month or quarter after the last.

    `called_on` is also the day of a visit within a pairing. `is_missed`: that day has passed.
    `follow_up` is what the last call asks for: to try `again`, to `visit`, or, after a visit,
    to find `help`.
    """

    calls_id: str
    position: int
    member_id: str
    caller_id: str
    rhythm: Rhythm
    starts_on: date
    called_on: date | None
    tried_on: date | None
    last_how: CallHow | None
    last_outcome: CallOutcome | None
    ended_at: datetime | None
    next_due: date
    is_missed: bool
    follow_up: FollowUp | None


class SoughtCalls(NamedTuple):
    """Which promises are wanted; what is not said does not matter.

    `waits`: whether somebody has to go there, or to find help; `due_by` is a day.
    """

    calls_id: str | None = None
    caller_id: str | None = None
    member_id: str | None = None
    among: Collection[str] | None = None
    active: bool | None = None
    missed: bool | None = None
    waits: bool | None = None
    due_by: date | None = None


class CallDay(NamedTuple):
    """What was told last of one day."""

    called_day: date
    how: CallHow
    outcome: CallOutcome


async def call_board(
    reader: Reader,
    today: date,
    zone: ZoneInfo,
    sought: SoughtCalls,
    *,
    after: int = 0,
    limit: int = 50,
) -> list[CallEntry]:
    """Promises in the order in which they were given."""
    wanted = sought._asdict()
    wanted["among"] = None if sought.among is None else list(sought.among)
    rows = await reader.rows(
        _queries["page"], **wanted, today=today, zone=zone.key, after=after, limit=limit
    )
    return [CallEntry(**row) for row in rows]


async def call_days(reader: Reader, calls_id: str, limit: int = 50) -> list[CallDay]:
    """The days of one promise on which somebody called or tried, the latest first."""
    rows = await reader.rows(_queries["days"], calls_id=calls_id, limit=limit)
    return [CallDay(**row) for row in rows]
