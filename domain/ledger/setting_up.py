"""Setting up: the tables of a community's log, with what each role may do to them.

Who sets up owns the schema, its tables and functions. Who serves reads the log, appends to it
through one function, and writes rows of the tables beside it. Nobody else has any right.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Final, TypeAlias

import psycopg
from eventsourcing.dcb.postgres_tt import PostgresDCBRecorderTT
from eventsourcing.persistence import InterfaceError, OperationalError
from psycopg.rows import DictRow, dict_row
from psycopg.sql import SQL, Identifier

from domain.ledger.fact import Fact
from domain.ledger.log import Datastore, Unreachable, refuse_unsafe_settings
from domain.ledger.queries import load_queries

Connection: TypeAlias = psycopg.Connection[DictRow]

_queries: Final = load_queries(Path(__file__).with_suffix(".sql"))


@contextmanager
def reachable() -> Iterator[None]:
    """Raises Unreachable where the database is away."""
    try:
        yield
    except (InterfaceError, OperationalError, psycopg.OperationalError) as lost:
        raise Unreachable(str(lost)) from lost


@contextmanager
def setting_up(url: str, community: str) -> Iterator[Connection]:
    """A connection that holds the community's set-up lock: processes that start together wait.

    It looks for tables in the community's schema alone.
    """
    with asking(url, community) as connection:
        connection.execute(
            b"SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"chengyin {community}"]
        )
        yield connection


def schema_for_replays(community: str) -> str:
    """The schema in which who serves may make tables: those that the books are checked against."""
    return f"{community}__replayed"


@contextmanager
def asking(url: str, community: str) -> Iterator[Connection]:
    """A connection in the schema of the community, whose statements commit by themselves."""
    with psycopg.connect(url, autocommit=True, row_factory=dict_row) as connection:
        path = SQL("SET search_path TO {}, pg_temp").format(Identifier(community))
        connection.execute(path)
        yield connection


def set_up_log(connection: Connection, url: str, community: str) -> None:
    """Make what is missing of the log, in the name of the role that the URL names.

    Raises UnsafeSettings.
    """
    refuse_unsafe_settings()
    for schema in (community, schema_for_replays(community)):
        # Not IF NOT EXISTS, which may be refused to who owns the schema but not the database.
        if not _tells(connection, "schema_is_there", schema=schema):
            connection.execute(SQL("CREATE SCHEMA {}").format(Identifier(schema)))
    datastore = Datastore(url, community)
    try:
        PostgresDCBRecorderTT(datastore, events_table_name="facts").create_table()
    finally:
        datastore.close()
    connection.execute(_queries["guard"])
    note_types(connection, Fact.known)


def note_types(connection: Connection, types: Iterable[str]) -> None:
    """Note which types of facts there may be from now on: a process asks for those it knows not."""
    connection.execute(_queries["note_types"], {"types": sorted(types)})


def let_serve(connection: Connection, community: str, role: str) -> None:
    """Let a role serve, which may be the one that sets up; everybody else has no right."""
    replays = schema_for_replays(community)
    _run(connection, "take_from_everybody", community=community, replays=replays)
    if _tells(connection, "may_close_public"):
        connection.execute(_queries["close_public"])
    if not _tells(connection, "is_owner", community=community, role=role):
        names = {"community": community, "replays": replays, "role": role}
        _run(connection, "let_append", **names)
    open_tables(connection.cursor(), community)


def open_tables(cursor: psycopg.Cursor[DictRow], community: str) -> None:
    """Let who serves write rows of the tables beside the log, those too that have just come."""
    serving = cursor.execute(_queries["who_serves"], {"community": community}).fetchall()
    for role in (row["role"] for row in serving):
        asked = {"community": community, "role": role}
        for table in cursor.execute(_queries["closed_tables"], asked).fetchall():
            _run(cursor, "open_table", community=community, table=table["name"], role=role)


def is_set_up(connection: Connection, community: str, definition: str) -> bool:
    """Whether all is there as a definition has it, and open to the role that asks."""
    replays = schema_for_replays(community)
    return (
        _tells(connection, "can_ask", community=community, replays=replays)
        and _tells(connection, "is_set_up", definition=definition)
        and _tells(connection, "has_types", types=sorted(Fact.known))
    )


def note_set_up(connection: Connection, definition: str) -> None:
    """Note that everything which a definition names is there."""
    connection.execute(_queries["note"], {"definition": definition})


def may_set_up(connection: Connection, community: str) -> bool:
    """Whether the role that asks owns the community's schema, or could make it."""
    return _tells(connection, "may_set_up", community=community)


def beyond_serving(connection: Connection, community: str) -> list[str]:
    """What of the log the role that asks could change, and who only serves could not."""
    rows = connection.execute(_queries["beyond_serving"], {"community": community})
    return [row["kind"] for row in rows]


def definition_of(*statements: bytes) -> str:
    """A digest of all that is set up: the log's tables, and what other statements make."""
    library = version("eventsourcing").encode()
    return sha256(b"\0".join((library, _queries["guard"], *statements))).hexdigest()


def role_of(url: str) -> str:
    """The role that a URL connects as."""
    with psycopg.connect(url, row_factory=dict_row) as connection:
        row = connection.execute(_queries["who_asks"]).fetchone()
        return str(row["role"]) if row else ""


def _run(on: Connection | psycopg.Cursor[DictRow], query: str, **names: str) -> None:
    """Run a statement in which `{…}` are names."""
    identifiers = {name: Identifier(it) for name, it in names.items()}
    on.execute(SQL(_queries[query].decode()).format(**identifiers))


def _tells(connection: Connection, query: str, **parameters: str | list[str]) -> bool:
    row = connection.execute(_queries[query], parameters).fetchone()
    return any(row.values()) if row else False
