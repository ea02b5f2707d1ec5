"""What hours bring: all of them honour, the day's cap credit, and none of them twice."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given as whatever
from hypothesis import settings
from hypothesis import strategies as st

from domain.ledger.decision import Stamp
from domain.ledger.refusal import Refusal
from domain.people.tags import member_tag
from domain.service.counting.earnings import earnings, honour_only
from domain.service.counting.times import (
    EndsBeforeStart,
    InTheFuture,
    TooLong,
    TooShort,
    check_times,
    whole_minutes,
)
from domain.service.hours import CreditReleased
from domain.service.service import BackfillService
from domain.service.service_record import ServiceRecord
from tests.controls import (
    CHEN,
    COMMUNITY,
    ELEVEN,
    LI,
    NINE,
    NOW,
    RULES,
    SPRING,
    WANG,
    ZONE,
    backfilled,
    confirmed,
    moment,
    released,
    revoked,
    served,
)
from tests.scenario import given

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
STAMP = Stamp(id="any", actor=CHEN, on_behalf_of=None, happened_at=NOW, now=NOW, zone=ZONE)


def record_of(member_id: str, *past: object) -> ServiceRecord:
    asking = BackfillService(member_id=member_id, programme="any", starts_at=NINE, ends_at=ELEVEN)
    return given(*COMMUNITY, *past).view(asking)(ServiceRecord, member_tag(member_id))


def refusal_of(starts_at: datetime, ends_at: datetime) -> type[Refusal] | None:
    try:
        check_times(starts_at, ends_at, STAMP, RULES)
    except Refusal as refusal:
        return type(refusal)
    return None


def test_minutes_are_whole() -> None:
    assert whole_minutes(NINE, NINE + 15 * MINUTE - SECOND) == 14


@pytest.mark.parametrize(
    ("length", "refusal"),
    [
        (timedelta(0), EndsBeforeStart),
        (-MINUTE, EndsBeforeStart),
        (15 * MINUTE - SECOND, TooShort),
        (15 * MINUTE, None),
        (720 * MINUTE, None),
        (721 * MINUTE, TooLong),
    ],
)
def test_a_service_is_neither_too_short_nor_too_long(
    length: timedelta, refusal: type[Refusal] | None
) -> None:
    assert refusal_of(NINE, NINE + length) is refusal


def test_a_service_has_ended() -> None:
    assert refusal_of(NOW - MINUTE * 60, NOW) is None
    assert refusal_of(NOW - MINUTE * 60, NOW + SECOND) is InTheFuture


def test_in_the_future_is_told_last() -> None:
    tomorrow = NOW + timedelta(days=1)
    assert refusal_of(tomorrow, tomorrow) is EndsBeforeStart
    assert refusal_of(tomorrow, tomorrow + MINUTE) is TooShort
    assert refusal_of(tomorrow, tomorrow + 800 * MINUTE) is TooLong
    assert refusal_of(tomorrow, tomorrow + 60 * MINUTE) is InTheFuture


@pytest.mark.parametrize(
    ("minutes", "before", "credited", "points"),
    [(120, 0, 120, 20), (480, 0, 480, 80), (500, 0, 480, 80), (120, 400, 80, 13), (60, 480, 0, 0)],
)
def test_what_is_credited_stops_at_the_days_cap(
    minutes: int, before: int, credited: int, points: int
) -> None:
    earned = earnings(minutes, SPRING, before, RULES)
    assert earned["minutes"] == minutes
    assert (earned["credited_minutes"], earned["credit"], earned["points"]) == (
        credited,
        credited,
        points,
    )
    assert (earned["rule_version"], earned["day"]) == ("2026-01", SPRING)


def test_honour_alone_is_minutes_without_credit() -> None:
    assert honour_only(500, SPRING, RULES) == {
        **earnings(500, SPRING, 480, RULES),
        "minutes": 500,
    }


@settings(deadline=None)
@whatever(st.lists(st.integers(1, 720), max_size=8))
def test_no_day_credits_more_than_its_cap(lengths: list[int]) -> None:
    credited = 0
    for minutes in lengths:
        credited += earnings(minutes, SPRING, credited, RULES)["credited_minutes"]
    assert credited == min(sum(lengths), 480)


def test_touching_ends_do_not_overlap() -> None:
    record = record_of(LI, served(LI, NINE, ELEVEN))
    assert not record.overlaps(ELEVEN, ELEVEN + MINUTE)
    assert not record.overlaps(NINE - MINUTE, NINE)
    assert record.overlaps(ELEVEN - SECOND, ELEVEN + MINUTE)
    assert record.overlaps(NINE - MINUTE, NINE + SECOND)


def test_one_service_inside_another_overlaps() -> None:
    record = record_of(LI, served(LI, NINE, ELEVEN))
    assert record.overlaps(NINE + MINUTE, NINE + 2 * MINUTE)
    assert record.overlaps(NINE - MINUTE, ELEVEN + MINUTE)
    assert record.overlaps(NINE, ELEVEN)


def test_two_volunteers_may_serve_at_the_same_time() -> None:
    assert not record_of(WANG, served(LI, NINE, ELEVEN)).overlaps(NINE, ELEVEN)


def test_what_only_waits_overlaps_nothing() -> None:
    assert not record_of(LI, backfilled()).overlaps(NINE, ELEVEN)


@settings(deadline=None)
@whatever(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 10)), max_size=12))
def test_nobody_is_in_two_places(wishes: list[tuple[int, int]]) -> None:
    record, taken = ServiceRecord(LI), []
    for start, length in wishes:
        starts_at, ends_at = NINE + start * MINUTE, NINE + (start + length) * MINUTE
        overlaps = any(starts_at < end and start < ends_at for start, end in taken)
        assert record.overlaps(starts_at, ends_at) == overlaps
        if not overlaps:
            taken.append((starts_at, ends_at))
            (recorded,) = given(served(LI, starts_at, ends_at)).past
            record.apply(recorded.fact, recorded)


def test_minutes_are_credited_to_the_day_of_the_start() -> None:
    past_midnight = served(LI, moment(3, 5, 23), moment(3, 6, 1), "paper-2")
    record = record_of(LI, served(LI, NINE, ELEVEN), past_midnight, served(WANG, NINE, ELEVEN))
    assert record.credited_on(SPRING) == 240
    assert record.credited_on(date(2026, 3, 6)) == 0


def test_what_an_audit_released_counts_for_its_day() -> None:
    audited = released(60)
    assert isinstance(audited, CreditReleased)
    assert record_of(LI, audited, served(LI, NINE, ELEVEN)).credited_on(SPRING) == 180


def test_what_was_taken_back_leaves_its_time_and_its_days_cap_free() -> None:
    others = served(LI, moment(3, 5, 12), moment(3, 5, 13))
    by_mistake = confirmed("attended-1", "attested", credited_minutes=120)
    record = record_of(LI, others, by_mistake, revoked())
    assert record.credited_on(SPRING) == 60
    assert not record.overlaps(NINE, ELEVEN)
    assert record.overlaps(moment(3, 5, 12), moment(3, 5, 13))
