"""The demo's people are exempt from what everybody else has to prove, and nobody else is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import httpx
import psycopg

from api.demo.founding import STAFF
from tests.api.answers import enrol, give_role, problem, settle
from tests.api.every_post import asking
from tests.api.people.test_second_factor import asked_of_staff
from tests.api.second_factors import set_up
from tests.api.sessions import asked, left_alone, opened_before
from tests.clock import today
from tests.conftest import temporary_folder
from tests.journeys.running import Running, created, running
from tests.office import Office


@contextmanager
def long_ago(database: str, program: Running, username: str) -> Iterator[httpx.Client]:
    """Somebody who gave their password five hours ago, and did nothing since."""
    with program.sign_in(username) as client:
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute(
                "UPDATE yanwuping.sessions"
                " SET created_at = now() - interval '5 hours', used_at = now() - interval '5 hours'"
            )
        yield client


def test_the_demos_people_prove_nothing_more_even_where_it_is_asked_of_staff(
    database: str,
) -> None:
    with (
        temporary_folder() as folder,
        running(folder, "demo", "--empty", database_url=database, second_factor="staff") as program,
    ):
        for username, _, _ in STAFF:
            with long_ago(database, program, username) as client:
                assert client.get("/api/me").json()["username"] == username
                assert client.get("/api/activities").status_code == 200
        with long_ago(database, program, "admin") as client:
            month = {"version": uuid4().hex, "in_force_from": today(30).isoformat()}
            key = {"Idempotency-Key": uuid4().hex}
            created(client.post("/api/rules", json=month, headers=key))


def let_in_at_the_desk(office: Office, member_id: str) -> str:
    """The token of somebody who asked on their phone, and was let in."""
    asks: Any = asking(office)
    path = f"/api/members/{member_id}/sign-in"
    assert office.post(path, "admin", {"code": asks["code"]}).status_code == 201
    answer = office.client.post("/api/sign-in-requests/session", json={"token": asks["token"]})
    return str(answer.json()["access_token"])


def test_everybody_else_chooses_a_password_then_a_second_factor_and_proves_both_anew(
    shared_office: Office, shared_database: str
) -> None:
    li = enrol(shared_office, "李桂珍")
    give_role(shared_office, li, "admin")
    path, body = f"POST /api/members/{enrol(shared_office)}/roles", {"role": "cashier"}
    settle(shared_office)
    token = let_in_at_the_desk(shared_office, li)
    with asked_of_staff(shared_office):
        problem(asked(shared_office, token, path, body), 403, "password_change_required")
        chosen = {"new": f"violet {uuid4().hex[:9]} staircase"}
        assert asked(shared_office, token, "POST /api/me/password", chosen).status_code == 201
        problem(asked(shared_office, token, path, body), 403, "second_factor_required")
        set_up(shared_office, token)
        opened_before(shared_office, shared_database, token, 16)
        problem(asked(shared_office, token, path, body), 403, "reauthentication_required")
        left_alone(shared_office, shared_database, token, 62)
        problem(asked(shared_office, token, path, body), 401, "not_signed_in")


def test_who_is_let_in_anew_is_exempt_no_more(shared_office: Office) -> None:
    li = enrol(shared_office, "李桂珍")
    give_role(shared_office, li, "cashier")
    settle(shared_office)
    let_in_at_the_desk(shared_office, li)
    portal = shared_office.client.portal
    assert portal
    portal.call(shared_office.community.session_use.exempt, li)
    token = let_in_at_the_desk(shared_office, li)
    problem(asked(shared_office, token, "GET /api/members"), 403, "password_change_required")
    chosen = {"new": f"violet {uuid4().hex[:9]} staircase"}
    assert asked(shared_office, token, "POST /api/me/password", chosen).status_code == 201
    with asked_of_staff(shared_office):
        problem(asked(shared_office, token, "GET /api/members"), 403, "second_factor_required")
