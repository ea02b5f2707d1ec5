"""Roles are proposed by one person and approved by another, and nobody is left without a second."""

from datetime import date, timedelta

import pytest

from domain.ledger.decision import Decision
from domain.people.entering.role_refusals import (
    AlreadyProposed,
    LastApprover,
    NotProposed,
    OwnProposal,
    OwnRole,
    RoleHeld,
    RoleLost,
    RoleNotHeld,
    RoleOfTheWhole,
    RoleTakenBack,
)
from domain.people.membership import MemberLeft, Role, RoleGranted, RoleWithdrawn, UnknownMember
from domain.people.network.standing import NodeIsClosed, NodeLevelWrong, UnknownNode
from domain.people.nodes import NodeClosed, NodeFounded
from domain.people.roles import (
    ApproveRole,
    DeclineRole,
    GrantRole,
    LetServe,
    ProposeRole,
    RoleDeclined,
    RoleProposed,
    WithdrawRole,
)
from domain.people.sign_in import GiveSignIn, PasswordChosen, SignInGiven
from tests.controls import AUNT, CHEN, COMMUNITY, HE, LI, NOW, STRANGER, WANG, ZHOU, enrolled
from tests.scenario import by, given

CASHIER_LI = RoleGranted(member_id=LI, role="cashier")
CASHIER_WANG = RoleGranted(member_id=WANG, role="cashier")
GRANT_LI = GrantRole(member_id=LI, role="cashier")
WITHDRAW_LI = WithdrawRole(member_id=LI, role="cashier")
HE_ADMIN = RoleGranted(member_id=HE, role="admin")
ZHOU_SUPERVISOR = RoleGranted(member_id=ZHOU, role="supervisor")
OFFICE = (*COMMUNITY, enrolled(HE, "staff", number=5), enrolled(ZHOU, "staff", number=6), HE_ADMIN)
TWO = (*OFFICE, ZHOU_SUPERVISOR)
"""An administrator and a supervisor."""
BOTH = (HE, ZHOU)
PROPOSED = by(HE, RoleProposed(member_id=LI, role="cashier"))


def grant(role: str = "cashier", others: tuple[str, ...] = BOTH) -> GrantRole:
    return GrantRole(member_id=LI, role=role, actor_id=HE, others=others)


def test_an_administrator_grants_a_role() -> None:
    given(*COMMUNITY, CASHIER_WANG).when(GRANT_LI, actor=HE).then(CASHIER_LI)


def test_a_role_that_was_withdrawn_can_be_granted_again() -> None:
    given(*COMMUNITY, CASHIER_LI, RoleWithdrawn(member_id=LI, role="cashier")).when(
        GRANT_LI, actor=HE
    ).then(CASHIER_LI)


LET_SERVE = LetServe(member_id=LI, role="volunteer")
SERVES = RoleGranted(member_id=LI, role="volunteer")


def test_who_is_let_in_serves_unless_that_was_taken_back(database: str) -> None:
    given(*COMMUNITY).when(LET_SERVE).then(SERVES).repeated(database)
    given(*COMMUNITY, SERVES).when(LET_SERVE).refused(RoleHeld)
    taken_back = RoleWithdrawn(member_id=LI, role="volunteer")
    given(*COMMUNITY, SERVES, taken_back).when(LET_SERVE).refused(RoleTakenBack)
    given(*COMMUNITY).when(LetServe(member_id=STRANGER, role="volunteer")).refused(UnknownMember)


def test_a_stranger_gets_no_role() -> None:
    given(*COMMUNITY).when(GrantRole(member_id=STRANGER, role="admin"), actor=HE).refused(
        UnknownMember
    )


def test_an_administrator_cannot_grant_their_own_role() -> None:
    given(*COMMUNITY).when(GRANT_LI, actor=LI).refused(OwnRole)


def test_a_role_is_granted_once() -> None:
    given(*COMMUNITY, CASHIER_LI).when(GRANT_LI, actor=HE).refused(RoleHeld)


def test_a_grants_faults_are_told_in_order() -> None:
    own = GrantRole(member_id=LI, role="cashier")
    given(CASHIER_LI).when(own, actor=LI).refused(UnknownMember)
    given(*COMMUNITY, CASHIER_LI).when(own, actor=LI).refused(OwnRole)
    given(*COMMUNITY, CASHIER_LI).when(own, actor=HE).refused(RoleHeld)


def test_an_administrator_takes_a_role_back() -> None:
    given(*COMMUNITY, CASHIER_LI, CASHIER_WANG).when(WITHDRAW_LI, actor=HE).then(
        RoleWithdrawn(member_id=LI, role="cashier")
    )


def test_nothing_is_taken_from_a_stranger() -> None:
    given(*COMMUNITY).when(WithdrawRole(member_id=STRANGER, role="admin"), actor=HE).refused(
        UnknownMember
    )


def test_an_administrator_cannot_withdraw_their_own_role() -> None:
    given(*COMMUNITY, CASHIER_LI).when(WITHDRAW_LI, actor=LI).refused(OwnRole)


def test_a_role_that_somebody_else_holds_cannot_be_withdrawn_here() -> None:
    given(*COMMUNITY, CASHIER_WANG).when(WITHDRAW_LI, actor=HE).refused(RoleNotHeld)


def test_a_withdrawals_faults_are_told_in_order() -> None:
    given().when(WITHDRAW_LI, actor=LI).refused(UnknownMember)
    given(*COMMUNITY).when(WITHDRAW_LI, actor=LI).refused(OwnRole)
    given(*COMMUNITY).when(WITHDRAW_LI, actor=HE).refused(RoleNotHeld)


def test_a_role_that_was_withdrawn_cannot_be_withdrawn_again() -> None:
    given(*COMMUNITY, CASHIER_LI, RoleWithdrawn(member_id=LI, role="cashier")).when(
        WITHDRAW_LI, actor=HE
    ).refused(RoleNotHeld)


def test_a_role_waits_for_a_second_person_where_there_is_one() -> None:
    given(*TWO).when(grant(), actor=HE).then(RoleProposed(member_id=LI, role="cashier"))


def test_a_founder_who_is_alone_grants_at_once() -> None:
    given(*OFFICE).when(grant(), actor=HE).then(CASHIER_LI)
    gone = RoleWithdrawn(member_id=ZHOU, role="supervisor")
    given(*TWO, gone).when(grant(), actor=HE).then(CASHIER_LI)


def test_who_is_to_have_the_role_is_no_second_person() -> None:
    supervisor = RoleGranted(member_id=LI, role="supervisor")
    given(*OFFICE, supervisor).when(grant(others=(HE, LI)), actor=HE).then(PROPOSED.fact)
    own = ApproveRole(member_id=LI, role="cashier", actor_id=LI, others=(HE, LI, ZHOU))
    given(*OFFICE, supervisor, ZHOU_SUPERVISOR, PROPOSED).when(own, actor=LI).refused(OwnRole)


def test_of_two_who_can_approve_one_proposes_the_others_role_and_the_other_agrees() -> None:
    supervisor = RoleGranted(member_id=LI, role="supervisor")
    own = ApproveRole(member_id=LI, role="cashier", actor_id=LI, others=(HE, LI))
    two = (*OFFICE, supervisor)
    fact = given(*two, PROPOSED).when(own, actor=LI).fact
    assert fact == RoleGranted(member_id=LI, role="cashier", proposal_id=f"fact-{len(two) + 1}")
    gave = by(HE, SignInGiven(member_id=LI, owner_chooses=True))
    given(*two, gave, PROPOSED).when(own, actor=LI).refused(OwnProposal)


def test_who_has_left_approves_nothing() -> None:
    left = MemberLeft(member_id=ZHOU, kind="staff", credit=0, points=0)
    given(*TWO, left).when(grant(), actor=HE).then(CASHIER_LI)


def test_a_volunteers_own_role_needs_no_second_person() -> None:
    given(*TWO).when(grant("volunteer"), actor=HE).then(RoleGranted(member_id=LI, role="volunteer"))


def test_a_role_is_proposed_once() -> None:
    given(*TWO, PROPOSED).when(grant(), actor=HE).refused(AlreadyProposed)


APPROVE = ApproveRole(member_id=LI, role="cashier", actor_id=ZHOU)


def test_a_second_person_approves_and_the_grant_names_the_proposal() -> None:
    fact = given(*TWO, PROPOSED).when(APPROVE, actor=ZHOU).fact
    assert fact == RoleGranted(member_id=LI, role="cashier", proposal_id=f"fact-{len(TWO) + 1}")
    assert fact.caused_by() == f"fact-{len(TWO) + 1}"
    given(*TWO, PROPOSED, by(ZHOU, fact)).when(APPROVE, actor=ZHOU).refused(NotProposed)


def test_nobody_approves_what_they_proposed_or_what_is_theirs() -> None:
    alone = ApproveRole(member_id=LI, role="cashier", actor_id=HE)
    given(*TWO, PROPOSED).when(alone, actor=HE).refused(OwnProposal)
    given(*TWO, PROPOSED).when(APPROVE, actor=LI).refused(OwnRole)
    stranger = ApproveRole(member_id=STRANGER, role="cashier")
    given(*TWO).when(stranger, actor=ZHOU).refused(UnknownMember)


def test_who_gave_the_approver_their_sign_in_is_no_second_person_so_soon() -> None:
    gave = by(HE, SignInGiven(member_id=ZHOU, owner_chooses=True))
    chosen = by(ZHOU, PasswordChosen(member_id=ZHOU))
    past = given(*TWO, gave, chosen, PROPOSED)
    soon = past.past[-1].envelope.recorded_at
    past.when(APPROVE, actor=ZHOU, at=soon).refused(OwnProposal)
    assert past.when(APPROVE, actor=ZHOU, at=soon + timedelta(days=8)).fact


def test_who_was_let_in_by_the_approver_is_no_second_person_so_soon() -> None:
    gave = by(ZHOU, SignInGiven(member_id=HE, owner_chooses=True))
    chosen = by(HE, PasswordChosen(member_id=HE))
    past = given(*TWO, gave, chosen, PROPOSED)
    soon = past.past[-1].envelope.recorded_at
    past.when(APPROVE, actor=ZHOU, at=soon).refused(OwnProposal)


def test_what_the_approver_might_have_proposed_in_anothers_name_is_not_approved_later_either() -> (
    None
):
    gave = by(ZHOU, SignInGiven(member_id=HE, owner_chooses=True))
    past = given(*TWO, gave, by(HE, PasswordChosen(member_id=HE)), PROPOSED)
    later = past.past[-1].envelope.recorded_at + timedelta(days=8)
    past.when(APPROVE, actor=ZHOU, at=later).refused(OwnProposal)


def test_what_was_proposed_before_the_approver_let_its_proposer_in_anew_is_approved() -> None:
    gave = by(ZHOU, SignInGiven(member_id=HE, owner_chooses=True))
    assert given(*TWO, PROPOSED, gave).when(APPROVE, actor=ZHOU).fact


def test_two_who_were_let_in_by_one_person_are_no_two_people_so_soon() -> None:
    gave = (by(CHEN, SignInGiven(member_id=it, owner_chooses=True)) for it in (HE, ZHOU))
    past = given(*TWO, *gave, PROPOSED)
    soon = past.past[-1].envelope.recorded_at
    past.when(APPROVE, actor=ZHOU, at=soon).refused(OwnProposal)


def test_who_was_let_in_by_a_third_account_of_the_proposer_is_no_second_person_so_soon() -> None:
    third = by(HE, SignInGiven(member_id=CHEN, owner_chooses=True))
    past = [*TWO, third, by(CHEN, PasswordChosen(member_id=CHEN))]
    let_in = GiveSignIn(member_id=ZHOU, by_admin=True, actor_id=CHEN)
    past += [by(CHEN, given(*past).when(let_in, actor=CHEN).fact), PROPOSED]
    given(*past).when(APPROVE, actor=ZHOU).refused(OwnProposal)
    assert given(*past).when(APPROVE, actor=ZHOU, at=NOW + timedelta(days=8)).fact


def test_who_lost_the_role_a_moment_ago_decides_nothing_by_it() -> None:
    lost = (*TWO, PROPOSED, RoleWithdrawn(member_id=ZHOU, role="supervisor"))
    given(*lost).when(APPROVE, actor=ZHOU).refused(RoleLost)
    decline = DeclineRole(member_id=LI, role="cashier", actor_id=ZHOU)
    given(*lost).when(decline, actor=ZHOU).refused(RoleLost)
    given(*COMMUNITY).when(grant(), actor=HE).refused(RoleLost)


def test_a_proposal_that_was_declined_can_be_made_again() -> None:
    decline = DeclineRole(member_id=LI, role="cashier", actor_id=ZHOU)
    fact = given(*TWO, PROPOSED).when(decline, actor=ZHOU).fact
    assert fact == RoleDeclined(member_id=LI, role="cashier", proposal_id=f"fact-{len(TWO) + 1}")
    given(*TWO, PROPOSED, fact).when(APPROVE, actor=ZHOU).refused(NotProposed)
    given(*TWO, PROPOSED, fact).when(decline, actor=ZHOU).refused(NotProposed)
    assert given(*TWO, PROPOSED, fact).when(grant(), actor=HE).fact


def withdraw(who: str, role: str, *, by: str, others: tuple[str, ...] = BOTH) -> WithdrawRole:
    return WithdrawRole(member_id=who, role=role, actor_id=by, others=others)


def test_of_two_administrators_who_withdraw_each_other_one_stays() -> None:
    second = RoleGranted(member_id=CHEN, role="admin")
    three = (*TWO, enrolled(CHEN, "staff", number=7), second)
    others = (CHEN, HE, ZHOU)
    first = given(*three).when(withdraw(CHEN, "admin", by=HE, others=others), actor=HE).fact
    back = withdraw(HE, "admin", by=CHEN, others=others)
    given(*three, first).when(back, actor=CHEN).refused(RoleLost)


def test_the_last_second_person_stays() -> None:
    given(*TWO).when(withdraw(ZHOU, "supervisor", by=HE), actor=HE).refused(LastApprover)
    cashier = RoleGranted(member_id=ZHOU, role="cashier")
    assert given(*TWO, cashier).when(withdraw(ZHOU, "cashier", by=HE), actor=HE).fact
    admin_too = RoleGranted(member_id=ZHOU, role="admin")
    assert given(*TWO, admin_too).when(withdraw(ZHOU, "supervisor", by=HE), actor=HE).fact


@pytest.mark.parametrize(
    "decision",
    [
        GRANT_LI,
        GrantRole(member_id=LI, role="coordinator", others=BOTH),
        ApproveRole(member_id=AUNT, role="cashier"),
        DeclineRole(member_id=AUNT, role="cashier"),
        WithdrawRole(member_id=WANG, role="cashier"),
    ],
    ids=lambda it: type(it).__name__,
)
def test_asking_again_changes_nothing_more(decision: Decision, database: str) -> None:
    proposed = by(HE, RoleProposed(member_id=AUNT, role="cashier"))
    given(*TWO, CASHIER_WANG, proposed).when(decision, actor=CHEN).repeated(database)


GRIDS = (
    NodeFounded(node_id="grid-1", level="grid", label="第一网格"),
    NodeFounded(node_id="grid-2", level="grid", label="第二网格"),
    NodeFounded(node_id="building-3", level="building", label="3栋", parent_id="grid-1"),
)
KEEPER = RoleGranted(member_id=LI, role="coordinator", within="grid-1")
WHOLE = RoleGranted(member_id=LI, role="coordinator")


def keep(within: str | None = "grid-1", role: Role = "coordinator") -> GrantRole:
    return GrantRole(member_id=LI, role=role, actor_id=HE, others=BOTH, within=within)


def test_a_role_for_the_people_of_a_grid_is_proposed_and_approved_as_any(database: str) -> None:
    proposed = RoleProposed(member_id=LI, role="coordinator", within="grid-1")
    past = (*TWO, *GRIDS)
    given(*past).when(keep(), actor=HE).then(proposed).repeated(database)
    approve = ApproveRole(member_id=LI, role="coordinator", actor_id=ZHOU)
    fact = given(*past, by(HE, proposed)).when(approve, actor=ZHOU).fact
    assert fact == RoleGranted(
        member_id=LI, role="coordinator", within="grid-1", proposal_id=f"fact-{len(past) + 1}"
    )
    given(*OFFICE, *GRIDS).when(keep(), actor=HE).then(KEEPER)


def test_a_role_for_a_grid_can_be_had_for_another_too_and_then_for_the_whole() -> None:
    past = (*OFFICE, *GRIDS, KEEPER)
    given(*past).when(keep(), actor=HE).refused(RoleHeld)
    second = given(*past).when(keep("grid-2"), actor=HE).fact
    assert second == RoleGranted(member_id=LI, role="coordinator", within="grid-2")
    given(*past, second).when(keep(), actor=HE).refused(RoleHeld)
    given(*past, second).when(keep(None), actor=HE).then(WHOLE)
    given(*past, second, WHOLE).when(keep("grid-2"), actor=HE).refused(RoleHeld)
    withdraw_all = WithdrawRole(member_id=LI, role="coordinator")
    gone = given(*past, second).when(withdraw_all, actor=HE).fact
    given(*past, second, gone).when(keep(), actor=HE).then(KEEPER)


def test_only_who_looks_after_people_does_so_for_a_grid_that_is_there() -> None:
    past = (*OFFICE, *GRIDS)
    others: tuple[Role, ...] = ("volunteer", "cashier", "supervisor", "admin")
    for role in others:
        given(*past).when(keep(role=role), actor=HE).refused(RoleOfTheWhole)
    given(*past).when(keep("grid-9"), actor=HE).refused(UnknownNode)
    given(*past).when(keep("building-3"), actor=HE).refused(NodeLevelWrong)
    closed = NodeClosed(node_id="grid-1", from_day=date(2026, 3, 1), into_id="grid-2")
    given(*past, closed).when(keep(), actor=HE).refused(NodeIsClosed)


def test_what_a_list_asks_for_is_proposed_whoever_is_there_to_approve(database: str) -> None:
    asked = ProposeRole(member_id=LI, role="coordinator", within="node-1")
    founded = NodeFounded(node_id="node-1", level="grid", label="第一网格")
    said = RoleProposed(member_id=LI, role="coordinator", within="node-1")
    given(*COMMUNITY, founded).when(asked, actor=HE).then(said).repeated(database)
    given(*COMMUNITY, founded).when(asked, actor=LI).refused(OwnRole)
    given(*COMMUNITY).when(asked, actor=HE).refused(UnknownNode)
    given(*COMMUNITY, founded, said).when(asked, actor=HE).refused(AlreadyProposed)
    held = RoleGranted(member_id=LI, role="coordinator", within="node-1")
    given(*COMMUNITY, founded, held).when(asked, actor=HE).refused(RoleHeld)
