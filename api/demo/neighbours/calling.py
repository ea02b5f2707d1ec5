"""Calls on the demo community's oldest, as they were made, tried and missed up to today."""

from calendar import monthrange
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from api.serving.composition import Community
from domain.ledger.decision import Decision, Request
from domain.ledger.fact import Fact
from domain.needs.calls import AgreeCalls, CallOutcome, Rhythm, TellOfCall
from projections.needs.call_board import CallEntry, SoughtCalls, call_board

Act = Callable[[str, Decision, str, datetime | None], Awaitable[Fact | None]]

MISSED_EVERY: Final = 7
"""One promise in so many has not been kept lately."""
FORGOTTEN_EVERY: Final = 8
"""One turn in so many was missed, and mended in the next."""
NO_ANSWER_EVERY: Final = 5
WORRIED_EVERY: Final = 10
"""After the last call of one promise in so many somebody should go and see."""
MONTHS: Final[dict[Rhythm, int]] = {"monthly": 1, "quarterly": 3}
BY_DESK_EVERY: Final = 4
"""The desk tells of the calls of one promise in so many."""
LATE_DAYS: Final = 3
READ_MAX: Final = 200


async def make_calls(community: Community, coordinator: str) -> None:
    """Each caller calls at the rhythm that was agreed, but for those who forgot."""
    today = datetime.now(community.zone).date()
    sought = SoughtCalls(active=True)
    board = await call_board(community.reader, today, community.zone, sought, limit=READ_MAX)
    told: list[Request] = []
    for number, it in enumerate(board):
        days = [*_called_on(it, number, today)]
        for turn, day in enumerate(days):
            is_last = turn == len(days) - 1
            is_again = (number + turn) % NO_ANSWER_EVERY == 0 and not is_last
            if is_again:
                told.append(_told(community, it, day, "not_reached"))
            worried = is_last and number % WORRIED_EVERY == WORRIED_EVERY - 1
            outcome: CallOutcome = "needs_help" if worried else "well"
            by = coordinator if number % BY_DESK_EVERY == BY_DESK_EVERY - 1 else None
            told.append(_told(community, it, day + timedelta(is_again), outcome, by=by))
    await community.recorder.record_all(told)


async def promise(
    act: Act, assisted: Sequence[str], caller_id: str, coordinator: str, today: date
) -> None:
    """Somebody calls on these people every week: on the first one today, on the others later."""
    for number, assisted_id in enumerate(assisted):
        agree = AgreeCalls(
            assisted_id=assisted_id,
            caller_id=caller_id,
            rhythm="weekly",
            starts_on=today - timedelta(7 - 2 * number),
        )
        await act(f"calls by {caller_id} {number}", agree, coordinator, None)


def _told(
    community: Community,
    promise: CallEntry,
    day: date,
    outcome: CallOutcome,
    *,
    by: str | None = None,
) -> Request:
    """What a call found: the caller says it, or the desk for them."""
    call = TellOfCall(
        calls_id=promise.calls_id,
        on=day,
        how="phone",
        outcome=outcome,
        by_office=by is not None,
    )
    return Request(
        decision=call,
        actor=by or promise.caller_id,
        key=f"demo call {promise.calls_id} {day}",
        happened_at=datetime.combine(day, time(10), community.zone),
    )


def _called_on(promise: CallEntry, number: int, today: date) -> Iterator[date]:
    """On which days somebody called: once in each turn, on the same day of it."""
    ends = today
    if number % MISSED_EVERY == 0:
        ends = _turn(promise, -1, today) - timedelta(LATE_DAYS + number % 4)
    turn = 0
    while (day := _turn(promise, turn, promise.starts_on) + timedelta(number % 4)) <= ends:
        if (number + turn) % FORGOTTEN_EVERY:
            yield day
        turn += 1


def _turn(promise: CallEntry, turns: int, day: date) -> date:
    """The day so many turns of a promise after another."""
    if promise.rhythm == "weekly":
        return day + timedelta(7 * turns)
    month = day.year * 12 + day.month - 1 + MONTHS[promise.rhythm] * turns
    year, month = divmod(month, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
