"""The log: facts in the order in which they were recorded, appended under a condition only.

The one module that knows the event store. It uses the DCB recorder of the `eventsourcing` library,
whose conditional append takes the table's lock: positions appear in commit order, so a reader that
goes on from the last position it saw misses nothing. Positions may have gaps.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

import psycopg
from eventsourcing.persistence import InterfaceError, InternalError, OperationalError
from eventsourcing.postgres import PostgresDatastore
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import DictRow, dict_row
from psycopg.sql import SQL, Identifier

from domain.ledger.queries import load_queries
from domain.ledger.tag import Tag

Row: TypeAlias = tuple[str, bytes, Sequence[Tag]]
"""A fact on its way into the log: type, bytes, tags."""

Turn: TypeAlias = psycopg.Cursor[DictRow]
"""The transaction of who appends while all others wait."""

POSITION_MAX: Final = 2**63 - 1


class Kept(NamedTuple):
    """A snapshot: what a thing's states were at a position, and the code that this rests on."""

    tag: Tag
    position: int
    code: Sequence[str]
    states: str


class About(NamedTuple):
    """What the log says about things: snapshots, and the facts after them by position."""

    kept: list[Kept]
    facts: list[tuple[int, bytes]]


READ_COMMITTED: Final = b"SET default_transaction_isolation TO 'read committed'"
"""For every connection that writes: what waits for a lock has to see what was written meanwhile.

A server may have been told another default, with which two sales of one balance both succeed.
"""

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
            connection.execute(READ_COMMITTED)
            if not self._durable:
                connection.execute(b"SET synchronous_commit TO off")

        return after_connect


class Log:
    """The facts of one community, in the schema of that name."""

    def __init__(self, url: str, community: str) -> None:
        """Open it. Raises NotSetUp, UnsafeSettings, Unreachable."""
        refuse_unsafe_settings()
        self._datastore = Datastore(url, community)
        self._turn = f"chengyin {community} turn"
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
        types_known: Iterable[str] = (),
        turn: Turn | None = None,
    ) -> int:
        """Append facts in order, in one transaction, or in that of a turn; the last one's position.

        Raises Conflict when a fact later than `after` has a tag in `unless` or, where types that
        are known are named, none of these, or any fact a tag in `new`, which have to be in `unless`
        too; Unreachable when the outcome is not known.
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
            "types_known": list(types_known),
            "turn": self._turn,
        }
        with self._reachable(), self._cursor_of(turn) as cursor:
            row = cursor.execute(_queries["append"], parameters, prepare=True).fetchone()
        if row is None:
            raise Conflict
        return int(row["position"])

    @contextmanager
    def turn(self) -> Iterator[Turn]:
        """Let nobody else append meanwhile; commit at the end. Who waits for turns, gets them in
        order.
        """
        with self._reachable(), self._datastore.transaction(commit=True) as cursor:
            cursor.execute(_queries["take_turn"], {"turn": self._turn}, prepare=True)
            yield cursor

    @contextmanager
    def _cursor_of(self, turn: Turn | None) -> Iterator[Turn]:
        if turn is not None:
            yield turn
            return
        with self._datastore.cursor() as cursor:
            yield cursor

    def about(
        self, tags: Sequence[Tag], *, code: Sequence[str] = (), until: int = POSITION_MAX
    ) -> About:
        """What snapshots that rest on known code, of `until` at most, say about things, and the
        facts after them that touch any of these, in order.
        """
        rows = self._all("about", tags=list(tags), code=list(code), until=until)
        kept = [Kept(it["tag"], it["id"], it["code"], it["states"]) for it in rows if it["tag"]]
        return About(kept, [(it["id"], it["data"]) for it in rows if not it["tag"]])

    def keep(self, snapshots: Sequence[Kept], *, code: Sequence[str]) -> None:
        """Put snapshots beside the log, unless there are later ones."""
        named = {it.tag: it for it in snapshots}.values()
        codes = [_BETWEEN_TAGS.join(it.code) for it in named]
        self._run(
            "keep",
            tags=[it.tag for it in named],
            digests=[blake2b(it.encode(), digest_size=16).hexdigest() for it in codes],
            codes=codes,
            positions=[it.position for it in named],
            states=[it.states for it in named],
            code=list(code),
        )

    def has_snapshots(self) -> bool:
        """Whether there is any."""
        return bool(self._all("any_snapshot"))

    def snapshots(self, code: Sequence[str]) -> dict[Tag, tuple[int, str]]:
        """The positions of all snapshots that rest on known code, and MD5 digests of what they
        say.
        """
        rows = self._all("snapshots", code=list(code))
        return {it["tag"]: (it["position"], it["said"]) for it in rows}

    def without_snapshot(self, code: Sequence[str]) -> list[Tag]:
        """Things that have snapshots, but none that rests on known code."""
        return [it["tag"] for it in self._all("snapshots_to_make", code=list(code))]

    def hot(self, facts: int, *, latest: int) -> list[Tag]:
        """Things with more facts than so many, of those that came up often in the latest ones."""
        return [it["tag"] for it in self._all("hot_tags", facts=facts, latest=latest)]

    def drop_old_snapshots(self, code: Sequence[str]) -> None:
        """Drop snapshots that rest on other code and are a month old."""
        self._run("drop_old_snapshots", code=list(code))

    def code(self, source: str) -> str | None:
        """What was noted of the code that folds, for these sources."""
        return next((str(it["code"]) for it in self._all("code", source=source)), None)

    def note_code(self, source: str, code: str) -> None:
        """Note it for whoever starts with the same sources."""
        self._run("note_code", source=source, code=code)

    def after(self, position: int, *, limit: int) -> list[tuple[int, bytes]]:
        """The facts that stand after a position, in order, `limit` at most."""
        rows = self._all("after", after=position, limit=limit)
        return [(row["id"], row["data"]) for row in rows]

    def known(self, tags: Sequence[Tag]) -> set[Tag]:
        """Those of the tags that some fact has."""
        return {row["tag"] for row in self._all("known_tags", tags=list(tags))}

    def unknown(self, types_known: Iterable[str], *, after: int) -> str | None:
        """The type of the first fact after a position that is none of these."""
        found = self._all("unknown_type", types_known=list(types_known), after=after)
        return found[0]["type"] if found else None

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
        """Where a connection proves to be cut, replace all that are, and raise Unreachable.

        Unreachable is also a database that is only to be read.
        """
        try:
            yield
        except (InterfaceError, OperationalError, psycopg.OperationalError) as lost:
            if not self._datastore.pool.closed:
                self._datastore.pool.check()
            raise Unreachable(str(lost)) from lost
        except InternalError as refused:
            if isinstance(refused.__cause__, psycopg.errors.ReadOnlySqlTransaction):
                raise Unreachable(str(refused)) from refused
            raise

    def _all(self, query: str, **parameters: Any) -> list[DictRow]:
        with self._reachable(), self._datastore.cursor() as cursor:
            cursor.execute(_queries[query], parameters, prepare=True, binary=True)
            return cursor.fetchall()

    def _run(self, query: str, **parameters: Any) -> None:
        with self._reachable(), self._datastore.transaction(commit=True) as cursor:
            cursor.execute(b"SET LOCAL synchronous_commit TO off")
            cursor.execute(_queries[query], parameters, prepare=True)


def refuse_unsafe_settings() -> None:
    """Raise UnsafeSettings where the library was told to append without the table's lock.

    That mode was measured to let readers miss 257 of 19,888 facts.
    """
    setting = os.environ.get("POSTGRES_ENABLE_DB_FUNCTIONS", "")
    if setting.lower() in {"y", "yes", "t", "true", "on", "1"}:
        raise UnsafeSettings("POSTGRES_ENABLE_DB_FUNCTIONS lets readers miss facts: unset it")
