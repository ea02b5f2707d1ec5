"""Databases on the one server: seeds, and fresh copies of them for each measurement."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, LiteralString
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
from psycopg.sql import SQL, Identifier

from benchmarks.community import COMMUNITY
from domain.ledger.queries import load_queries

_queries: Final = load_queries(Path(__file__).with_suffix(".sql"))


class Databases:
    """The databases of one PostgreSQL."""

    def __init__(self, server: str) -> None:
        self._server = server

    @contextmanager
    def fresh(self, seed: str | None = None) -> Iterator[str]:
        """The URL of a new database, empty or a copy of a seed, gone after the block."""
        name = f"benchmark_{uuid4().hex}"
        self.make(name, seed)
        try:
            yield self.url_of(name)
        finally:
            # Not FORCE, which stumbles over the server's own vacuum of what has just grown.
            self._administer("DROP DATABASE {}", name)

    def make(self, name: str, seed: str | None = None) -> str:
        """Make a database that stays; its URL.

        Copying files makes PostgreSQL write a checkpoint first, so none falls due soon after.
        """
        if seed is None:
            self._administer("CREATE DATABASE {}", name)
        else:
            self._administer("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, seed)
        return self.url_of(name)

    def url_of(self, name: str) -> str:
        """The URL of a database of this server."""
        return urlsplit(self._server)._replace(path=f"/{name}").geturl()

    def _administer(self, statement: LiteralString, *names: str) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(SQL(statement).format(*map(Identifier, names)))


def ask(url: str, query: str, *parameters: Any) -> Any:
    """The one value that a named query of this module answers about a community."""
    with psycopg.connect(url) as connection:
        connection.execute(b"SELECT set_config('search_path', %s, false)", [COMMUNITY])
        row = connection.execute(_queries[query], parameters).fetchone()
        return row[0] if row else None
