"""Sessions of somebody, as if they had been opened or used a while ago."""

from typing import Any, Final
from uuid import uuid4

import psycopg

from api.serving.served import Communities
from domain.people.entering.session import digest
from tests.office import PASSWORD, Office

USED: Final = "UPDATE yanwuping.sessions SET used_at = now() - %s * interval '1 minute'"
OPENED: Final = "UPDATE yanwuping.sessions SET created_at = now() - %s * interval '1 minute'"
IDLE: Final = "SELECT extract(epoch FROM now() - used_at)::integer / 60 FROM yanwuping.sessions"
WHOSE: Final = " WHERE token_digest = %s"


def signed_in(office: Office, username: str, **more: str) -> str:
    """The token of a new session."""
    form = {"username": username, "password": PASSWORD} | more
    answer = office.client.post("/api/token", data=form)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])


def left_alone(office: Office, database: str, token: str, minutes: int) -> None:
    """Nothing was done in a session for so long."""
    _change(database, USED + WHOSE, minutes, token)
    forgotten(office, token)


def opened_before(office: Office, database: str, token: str, minutes: int) -> None:
    """A session was opened so long ago."""
    _change(database, OPENED + WHOSE, minutes, token)
    forgotten(office, token)


def forgotten(office: Office, token: str) -> None:
    """The process looks a session up anew, as it does after two seconds."""
    application: Any = office.client.app
    communities: Communities = application.state.communities
    communities.of({"type": "http", "headers": []}).sessions.forget(token)


def idle_minutes(database: str, token: str) -> int:
    """For how long nothing was done in a session."""
    with psycopg.connect(database) as connection:
        row = connection.execute((IDLE + WHOSE).encode(), [digest(token)]).fetchone()
    assert row
    return int(row[0])


def _change(database: str, statement: str, minutes: int, token: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        changed = connection.execute(statement.encode(), [minutes, digest(token)])
        assert changed.rowcount == 1


def asked(office: Office, token: str, route: str, body: Any = None) -> Any:
    """What a session is answered that asks a route, as `GET /api/me`."""
    method, path = route.split(" ")
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": uuid4().hex}
    return office.client.request(method, path, json=body, headers=headers)
