"""A member's details are corrected by somebody else, and those of staff by an administrator."""

import pytest

from domain.people.details import CorrectDetails, DetailsCorrected, OwnDetails, StaffDetails
from domain.people.membership import Role, RoleGranted, UnknownMember
from tests.controls import CHEN, COMMUNITY, HE, LI, STRANGER
from tests.scenario import given

CORRECT = CorrectDetails(member_id=LI, details=("name",))
CORRECTED = DetailsCorrected(member_id=LI, details=("name",))


def test_a_coordinator_corrects_a_members_name(database: str) -> None:
    given(*COMMUNITY).when(CORRECT).then(CORRECTED).repeated(database)


@pytest.mark.parametrize("role", ["cashier", "coordinator", "supervisor", "admin"])
def test_only_an_administrator_corrects_what_is_known_of_staff(role: Role) -> None:
    past = given(*COMMUNITY, RoleGranted(member_id=LI, role=role))
    past.when(CORRECT, actor=CHEN).refused(StaffDetails)
    by_admin = CorrectDetails(member_id=LI, details=("name",), by_admin=True)
    past.when(by_admin, actor=HE).then(CORRECTED)
    own = RoleGranted(member_id=LI, role="volunteer")
    given(*COMMUNITY, own).when(CORRECT).then(CORRECTED)


def test_nobody_corrects_their_own_details_or_a_strangers() -> None:
    given(*COMMUNITY).when(CORRECT, actor=LI).refused(OwnDetails)
    stranger = CorrectDetails(member_id=STRANGER, details=("name",))
    given(*COMMUNITY).when(stranger).refused(UnknownMember)
