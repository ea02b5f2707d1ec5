"""Who may do what: one table of all routes and roles, and no route is left out of it."""

from typing import Any, Final

import pytest

from tests.api.answers import created_by, enrol, head, problem
from tests.api.every_post import routes_of
from tests.office import PASSWORD, Office

PUBLIC: Final[frozenset[str]] = frozenset({"public"})
VOLUNTEER, CASHIER, COORDINATOR, SUPERVISOR, ADMIN = ROLES = (
    frozenset({"volunteer"}),
    frozenset({"cashier"}),
    frozenset({"coordinator"}),
    frozenset({"supervisor"}),
    frozenset({"admin"}),
)
ANYBODY: Final = frozenset().union(*ROLES)
"""Anybody who is signed in."""

MAY: Final[dict[str, frozenset[str]]] = {
    "POST /api/token": PUBLIC,
    "DELETE /api/token": ANYBODY,
    "GET /api/me": ANYBODY,
    "POST /api/members": COORDINATOR,
    "GET /api/members": COORDINATOR | SUPERVISOR | CASHIER,
    "GET /api/members/{member_id}/balance": CASHIER | COORDINATOR | SUPERVISOR,
    "GET /api/members/{member_id}/statement": COORDINATOR | SUPERVISOR,
    "POST /api/members/{member_id}/leaving": ADMIN,
    "POST /api/members/{member_id}/roles": ADMIN,
    "DELETE /api/members/{member_id}/roles/{role}": ADMIN,
    "POST /api/rules": ADMIN,
    "GET /api/rules": PUBLIC,
    "POST /api/teams": ADMIN,
    "GET /api/teams": PUBLIC,
    "POST /api/activities": COORDINATOR,
    "GET /api/activities": ANYBODY,
    "POST /api/activities/{activity_id}/sign-ups": VOLUNTEER | COORDINATOR,
    "POST /api/activities/{activity_id}/cancellations": VOLUNTEER | COORDINATOR,
    "POST /api/activities/{activity_id}/sign-ins": VOLUNTEER | COORDINATOR,
    "POST /api/activities/{activity_id}/sign-outs": VOLUNTEER | COORDINATOR,
    "POST /api/services": COORDINATOR,
    "GET /api/services": ANYBODY,
    "POST /api/services/{service_id}/confirmation": COORDINATOR,
    "POST /api/services/{service_id}/rejection": COORDINATOR,
    "POST /api/services/{service_id}/release": SUPERVISOR,
    "POST /api/services/{service_id}/revocation": SUPERVISOR,
    "POST /api/items": COORDINATOR,
    "GET /api/items": ANYBODY,
    "POST /api/stock-counts": COORDINATOR,
    "POST /api/donations": COORDINATOR | CASHIER,
    "GET /api/donations": COORDINATOR | SUPERVISOR,
    "GET /api/donations/{donation_id}": COORDINATOR | SUPERVISOR,
    "GET /api/donations/{donation_id}/trail": COORDINATOR | SUPERVISOR,
    "POST /api/redemptions": CASHIER,
    "POST /api/redemptions/{redemption_id}/returns": CASHIER,
    "POST /api/transfers": VOLUNTEER | COORDINATOR,
    "POST /api/pairings": COORDINATOR,
    "GET /api/pairings": VOLUNTEER | COORDINATOR | SUPERVISOR,
    "POST /api/pairings/{pairing_id}/visits": ANYBODY,
    "POST /api/pairings/{pairing_id}/end": COORDINATOR,
    "GET /api/rankings": PUBLIC,
    "GET /api/community": PUBLIC,
    "GET /api/audit/facts": SUPERVISOR,
    "GET /api/audit/facts/{position}": SUPERVISOR,
    "GET /api/audit/trial-balance": SUPERVISOR,
    "GET /api/audit/roles": SUPERVISOR,
    "GET /problems/{code}": PUBLIC,
    "GET /livez": PUBLIC,
    "GET /readyz": PUBLIC,
    "GET /metrics": PUBLIC,
    "GET /docs": PUBLIC,
}
"""Who may ask for anything: their own things are another matter, and so is the paired volunteer.

The roles are those of the interface's own list; a route that is missing here fails the tests.
"""

OWN: Final = {"GET /api/members/{member_id}/balance", "GET /api/members/{member_id}/statement"}
"""Everybody may ask these about themselves."""

PLACES: Final = {"role": "cashier", "position": "1", "code": "busy"}


def ask(office: Office, route: str, token: str | None, **places: str) -> Any:
    """An empty request: it is refused for its content only where its sender is let through."""
    method, path = route.split(" ")
    for name in ("member_id", "activity_id", "service_id", "donation_id", "redemption_id"):
        path = path.replace(f"{{{name}}}", places.get(name, "nothing"))
    for name, value in {"pairing_id": "nothing", **PLACES}.items():
        path = path.replace(f"{{{name}}}", value)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    options = {"json": {}} if method == "POST" and path != "/api/token" else {}
    return office.client.request(method, path, headers=headers, follow_redirects=False, **options)


def token_for(office: Office, route: str, role: str) -> str:
    """A token of somebody in a role; one of its own for who will sign out with it."""
    if route != "DELETE /api/token":
        return office.token(role)
    form = {"username": role, "password": PASSWORD}
    return str(office.client.post("/api/token", data=form).json()["access_token"])


def test_no_route_is_missing_in_the_table_and_none_is_made_up(shared_office: Office) -> None:
    there = {name for name, _ in routes_of(shared_office)}

    assert there == MAY.keys()


@pytest.mark.parametrize("route", MAY)
def test_who_is_not_signed_in_gets_only_what_is_public(shared_office: Office, route: str) -> None:
    before = head(shared_office)

    for token in (None, "made-up"):
        answer = ask(shared_office, route, token)

        if MAY[route] is PUBLIC:
            assert answer.status_code not in {401, 403}
        else:
            problem(answer, 401, "not_signed_in")
            assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert head(shared_office) == before


@pytest.mark.parametrize("role", sorted(ANYBODY))
@pytest.mark.parametrize("route", MAY)
def test_each_role_may_do_what_the_table_says_and_nothing_else(
    shared_office: Office, route: str, role: str
) -> None:
    before = head(shared_office)

    answer = ask(shared_office, route, token_for(shared_office, route, role))

    if role in MAY[route] or MAY[route] is PUBLIC:
        assert answer.status_code not in {401, 403}, answer.text
        assert answer.status_code < 500
    else:
        problem(answer, 403, "not_permitted")
    assert head(shared_office) == before


@pytest.mark.parametrize("role", sorted(ANYBODY))
@pytest.mark.parametrize("route", sorted(OWN))
def test_everybody_may_ask_about_themselves(shared_office: Office, route: str, role: str) -> None:
    answer = ask(shared_office, route, shared_office.token(role), member_id=role)

    assert answer.status_code == 200


def test_a_role_that_was_granted_and_taken_back_opens_and_closes_the_door(
    shared_office: Office,
) -> None:
    path = "/api/members/volunteer2/roles"
    granted = created_by(shared_office, path, "admin", {"role": "supervisor"})
    opened = token_for(shared_office, "DELETE /api/token", "volunteer2")
    assert ask(shared_office, "GET /api/audit/roles", opened).status_code == 200

    taken = shared_office.ask("DELETE", f"{path}/supervisor", "admin")

    assert taken.json()["position"] > granted["position"]
    closed = token_for(shared_office, "DELETE /api/token", "volunteer2")
    problem(ask(shared_office, "GET /api/audit/roles", closed), 403, "not_permitted")


def test_who_holds_no_role_sees_only_what_is_everybodys(shared_office: Office) -> None:
    """A volunteer without the role of one is enrolled, but may not act for themselves yet."""
    path = "/api/members/volunteer2/roles"
    shared_office.ask("DELETE", f"{path}/volunteer", "admin")
    token = token_for(shared_office, "DELETE /api/token", "volunteer2")
    try:
        for route, roles in MAY.items():
            answer = ask(shared_office, route, token)
            if roles not in {PUBLIC, ANYBODY}:
                problem(answer, 403, "not_permitted")
            if route == "DELETE /api/token":
                token = token_for(shared_office, route, "volunteer2")
    finally:
        created_by(shared_office, path, "admin", {"role": "volunteer"})


def test_a_refusal_does_not_tell_whether_a_person_exists(shared_office: Office) -> None:
    li = enrol(shared_office)
    answers = [
        shared_office.get(f"/api/members/{it}/balance", "volunteer") for it in (li, "nobody")
    ]

    assert answers[0].json() == answers[1].json()
