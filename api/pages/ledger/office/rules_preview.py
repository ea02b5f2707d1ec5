"""Rules in preview: what terms would have made of the month before this one."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, cast

from api.pages.visitor import Visitor
from api.serving.own_facts import see_own_facts
from domain.office.rules_preview import Comparison, Given, Outcome, compare, outcome_of
from domain.rules.rules import ServiceClass, Terms
from projections.service.services import confirmed_between


class LastMonth(NamedTuple):
    """The services that were confirmed of a month."""

    month: date
    services: list[Given]


class Effect(NamedTuple):
    """The month by the terms in force and by others; of no terms there is nothing to compare."""

    month: date
    now: Outcome | None
    then: Outcome
    changes: Comparison | None


async def last_month(visitor: Visitor) -> LastMonth:
    """The month before this one."""
    until = visitor.today.replace(day=1)
    first = (until - timedelta(days=1)).replace(day=1)
    community = visitor.community
    await see_own_facts(community, "services")
    since, end = (datetime.combine(it, time(), community.zone) for it in (first, until))
    rows = await confirmed_between(community.reader, since, end)
    return LastMonth(
        first,
        [
            Given(
                it.member_id,
                cast(ServiceClass, it.class_),
                it.starts_at.astimezone(community.zone).date(),
                it.minutes,
            )
            for it in rows
        ],
    )


def effects(month: LastMonth, now: Terms | None, wanted: Iterable[Terms]) -> list[Effect]:
    """What each of these terms would have made of the month, beside those in force."""
    before = outcome_of(month.services, now) if now else None
    found = []
    for terms in wanted:
        then = outcome_of(month.services, terms)
        changes = compare(before, then) if before else None
        found.append(Effect(month.month, before, then, changes))
    return found
