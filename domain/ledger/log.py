"""The log: facts in the order in which they were recorded, appended under a condition only.

The one module that knows the event store. It uses the DCB recorder of the `eventsourcing` library,
whose conditional append takes the table's lock: positions appear in commit order, so a reader that
goes on from the last position it saw misses nothing. Positions may have gaps.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeAlias

import psycopg
from eventsourcing.persistence import InterfaceError, OperationalError
from eventsourcing.postgres import PostgresDatastore
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import dict_row
from psycopg.sql import SQL, Identifier

from domain.ledger.queries import load_queries
from domain.ledger.tag import Tag

Row: TypeAlias = tuple[str, bytes, Sequence[Tag]]
"""A fact on its way into the log: type, bytes, tags."""


_BETWEEN_TAGS: Final = "\x1f"

_queries: Final = load_queries(Path(__file__).with_suffix(".sql"))


def channel_of(community: str) -> str:
    """The PostgreSQL channel on which each append to the community's log is announced."""
    return f"chengyin_{community}"


class Conflict(Exception):
    """Something with one of the condition's tags was recorded in the meantime."""


class Unreachable(Exception):
    """The database did not answer, so whether an append took place is not known."""


class NotSetUp(Exception):
    """The database is not prepared for this version, and this role may not do it."""

    def __init__(self, community: str) -> None:
        super().__init__(
            f"{community}：数据库还没有为这个版本准备好。"
            "请在 CHENGYIN_SETUP_DATABASE_URL 中写明负责建表的角色，运行 chengyin prepare。\n"
            f"{community}: the database is not prepared for this version. Name the role that sets "
            "up in CHENGYIN_SETUP_DATABASE_URL and run chengyin prepare."
        )


class UnsafeSettings(Exception):
    """The environment asks for a way of appending that lets readers miss facts."""


class Datastore(PostgresDatastore):
    """The library's pool of connections, each in the schema of one community."""

    def __init__(self, url: str, schema: str, *, pool_size: int = 2, durable: bool = True) -> None:
        """`durable`: a commit is answered when it is on the disk, not a moment before."""
        super().__init__("", "", "", "", "", schema=schema, pool_size=pool_size, max_overflow=4)
        self._durable = durable
        self.pool.kwargs = {**conninfo_to_dict(url), "row_factory": dict_row}

    def after_connect_func(self) -> Callable[[psycopg.Connection[Any]], None]:
        """Also set the search path: the library's tag table names the events table without it."""
        inherited = super().after_connect_func()
        search_path = SQL("SET search_path TO {}").format(Identifier(self.schema))

        def after_connect(connection: psycopg.Connection[Any]) -> None:
            inherited(connection)
            connection.execute(search_path)
            if not self._durable:
                connection.execute(b"SET synchronous_commit TO off")

        return after_connect


class Log:
    """The facts of one community, in the schema of that name."""

    def __init__(self, url: str, community: str) -> None:
        """Open it. Raises NotSetUp, UnsafeSettings, Unreachable."""
        refuse_unsafe_settings()
        self._datastore = Datastore(url, community)
        # Not from the pool, which takes seconds to say that nobody answers.
        with self._reachable(), psycopg.connect(url) as connection:
            row = connection.execute(_queries["may_append"], {"community": community}).fetchone()
        if row is None or not row[0]:
            raise NotSetUp(community)

    def append(
        self,
        facts: Sequence[Row],
        *,
        unless: Iterable[Tag],
        after: int,
        new: Iterable[Tag] = (),
    ) -> int:
        """Append facts in order, in one transaction; the position of the last one.

        Raises Conflict when a fact later than `after` has a tag in `unless`, or any fact a tag in
        `new`, which have to be in `unless` too; Unreachable when the outcome is not known.
        """
        conditions = list(unless)
        if not conditions:
            raise ValueError("an append without a condition takes no lock and is never made")
        types, contents, tags = zip(*facts, strict=True)
        parameters = {
            "unless": conditions,
            "after": after,
            "new": list(new),
            "types": list(types),
            "contents": list(contents),
            "tags": [_BETWEEN_TAGS.join(it) for it in tags],
        }
        with self._reachable(), self._datastore.cursor() as cursor:
            row = cursor.execute(_queries["append"], parameters, prepare=True).fetchone()
        if row is None:
            raise Conflict
        return int(row["position"])

    def about(self, tags: Sequence[Tag]) -> list[tuple[int, bytes]]:
        """The facts that touch any of these things, in order."""
        return self._rows("about", tags=list(tags))

    def after(self, position: int, *, limit: int) -> list[tuple[int, bytes]]:
        """The facts that stand after a position, in order, `limit` at most."""
        return self._rows("after", after=position, limit=limit)

    def known(self, tags: Sequence[Tag]) -> set[Tag]:
        """Those of the tags that some fact has."""
        with self._reachable(), self._datastore.cursor() as cursor:
            cursor.execute(_queries["known_tags"], {"tags": list(tags)}, prepare=True)
            return {row["tag"] for row in cursor.fetchall()}

    def head(self) -> int:
        """The last position; 0 when nothing is recorded."""
        with self._reachable(), self._datastore.cursor() as cursor:
            row = cursor.execute(_queries["head"]).fetchone()
            return int(row["head"]) if row else 0

    def close(self) -> None:
        """Give the connections back."""
        self._datastore.close()

    @contextmanager
    def _reachable(self) -> Iterator[None]:
        """Where a connection proves to be cut, replace all that are, and raise Unreachable."""
        try:
            yield
        except (InterfaceError, OperationalError, psycopg.OperationalError) as lost:
            if not self._datastore.pool.closed:
                self._datastore.pool.check()
            raise Unreachable(str(lost)) from lost

    def _rows(self, query: str, **parameters: Any) -> list[tuple[int, bytes]]:
        with self._reachable(), self._datastore.cursor() as cursor:
            cursor.execute(_queries[query], parameters, prepare=True)
            return [(row["id"], row["data"]) for row in cursor.fetchall()]


def refuse_unsafe_settings() -> None:
    """Raise UnsafeSettings where the library was told to append without the table's lock.

    That mode was measured to let readers miss 257 of 19,888 facts.
    """
    setting = os.environ.get("POSTGRES_ENABLE_DB_FUNCTIONS", "")
    if setting.lower() in {"y", "yes", "t", "true", "on", "1"}:
        raise UnsafeSettings("POSTGRES_ENABLE_DB_FUNCTIONS lets readers miss facts: unset it")
