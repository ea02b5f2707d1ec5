"""Queries are found by their names."""

from pathlib import Path

import pytest

from domain.ledger.queries import load_queries


def test_each_statement_has_the_name_above_it(tmp_path: Path) -> None:
    path = tmp_path / "shelf.sql"
    path.write_text("-- name: first\nSELECT 1;\n\n-- name: second\nSELECT '米',\n  2;\n", "utf-8")
    assert load_queries(path) == {"first": b"SELECT 1;", "second": "SELECT '米',\n  2;".encode()}


def test_a_name_stands_for_one_statement(tmp_path: Path) -> None:
    path = tmp_path / "shelf.sql"
    path.write_text("-- name: first\nSELECT 1;\n-- name: first\nSELECT 2;\n", "utf-8")
    with pytest.raises(ValueError, match=r"shelf\.sql"):
        load_queries(path)
