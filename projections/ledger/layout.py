"""Laying out: the tables of projections that are new, or were written otherwise than now.

Tables of an earlier version are thrown away, and the projection reads the log from its beginning.
"""

import re
from hashlib import sha256
from typing import Final

from psycopg import Cursor
from psycopg.rows import DictRow
from psycopg.sql import SQL, Identifier

from projections.ledger.projection import file_of, queries_of

_queries: Final = queries_of("layout")


def lay_out(cursor: Cursor[DictRow], question: str) -> None:
    """Make a projection's tables, unless they are there as its files make them now."""
    cursor.execute(_queries["create"])
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
