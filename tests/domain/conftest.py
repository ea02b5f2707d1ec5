"""Questions that are asked of a database without waiting, asked one after another."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, TypeVar

import pytest

from domain.ledger.database import Database
from projections.ledger.reader import Reader

T = TypeVar("T")
Do = Callable[[Coroutine[Any, Any, T]], T]


@pytest.fixture
def do() -> Iterator[Do[Any]]:
    """Waits until something is done; what came of it."""
    with asyncio.Runner() as runner:
        yield runner.run


@pytest.fixture
def community(database: str, do: Do[Any]) -> Iterator[Database]:
    """The tables of one community."""
    opened = do(Reader(database, "yanwuping", pool_size_max=2).__aenter__())
    yield opened
    do(opened.__aexit__())
