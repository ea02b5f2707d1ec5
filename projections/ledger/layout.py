"""Laying out: the tables of projections that are new, or were written otherwise than now.

Tables of an earlier version are thrown away, and the projection reads the log from its beginning.
"""

import re
from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from psycopg import Cursor
from psycopg.rows import DictRow
from psycopg.sql import SQL, Identifier

from domain.ledger.log import Datastore
from domain.ledger.setting_up import Connection
from projections.ledger.projection import file_of, queries_of
from projections.ledger.runner import Positions

_queries: Final = queries_of("layout")


def create_positions() -> bytes:
    """The statements that make what all projections share, beside the positions themselves."""
    return queries_of("runner")["create"] + _queries["create"]


def set_up_projections(url: str, schema: str, questions: Iterable[str]) -> None:
    """Make the tables that are missing, in the name of the role that the URL names."""
    datastore = Datastore(url, schema)
    try:
        Positions(datastore).create_table()
        with datastore.transaction(commit=True) as cursor:
            cursor.execute(create_positions())
            for question in questions:
                lay_out(cursor, question)
    finally:
        datastore.close()


def are_laid_out(connection: Connection, questions: Iterable[str]) -> bool:
    """Whether the tables of these projections are there as their files make them now."""
    rows = connection.execute(_queries["definitions"]).fetchall()
    found = {row["question"]: row["definition"] for row in rows}
    return all(found.get(question) == definition_of(question) for question in questions)


def lay_out(cursor: Cursor[DictRow], question: str) -> None:
    """Make a projection's tables, unless they are there as its files make them now."""
    named = {"question": question, "definition": definition_of(question)}
    cursor.execute(_queries["definition"], named)
    if cursor.fetchone() == {"definition": named["definition"]}:
        return
    for table in map(Identifier, tables_of(question)):
        cursor.execute(SQL("DROP TABLE IF EXISTS {}").format(table))
    cursor.execute(queries_of(question)["create"])
    cursor.execute(_queries["start_at_zero"], named)
    cursor.execute(_queries["define"], named)


def definition_of(question: str) -> str:
    """A digest of the files that a projection is written in."""
    files = [file_of(question, it) for it in (".py", ".sql")]
    return sha256(b"\0".join(it.read_bytes() for it in files)).hexdigest()


def tables_of(question: str) -> list[str]:
    """The names of a projection's tables."""
    return re.findall(r"CREATE TABLE (\w+)", queries_of(question)["create"].decode())
