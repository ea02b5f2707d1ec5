"""Who calls is known by their token, and in which roles they act by the newest grants.

Who may do what is walked in tests/api/policy.
"""

from typing import Any

import pytest

from tests.api.answers import created_by, enrol, head, problem
from tests.api.every_post import routes_of
from tests.office import PASSWORD, Office

ROLES = "/api/audit/roles"


def token_of(office: Office, username: str) -> str:
    """A token of a new session."""
    form = {"username": username, "password": PASSWORD}
    return str(office.client.post("/api/token", data=form).json()["access_token"])


def ask(office: Office, method: str, path: str, token: str | None) -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return office.client.request(method, path, headers=headers, follow_redirects=False)


@pytest.mark.parametrize("token", [None, "made-up"])
def test_who_is_not_signed_in_is_told_how_to_be(shared_office: Office, token: str | None) -> None:
    before, asked = head(shared_office), 0
    application: Any = shared_office.client.app
    for name, _ in routes_of(shared_office):
        if not application.state.policy.gates[name].lets(None):
            answer = ask(shared_office, *name.split(" "), token)
            problem(answer, 401, "not_signed_in")
            assert answer.headers["WWW-Authenticate"] == "Bearer"
            asked += 1
    assert asked > 30
    assert head(shared_office) == before


def test_a_role_that_was_granted_and_taken_back_opens_and_closes_the_door(
    shared_office: Office,
) -> None:
    path = "/api/members/volunteer2/roles"
    proposed = created_by(shared_office, path, "admin", {"role": "supervisor"})
    granted = created_by(shared_office, f"{path}/supervisor/approval", "supervisor")
    assert granted["position"] > proposed["position"]
    opened = token_of(shared_office, "volunteer2")
    assert ask(shared_office, "GET", ROLES, opened).status_code == 200

    taken = shared_office.ask("DELETE", f"{path}/supervisor", "admin")

    assert taken.json()["position"] > granted["position"]
    closed = token_of(shared_office, "volunteer2")
    problem(ask(shared_office, "GET", ROLES, closed), 403, "not_permitted")


def test_a_refusal_does_not_tell_whether_a_person_exists(shared_office: Office) -> None:
    li = enrol(shared_office)
    answers = [
        shared_office.get(f"/api/members/{it}/balance", "volunteer") for it in (li, "nobody")
    ]

    assert answers[0].json() == answers[1].json()
