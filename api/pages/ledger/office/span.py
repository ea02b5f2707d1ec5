"""The time that a report is about: a month, or any days, by the world's clock or by the book's."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Final, NamedTuple
from zoneinfo import ZoneInfo

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError

from api.pages.ledger.filter import FactFilter, read_query
from api.pages.ledger.office.month import read_month
from api.serving.fields import Day, Word
from projections.office.turnover import Clock

BEGINNING: Final = date(1900, 1, 1)
"""Before anything that a community ever wrote down."""


class Wanted(FactFilter):
    """Days as the filter of the audit trail has them, or by their clock, or a month."""

    by: Clock = "happened"
    first: Day | None = None
    last: Day | None = None
    month: Word | None = None


class Span(NamedTuple):
    """Days of the community's calendar, all in it; without a first one, from the beginning."""

    clock: Clock
    first: date | None
    last: date

    @property
    def is_month(self) -> bool:
        """Whether it is a whole month of the calendar."""
        return self.first is not None and self.first.day == 1 and self == month_at(self)

    def moments(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """When it begins, and when it is over."""
        begins, ends = self.first or BEGINNING, self.last + timedelta(days=1)
        since, until = (datetime.combine(it, time(), zone).astimezone(UTC) for it in (begins, ends))
        return since, until

    def as_filter(self, fact_type: str | None = None) -> FactFilter:
        """The same days in the audit trail, of one type of facts or all."""
        if self.clock == "recorded":
            return FactFilter(type=fact_type, since=self.first, until=self.last)
        return FactFilter(type=fact_type, happened_since=self.first, happened_until=self.last)

    def as_query(self) -> str:
        """The same, to be put into an address."""
        first = f"&first={self.first}" if self.first else ""
        return f"by={self.clock}{first}&last={self.last}"


def month_at(span: Span) -> Span:
    """The whole month in which a span begins."""
    first = (span.first or span.last).replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    return Span(span.clock, first, after - timedelta(days=1))


def month_before(span: Span) -> Span:
    """The month before that in which a span begins."""
    first = (span.first or span.last).replace(day=1)
    return month_at(Span(span.clock, None, first - timedelta(days=1)))


def read_span(wanted: Wanted, today: date) -> Span:
    """What is asked for; last month when nothing is. Raises a problem for what makes no sense."""
    days: tuple[tuple[Clock, date | None, date | None], ...] = (
        ("recorded", wanted.since, wanted.until),
        ("happened", wanted.happened_since, wanted.happened_until),
        (wanted.by, wanted.first, wanted.last),
    )
    asked = [Span(clock, first, last or today) for clock, first, last in days if first or last]
    if not asked:
        month = read_month(wanted.month, today)
        return Span(wanted.by, month.first, month.until - timedelta(days=1))
    span = asked[0]
    if len(asked) > 1 or (span.first and span.first > span.last):
        error = {"type": "value_error", "loc": ("query", "first"), "msg": "no such days"}
        raise RequestValidationError([error])
    return span


def wanted_of(request: Request) -> Wanted:
    """What an address asks for. Raises a problem."""
    return read_query(request, Wanted)


Asked = Annotated[Wanted, Depends(wanted_of)]
