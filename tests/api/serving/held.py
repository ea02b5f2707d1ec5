"""Things that stand still for a while: the projections, or the log itself."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests.roles import as_owner


@contextmanager
def projections_held(database: str) -> Iterator[None]:
    """The runner stops before its next step, as if it had died, and goes on afterwards."""
    with psycopg.connect(database) as connection:
        positions = "SELECT FROM yanwuping.projection_positions FOR UPDATE"
        connection.execute(positions)
        yield


@contextmanager
def log_held(database: str) -> Iterator[None]:
    """Nothing is appended to the log meanwhile; whoever tries waits."""
    with psycopg.connect(as_owner(database)) as connection:
        connection.execute("LOCK TABLE yanwuping.facts_tt_main IN EXCLUSIVE MODE")
        yield
