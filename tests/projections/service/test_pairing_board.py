"""The board of pairings: when a visit is due, and which is overdue."""

from datetime import date, datetime, timedelta

import msgspec
import pytest

from domain.service.pairing import PairingAgreed
from domain.service.unearned import ServiceRejected
from domain.service.visit import PersonVisited
from projections.service.pairing_board import BoardEntry, one_pairing, pairing_board, pairings_of
from tests.controls import (
    AUNT,
    LI,
    NINE,
    NOW,
    SPRING,
    UNCLE,
    WANG,
    ZONE,
    confirmed,
    moment,
    paired,
    parted,
    revoked,
    visited,
)
from tests.projections.living import Living

MARCH_8, MARCH_12 = date(2026, 3, 8), date(2026, 3, 12)
SECOND: PairingAgreed = paired("pairing-2", WANG, UNCLE)


def seen(at: datetime, pairing_id: str = "pairing-1", service_id: str = "visit-1") -> PersonVisited:
    """A visit of two hours."""
    visit = visited(service_id, pairing_id)
    return msgspec.structs.replace(visit, starts_at=at, ends_at=at + timedelta(hours=2))


def board(community: Living, today: date = MARCH_8, **wanted: object) -> dict[str, BoardEntry]:
    found = community.ask(pairing_board, today, ZONE, **wanted)
    return {it.pairing_id: it for it in found}


def test_a_pairing_is_on_the_board_as_it_was_formed(community: Living) -> None:
    (position,) = community.saw(paired())
    assert community.ask(pairing_board, MARCH_8, ZONE) == [
        BoardEntry(
            pairing_id="pairing-1",
            position=position,
            volunteer_id=LI,
            assisted_id=AUNT,
            visit_every_days=7,
            starts_on=date(2026, 3, 1),
            last_visit_at=None,
            visits=0,
            ended_at=None,
            next_visit_due=MARCH_8,
            overdue=False,
        )
    ]


def test_the_first_visit_is_due_so_many_days_after_the_start(community: Living) -> None:
    community.saw(paired(), SECOND, visited(pairing_id="pairing-2"))
    assert board(community)["pairing-1"].next_visit_due == MARCH_8
    assert board(community)["pairing-2"].next_visit_due == MARCH_12


@pytest.mark.parametrize(("day", "overdue"), [(11, False), (12, False), (13, True)])
def test_a_visit_is_overdue_on_the_day_after_it_was_due(
    community: Living, day: int, overdue: bool
) -> None:
    community.saw(paired(), visited())
    today = date(2026, 3, day)
    assert board(community, today)["pairing-1"].overdue is overdue
    assert list(board(community, today, overdue=True)) == ["pairing-1"] * overdue
    assert list(board(community, today, overdue=False)) == ["pairing-1"] * (not overdue)


def test_the_day_of_a_visit_is_that_of_the_communitys_clock(community: Living) -> None:
    community.saw(paired(), seen(moment(3, 6, 0, 30)))
    assert board(community)["pairing-1"].next_visit_due == date(2026, 3, 13)


def test_a_visit_puts_off_the_next_of_its_own_pairing_only(community: Living) -> None:
    community.saw(paired(), SECOND)
    community.saw(visited())
    found = board(community)
    assert (found["pairing-1"].visits, found["pairing-1"].last_visit_at) == (1, NINE)
    assert (found["pairing-2"].visits, found["pairing-2"].last_visit_at) == (0, None)


def test_the_latest_visit_counts_whenever_it_was_told(community: Living) -> None:
    later = moment(3, 7, 9)
    community.saw(paired(), seen(later), seen(NINE, service_id="visit-2"))
    community.write(seen(NINE, service_id="visit-3"), seen(moment(3, 6, 9), service_id="visit-4"))
    community.saw()
    found = board(community)["pairing-1"]
    assert (found.visits, found.last_visit_at) == (4, later)
    assert found.next_visit_due == date(2026, 3, 14)


@pytest.mark.parametrize(
    ("days", "start"),
    [(13_800_138, date(2026, 3, 1)), (10**9, date(9999, 12, 31)), (2**40, date(2026, 3, 1))],
)
def test_a_promise_beyond_all_calendars_leaves_the_board_readable(
    community: Living, days: int, start: date
) -> None:
    endless = msgspec.structs.replace(paired(), visit_every_days=days, starts_on=start)
    community.saw(endless, SECOND)
    found = board(community)
    assert (found["pairing-1"].visit_every_days, found["pairing-1"].overdue) == (days, False)
    assert found["pairing-1"].next_visit_due == date(9999, 12, 31)
    assert found["pairing-2"].next_visit_due == MARCH_8


def test_a_pairing_that_ended_is_never_overdue(community: Living) -> None:
    community.saw(paired(), SECOND, parted())
    found = board(community, date(2026, 5, 1))
    assert (found["pairing-1"].ended_at, found["pairing-1"].overdue) == (NOW, False)
    assert (found["pairing-2"].ended_at, found["pairing-2"].overdue) == (None, True)
    assert list(board(community, active=True)) == ["pairing-2"]
    assert list(board(community, active=False)) == ["pairing-1"]


def test_a_pairing_that_was_formed_visited_and_ended_at_once_is_all_that(
    community: Living,
) -> None:
    community.write(paired(), visited(), parted())
    community.saw()
    found = board(community)["pairing-1"]
    assert (found.visits, found.last_visit_at, found.ended_at) == (1, NINE, NOW)


def test_a_volunteer_sees_their_own_pairings(community: Living) -> None:
    community.saw(paired(), SECOND)
    assert list(board(community, volunteer_id=WANG)) == ["pairing-2"]
    assert list(board(community, volunteer_id=AUNT)) == []


def test_pairings_stand_in_the_order_of_their_forming_a_page_at_a_time(
    community: Living,
) -> None:
    positions = community.saw(*(paired(f"pairing-{n}") for n in range(5)))
    first = community.ask(pairing_board, MARCH_8, ZONE, limit=2)
    second = community.ask(pairing_board, MARCH_8, ZONE, limit=2, after=first[-1].position)
    third = community.ask(pairing_board, MARCH_8, ZONE, limit=2, after=second[-1].position)
    assert [it.position for it in [*first, *second, *third]] == positions


def test_a_member_helps_and_is_helped(community: Living) -> None:
    community.saw(paired(), paired("pairing-2", AUNT, UNCLE), paired("pairing-3", WANG, UNCLE))

    def of(member_id: str, limit: int = 9) -> list[str]:
        found = community.ask(pairings_of, MARCH_8, ZONE, member_id, limit=limit)
        return [it.pairing_id for it in found]

    assert (of(LI), of(AUNT), of(UNCLE)) == (
        ["pairing-1"],
        ["pairing-1", "pairing-2"],
        ["pairing-2", "pairing-3"],
    )
    assert (of(UNCLE, limit=1), of("nobody")) == (["pairing-2"], [])
    community.saw(parted())
    assert (of(LI), of(AUNT)) == ([], ["pairing-2"])


def test_one_pairing_is_found_also_when_it_is_over(community: Living) -> None:
    community.saw(paired(), SECOND, parted("pairing-2"))
    second = community.ask(one_pairing, MARCH_8, ZONE, "pairing-2")
    assert second == board(community)["pairing-2"]
    assert community.ask(one_pairing, MARCH_8, ZONE, "none") is None


def test_a_visit_that_was_not_made_does_not_count(community: Living) -> None:
    community.saw(paired(), visited(), visited("visit-2"))
    (before,) = community.ask(pairing_board, SPRING, ZONE)
    assert (before.visits, before.last_visit_at) == (2, NINE)
    community.saw(ServiceRejected(service_id="visit-2", member_id=LI))
    (entry,) = community.ask(pairing_board, SPRING, ZONE)
    assert (entry.visits, entry.last_visit_at) == (1, NINE)
    community.saw(confirmed("visit-1", "attested", credited_minutes=120), revoked("visit-1"))
    (entry,) = community.ask(pairing_board, date(2026, 3, 20), ZONE)
    assert (entry.visits, entry.last_visit_at) == (0, None)
    assert (entry.next_visit_due, entry.overdue) == (date(2026, 3, 8), True)
