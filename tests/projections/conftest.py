"""The community of each test, with the projection that the test's module is named after."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from time import sleep
from uuid import uuid4

import pytest
from psycopg.errors import InsufficientPrivilege

import projections.ledger.runner
from projections.catalogue import PROJECTIONS
from projections.ledger import definition
from projections.ledger.projection import Projection
from tests.conftest import administer, url_of
from tests.projections.living import Living
from tests.roles import as_owner

Version = Callable[..., AbstractContextManager[Living]]


@pytest.fixture(scope="session")
def town(server: str, chengyin_template: str) -> Iterator[str]:
    """The URL of a database that holds many communities: quicker made than a database each."""
    name = f"chengyin_town_{uuid4().hex}"
    administer(server, "CREATE DATABASE {} TEMPLATE {}", name, chengyin_template)
    try:
        yield url_of(name, server)
    finally:
        drop(server, name)


def drop(server: str, name: str) -> None:
    """A worker of autovacuum may be in it, which nobody but a superuser sends away: it goes."""
    while True:
        try:
            administer(server, "DROP DATABASE {} WITH (FORCE)", name)
        except InsufficientPrivilege:
            sleep(0.1)
        else:
            return


@pytest.fixture
def community(
    town: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Living]:
    """Facts are taken in one by one; in the end, all at once have to leave the same tables."""
    stem = request.module.__name__.rpartition("test_")[2]
    (projection,) = (it for it in PROJECTIONS if it.question == stem)
    with Living(town, [projection], name=f"community_{uuid4().hex}") as opened:
        with monkeypatch.context() as patch:
            patch.setattr(projections.ledger.runner, "BATCH_SIZE", 1)
            yield opened
        assert opened.differing(projection, 10) == []


@pytest.fixture
def living(database: str) -> Iterator[Living]:
    """All projections, in batches as they come."""
    with Living(as_owner(database)) as opened:
        yield opened


@pytest.fixture
def few(database: str) -> Iterator[Living]:
    """A few projections: some that only add up, some that follow, one that only grows."""
    questions = {"balances", "statements", "stock", "rankings", "donation_trail"}
    with Living(
        as_owner(database), [it for it in PROJECTIONS if it.question in questions]
    ) as opened:
        yield opened


@pytest.fixture
def version(database: str, monkeypatch: pytest.MonkeyPatch) -> Version:
    """A version of the program, which sets up and then runs on the same database as others."""

    monkeypatch.setenv("PGAPPNAME", "chengyin")

    @contextmanager
    def run(build: str, *kinds: Projection) -> Iterator[Living]:
        monkeypatch.setattr(definition, "_digest_of_files", lambda: build)
        with Living(as_owner(database), kinds, name="upgraded") as living:
            yield living

    return run
