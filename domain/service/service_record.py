"""A member's record of service: when they served, what was credited, and what was cut short."""

from bisect import bisect_left, insort
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from msgspec import field

from domain.ledger.decision import State
from domain.ledger.fact import Fact, Recorded
from domain.people.membership import MembersMerged
from domain.rules.rules import ServiceClass, Terms
from domain.service.counting.refill import DayRefilled
from domain.service.hours import CreditReleased, EarnedService, ServiceRevoked
from domain.service.paid_help import WordOnHelp, released_by

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class CutShort(NamedTuple):
    """A service of which not all minutes were credited; `released`: by an audit."""

    service_class: ServiceClass
    minutes: int
    credited_minutes: int
    released: bool

    def earns(self, terms: Terms) -> bool:
        """Whether it would earn by all its minutes, if the cap of its day had room."""
        return self.released or self.service_class in terms.earning_classes


class ServiceRecord(
    State,
    of="member",
    folds=(EarnedService, CreditReleased, WordOnHelp, DayRefilled, MembersMerged),
):
    """When one member served, how many minutes of each day were credited, and what was cut short.

    Times are microseconds since 1970: a member of many years has thousands of them. With `mixed`
    they are those of two records, which may overlap.
    """

    served: list[tuple[int, int]] = field(default_factory=list)
    revoked: list[tuple[int, int]] = field(default_factory=list)
    minutes_by_day: dict[str, int] = field(default_factory=dict)
    cut_short: dict[str, dict[str, CutShort]] = field(default_factory=dict)
    mixed: bool = False

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Keep the interval of a recognised service, and the minutes credited to its day."""
        match released_by(fact):
            case EarnedService() as fact:
                insort(self.served, _interval(fact.starts_at, fact.ends_at))
                self._credit(fact.day, fact.credited_minutes)
                cut = CutShort(fact.service_class, fact.minutes, fact.credited_minutes, False)
                self._note(fact.day, fact.service_id, cut)
            case CreditReleased() as fact:
                self._credit(fact.day, fact.credited_minutes)
                self._add(fact.day, fact.service_id, fact.credited_minutes, released=True)
            case DayRefilled() as fact:
                if isinstance(fact, ServiceRevoked):
                    self._revoke(fact)
                for it in fact.refills:
                    self._credit(fact.day, it.credited_minutes)
                    self._add(fact.day, it.service_id, it.credited_minutes)
            case MembersMerged():
                self.mixed = True

    def _revoke(self, fact: ServiceRevoked) -> None:
        interval = _interval(fact.starts_at, fact.ends_at)
        self.served.remove(interval)
        self.revoked.append(interval)
        self._credit(fact.day, -fact.credited_minutes)
        self._note(fact.day, fact.service_id, None)

    def _credit(self, day: date, minutes: int) -> None:
        if minutes:
            self.minutes_by_day[day.isoformat()] = self.credited_on(day) + minutes

    def _add(self, day: date, service_id: str, minutes: int, *, released: bool = False) -> None:
        """More of a service was credited."""
        if cut := self.cut_short_on(day).get(service_id):
            credited = cut.credited_minutes + minutes
            more = cut._replace(credited_minutes=credited, released=cut.released or released)
            self._note(day, service_id, more)

    def _note(self, day: date, service_id: str, cut: CutShort | None) -> None:
        """Remember a service in so far as it was cut short, and no day on which none was."""
        kept = dict(self.cut_short_on(day))
        if cut and cut.credited_minutes < cut.minutes:
            kept[service_id] = cut
        else:
            kept.pop(service_id, None)
        if kept:
            self.cut_short[day.isoformat()] = kept
        else:
            self.cut_short.pop(day.isoformat(), None)

    def cut_short_on(self, day: date) -> dict[str, CutShort]:
        """The services of a calendar day that were cut short, by id, the first recognised first."""
        return self.cut_short.get(day.isoformat(), {})

    def overlaps(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether a recognised service covers any of that time; touching ends do not.

        Recognised services of one record never overlap, so only the neighbours can.
        """
        begin, finish = _interval(starts_at, ends_at)
        after = bisect_left(self.served, (begin, begin))
        near = self.served if self.mixed else self.served[max(after - 1, 0) : after + 1]
        return any(start < finish and begin < end for start, end in near)

    def overlaps_revoked(
        self, starts_at: datetime, ends_at: datetime, *, but: tuple[datetime, datetime] | None
    ) -> bool:
        """Whether any service that was taken back, but one, covers any of that time."""
        begin, finish = _interval(starts_at, ends_at)
        revoked = self.revoked.copy()
        if but is not None and (known := _interval(*but)) in revoked:
            revoked.remove(known)
        return any(start < finish and begin < end for start, end in revoked)

    def credited_on(self, day: date) -> int:
        """Minutes credited to a calendar day so far."""
        return self.minutes_by_day.get(day.isoformat(), 0)


def _interval(starts_at: datetime, ends_at: datetime) -> tuple[int, int]:
    tick = timedelta(microseconds=1)
    return (starts_at - EPOCH) // tick, (ends_at - EPOCH) // tick
