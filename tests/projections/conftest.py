"""The community of each test, with the projection that the test's module is named after."""

from collections.abc import Iterator

import pytest

import projections.runner
from projections.catalogue import PROJECTIONS
from tests.projections.living import Living


@pytest.fixture
def community(
    database: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Living]:
    """Facts are taken in one by one; in the end, all at once have to leave the same tables."""
    stem = request.module.__name__.rpartition("test_")[2]
    (projection,) = (it for it in PROJECTIONS if it.question == stem)
    with Living(database, [projection]) as opened:
        with monkeypatch.context() as patch:
            patch.setattr(projections.runner, "BATCH_SIZE", 1)
            yield opened
        assert opened.runner.differences(projection, 10) == []


@pytest.fixture
def living(database: str) -> Iterator[Living]:
    """All projections, in batches as they come."""
    with Living(database) as opened:
        yield opened
