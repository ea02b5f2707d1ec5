"""An office for all tests of a module: opening one takes longer than most tests do."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import copy_of, url_of
from tests.office import Office, open_office
from tests.roles import as_serving


@pytest.fixture(scope="module")
def unfounded_database(server: str, chengyin_template: str) -> Iterator[str]:
    """The URL of a database without any fact that the tests of a module share."""
    with copy_of(chengyin_template, server) as name:
        yield as_serving(url_of(name, server))


@pytest.fixture(scope="module")
def shared_database(server: str, office_template: Callable[[], str]) -> Iterator[str]:
    """The URL of the database of an office that the tests of a module share."""
    with copy_of(office_template(), server) as name:
        yield as_serving(url_of(name, server))


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
