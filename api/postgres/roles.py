"""The role that serves, in a cluster that earlier versions made without it."""

from contextlib import suppress
from pathlib import Path
from typing import Final

import psycopg
from psycopg.errors import DuplicateObject, UniqueViolation
from psycopg.sql import SQL, Identifier

from api.postgres.account import NoPrivatePostgres
from api.postgres.cluster import SERVING_ROLE, SETUP_ROLE
from domain.ledger.queries import load_queries

_queries: Final = load_queries(Path(__file__).with_suffix(".sql"))


def make_serving_role(superuser_url: str, serving_url: str) -> None:
    """Make the role that serves, unless it is there, and see that it is let in.

    The role that sets up may end its connections. Raises NoPrivatePostgres where a process of an
    earlier version, which lets that role in nowhere, still keeps the server running.
    """
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        asked = {"role": SERVING_ROLE}
        if connection.execute(_queries["is_there"], asked).fetchone() is None:
            names = {"role": Identifier(SERVING_ROLE), "owner": Identifier(SETUP_ROLE)}
            with suppress(DuplicateObject, UniqueViolation):  # another process may be first
                connection.execute(SQL(_queries["make"].decode()).format(**names))
    try:
        psycopg.connect(serving_url).close()
    except psycopg.OperationalError as closed:
        if "Peer authentication failed" not in str(closed):
            raise
        raise NoPrivatePostgres(
            "数据文件夹正被旧版本的橙银使用。请先停止它，再启动这个版本。",
            "An earlier version of Chengyin is using the data folder. Stop it, then start this.",
        ) from closed
