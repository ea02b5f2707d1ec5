"""Earnings: what a service brings its volunteer under the rules."""

from datetime import date
from typing import TypedDict

from domain.rules.rules import RulesAdopted, ServiceClass


class Earnings(TypedDict):
    """What a service brings, by the names of the fields of an `EarnedService`."""

    minutes: int
    credited_minutes: int
    credit: int
    points: int
    rule_version: str
    day: date


def earnings(
    minutes: int,
    day: date,
    credited_before: int,
    rules: RulesAdopted,
    *,
    of_class: ServiceClass | None = None,
) -> Earnings:
    """What so many minutes bring on a day of which `credited_before` minutes were credited before.

    All minutes are honoured; what is credited stops at the day's cap, and is nothing `of_class` if
    the rules do not let that class earn.
    """
    terms = rules.terms
    if of_class is not None and of_class not in terms.earning_classes:
        return honour_only(minutes, day, rules)
    left_today = max(terms.credited_minutes_per_day_max - credited_before, 0)
    credited_minutes = min(minutes, left_today)
    return Earnings(
        minutes=minutes,
        credited_minutes=credited_minutes,
        credit=terms.credit_for(credited_minutes),
        points=terms.points_for(credited_minutes),
        rule_version=rules.version,
        day=day,
    )


def honour_only(minutes: int, day: date, rules: RulesAdopted) -> Earnings:
    """What so many minutes bring in a class of service that earns nothing."""
    return Earnings(
        minutes=minutes,
        credited_minutes=0,
        credit=0,
        points=0,
        rule_version=rules.version,
        day=day,
    )
