"""Table names: projections' queries name tables as they are asked for, whichever generation it is.

A projection's tables are made anew when its definition changes, under the name with the number of
the generation behind it, while those of the version before are still in use.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import projections
from domain.ledger.queries import load_queries

_MADE: Final = re.compile(r"^CREATE TABLE (\w+) \(", re.MULTILINE)
_PLACES: Final = re.compile(
    r"\b(?P<before>CREATE TABLE|COPY|FROM|JOIN|UPDATE|INTO|INDEX (?P<index>\w+)\s+ON)"
    r"\s+(?P<table>\w+)\b(?!\s*\.)(?P<called>\s+AS\b)?"
)
_TAKES_NO_ALIAS: Final = {"CREATE TABLE", "COPY"}


@cache
def questions_of_tables() -> dict[str, str]:
    """The question that each table belongs to, by the projections' files."""
    found = {}
    for path in Path(projections.__file__).parent.glob("*/*.sql"):
        for table in _MADE.findall(load_queries(path).get("create", b"").decode()):
            found[table] = path.stem
    return found


@cache
def tables_of(question: str) -> tuple[str, ...]:
    """The names of a projection's tables, in the order in which they are made."""
    return tuple(table for table, asked in questions_of_tables().items() if asked == question)


@cache
def questions_in(query: bytes) -> frozenset[str]:
    """The questions whose tables a query names."""
    known = questions_of_tables()
    named = (found["table"] for found in _PLACES.finditer(query.decode()))
    return frozenset(known[table] for table in named if table in known)


def in_generation(query: bytes, generations: Mapping[str, int]) -> bytes:
    """The query on the tables of these generations, by question.

    A table is still called as the query calls it: `FROM stock_lots` is `FROM stock_lots_2 AS
    stock_lots`. Raises KeyError for a question without a generation.
    """
    known = questions_of_tables()

    def named(found: re.Match[str]) -> str:
        table = found["table"]
        if table not in known:
            return found[0]
        before, number = found["before"], generations[known[table]]
        if index := found["index"]:
            return f"{before.replace(index, numbered(index, number))} {numbered(table, number)}"
        alias = f" AS {table}" if before not in _TAKES_NO_ALIAS and not found["called"] else ""
        return f"{before} {numbered(table, number)}{alias}{found['called'] or ''}"

    return _PLACES.sub(named, query.decode()).encode()


def numbered(table: str, generation: int) -> str:
    """The name that a table has in a generation."""
    return f"{table}_{generation}"


def position_name(question: str, generation: int) -> str:
    """The name under which the position of a generation is kept."""
    return f"{question}:{generation}"
