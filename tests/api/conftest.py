"""An office for all tests of a module: opening one takes longer than most tests do."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from argon2 import PasswordHasher

from tests.conftest import administer, url_of
from tests.office import Office, open_office
from tests.roles import as_serving


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Passwords are hashed for real, but for a hundredth of the time that a thief is to spend."""
    with pytest.MonkeyPatch.context() as patch:
        hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
        patch.setattr("domain.people.credentials._hasher", hasher)
        yield


@pytest.fixture(scope="module")
def shared_database(server: str, chengyin_template: str) -> Iterator[str]:
    """The URL of a database that the tests of a module share."""
    name = f"chengyin_test_{uuid4().hex}"
    administer(server, "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, chengyin_template)
    try:
        yield as_serving(url_of(name, server))
    finally:
        administer(server, "DROP DATABASE {} WITH (FORCE)", name)


@pytest.fixture(scope="module")
def shared_office(
    shared_database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    """A community that the tests of a module share.

    For tests that make the people and things they speak of, and leave alone what others made: no
    sign-outs, no wrong passwords for its people, no role taken away, no table broken.
    """
    folder: Path = tmp_path_factory.mktemp("office")
    with open_office(shared_database, folder) as opened:
        yield opened
