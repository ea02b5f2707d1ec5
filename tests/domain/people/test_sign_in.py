"""The office lets members sign in, and nobody gets at the account of who watches them."""

import pytest

from domain.people.membership import Role, RoleGranted, RoleWithdrawn, UnknownMember
from domain.people.sign_in import GiveSignIn, OwnSignIn, SignInGiven, StaffSignIn
from tests.controls import CHEN, COMMUNITY, LI, STRANGER, WANG
from tests.scenario import given

GIVE_LI = GiveSignIn(member_id=LI)


def granted(role: Role, member_id: str = LI) -> RoleGranted:
    return RoleGranted(member_id=member_id, role=role)


def test_a_member_can_sign_in(database: str) -> None:
    given(*COMMUNITY).when(GIVE_LI).then(SignInGiven(member_id=LI)).repeated(database)


def test_a_volunteer_gets_a_new_password_when_the_old_one_is_forgotten() -> None:
    past = (
        *COMMUNITY,
        granted("volunteer"),
        granted("supervisor", WANG),
        SignInGiven(member_id=LI),
    )
    given(*past).when(GIVE_LI).then(SignInGiven(member_id=LI))


@pytest.mark.parametrize("role", ["cashier", "coordinator", "supervisor", "admin"])
def test_only_an_administrator_resets_the_password_of_staff(role: Role) -> None:
    past = given(*COMMUNITY, granted(role), granted("volunteer", WANG))
    past.when(GIVE_LI).refused(StaffSignIn)
    past.when(GiveSignIn(member_id=LI, by_admin=True)).then(SignInGiven(member_id=LI))


def test_who_is_staff_no_longer_is_a_member_as_others() -> None:
    left = RoleWithdrawn(member_id=LI, role="cashier")
    given(*COMMUNITY, granted("cashier"), left).when(GIVE_LI).then(SignInGiven(member_id=LI))


def test_nobody_resets_their_own_password_at_the_desk() -> None:
    past = given(*COMMUNITY)
    past.when(GiveSignIn(member_id=LI, by_admin=True), actor=LI).refused(OwnSignIn)
    past.when(GIVE_LI, actor=CHEN).then(SignInGiven(member_id=LI))


def test_a_stranger_gets_no_sign_in() -> None:
    given(*COMMUNITY).when(GiveSignIn(member_id=STRANGER)).refused(UnknownMember)
