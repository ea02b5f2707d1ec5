"""Who keeps house together is noted at the desk."""

import pytest

from tests.api.answers import created, created_by, enrol, found, listed, problem
from tests.office import Office

HOMES = "/api/households"


def test_a_household_is_formed_and_changes(shared_office: Office) -> None:
    li, aunt, wang = (enrol(shared_office, it) for it in ("李桂珍", "赵阿姨", "王建国"))
    answer = shared_office.post(HOMES, "coordinator", {"members": [li, aunt], "head": li})
    home = created(answer, "household_id", "members", "head")
    path = f"{HOMES}/{home['household_id']}/changes"
    created_by(shared_office, path, "coordinator", {"members": [aunt, wang], "head": wang})
    row = {"household_id": home["household_id"], "members": [aunt, wang], "head": wang}
    assert found(shared_office, f"{HOMES}?member_id={aunt}", "coordinator")["items"] == [row]
    assert found(shared_office, f"{HOMES}?member_id={li}", "coordinator")["items"] == []
    assert row in listed(shared_office, HOMES, "coordinator")


def test_what_stands_in_the_way_is_said(shared_office: Office) -> None:
    li, aunt = enrol(shared_office), enrol(shared_office)
    body = {"members": [li], "head": li}
    created_by(shared_office, HOMES, "coordinator", body)
    post = shared_office.post
    problem(post(HOMES, "coordinator", body), 409, "in_two_households")
    outside = {"members": [aunt], "head": li}
    problem(post(HOMES, "coordinator", outside), 409, "head_outside")
    own = {"members": ["coordinator"], "head": "coordinator"}
    problem(post(HOMES, "coordinator", own), 409, "grants_own")
    nowhere = post(f"{HOMES}/nowhere/changes", "coordinator", {"members": [aunt], "head": aunt})
    problem(nowhere, 404, "unknown_household")


@pytest.mark.parametrize("who", ["volunteer", "cashier", "supervisor"])
def test_households_are_the_coordinators(shared_office: Office, who: str) -> None:
    problem(shared_office.get(HOMES, who), 403, "not_permitted")
