"""The catalogue has every projection, and no two get in each other's way."""

import importlib
import pkgutil

import projections
from projections.catalogue import PROJECTIONS
from projections.projection import Projection, queries_of
from tests.projections.living import Living


def test_every_projection_that_was_written_is_taken_along() -> None:
    modules = {it.name for it in pkgutil.iter_modules(projections.__path__, "projections.")}
    for module in modules:
        importlib.import_module(module)
    written = {it for it in Projection.__subclasses__() if it.__module__ in modules}
    assert {type(it) for it in PROJECTIONS} == written


def test_a_projection_is_named_after_its_module() -> None:
    for projection in PROJECTIONS:
        assert type(projection).__module__ == f"projections.{projection.question}"


def test_each_projection_has_tables_and_no_table_has_two(living: Living) -> None:
    made = [queries_of(it.question)["create"].decode() for it in PROJECTIONS]
    named = [text.count("CREATE TABLE") for text in made]
    assert all(named)
    rows = living.query("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    tables = {name for (name,) in rows}
    for text in made:
        assert any(f"CREATE TABLE {name} (" in text for name in tables)
    own = [name for name in tables if any(f"CREATE TABLE {name} (" in it for it in made)]
    assert len(own) == sum(named)
