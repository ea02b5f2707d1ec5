"""A member moves from a day on, also one in the past or ahead, and belongs there from then on."""

from datetime import date

import pytest

from domain.ledger.joining import JoinedAway
from domain.people.membership import MemberEnrolled, MemberLeft, MembersMerged, UnknownMember
from domain.people.moves import (
    AlreadyInTeam,
    Belonging,
    MemberMoved,
    MoveMember,
    NotInTeam,
    belongings,
)
from domain.people.network.standing import NodeIsClosed, UnknownNode
from domain.people.nodes import NodeClosed, NodeFounded
from domain.people.teams import TeamFounded, UnknownTeam
from domain.rules.changes import NothingChanged
from tests.controls import CARE, GREEN, LI, STRANGER, WANG
from tests.scenario import given

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
FIRST, SECOND = "第一网格", "第二网格"
PAST = (
    TeamFounded(team=CARE),
    TeamFounded(team=GREEN),
    MemberEnrolled(
        member_id=LI, volunteer_number="V000001", kind="volunteer", team=CARE, grid=FIRST
    ),
    MemberEnrolled(member_id=WANG, volunteer_number="V000002", kind="volunteer", grid=SECOND),
)


def moved(day: date, grid: str | None = None, **teams: tuple[str, ...]) -> MemberMoved:
    return MemberMoved(member_id=LI, said_id="fact-3", from_day=day, grid=grid, **teams)


def move(day: date = MARCH, **said: object) -> MoveMember:
    return MoveMember(member_id=LI, from_day=day, **said)  # type: ignore[arg-type]


def test_grid_team_and_building_change_from_a_day_on() -> None:
    asked = move(grid=SECOND, other_building=True, join=(GREEN,), leave=(CARE,))
    made = given(*PAST).when(asked)
    made.then(
        MemberMoved(
            member_id=LI,
            said_id="fact-3",
            from_day=MARCH,
            grid=SECOND,
            other_building=True,
            joined=(GREEN,),
            left=(CARE,),
        )
    )
    assert made.fact.mends() == "fact-3"


def test_a_move_mends_the_move_before_it() -> None:
    fact = given(*PAST, moved(MARCH, SECOND)).when(move(APRIL, grid=FIRST)).fact
    assert fact.mends() == f"fact-{len(PAST) + 1}"


def test_each_move_holds_until_the_next_whenever_it_was_recorded() -> None:
    ahead, late = moved(MAY, FIRST, left=(GREEN,)), moved(MARCH, SECOND, joined=(GREEN,))
    assert belongings(FIRST, (CARE,), [ahead, late]) == [
        Belonging(None, MARCH, FIRST, (CARE,)),
        Belonging(MARCH, MAY, SECOND, (CARE, GREEN)),
        Belonging(MAY, None, FIRST, (CARE,)),
    ]


def test_of_two_moves_of_one_day_the_last_recorded_holds() -> None:
    two = [moved(MARCH, SECOND), moved(MARCH, "第三网格")]
    assert belongings(FIRST, (), two)[-1] == Belonging(MARCH, None, "第三网格", ())


def test_nobody_joins_twice_or_leaves_what_they_are_not_in() -> None:
    given(*PAST).when(move(join=(CARE,))).refused(AlreadyInTeam, team=CARE)
    given(*PAST).when(move(join=(GREEN, GREEN))).refused(AlreadyInTeam, team=GREEN)
    given(*PAST).when(move(leave=(GREEN,))).refused(NotInTeam, team=GREEN)
    given(*PAST).when(move(leave=(CARE, CARE))).refused(NotInTeam)
    given(*PAST).when(move(join=(GREEN,), leave=(GREEN,))).refused(NotInTeam)
    gone = moved(APRIL, left=(CARE,))
    given(*PAST, gone).when(move(MAY, leave=(CARE,))).refused(NotInTeam)
    assert given(*PAST, gone).when(move(MARCH, leave=(CARE,))).fact


def test_what_is_unknown_or_changes_nothing_is_refused() -> None:
    given(*PAST).when(move(join=("无名队",))).refused(UnknownTeam)
    given(*PAST).when(move(grid=FIRST)).refused(NothingChanged)
    given(*PAST).when(move()).refused(NothingChanged)
    stranger = MoveMember(member_id=STRANGER, from_day=MARCH, grid=SECOND)
    given(*PAST).when(stranger).refused(UnknownMember)
    left = MemberLeft(member_id=LI, kind="volunteer", credit=0, points=0)
    given(*PAST, left).when(move(grid=SECOND)).refused(UnknownMember)


def test_where_grids_were_founded_nobody_moves_into_what_is_none_or_is_closed() -> None:
    grids = (
        *PAST,
        NodeFounded(node_id="grid-1", level="grid", label=FIRST),
        NodeFounded(node_id="grid-2", level="grid", label=SECOND),
    )
    given(*grids).when(move(grid=SECOND)).then(moved(MARCH, SECOND))
    given(*grids).when(move(grid="第三网格")).refused(UnknownNode)
    closed = NodeClosed(node_id="grid-2", from_day=APRIL, into_id="grid-1")
    given(*grids, closed).when(move(MAY, grid=SECOND)).refused(NodeIsClosed)
    given(*grids, closed).when(move(grid=SECOND)).then(moved(MARCH, SECOND))


@pytest.mark.parametrize("decision", [move(grid=SECOND)])
def test_asking_again_changes_nothing_more(database: str, decision: MoveMember) -> None:
    given(*PAST).when(decision).repeated(database)


def merged(gone: str = WANG, stays: str = LI) -> MembersMerged:
    return MembersMerged(
        member_id=gone, into_id=stays, kind="volunteer", minutes=0, credit=0, points=0
    )


def test_of_two_records_that_are_one_the_one_that_stays_moves() -> None:
    both = (*PAST, merged())
    fact = given(*both).when(move(grid=SECOND, join=(GREEN,))).fact
    assert isinstance(fact, MemberMoved)
    assert (fact.member_id, fact.grid, fact.mends()) == (LI, SECOND, "fact-3")
    given(*both).when(move(grid=FIRST)).refused(NothingChanged)
    under_the_old_name = MoveMember(member_id=WANG, from_day=MARCH, grid=SECOND)
    given(*both).when(under_the_old_name).refused(JoinedAway)


def test_moves_noted_of_the_other_record_are_theirs() -> None:
    before = MemberMoved(
        member_id=WANG, said_id="fact-4", from_day=MARCH, grid="第三网格", joined=(GREEN,)
    )
    both = (*PAST, before, merged())
    given(*both).when(move(APRIL, grid="第三网格")).refused(NothingChanged)
    given(*both).when(move(APRIL, join=(GREEN,))).refused(AlreadyInTeam)
    gone = given(*both).when(move(APRIL, leave=(CARE, GREEN))).fact
    assert gone.mends() == "fact-5"


def test_where_the_record_that_stays_says_nothing_the_other_one_counts() -> None:
    third = MemberEnrolled(member_id=STRANGER, volunteer_number="V000003", kind="volunteer")
    both = (*PAST, third, merged(LI, STRANGER))
    asked = MoveMember(member_id=STRANGER, from_day=MARCH, grid=FIRST)
    given(*both).when(asked).refused(NothingChanged)
    again = MoveMember(member_id=STRANGER, from_day=MARCH, join=(CARE,))
    given(*both).when(again).refused(AlreadyInTeam)
