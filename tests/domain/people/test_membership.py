"""People join once, and nobody decides on their own roles."""

import pytest

from domain.ledger.decision import Decision
from domain.people.membership import (
    EnrolMember,
    Holdings,
    Member,
    MemberEnrolled,
    RoleGranted,
    RoleWithdrawn,
)
from domain.people.roles import GrantRole, WithdrawRole
from domain.people.saying.duplicate import DuplicatePerson
from domain.people.tags import member_tag
from domain.people.teams import TeamFounded, UnknownTeam
from tests.controls import (
    CARE,
    CHEN,
    COMMUNITY,
    ELEVEN,
    GREEN,
    LI,
    NINE,
    WANG,
    enrolled,
    served,
)
from tests.scenario import given

CASHIER_LI = RoleGranted(member_id=LI, role="cashier")
CASHIER_WANG = RoleGranted(member_id=WANG, role="cashier")
GRANT_LI = GrantRole(member_id=LI, role="cashier")
WITHDRAW_LI = WithdrawRole(member_id=LI, role="cashier")


def test_a_volunteer_joins_with_the_next_number() -> None:
    given(TeamFounded(team=CARE), enrolled(LI, number=1), enrolled(WANG, number=2)).when(
        EnrolMember(member_id="sun-li", kind="volunteer", team=CARE, grid="第二网格")
    ).then(
        MemberEnrolled(
            member_id="sun-li",
            volunteer_number="V000003",
            kind="volunteer",
            team=CARE,
            grid="第二网格",
        )
    )


def test_an_assisted_person_needs_no_team() -> None:
    given().when(EnrolMember(member_id="sun-li", kind="assisted")).then(
        MemberEnrolled(member_id="sun-li", volunteer_number="V000001", kind="assisted")
    )


def test_nobody_joins_a_team_that_was_never_founded() -> None:
    given(TeamFounded(team=CARE)).when(
        EnrolMember(member_id=LI, kind="volunteer", team=GREEN)
    ).refused(UnknownTeam, team=GREEN)


def test_nobody_joins_twice() -> None:
    given(*COMMUNITY).when(EnrolMember(member_id=LI, kind="volunteer")).refused(DuplicatePerson)


def test_an_unknown_team_is_told_before_a_second_enrolment() -> None:
    given(*COMMUNITY).when(EnrolMember(member_id=LI, kind="volunteer", team="无此队")).refused(
        UnknownTeam
    )


def test_a_member_keeps_the_roles_that_were_not_withdrawn() -> None:
    scenario = given(
        *COMMUNITY,
        CASHIER_LI,
        RoleGranted(member_id=LI, role="volunteer"),
        CASHIER_WANG,
        RoleWithdrawn(member_id=WANG, role="cashier"),
        RoleWithdrawn(member_id=LI, role="cashier"),
    )
    assert scenario.view(GRANT_LI)(Member, member_tag(LI)).roles == {"volunteer"}


def test_what_a_member_holds_is_the_sum_of_their_postings() -> None:
    scenario = given(*COMMUNITY, served(LI, NINE, ELEVEN), served(WANG, NINE, ELEVEN, "paper-2"))
    holdings = scenario.view(GRANT_LI)(Holdings, member_tag(LI))
    assert holdings.amounts == {"minutes": 120, "credit": 120, "points": 20}


@pytest.mark.parametrize(
    "decision",
    [
        EnrolMember(member_id="sun-li", kind="volunteer", team=CARE),
        GRANT_LI,
        WithdrawRole(member_id=WANG, role="cashier"),
    ],
    ids=lambda it: type(it).__name__,
)
def test_asking_again_changes_nothing_more(decision: Decision, database: str) -> None:
    given(*COMMUNITY, CASHIER_WANG).when(decision, actor=CHEN).repeated(database)
