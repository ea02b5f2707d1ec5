"""A private PostgreSQL that dies is started again by whoever uses it, with all that it held."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import psycopg
import pytest

from api.postgres.private_postgres import PrivatePostgres, start
from tests.conftest import temporary_folder

PATIENCE_SECONDS = 60


@contextmanager
def used(folder: Path) -> Iterator[PrivatePostgres]:
    with start(folder) as postgres:
        yield postgres


def postmaster(folder: Path) -> int:
    return int((folder / "postgresql/cluster/postmaster.pid").read_text().splitlines()[0])


def ask(postgres: PrivatePostgres, question: str) -> object:
    """The answer, as soon as there is one."""
    deadline = monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with psycopg.connect(postgres.setup_url) as connection:
                row = connection.execute(question).fetchone()
                return row and row[0]
        except psycopg.OperationalError:
            assert monotonic() < deadline
            sleep(0.1)


@pytest.mark.parametrize("users", [1, 2])
def test_a_postgres_that_was_killed_is_back_with_what_it_held(users: int) -> None:
    with temporary_folder() as folder, used(folder) as postgres:
        others = [start(folder) for _ in range(users - 1)]
        with psycopg.connect(postgres.setup_url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
        for _ in range(3):
            killed = postmaster(folder)
            os.kill(killed, signal.SIGKILL)
            assert ask(postgres, "SELECT number FROM kept") == 7
            assert postmaster(folder) != killed
        for it in others:
            it.stop()
        assert ask(postgres, "SELECT number FROM kept") == 7


def test_its_keeper_goes_on_after_what_it_did_not_expect(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with temporary_folder() as folder, used(folder) as postgres:
        locks = folder / "postgresql/door.lock"
        locks.unlink()
        locks.mkdir()  # opening it fails, as it would while the disk is full
        killed = postmaster(folder)
        os.kill(killed, signal.SIGKILL)
        while "cannot be looked after" not in caplog.text:
            assert postgres._keeper.is_alive()
            sleep(0.1)
        locks.rmdir()
        assert ask(postgres, "SELECT 7") == 7
        assert postmaster(folder) != killed


def test_a_postgres_that_was_stopped_stays_so() -> None:
    with temporary_folder() as folder:
        postgres = start(folder)
        postgres.stop()
        sleep(2)
        assert not postgres._server.is_running()
