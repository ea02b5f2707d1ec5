"""Rankings: who gave most in a period, where equals share a rank."""

from datetime import date, datetime
from typing import Any

import msgspec
import pytest

from domain.ledger.fact import Fact
from domain.people.membership import MemberEnrolled, MembersMerged
from domain.people.moves import MemberMoved
from domain.people.teams import TeamClosed
from domain.service.counting.refill import Refill
from domain.service.service_import import ServiceImported
from projections.service.rankings import (
    ALWAYS,
    Period,
    Place,
    given_in_team,
    last_months,
    ranking,
    read_period,
)
from tests.controls import (
    CARE,
    COMMUNITY,
    GREEN,
    LI,
    STRANGER,
    WANG,
    backfilled,
    confirmed,
    enrolled,
    moment,
    refilled,
    released,
    revoked,
    served,
    signed_out,
)
from tests.projections.living import Living

SECOND_GRID = "第二网格"


def hours(member_id: str, month: int, count: int, day: int = 1) -> ServiceImported:
    """So many hours of one day of 2026."""
    return served(
        member_id,
        moment(month, day, 8),
        moment(month, day, 8 + count),
        f"{member_id}-{month}-{day}",
    )


def ranks(
    community: Living, of: str = "member", by: str = "service_minutes", period: str = "all"
) -> list[tuple[int, str, int]]:
    """Of each place: rank, who, score."""
    found = community.ask(ranking, of, by, read_period(period))
    return [(it.rank, it.key, getattr(it, by)) for it in found]


def elsewhere(member_id: str) -> MemberEnrolled:
    """Somebody of the second grid and of no team."""
    return msgspec.structs.replace(enrolled(member_id), grid=SECOND_GRID)


def test_what_was_given_in_a_team_counts_by_who_was_in_it_on_the_day(community: Living) -> None:
    community.saw(enrolled(LI, team=CARE), enrolled(WANG, number=2, team=GREEN))
    community.saw(enrolled(STRANGER, number=3, team=CARE), hours(STRANGER, 3, 1, day=20))
    for day in (9, 10, 19, 20):
        community.saw(hours(LI, 3, 1, day=day), hours(WANG, 3, 2, day=day))
    left = MemberMoved(member_id=LI, said_id="fact-1", from_day=date(2026, 3, 10), left=(CARE,))
    joined = MemberMoved(member_id=WANG, said_id="f", from_day=date(2026, 3, 20), joined=(CARE,))
    community.saw(left, joined)
    march = read_period("2026-03")
    found = community.ask(given_in_team, CARE, march)
    assert [(it.member_id, it.service_minutes, it.services) for it in found] == [
        (WANG, 120, 1),
        *sorted([(LI, 60, 1), (STRANGER, 60, 1)]),
    ]
    assert community.ask(given_in_team, CARE, read_period("2026-04")) == []
    assert [it.member_id for it in community.ask(given_in_team, GREEN, march)] == [WANG]


def test_what_was_given_stays_the_teams_that_is_closed_and_nothing_more_does(
    community: Living,
) -> None:
    community.saw(enrolled(LI, team=CARE), enrolled(WANG, number=2))
    joined = MemberMoved(member_id=WANG, said_id="f", from_day=date(2026, 1, 1), joined=(CARE,))
    community.saw(joined, TeamClosed(team=CARE, from_day=date(2026, 3, 10)))
    community.saw(enrolled(STRANGER, number=3, team=CARE))
    for day in (9, 10):
        community.saw(*(hours(it, 3, 1, day=day) for it in (LI, WANG, STRANGER)))
    assert ranks(community, "team", period="2026-03") == [(1, CARE, 180)]
    found = community.ask(given_in_team, CARE, read_period("2026-03"))
    assert {it.member_id: it.service_minutes for it in found} == dict.fromkeys(
        (LI, WANG, STRANGER), 60
    )


def test_who_gave_most_comes_first(community: Living) -> None:
    community.saw(hours(LI, 1, 1), hours(WANG, 1, 2), hours(LI, 2, 3))
    assert ranks(community) == [(1, LI, 240), (2, WANG, 120)]


def test_equals_share_a_rank_and_the_next_one_is_skipped(community: Living) -> None:
    community.saw(hours("b", 1, 2), hours("a", 1, 2), hours("c", 1, 1), hours("d", 1, 3))
    assert ranks(community) == [(1, "d", 180), (2, "a", 120), (2, "b", 120), (4, "c", 60)]


def test_a_tie_is_one_by_what_is_ranked_and_not_by_anything_else(community: Living) -> None:
    community.saw(hours(LI, 1, 2), hours(WANG, 1, 1), hours(WANG, 2, 1))
    assert [it[0] for it in ranks(community)] == [1, 1]
    assert ranks(community, by="services") == [(1, WANG, 2), (2, LI, 1)]


def test_points_and_hours_may_rank_differently(community: Living) -> None:
    honour = served(LI, moment(1, 1, 8), moment(1, 1, 16), "li-capped", credited_minutes=60)
    community.saw(honour, hours(WANG, 1, 2))
    assert ranks(community) == [(1, LI, 480), (2, WANG, 120)]
    assert ranks(community, by="points") == [(1, WANG, 20), (2, LI, 10)]


def test_whoever_earned_nothing_has_no_place(community: Living) -> None:
    community.saw(backfilled(), confirmed("afterwards-1", "backfilled"), hours(WANG, 3, 1))
    assert ranks(community, by="points") == [(1, WANG, 10)]
    assert ranks(community) == [(1, LI, 120), (2, WANG, 60)]


def test_a_service_that_waits_or_was_entered_earns_no_rank(community: Living) -> None:
    community.saw(*COMMUNITY, backfilled())
    assert ranks(community) == ranks(community, of="team") == []


def test_a_release_gives_points_to_the_month_of_the_service(community: Living) -> None:
    community.saw(backfilled(), confirmed("afterwards-1", "backfilled"))
    community.saw(released(), recorded_at=moment(7, 1, 9), happened_at=moment(7, 1, 9))
    assert ranks(community, by="points", period="2026-03") == [(1, LI, 20)]
    assert ranks(community, by="services", period="2026-03") == [(1, LI, 1)]
    assert ranks(community, by="points", period="2026-07") == []


def test_what_was_taken_back_earns_no_rank(community: Living) -> None:
    community.saw(hours(LI, 3, 1, day=6), hours(WANG, 3, 2))
    community.saw(signed_out(), confirmed("attended-1", "attested", credited_minutes=120))
    assert ranks(community, period="2026-03") == [(1, LI, 180), (2, WANG, 120)]
    community.saw(revoked(), recorded_at=moment(7, 1, 9), happened_at=moment(7, 1, 9))
    assert ranks(community, period="2026-03") == [(1, WANG, 120), (2, LI, 60)]
    assert ranks(community, by="points") == [(1, WANG, 20), (2, LI, 10)]
    assert ranks(community, by="services") == [(1, LI, 1), (1, WANG, 1)]


def test_what_other_services_earn_by_it_counts_in_the_month_of_the_day(community: Living) -> None:
    community.saw(hours(LI, 3, 1, day=6))
    community.saw(signed_out(), confirmed("attended-1", "attested", credited_minutes=120))
    community.saw(revoked(refills=(Refill("paper-1", 60, 60, 10),)))
    community.saw(refilled(Refill("paper-2", 30, 30, 5)))
    assert ranks(community, by="points", period="2026-03") == [(1, LI, 25)]
    assert ranks(community, period="2026-03") == [(1, LI, 60)]


def test_who_has_nothing_left_is_not_counted_as_somebody_who_served(community: Living) -> None:
    community.saw(*COMMUNITY, hours(WANG, 3, 2))
    community.saw(signed_out(), confirmed("attended-1", "attested", credited_minutes=120))
    assert community.ask(last_months).keys() == {LI, WANG}
    community.saw(revoked())
    assert community.ask(last_months).keys() == {WANG}
    (place,) = community.ask(ranking, "grid", "services", ALWAYS)
    assert (place.services, place.members) == (1, 1)


SERVED: list[Fact] = [
    hours(LI, 1, 1),
    hours(LI, 3, 2, day=31),
    hours(LI, 4, 4),
    hours(WANG, 12, 8, day=31),
    served(LI, datetime.fromisoformat("2027-01-01T00:00+08:00"),
           datetime.fromisoformat("2027-01-01T12:00+08:00"), "li-2027"),
]  # fmt: skip


GIVEN_IN: list[tuple[str, list[tuple[int, str, int]]]] = [
    ("all", [(1, LI, 1140), (2, WANG, 480)]),
    ("2026", [(1, WANG, 480), (2, LI, 420)]),
    ("2027", [(1, LI, 720)]),
    ("2025", []),
    ("2026-Q1", [(1, LI, 180)]),
    ("2026-Q2", [(1, LI, 240)]),
    ("2026-Q3", []),
    ("2026-Q4", [(1, WANG, 480)]),
    ("2026-03", [(1, LI, 120)]),
    ("2026-04", [(1, LI, 240)]),
    ("2026-12", [(1, WANG, 480)]),
]


def test_a_service_counts_in_its_own_month_quarter_and_year(community: Living) -> None:
    community.saw(*SERVED, recorded_at=moment(7, 1, 9), happened_at=moment(7, 1, 9))
    assert [(it, ranks(community, period=it)) for it, _ in GIVEN_IN] == GIVEN_IN


def test_the_month_is_that_of_the_communitys_clock(community: Living) -> None:
    just_after_midnight = served(LI, moment(5, 1, 0, 10), moment(5, 1, 1, 10))
    assert just_after_midnight.starts_at.astimezone().utctimetuple().tm_mon == 4
    community.saw(just_after_midnight)
    assert ranks(community, period="2026-05") == [(1, LI, 60)]
    assert ranks(community, period="2026-04") == []


def test_teams_and_grids_are_ranked_by_their_members(community: Living) -> None:
    team_mate = msgspec.structs.replace(elsewhere("zhang"), team=CARE)
    community.saw(*COMMUNITY, team_mate, elsewhere("zhu"))
    community.saw(hours(LI, 1, 1), hours(WANG, 1, 3), hours("zhang", 1, 4), hours("zhu", 1, 5))
    community.saw(hours(LI, 2, 1), hours(STRANGER, 1, 8))
    assert community.ask(ranking, "team", "service_minutes", ALWAYS) == [
        Place(1, 1, CARE, 360, 60, 3, 2),
        Place(2, 2, GREEN, 180, 30, 1, 1),
    ]
    assert community.ask(ranking, "grid", "services", ALWAYS) == [
        Place(1, 1, "第一网格", 300, 50, 3, 2),
        Place(2, 2, SECOND_GRID, 540, 90, 2, 2),
    ]


def test_hours_that_are_known_before_the_enrolment_go_to_its_team(community: Living) -> None:
    community.write(hours(LI, 1, 1), enrolled(LI, team=CARE))
    community.saw()
    assert ranks(community, of="team") == [(1, CARE, 60)]


def test_places_are_read_a_page_at_a_time_and_keep_their_ranks(community: Living) -> None:
    community.saw(*(hours(f"member-{n}", 1, 1 + n // 2) for n in range(5)))
    places: list[Place] = []
    while page := community.ask(
        ranking, "member", "service_minutes", ALWAYS, after=len(places), limit=2
    ):
        places += page
    assert [it.rank for it in places] == [1, 2, 2, 4, 4]
    assert [it.place for it in places] == [1, 2, 3, 4, 5]
    keys = ["member-4", "member-2", "member-3", "member-0", "member-1"]
    assert [it.key for it in places] == keys


@pytest.mark.parametrize(
    ("text", "first", "until"),
    [
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 4, 1)),
        ("2026-Q4", date(2026, 10, 1), date(2027, 1, 1)),
        ("2026-01", date(2026, 1, 1), date(2026, 2, 1)),
        ("2026-11", date(2026, 11, 1), date(2026, 12, 1)),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1)),
        ("0001", date(1, 1, 1), date(2, 1, 1)),
    ],
)
def test_a_period_ends_where_the_next_begins(text: str, first: date, until: date) -> None:
    assert read_period(text) == Period(first, until)


@pytest.mark.parametrize(
    "text",
    [
        *("", "ALL", "26", "2026-", "2026-1", "2026-13", "2026-00", "2026-Q0", "2026-Q5"),
        *("2026-q1", "2026-10-01", "０２６６", "2026-１0", "9999", "9999-12", "0000", "-2026"),
    ],
)
def test_what_is_no_period_is_not_guessed(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        read_period(text)


def test_it_is_known_in_which_month_each_member_served_last(community: Living) -> None:
    community.saw(hours(LI, 3, 1), hours(LI, 1, 1), hours(WANG, 2, 1))
    assert community.ask(last_months) == {LI: date(2026, 3, 1), WANG: date(2026, 2, 1)}


def moved(member_id: str, month: int, day: int = 1, **said: Any) -> MemberMoved:
    return MemberMoved(
        member_id=member_id, said_id="fact-1", from_day=date(2026, month, day), **said
    )


def test_a_service_counts_where_its_giver_belonged_on_its_day(community: Living) -> None:
    community.saw(enrolled(LI, team=CARE), elsewhere(WANG))
    community.saw(hours(LI, 3, 1, day=9), hours(LI, 3, 2, day=10), hours(WANG, 3, 1, day=9))
    community.saw(moved(LI, 3, 10, grid=SECOND_GRID, joined=(GREEN,), left=(CARE,)))
    assert ranks(community, "grid") == [(1, SECOND_GRID, 180), (2, "第一网格", 60)]
    assert ranks(community, "team") == [(1, GREEN, 120), (2, CARE, 60)]
    assert ranks(community, "team", period="2026-02") == []
    assert ranks(community) == [(1, LI, 180), (2, WANG, 60)]
    community.saw(hours(LI, 3, 4, day=8), hours(LI, 3, 1, day=11))
    assert ranks(community, "team") == [(1, CARE, 300), (2, GREEN, 180)]


def test_moves_late_ahead_and_back_are_followed(community: Living) -> None:
    community.saw(enrolled(LI, team=CARE), hours(LI, 1, 1), hours(LI, 3, 2), hours(LI, 5, 3))
    community.saw(moved(LI, 5, joined=(GREEN,), left=(CARE,)))
    assert ranks(community, "team") == [(1, CARE, 180), (1, GREEN, 180)]
    community.saw(moved(LI, 3, joined=(GREEN,)))
    assert ranks(community, "team") == [(1, GREEN, 300), (2, CARE, 180)]
    community.saw(moved(LI, 4, joined=(CARE,), left=(GREEN,)), hours(LI, 4, 1, day=2))
    assert ranks(community, "team", period="2026-04") == [(1, CARE, 60)]


def merged(gone: str, stays: str) -> MembersMerged:
    nothing = {"minutes": 0, "credit": 0, "points": 0}
    return MembersMerged(member_id=gone, into_id=stays, kind="volunteer", **nothing)


def test_who_moved_and_whose_records_are_made_one_counts_once(community: Living) -> None:
    community.saw(enrolled(LI, team=CARE), elsewhere(WANG), elsewhere(STRANGER))
    community.saw(hours(LI, 3, 1), hours(WANG, 3, 2), hours(WANG, 5, 1), hours(STRANGER, 5, 2))
    community.saw(moved(WANG, 4, grid="第三网格"))
    community.saw(merged(WANG, LI))
    assert ranks(community) == [(1, LI, 240), (2, STRANGER, 120)]
    assert ranks(community, "grid") == [
        (1, "第一网格", 180),
        (2, SECOND_GRID, 120),
        (3, "第三网格", 60),
    ]
    assert ranks(community, "team") == [(1, CARE, 240)]
    assert [it.members for it in community.ask(ranking, "grid", "points", ALWAYS)] == [1, 1, 1]
    community.saw(hours(LI, 5, 2, day=2), moved(LI, 5, joined=(GREEN,), left=(CARE,)))
    assert ranks(community, "team") == [(1, CARE, 180), (1, GREEN, 180)]
    assert ranks(community, "grid", period="2026-05") == [
        (1, "第三网格", 180),
        (2, SECOND_GRID, 120),
    ]


def test_what_a_record_that_stays_does_not_say_the_other_one_does(community: Living) -> None:
    nowhere = msgspec.structs.replace(enrolled(LI), grid=None)
    community.saw(nowhere, enrolled(WANG, team=CARE), elsewhere(STRANGER))
    community.saw(hours(LI, 3, 1), hours(WANG, 3, 2), hours(STRANGER, 3, 1))
    community.saw(merged(WANG, LI))
    assert ranks(community, "team") == [(1, CARE, 180)]
    community.saw(merged(STRANGER, LI))
    assert ranks(community, "grid") == [(1, "第一网格", 240)]
