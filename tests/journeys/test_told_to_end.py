"""A process that is told to end does so by itself, since the first one of a container has to."""

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from time import sleep

import psycopg
import pytest

from tests.conftest import temporary_folder
from tests.journeys.running import PROGRAM, Running

AT_WORK = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database()
        AND backend_type = 'client backend' -- the server's own autovacuum also comes by
        AND pid <> pg_backend_pid()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    with temporary_folder() as made:
        yield made


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_the_projections_end_by_themselves_and_not_by_the_signal(
    database: str, folder: Path, number: signal.Signals
) -> None:
    environment = Running(folder, database_url=database).environment
    with (
        psycopg.connect(database, autocommit=True) as watching,
        subprocess.Popen(
            [PROGRAM, "project"],
            env=environment,
            cwd=folder,
            preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),  # noqa: PLW1509 (nohup)
        ) as projecting,
    ):
        try:
            while watching.execute(AT_WORK).fetchone() == (0,):
                assert projecting.poll() is None
                sleep(0.02)
            projecting.send_signal(number)
            assert projecting.wait(timeout=60) == 128 + number
        finally:
            projecting.kill()
