"""Which tables a backup holds, and how they leave the database and come into one."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

import psycopg
from psycopg import IsolationLevel
from psycopg.rows import DictRow, dict_row
from psycopg.sql import SQL, Identifier, Literal

from domain.ledger.queries import load_queries
from domain.ledger.setting_up import reachable

LEFT_OUT: Final = {
    "sessions": "whoever was signed in signs in anew",
    "sign_in_requests": "who waited to be let in asks again",
    "sign_in_failures": "counts of a quarter of an hour",
    "last_kept": "tells whether this database keeps what is written",
    "works": "what was under way has ended with its process",
    "set_ups": "the version that restores sets up",
    "fact_types": "noted by the version that sets up",
    "state_snapshots": "made from the log",
    "state_code": "noted by each version",
    "projection_positions": "what is filled from the log is filled again",
    "projection_generations": "likewise",
    "projection_builds": "likewise",
    "projection_failures": "likewise",
}
"""Tables that no backup holds, and why; a new table is held unless it is named here."""

_queries: Final = load_queries(Path(__file__).with_suffix(".sql"))


class Kept(NamedTuple):
    """A table that a backup holds, and about how much it takes."""

    name: str
    columns: list[str]
    bytes: int


class Logged(NamedTuple):
    """How far the log is, and which types of facts it has."""

    position: int
    facts: int
    types: list[str]


class Tables:
    """The tables of a community in one transaction."""

    def __init__(self, connection: psycopg.Connection[DictRow]) -> None:
        self._connection = connection

    def kept(self) -> list[Kept]:
        """Those that a backup holds, the log's facts before their tags."""
        rows = self._connection.execute(_queries["kept"], {"left_out": list(LEFT_OUT)})
        return [Kept(**it) for it in rows]

    def logged(self) -> Logged:
        """What the log says of itself."""
        row = self._connection.execute(_queries["log"]).fetchone()
        assert row
        return Logged(row["position"], row["facts"], sorted(row["types"]))

    def are_used(self) -> bool:
        """Whether anything was ever recorded here."""
        return self._tells("has_log") and self._tells("is_used")

    def copy_out(self, table: Kept) -> Iterator[bytes | bytearray | memoryview]:
        """The rows of a table as PostgreSQL writes them, block by block."""
        with (
            self._connection.cursor() as cursor,
            cursor.copy(_copying("copy_out", table.name, table.columns)) as copied,
        ):
            yield from copied

    @contextmanager
    def copying_in(self, name: str, columns: Sequence[str]) -> Iterator[psycopg.Copy]:
        """Where to write the rows of a table."""
        with (
            self._connection.cursor() as cursor,
            cursor.copy(_copying("copy_in", name, columns)) as copied,
        ):
            yield copied

    def keep_others_out(self) -> None:
        """Nobody else appends to the log before the end of the transaction."""
        self._connection.execute(_queries["keep_others_out"])

    def empty(self, name: str) -> None:
        """Take out what a process that waits for its first fact has noted."""
        self._connection.execute(_filled("empty", table=name))

    def go_on_counting(self, name: str) -> None:
        """Let the numbers that a table gives go on after those that it holds."""
        numbered = self._connection.execute(_queries["numbered"], {"table": name}).fetchall()
        for column, sequence in ((it["name"], it["sequence"]) for it in numbered):
            statement = SQL(_queries["go_on_counting"].decode()).format(
                sequence=Literal(sequence), column=Identifier(column), table=Identifier(name)
            )
            self._connection.execute(statement)

    def fill_again(self) -> None:
        """Have nobody answered from what is filled from the log, before it is."""
        self._connection.execute(_queries["fill_again"])

    def _tells(self, query: str) -> bool:
        row = self._connection.execute(_queries[query]).fetchone()
        return any(row.values()) if row else False


@contextmanager
def looking(url: str, community: str) -> Iterator[Tables]:
    """All tables as they are at one moment, whatever is recorded meanwhile. Raises Unreachable."""
    with _transaction(url, community) as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        yield Tables(connection)


@contextmanager
def filling(url: str, community: str) -> Iterator[Tables]:
    """Tables into which rows are put, all or none. Raises Unreachable."""
    with _transaction(url, community) as connection:
        yield Tables(connection)


@contextmanager
def _transaction(url: str, community: str) -> Iterator[psycopg.Connection[DictRow]]:
    with reachable(), psycopg.connect(url, row_factory=dict_row, autocommit=True) as connection:
        connection.execute(SQL("SET search_path TO {}, pg_temp").format(Identifier(community)))
        connection.autocommit = False
        yield connection


def _copying(query: str, table: str, columns: Sequence[str]) -> psycopg.sql.Composed:
    names = SQL(", ").join(map(Identifier, columns))
    return SQL(_queries[query].decode()).format(table=Identifier(table), columns=names)


def _filled(query: str, **names: str) -> psycopg.sql.Composed:
    return SQL(_queries[query].decode()).format(**{it: Identifier(to) for it, to in names.items()})
