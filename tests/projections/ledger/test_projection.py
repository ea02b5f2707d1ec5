"""A projection writes many rows with one statement, in the transaction that it was given."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg.rows import dict_row

from projections.ledger.projection import Tables, queries_of

QUERIES = {
    "create": b"CREATE TEMPORARY TABLE visits (person text, visits bigint)",
    "add": b"INSERT INTO visits SELECT * FROM unnest(%(c1)s::text[], %(c2)s::bigint[])",
    "append": b"COPY visits (person, visits) FROM STDIN (FORMAT binary)",
    "of": b"SELECT visits FROM visits WHERE person = %(person)s ORDER BY visits",
    "all": b"SELECT person, visits FROM visits ORDER BY person, visits",
}


@pytest.fixture
def tables(server: str) -> Iterator[Tables]:
    with psycopg.connect(server, row_factory=dict_row) as connection:
        tables = Tables(connection.cursor(), QUERIES)
        tables.run("create")
        yield tables
        connection.rollback()


def everything(tables: Tables) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in tables.rows("all")]


def test_rows_are_written_by_their_columns(tables: Tables) -> None:
    tables.write("add", [("李桂珍", 1), ("王建国", 2)])
    tables.write("add", iter([("李桂珍", 3), (None, None)]))
    assert everything(tables) == [("李桂珍", 1), ("李桂珍", 3), ("王建国", 2), (None, None)]
    assert tables.rows("of", person="李桂珍") == [{"visits": 1}, {"visits": 3}]


def test_nothing_is_written_when_there_are_no_rows(tables: Tables) -> None:
    tables.write("add", [])
    tables.copy("append", ("text", "int8"), [])
    assert everything(tables) == []


def test_rows_of_different_lengths_are_a_mistake(tables: Tables) -> None:
    with pytest.raises(ValueError, match="zip"):
        tables.write("add", [("李桂珍", 1), ("王建国",)])
    assert everything(tables) == []


def test_odd_texts_are_written_as_they_are(tables: Tables) -> None:
    odd = [('a"b', 1), ("c\\d", 2), ("{e,f}", 3), ("", 4), ("NULL", 5), ("g\nh", 6)]
    tables.write("add", odd)
    assert sorted(everything(tables), key=str) == sorted(odd, key=str)


def test_what_no_column_holds_is_a_mistake(tables: Tables) -> None:
    with pytest.raises(TypeError, match="bytes"):
        tables.write("add", [(b"a", 1)])


def test_rows_are_appended_whatever_is_in_them(tables: Tables) -> None:
    odd = [("a\tb\nc\\d", 1), ("\\N", 2), (None, None), ("", 3)]
    tables.copy("append", ("text", "int8"), odd)
    assert sorted(everything(tables), key=str) == sorted(odd, key=str)


def test_every_projection_says_how_its_tables_are_made() -> None:
    assert queries_of("balances")["create"].startswith(b"CREATE TABLE balances")
