"""A community that answers over HTTP: the application itself, its projections, its people.

Nothing is faked: a real PostgreSQL, the real runner in a thread, requests through HTTP.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, closing, contextmanager
from datetime import date, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any, ClassVar, Final, TypeAlias
from uuid import uuid4

import psycopg
from fastapi import FastAPI
from psycopg.sql import SQL, Identifier
from starlette.testclient import TestClient

from api.application import create_application
from api.serving.composition import Community, open_community
from api.serving.served import Communities
from api.serving.settings import Settings
from domain.ledger.decision import OFFICE, Decision, Request
from domain.ledger.log import Log, channel_of
from domain.ledger.recording import Ledger
from domain.office.founding import FoundCommunity
from domain.people.membership import EnrolMember
from domain.people.roles import GrantRole
from domain.people.teams import FoundTeam
from domain.rules.rules import AdoptRules, Terms
from domain.service.service_import import ImportService
from projections.catalogue import PROJECTIONS
from projections.ledger.runner import Runner
from tests.clock import past

Opening: TypeAlias = Callable[[], AbstractAsyncContextManager[Community]]

PASSWORD: Final = "correct horse battery staple"
NAME: Final = "演武坪社区"
TEAM: Final = "爱心帮扶"
STAFF: Final = {
    "cashier": "cashier",
    "cashier2": "cashier",
    "coordinator": "coordinator",
    "coordinator2": "coordinator",
    "supervisor": "supervisor",
    "admin": "admin",
    "volunteer": "volunteer",
    "volunteer2": "volunteer",
    "supervisor2": "supervisor",
}
"""Sign-in names, which are also the people's ids, and their roles."""


class Office:
    """Somebody's browser, as it were: requests in the name of any of the people."""

    def __init__(self, client: TestClient, ledger: Ledger, settings: Settings) -> None:
        self.client = client
        self.settings = settings
        self.ledger = ledger
        self._tokens: dict[str, str] = {}

    @property
    def community(self) -> Community:
        """What the application serves."""
        application: Any = self.client.app
        communities: Communities = application.state.communities
        return communities.of({"type": "http", "headers": []}).community

    def token(self, username: str) -> str:
        """The token of who signed in under a name."""
        if username not in self._tokens:
            form = {"username": username, "password": PASSWORD}
            answer = self.client.post("/api/token", data=form)
            assert answer.status_code == 200, answer.text
            self._tokens[username] = answer.json()["access_token"]
        return self._tokens[username]

    def ask(self, method: str, path: str, who: str | None, **options: Any) -> Any:
        """A request in somebody's name, or nobody's; the whole answer."""
        headers = {"Authorization": f"Bearer {self.token(who)}"} if who else {}
        headers |= options.pop("headers", {})
        return self.client.request(method, path, headers=headers, **options)

    def post(self, path: str, who: str | None, body: Any = None, **options: Any) -> Any:
        """A POST under a fresh key, unless `key` is given; the whole answer."""
        key = options.pop("key", None) or uuid4().hex
        headers = {"Idempotency-Key": key} | options.pop("headers", {})
        return self.ask("POST", path, who, json=body, headers=headers, **options)

    def get(self, path: str, who: str | None = None, **options: Any) -> Any:
        """A GET; the whole answer."""
        return self.ask("GET", path, who, **options)

    def record(self, decision: Decision, actor: str = OFFICE) -> Any:
        """Have something happen that no route offers; the fact."""
        return self.ledger.record([Request(decision=decision, actor=actor)])[0]

    def has_served(self, member_id: str, hours: int, *, days_ago: int = 10) -> None:
        """Let a member have served so many hours of a day, from eight (8 are credited at most)."""
        starts_at = past(8, days_ago=days_ago)
        self.record(
            ImportService(
                member_id=member_id,
                programme="真情系夕阳",
                starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=hours),
            )
        )


def found_office(database: str, folder: Path) -> None:
    """Found a community with rules, one team, and the people of every role, who can sign in."""
    settings = _settings(folder)
    decisions: list[Decision] = [
        FoundCommunity(name=NAME, time_zone=settings.time_zone),
        AdoptRules(version="2026-01", in_force_from=date(2026, 1, 1), terms=Terms()),
        FoundTeam(team=TEAM),
    ]
    for member_id in STAFF:
        kind = "volunteer" if member_id.startswith("volunteer") else "staff"
        decisions.append(EnrolMember(member_id=member_id, kind=kind))
    for member_id, role in STAFF.items():
        decisions.append(GrantRole(member_id=member_id, role=role))
    with closing(Log(database, settings.community)) as log:
        ledger = Ledger(log, settings.zone)
        ledger.record([Request(decision=it, actor=OFFICE) for it in decisions])
        runner = Runner(log, PROJECTIONS, database, settings.community)
        runner.catch_up()  # nobody signs in before their role is known
        runner.close()
    asyncio.run(_let_sign_in(database, settings))


@contextmanager
def open_office(database: str, folder: Path) -> Iterator[Office]:
    """The office that was founded in a database."""
    settings = _settings(folder)
    with (
        closing(Log(database, settings.community)) as log,
        _projecting(log, database, settings),
        _application(lambda: open_community(database, settings)) as application,
        TestClient(application, raise_server_exceptions=False) as client,
    ):
        yield Office(client, Ledger(log, settings.zone), settings)


def _settings(folder: Path) -> Settings:
    return Settings(
        community="yanwuping",
        data=folder,
        metrics_from="testclient",
        nightly_check_hour=None,
    )


class _Reusable:
    """An application that is opened for one office after another: its routes are made once."""

    idle: ClassVar[list["_Reusable"]] = []

    def __init__(self) -> None:
        self.opening: Opening | None = None
        self.application = create_application(self._open)

    def _open(self) -> AbstractAsyncContextManager[Community]:
        assert self.opening
        return self.opening()


@contextmanager
def _application(opening: Opening) -> Iterator[FastAPI]:
    """An application of nobody else's; to make its routes takes longer than most tests do."""
    taken = _Reusable.idle.pop() if _Reusable.idle else _Reusable()
    taken.opening = opening
    try:
        yield taken.application
    finally:
        _Reusable.idle.append(taken)


async def _let_sign_in(database: str, settings: Settings) -> None:
    async with open_community(database, settings) as community:
        for member_id in STAFF:
            await community.credentials.set(member_id, member_id, PASSWORD)


@contextmanager
def _projecting(log: Log, database: str, settings: Settings) -> Iterator[None]:
    stopped = Event()
    runner = Runner(log, PROJECTIONS, database, settings.community)
    thread = Thread(target=runner.run, args=(stopped,))
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        with psycopg.connect(database, autocommit=True) as connection:
            channel = Identifier(channel_of(settings.community))
            connection.execute(SQL("NOTIFY {}").format(channel))  # do not sleep on
        thread.join()
        runner.close()
