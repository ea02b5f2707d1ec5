"""What a projection is: the tables behind one question, and how a batch of facts changes them."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, TypeAlias

from psycopg import Cursor
from psycopg.rows import DictRow

import projections
from domain.ledger.fact import Recorded
from domain.ledger.queries import load_queries
from projections.ledger.table_names import in_generation, questions_in

Batch: TypeAlias = Sequence[Recorded]
"""Facts in the order of the log."""


def queries_of(question: str) -> dict[str, bytes]:
    """The named queries in `<question>.sql`, in whichever area."""
    return load_queries(file_of(question, ".sql"))


def on_own_tables(question: str, generation: int) -> dict[str, bytes]:
    """A projection's statements on the tables of a generation, those that name no others."""
    return {
        name: in_generation(query, {question: generation})
        for name, query in queries_of(question).items()
        if questions_in(query) <= {question}
    }


def create_tables(question: str, generation: int) -> bytes:
    """The statements that make a projection's tables, without what `create_indexes` makes."""
    return in_generation(queries_of(question)["create"], {question: generation})


def create_indexes(question: str, generation: int) -> bytes:
    """The statements that make the indexes which nobody needs who fills the tables."""
    return in_generation(queries_of(question).get("index", b""), {question: generation})


@cache
def file_of(question: str, suffix: str) -> Path:
    """The file of a projection, or of what serves them. Raises ValueError unless there is one."""
    (path,) = Path(projections.__file__).parent.glob(f"*/{question}{suffix}")
    return path


class Tables:
    """The tables of one projection inside the transaction of a batch."""

    def __init__(self, cursor: Cursor[DictRow], queries: dict[str, bytes]) -> None:
        self._cursor = cursor
        self._queries = queries

    def run(self, query: str, **parameters: Any) -> None:
        """Run a named query that answers nothing."""
        self._cursor.execute(self._queries[query], parameters, prepare=True)

    def rows(self, query: str, **parameters: Any) -> list[DictRow]:
        """The rows that a named query answers."""
        return self._cursor.execute(self._queries[query], parameters, prepare=True).fetchall()

    def write(self, query: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a query over all rows at once: it unnests the arrays %(c1)s, %(c2)s, …"""
        columns = [_array(column) for column in zip(*rows, strict=True)]
        if columns:
            self.run(query, **{f"c{number}": it for number, it in enumerate(columns, 1)})

    def copy(self, query: str, types: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Append rows, of columns of these types: the query is a COPY … FROM STDIN, and binary."""
        with self._cursor.copy(self._queries[query]) as copy:
            copy.set_types(types)
            for row in rows:
                copy.write_row(row)


def _array(values: Iterable[Any]) -> str:
    """An array as PostgreSQL reads it: written by the driver, it takes a quarter of a rebuild."""
    return "{" + ",".join([_element(value) for value in values]) + "}"


def _element(value: Any) -> str:
    if isinstance(value, str):
        escaped = value.replace("\\", r"\\").replace('"', r"\"")
        return f'"{escaped}"'
    if value is None:
        return "NULL"
    if isinstance(value, int | date):
        return str(value)
    raise TypeError(f"no column takes a {type(value).__name__}")


class Projection(ABC):
    """Answers one question. Its `.sql` file of the same stem makes its tables with `create`.

    Indexes that only those who ask need are made by `index`, if there is one: a replay makes them
    when the tables are full.
    """

    question: ClassVar[str]

    @abstractmethod
    def project(self, batch: Batch, tables: Tables) -> None:
        """Fold a batch in memory and write what changed. Knows only its tables and the batch."""
