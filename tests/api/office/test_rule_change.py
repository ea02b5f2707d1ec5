"""Rules are proposed by one person and approved by another, whichever role they have."""

from typing import Any
from uuid import uuid4

import pytest

from domain.people.roles import WithdrawRole
from tests.api.answers import created, created_by, listed, moment, problem, settle
from tests.clock import today
from tests.office import Office


def proposal(office: Office, **terms: Any) -> dict[str, Any]:
    """What an administrator proposed a moment ago."""
    body = {"version": uuid4().hex, "in_force_from": today(30).isoformat(), "terms": terms}
    fields = ("rules_id", "version", "in_force_from", "status")
    return created(office.post("/api/rules", "admin", body), *fields)


def versions(office: Office) -> set[str]:
    return {row["version"] for row in listed(office, "/api/rules")}


def waiting(office: Office) -> dict[str, dict[str, Any]]:
    rows = listed(office, "/api/rules/proposals", "supervisor")
    return {row["rules_id"]: row for row in rows}


def test_a_version_waits_until_somebody_else_approves_it(shared_office: Office) -> None:
    proposed = proposal(shared_office, points_per_hour=1000)
    assert proposed["status"] == "proposed"
    assert proposed["version"] not in versions(shared_office)
    row = waiting(shared_office)[proposed["rules_id"]]
    assert moment(row["proposed_at"])
    assert (row["proposed_by"], row["overtaken"]) == ("admin", False)
    assert row["terms"]["points_per_hour"] == 1000

    path = f"/api/rules/{proposed['rules_id']}/approval"
    problem(shared_office.post(path, "admin"), 409, "own_rules")
    assert proposed["version"] not in versions(shared_office)
    approved = created_by(shared_office, path, "supervisor")
    assert approved == proposed | {"status": "adopted", "position": approved["position"]}
    assert proposed["version"] in versions(shared_office)
    assert proposed["rules_id"] not in waiting(shared_office)
    problem(shared_office.post(path, "supervisor2"), 409, "rules_decided")


def test_a_proposal_is_declined_by_a_supervisor_or_taken_back(shared_office: Office) -> None:
    for who in ("supervisor", "admin"):
        proposed = proposal(shared_office)
        path = f"/api/rules/{proposed['rules_id']}"
        declined = created_by(shared_office, f"{path}/refusal", who)
        assert (declined["status"], declined["version"]) == ("declined", proposed["version"])
        assert proposed["rules_id"] not in waiting(shared_office)
        problem(shared_office.post(f"{path}/approval", "supervisor2"), 409, "rules_decided")


def test_what_another_version_overtook_is_proposed_anew(shared_office: Office) -> None:
    first, second = proposal(shared_office), proposal(shared_office)
    created_by(shared_office, f"/api/rules/{second['rules_id']}/approval", "supervisor")
    assert waiting(shared_office)[first["rules_id"]]["overtaken"]
    late = shared_office.post(f"/api/rules/{first['rules_id']}/approval", "supervisor")
    problem(late, 409, "rules_overtaken")


@pytest.mark.parametrize("who", ["volunteer", "cashier", "coordinator"])
def test_no_other_role_has_a_word_in_it(shared_office: Office, who: str) -> None:
    proposed = proposal(shared_office)
    body = {"version": "mine", "in_force_from": today(30).isoformat()}
    asked = [
        shared_office.post("/api/rules", who, body),
        shared_office.post(f"/api/rules/{proposed['rules_id']}/approval", who),
        shared_office.post(f"/api/rules/{proposed['rules_id']}/refusal", who),
        shared_office.get("/api/rules/proposals", who),
    ]
    for answer in asked:
        problem(answer, 403, "not_permitted")
    by_supervisor = shared_office.post("/api/rules", "supervisor", body)
    problem(by_supervisor, 403, "not_permitted")


def test_a_founder_who_is_alone_adopts_at_once(office: Office) -> None:
    assert proposal(office)["status"] == "proposed"
    for name in ("supervisor", "supervisor2"):
        office.record(WithdrawRole(member_id=name, role="supervisor"))
    settle(office)
    alone = proposal(office)
    assert alone["status"] == "adopted"
    assert alone["version"] in versions(office)
