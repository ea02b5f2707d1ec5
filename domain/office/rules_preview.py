"""Rules in preview: what terms would have made of services that were given already."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from domain.rules.rules import ServiceClass, Terms


class Given(NamedTuple):
    """A service that was confirmed: whose, on which of the community's days, for how long."""

    member_id: str
    service_class: ServiceClass
    day: date
    minutes: int


class Outcome(NamedTuple):
    """What terms make of services: points and credit by member, and how many do not count.

    A service that is too short or too long for the terms could not have been confirmed.
    """

    points: Counter[str]
    credit: Counter[str]
    services: int
    too_short: int
    too_long: int


class Comparison(NamedTuple):
    """How many members would have had more points by other terms, and how many fewer."""

    more: int
    fewer: int


def outcome_of(services: Iterable[Given], terms: Terms) -> Outcome:
    """What the terms make of services, in the order in which they were given."""
    points, credit = Counter[str](), Counter[str]()
    credited = Counter[tuple[str, date]]()
    count = too_short = too_long = 0
    for it in services:
        if it.minutes < terms.service_minutes_min:
            too_short += 1
            continue
        if it.minutes > terms.service_minutes_max:
            too_long += 1
            continue
        count += 1
        if it.service_class not in terms.earning_classes:
            continue
        left = max(terms.credited_minutes_per_day_max - credited[it.member_id, it.day], 0)
        minutes = min(it.minutes, left)
        credited[it.member_id, it.day] += minutes
        points[it.member_id] += terms.points_for(minutes)
        credit[it.member_id] += terms.credit_for(minutes)
    return Outcome(points, credit, count, too_short, too_long)


def compare(now: Outcome, then: Outcome) -> Comparison:
    """Whom other terms would have given more points, and whom fewer."""
    people = now.points.keys() | then.points.keys()
    changes = [then.points[it] - now.points[it] for it in people]
    return Comparison(sum(it > 0 for it in changes), sum(it < 0 for it in changes))
