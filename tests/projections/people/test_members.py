"""Members are listed by what they are, and have the roles that they were given last."""

from datetime import date

import msgspec

from domain.people.membership import (
    MemberKind,
    MemberLeft,
    MembersMerged,
    RoleGranted,
    RoleWithdrawn,
)
from domain.people.moves import Belonging, MemberMoved
from domain.people.roles import RoleDeclined, RoleProposed
from domain.people.teams import TeamClosed, TeamFounded
from projections.people.members import (
    ENDLESS,
    HeldRole,
    Inhabitants,
    ListedMember,
    ProposedRole,
    belongings_of,
    grids,
    held_roles,
    ids_of_kind,
    inhabitants,
    member_of_number,
    members,
    members_by_id,
    proposed_roles,
    roles_of,
    teams,
)
from tests.controls import (
    AUNT,
    AUNT_JOINED,
    CARE,
    CHEN,
    GREEN,
    HE,
    LI,
    LI_JOINED,
    STRANGER,
    WANG,
    WANG_JOINED,
    ZHOU,
    enrolled,
)
from tests.projections.living import Living
from tests.scenario import by


def granted(member_id: str, role: str = "cashier") -> RoleGranted:
    return RoleGranted(member_id=member_id, role=role)


def withdrawn(member_id: str, role: str = "cashier") -> RoleWithdrawn:
    return RoleWithdrawn(member_id=member_id, role=role)


def found(community: Living, **wanted: object) -> list[str]:
    return [it.member_id for it in community.ask(members, **wanted)]


def test_a_member_is_listed_as_they_were_enrolled(community: Living) -> None:
    first, second = community.saw(LI_JOINED, AUNT_JOINED)
    li = ListedMember(LI, first, "V000001", "volunteer", CARE, "第一网格", False, None, [CARE])
    aunt = ListedMember(AUNT, second, "V000003", "assisted", None, "第一网格", False, None, [])
    assert community.ask(members) == [li, aunt]
    assert community.ask(members_by_id, [AUNT, STRANGER]) == {AUNT: aunt}
    assert community.ask(members_by_id, []) == {}


def test_members_are_found_by_kind_team_and_grid(community: Living) -> None:
    community.saw(LI_JOINED, WANG_JOINED, AUNT_JOINED, enrolled(CHEN, "staff"))
    assert found(community, kind="volunteer") == [LI, WANG]
    assert found(community, kind="assisted") == [AUNT]
    assert found(community, team=GREEN) == [WANG]
    assert found(community, team="none") == []
    assert found(community, grids=["第一网格"], team=CARE) == [LI]
    assert found(community, grids=["第二网格"]) == []


def test_only_those_are_listed_whom_the_vault_found(community: Living) -> None:
    community.saw(LI_JOINED, WANG_JOINED, AUNT_JOINED)
    assert found(community, among=[AUNT, LI, STRANGER]) == [LI, AUNT]
    assert found(community, among=[]) == []


def test_members_stand_in_the_order_of_their_enrolment_a_page_at_a_time(
    community: Living,
) -> None:
    positions = community.saw(*(enrolled(f"member-{n}", number=n) for n in range(5)))
    first = community.ask(members, limit=2)
    second = community.ask(members, limit=2, after=first[-1].position)
    third = community.ask(members, limit=2, after=second[-1].position)
    assert [it.position for it in [*first, *second, *third]] == positions


def test_the_ids_of_a_kind_are_those_of_all_its_members(community: Living) -> None:
    community.saw(LI_JOINED, AUNT_JOINED, WANG_JOINED)
    kinds: list[MemberKind] = ["volunteer", "assisted", "staff"]
    assert [community.ask(ids_of_kind, it) for it in kinds] == [[LI, WANG], [AUNT], []]


def test_who_left_is_known_by_id_and_found_no_more(community: Living) -> None:
    community.saw(LI_JOINED, WANG_JOINED, granted(LI, "volunteer"), granted(WANG))
    community.saw(MemberLeft(member_id=LI, kind="volunteer", credit=0, points=0))
    assert found(community) == found(community, among=[LI, WANG]) == [WANG]
    assert community.ask(ids_of_kind, "volunteer") == [WANG]
    assert [it.has_left for it in community.ask(members_by_id, [LI, WANG]).values()] == [
        True,
        False,
    ]
    assert (community.ask(roles_of, LI), community.ask(roles_of, WANG)) == ([], ["cashier"])


def test_teams_are_listed_once_they_are_founded(community: Living) -> None:
    community.saw(TeamFounded(team=GREEN), TeamFounded(team=CARE))
    assert sorted(community.ask(teams, ENDLESS)) == sorted([CARE, GREEN])


def test_a_team_is_listed_until_it_is_closed_and_nobody_is_in_it_then(community: Living) -> None:
    april = date(2026, 4, 1)
    community.saw(TeamFounded(team=GREEN), TeamFounded(team=CARE), LI_JOINED, WANG_JOINED)
    community.saw(MemberMoved(member_id=WANG, said_id="fact-4", from_day=april, joined=(CARE,)))
    community.saw(TeamClosed(team=CARE, from_day=date(2026, 5, 1)))
    late = msgspec.structs.replace(LI_JOINED, member_id="late", volunteer_number="V000009")
    community.saw(late)
    for today, known, there in (
        (date(2026, 4, 30), [GREEN, CARE], [LI, WANG, "late"]),
        (date(2026, 5, 1), [GREEN], []),
    ):
        assert sorted(community.ask(teams, today)) == sorted(known)
        found = community.ask(members, team=CARE, today=today)
        assert [it.member_id for it in found] == there
    may = community.ask(members_by_id, [LI, WANG], date(2026, 5, 2))
    assert [it.teams for it in may.values()] == [[], [GREEN]]


def test_each_member_has_their_own_roles(community: Living) -> None:
    community.saw(granted(LI, "volunteer"), granted(LI), granted(WANG, "coordinator"))
    assert community.ask(roles_of, LI) == ["cashier", "volunteer"]
    assert community.ask(roles_of, WANG) == ["coordinator"]
    assert community.ask(roles_of, STRANGER) == []


def test_a_role_that_was_withdrawn_is_gone_until_it_is_given_again(community: Living) -> None:
    community.saw(granted(LI), granted(LI, "volunteer"), granted(WANG), withdrawn(LI))
    assert community.ask(roles_of, LI) == ["volunteer"]
    assert community.ask(roles_of, WANG) == ["cashier"]
    community.write(granted(LI), withdrawn(LI), granted(LI))
    community.saw(withdrawn(LI, "volunteer"))
    assert community.ask(roles_of, LI) == ["cashier"]


def test_it_is_known_who_gave_each_role(community: Living) -> None:
    first, second, _ = community.saw(by(HE, granted(LI)), by(ZHOU, granted(WANG)), granted(AUNT))
    community.saw(withdrawn(AUNT))
    assert community.ask(held_roles) == [
        HeldRole(LI, "cashier", HE, first),
        HeldRole(WANG, "cashier", ZHOU, second),
    ]


def test_who_gave_a_role_again_is_who_gave_it(community: Living) -> None:
    community.saw(by(HE, granted(LI)), by(HE, withdrawn(LI)))
    (position,) = community.saw(by(ZHOU, granted(LI)))
    assert community.ask(held_roles) == [HeldRole(LI, "cashier", ZHOU, position)]


def test_a_member_is_found_by_their_number(community: Living) -> None:
    community.saw(LI_JOINED, WANG_JOINED)
    assert community.ask(member_of_number, WANG_JOINED.volunteer_number) == WANG
    assert community.ask(member_of_number, "V999999") is None


def test_grids_are_named_once(community: Living) -> None:
    nowhere = msgspec.structs.replace(enrolled(CHEN), grid=None)
    other = msgspec.structs.replace(enrolled(ZHOU), grid="第二网格")
    community.saw(LI_JOINED, WANG_JOINED, nowhere, other)
    assert sorted(community.ask(grids)) == sorted(["第一网格", "第二网格"])


def test_who_lives_in_a_grid_is_counted_and_who_left_is_not(community: Living) -> None:
    other = msgspec.structs.replace(enrolled(ZHOU), grid="第二网格")
    community.saw(LI_JOINED, WANG_JOINED, enrolled(CHEN, "staff"), other)
    community.saw(MemberLeft(member_id=WANG, kind="volunteer", credit=0, points=0))
    told = community.ask(inhabitants, ["第一网格", "第三网格"], date(2026, 3, 9))
    assert told == {"第一网格": Inhabitants(2, 1)}


def test_a_role_waits_from_its_proposal_to_a_word_about_it(community: Living) -> None:
    community.saw(LI_JOINED, WANG_JOINED)
    for_li, for_wang = (RoleProposed(member_id=it, role="cashier") for it in (LI, WANG))
    positions = community.saw(by(CHEN, for_li), by(CHEN, for_wang))
    assert community.ask(proposed_roles) == [
        ProposedRole(LI, "cashier", CHEN, positions[0]),
        ProposedRole(WANG, "cashier", CHEN, positions[1]),
    ]
    assert community.ask(roles_of, LI) == []
    community.saw(granted(LI), RoleDeclined(member_id=WANG, role="cashier", proposal_id="fact-1"))
    assert community.ask(proposed_roles) == []
    assert (community.ask(roles_of, LI), community.ask(roles_of, WANG)) == (["cashier"], [])


def test_nothing_waits_for_who_has_left(community: Living) -> None:
    community.saw(LI_JOINED, RoleProposed(member_id=LI, role="cashier"))
    community.saw(MemberLeft(member_id=LI, kind="volunteer", credit=0, points=0))
    assert community.ask(proposed_roles) == []


def test_a_member_belongs_where_they_moved_to_from_the_day_on(community: Living) -> None:
    community.saw(LI_JOINED, WANG_JOINED)
    before, day = date(2026, 3, 9), date(2026, 3, 10)
    community.saw(
        MemberMoved(
            member_id=LI,
            said_id="fact-1",
            from_day=day,
            grid="第二网格",
            joined=(GREEN,),
            left=(CARE,),
        )
    )
    assert found(community, team=CARE, today=before) == [LI]
    assert found(community, team=GREEN, today=before) == [WANG]
    assert found(community, team=GREEN, today=day) == [LI, WANG]
    assert found(community, grids=["第二网格"], today=day) == [LI]
    assert found(community, today=day) == [LI, WANG]
    one = community.ask(members_by_id, [LI], day)[LI]
    assert (one.team, one.grid) == (GREEN, "第二网格")
    assert community.ask(members_by_id, [LI], before)[LI].grid == "第一网格"
    assert [it.from_day for it in community.ask(belongings_of, LI)] == [day, None]
    assert community.ask(ids_of_kind, "volunteer") == [LI, WANG]
    community.saw(MemberMoved(member_id=LI, said_id="fact-3", from_day=before, joined=(GREEN,)))
    assert found(community, team=GREEN, today=before) == [LI, WANG]
    both, wang = community.ask(members, team=GREEN, today=before)
    assert [both, wang] == community.ask(members, today=before)
    assert community.ask(members_by_id, [LI], before) == {LI: both}
    assert (both.team, both.teams, wang.teams) == (CARE, [CARE, GREEN], [GREEN])
    assert community.ask(members_by_id, [LI], day)[LI].teams == [GREEN]
    community.saw(MemberLeft(member_id=LI, kind="volunteer", credit=0, points=0))
    assert found(community, team=GREEN, today=day) == [WANG]


def test_of_two_records_that_are_one_the_moves_are_of_the_one_that_stays(
    community: Living,
) -> None:
    day, later = date(2026, 3, 1), date(2026, 4, 1)
    community.saw(LI_JOINED, WANG_JOINED, AUNT_JOINED)
    community.saw(
        MemberMoved(
            member_id=WANG, said_id="fact-2", from_day=day, grid="第二网格", joined=(CARE,)
        ),
        MemberMoved(member_id=LI, said_id="fact-1", from_day=later, joined=(GREEN,)),
        MembersMerged(member_id=WANG, into_id=LI, kind="volunteer", minutes=0, credit=0, points=0),
    )
    assert found(community, today=later) == [LI, AUNT]
    assert found(community, team=GREEN, today=later) == [LI]
    assert found(community, team=GREEN, today=day) == []
    assert found(community, grids=["第二网格"], today=day) == [LI]
    assert community.ask(belongings_of, LI) == [
        Belonging(later, None, "第二网格", (CARE, GREEN)),
        Belonging(day, later, "第二网格", (CARE,)),
        Belonging(None, day, "第一网格", (CARE,)),
    ]
    assert community.ask(members_by_id, [WANG], later)[WANG].merged_into == LI
    community.saw(MemberMoved(member_id=LI, said_id="fact-5", from_day=later, grid="第三网格"))
    assert found(community, grids=["第三网格"], today=later) == [LI]


def test_a_record_that_says_nothing_of_grid_and_team_takes_them_over(community: Living) -> None:
    nowhere = msgspec.structs.replace(LI_JOINED, grid=None, team=None)
    community.saw(nowhere, WANG_JOINED, AUNT_JOINED)
    community.saw(
        MembersMerged(member_id=WANG, into_id=LI, kind="volunteer", minutes=0, credit=0, points=0)
    )
    (li, aunt) = community.ask(members)
    assert (li.member_id, li.team, li.grid, aunt.team) == (LI, GREEN, "第一网格", None)
    assert found(community, team=GREEN) == [LI]
