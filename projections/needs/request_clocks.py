"""How long do requests wait: to be looked at, to be taken on, to be met?"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal, NamedTuple, get_args
from zoneinfo import ZoneInfo

from domain.ledger.fact import Fact
from domain.needs.claims import RequestClaimed
from domain.needs.fulfilment import RequestFulfilled, RequestServed
from domain.needs.giving_back import RequestGivenBack
from domain.needs.requests import RequestDeclined, RequestEnded, RequestMade, RequestPublished
from domain.people.membership import MemberLeft
from domain.service.counting.hold import HoldMove
from domain.service.hours import ServiceRevoked
from domain.service.unearned import ServiceRejected
from projections.ledger.projection import Batch, Projection, Tables, queries_of
from projections.ledger.reader import Reader

_queries = queries_of("request_clocks")
_NEED: Final = "need:"

Stage = Literal["review", "claim", "completion"]
STAGES: Final[tuple[Stage, ...]] = get_args(Stage)
Outcome = Literal["met", "given_up"]


class RequestClocks(Projection):
    """The clocks of each request, of which one at most runs; whether it is late is computed."""

    question = "request_clocks"

    def project(self, batch: Batch, tables: Tables) -> None:
        """Stop and start clocks in the order of the facts: they are few."""
        for recorded in batch:
            at, position = recorded.envelope.recorded_at, recorded.position
            for it in _turns(recorded.fact):
                if it.stopped:
                    of, outcome = it.of, it.stopped
                    tables.run("stop", need_id=it.need_id, of=of, outcome=outcome, at=at)
                if it.started:
                    stage = it.started
                    tables.run("start", need_id=it.need_id, stage=stage, at=at, position=position)


class _Turn(NamedTuple):
    """How the clock that runs is stopped, or that `of` a stage alone; and which is started then.

    None is started while another one runs.
    """

    need_id: str
    stopped: Outcome | None = None
    started: Stage | None = None
    of: Stage | None = None


def _turns(fact: Fact) -> Iterator[_Turn]:
    """What a fact does to the clocks of needs."""
    match fact:
        case RequestMade():
            yield _Turn(fact.need_id, started="review")
        case RequestPublished():
            yield _Turn(fact.need_id, "met", "claim", of="review")
        case RequestClaimed():
            is_taken_over = fact.supersedes_id is not None
            yield _Turn(fact.need_id, "given_up" if is_taken_over else "met", "completion")
        case RequestGivenBack():
            yield _Turn(fact.need_id, "given_up", "claim")
        case RequestServed() | RequestFulfilled():
            yield _Turn(fact.need_id, "met")
        case ServiceRejected(hold=HoldMove() as hold):
            yield _Turn(hold.need_id, started="completion")
        case ServiceRevoked(hold=HoldMove() as hold):
            yield _Turn(hold.need_id, started="claim")
        case RequestEnded():
            if isinstance(fact, RequestDeclined):
                yield _Turn(fact.need_id, "met", of="review")
            yield _Turn(fact.need_id, "given_up")
        case MemberLeft():
            for tag in fact.given_up:
                if tag.startswith(_NEED):
                    yield _Turn(tag.removeprefix(_NEED), "given_up")


class Limits(NamedTuple):
    """Within how many days a stage has to end, from each of these days on, in their order.

    What was started before all of them is bound by the first one, too.
    """

    from_days: tuple[date, ...]
    days: tuple[int, ...]

    def on(self, day: date) -> int:
        """What held on a day."""
        held = [it for start, it in zip(self.from_days, self.days, strict=True) if start <= day]
        return held[-1] if held else self.days[0]


class Running(NamedTuple):
    """The clock that runs for a request, and since when."""

    need_id: str
    stage: Stage
    since: datetime


async def running_clocks(reader: Reader, need_ids: Sequence[str]) -> dict[str, Running]:
    """The clocks that run for these requests."""
    rows = await reader.rows(_queries["running"], need_ids=list(need_ids))
    return {row["need_id"]: Running(**row) for row in rows}


class ClockMonth(NamedTuple):
    """What became of the clocks of one stage that were started in a month.

    `late` are those that ended, or still run, after their last day; `median_days` is of those that
    were met, None where none was.
    """

    month: date
    stage: Stage
    started: int
    met: int
    in_time: int
    late: int
    running: int
    median_days: Decimal | None

    @property
    def percent_in_time(self) -> int | None:
        """How many of a hundred were met in time, of those of which that can be said."""
        judged = self.in_time + self.late
        return round(100 * self.in_time / judged) if judged else None


async def clock_months(
    reader: Reader, limits: Mapping[Stage, Limits], since: datetime, today: date, *, zone: ZoneInfo
) -> list[ClockMonth]:
    """The months since then, the newest first, each with its stages in their order."""
    found: list[ClockMonth] = []
    for stage in STAGES:
        rows = await reader.rows(
            _queries["months"],
            stage=stage,
            from_days=list(limits[stage].from_days),
            days=list(limits[stage].days),
            since=since,
            today=today,
            zone=zone.key,
        )
        found += [ClockMonth(stage=stage, **row) for row in rows]
    return sorted(found, key=lambda it: (-it.month.toordinal(), STAGES.index(it.stage)))
