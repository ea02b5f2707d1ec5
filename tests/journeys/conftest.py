"""A first start takes longer than most journeys do: they go on from a copy of what it leaves."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import temporary_folder
from tests.journeys.running import running


@pytest.fixture(scope="session")
def empty_demo() -> Iterator[Path]:
    """The data folder of an empty demo community, as its first start leaves it."""
    with temporary_folder() as folder:
        with running(folder, "demo", "--empty"):
            pass
        yield folder
