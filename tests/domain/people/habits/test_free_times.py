"""When somebody is free the vault alone knows, and forgets with them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.ledger.database import Database
from domain.people.habits.free_times import WEEK, FreeTimes, Half, halves_of, is_free
from domain.people.vault import Person, Vault
from tests.controls import AUNT, LI, STRANGER, UNCLE, WANG
from tests.domain.conftest import Do

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 3, 23, tzinfo=ZONE)
MORNING, AFTERNOON = Half(1, False), Half(1, True)
HOUR = timedelta(hours=1)


def hours(first: float, last: float) -> tuple[datetime, datetime]:
    """From one hour of that Monday to another."""
    return MONDAY + first * HOUR, MONDAY + last * HOUR


@pytest.mark.parametrize(
    ("first", "last", "halves"),
    [
        (9, 11, [MORNING]),
        (9, 12, [MORNING]),
        (12, 13, [AFTERNOON]),
        (11, 13, [MORNING, AFTERNOON]),
        (0, 23.98, [MORNING, AFTERNOON]),
        (22, 26, [AFTERNOON, Half(2, False)]),
        (9, 9, [MORNING]),
        (0, 24 * 90, [*WEEK]),
    ],
)
def test_a_stretch_of_time_has_parts_of_half_days(
    first: float, last: float, halves: list[Half]
) -> None:
    assert halves_of(*hours(first, last), ZONE) == halves


def test_the_half_day_is_that_of_the_communitys_clock() -> None:
    begin, end = (it.astimezone(ZoneInfo("UTC")) for it in hours(7, 8))
    assert halves_of(begin, end, ZONE) == [MORNING]
    assert halves_of(begin, end, ZoneInfo("UTC")) == [Half(7, True)]


def test_who_is_free_in_one_part_of_a_long_stretch_has_time_and_of_a_full_one_needs_all() -> None:
    assert is_free({MORNING}, *hours(9, 11), ZONE, minutes=120)
    assert not is_free({AFTERNOON}, *hours(9, 11), ZONE, minutes=120)
    assert not is_free({MORNING}, *hours(11, 13), ZONE, minutes=120)
    assert is_free({MORNING, AFTERNOON}, *hours(11, 13), ZONE, minutes=120)
    assert is_free({AFTERNOON}, *hours(0, 23.98), ZONE, minutes=120)
    assert not is_free({Half(3, True)}, *hours(0, 23.98), ZONE, minutes=120)


@pytest.fixture
def vault(community: Database, do: Do[Any]) -> Iterator[Vault]:
    opened = Vault(community, b"a key outside the database")
    for who in (LI, WANG, AUNT, UNCLE):
        do(opened.keep(who, Person(name="李桂珍")))
    yield opened


def test_what_is_said_takes_the_place_of_what_was_said_before(
    vault: Vault, community: Database, do: Do[Any]
) -> None:
    free = FreeTimes(community)
    do(free.keep(LI, [MORNING, MORNING, AFTERNOON]))
    do(free.keep(WANG, [AFTERNOON]))
    do(free.keep(LI, [MORNING]))
    do(free.keep(STRANGER, [MORNING]))
    assert do(free.of([LI, STRANGER])) == {LI: {MORNING}}
    do(free.keep(LI, []))
    assert do(free.of([LI, WANG])) == {WANG: {AFTERNOON}}


def test_who_is_erased_takes_their_free_times_along_for_good(
    vault: Vault, community: Database, do: Do[Any]
) -> None:
    free = FreeTimes(community)
    do(free.keep(LI, [MORNING]))
    do(free.keep(WANG, [MORNING]))
    do(vault.erase(LI))
    do(free.keep(LI, [MORNING]))
    assert do(free.of([LI, WANG])) == {WANG: {MORNING}}


def test_of_two_records_of_one_person_the_one_that_stays_is_believed(
    vault: Vault, community: Database, do: Do[Any]
) -> None:
    free = FreeTimes(community)
    do(free.keep(LI, [MORNING]))
    do(vault.merge(LI, WANG))
    assert do(free.of([LI, WANG])) == {WANG: {MORNING}}
    do(free.keep(AUNT, [AFTERNOON]))
    do(vault.merge(AUNT, WANG))
    assert do(free.of([AUNT, WANG])) == {WANG: {MORNING}}
    do(free.keep(UNCLE, [AFTERNOON]))
    do(free.keep(WANG, []))
    do(vault.merge(UNCLE, LI))
    assert do(free.of([LI, WANG, UNCLE])) == {WANG: {AFTERNOON}}
