"""Times: when a service may have begun and ended."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.ledger.decision import Stamp
from domain.ledger.refusal import Refusal
from domain.rules.rules import RulesAdopted
from domain.service.counting.wording import Minutes

EARLY_SECONDS: Final = 3600
"""Who comes so long before the start may sign in, also where that is the day before."""


class EndsBeforeStart(Refusal, code="ends_before_start", field="ends_at"):
    """The end is not after the start."""

    zh = "结束时间必须晚于开始时间。"
    en = "The end has to be after the start."


class TooShort(Refusal, code="too_short", field="ends_at"):
    """Shorter than the rules recognise."""

    zh = "服务时间不足 {least}，不予记录。"
    en = "Services shorter than {least} are not recorded."


class TooLong(Refusal, code="too_long", field="ends_at"):
    """Longer than the rules recognise."""

    zh = "一次服务超过 {most}，请核对起止时间。"
    en = "One service may not be longer than {most}; check its times."


class InTheFuture(Refusal, code="in_the_future", field="ends_at"):
    """It has not ended yet."""

    zh = "服务时间在将来，请核对日期。"
    en = "The service lies in the future; check the date."


def opens_at(starts_at: datetime, zone: ZoneInfo) -> datetime:
    """From when people sign in: the midnight of the day of the start, or a while before it."""
    midnight = starts_at.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return min(midnight, starts_at - timedelta(seconds=EARLY_SECONDS))


def whole_minutes(starts_at: datetime, ends_at: datetime) -> int:
    """Whole minutes between two moments, rounded down."""
    return (ends_at - starts_at) // timedelta(minutes=1)


def check_times(starts_at: datetime, ends_at: datetime, stamp: Stamp, rules: RulesAdopted) -> None:
    """Refuse times that no service can have, in the order of the office's checks.

    Raises EndsBeforeStart, TooShort, TooLong, InTheFuture.
    """
    if ends_at <= starts_at:
        raise EndsBeforeStart
    minutes, terms = whole_minutes(starts_at, ends_at), rules.terms
    if minutes < terms.service_minutes_min:
        raise TooShort(least=Minutes(terms.service_minutes_min))
    if minutes > terms.service_minutes_max:
        raise TooLong(most=Minutes(terms.service_minutes_max))
    if ends_at > stamp.now:
        raise InTheFuture
