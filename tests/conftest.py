"""A real PostgreSQL for the whole run, with a fresh database for each test that asks for one.

Each worker of a parallel run has a server of its own, which keeps nothing safe from a power cut.
`CHENGYIN_TEST_DATABASE_URL` names a server to use instead; its role has to have CREATEDB and
CREATEROLE.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from time import sleep
from typing import LiteralString
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings
from psycopg.sql import SQL, Identifier

from api.postgres.private_postgres import start
from api.serving.composition import prepare
from tests.clock import seconds_left_today, today
from tests.office import Office, found_office, open_office
from tests.roles import as_serving, make_serving_role

COMMUNITY_NAME = "yanwuping"
PATIENCE = 100
TEST_SECONDS_MAX = 15
MEMORY = Path("/dev/shm")
MEMORY_BYTES_MIN = 4 * 2**30
SEED = int(os.environ.get("CHENGYIN_TESTS_SEED", "20260227"))
"""What everything that is drawn at random by the fuzzing follows from."""

# How fast the machine is decides nothing.
settings.register_profile("any-pace", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any-pace")


def pytest_report_header() -> str:
    """With which seed a run can be had again."""
    return f"CHENGYIN_TESTS_SEED={SEED}"


def pytest_runtest_setup() -> None:
    """Let no test begin just before midnight: what is today for it would soon be yesterday."""
    if (left := seconds_left_today()) < TEST_SECONDS_MAX:
        sleep(left + 0.1)


def prepare_template(url: str) -> None:
    """Lay out the database that every test's database is a copy of; leave no connection open."""
    prepare(url, COMMUNITY_NAME, as_serving(url))


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder that an unprivileged server may pass through, also when root runs the tests.

    In memory where there is plenty: a disk takes up to a second for a database's 745 files.
    """
    plenty = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= MEMORY_BYTES_MIN
    folder = Path(tempfile.mkdtemp(prefix="chengyin-tests-", dir=MEMORY if plenty else None))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The URL of a PostgreSQL in which databases may be made."""
    if url := os.environ.get("CHENGYIN_TEST_DATABASE_URL"):
        make_serving_role(url)
        yield url
        return
    with temporary_folder() as folder, start(folder, durable=False) as postgres:
        yield postgres.setup_url


@pytest.fixture(scope="session")
def chengyin_template(server: str) -> Iterator[str]:
    """The name of the database that tests get copies of."""
    name = f"chengyin_template_{uuid4().hex}"
    administer(server, "CREATE DATABASE {}", name)
    try:
        prepare_template(url_of(name, server))
        yield name
    finally:
        administer(server, "DROP DATABASE {} WITH (FORCE)", name)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Passwords are hashed for real, but for a hundredth of the time that a thief is to spend."""
    with pytest.MonkeyPatch.context() as patch:
        hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
        patch.setattr("domain.people.credentials._hasher", hasher)
        yield


@pytest.fixture(scope="session")
def office_template(server: str, chengyin_template: str) -> Iterator[Callable[[], str]]:
    """The name of the database of an office that was founded today; it is founded once a day."""
    founded: dict[date, str] = {}
    with ExitStack() as stack, temporary_folder() as folder:

        def name() -> str:
            if today() not in founded:
                made = stack.enter_context(copy_of(chengyin_template, server))
                found_office(as_serving(url_of(made, server)), folder)
                founded[today()] = made
            return founded[today()]

        yield name


@pytest.fixture
def database(
    server: str,
    chengyin_template: str,
    office_template: Callable[[], str],
    request: pytest.FixtureRequest,
) -> Iterator[str]:
    """The URL of a fresh database for the role that serves, gone after the test."""
    is_office = "office" in request.fixturenames
    with copy_of(office_template() if is_office else chengyin_template, server) as name:
        yield as_serving(url_of(name, server))


@pytest.fixture
def office(database: str, tmp_path: Path) -> Iterator[Office]:
    """A community that answers over HTTP, with people of every role."""
    with open_office(database, tmp_path) as opened:
        yield opened


@contextmanager
def copy_of(template: str, server: str) -> Iterator[str]:
    """The name of a database that is like another one, as long as the context lasts."""
    name = f"chengyin_test_{uuid4().hex}"
    administer(server, "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, template)
    try:
        yield name
    finally:
        administer(server, "DROP DATABASE {} WITH (FORCE)", name)


def url_of(name: str, server: str) -> str:
    """The URL of another database of the same server."""
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def administer(server: str, statement: LiteralString, *names: str) -> None:
    """Run a statement about databases, outside any transaction.

    A database cannot be dropped while the server cleans up in it: that takes a moment.
    """
    with psycopg.connect(server, autocommit=True) as connection:
        for patience in range(PATIENCE, -1, -1):
            try:
                connection.execute(SQL(statement).format(*map(Identifier, names)))
                return
            except psycopg.errors.InsufficientPrivilege:
                if not patience:
                    raise
                sleep(0.1)
