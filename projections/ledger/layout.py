"""Laying out: each version finds the tables that its projections fill, or makes them beside.

A projection's tables belong to its definition. Where that is another than before, new ones grow
beside the old, which the processes of the version before go on with until they stop.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from psycopg import Cursor
from psycopg.rows import DictRow
from psycopg.sql import SQL, Identifier

from domain.ledger.fact import Fact
from domain.ledger.log import Datastore
from domain.ledger.setting_up import Connection
from projections.ledger.definition import build, definition_of, definition_on, in_use
from projections.ledger.projection import (
    Projection,
    create_indexes,
    create_tables,
    queries_of,
)
from projections.ledger.runner import Positions
from projections.ledger.table_names import numbered, position_name, tables_of

KEPT_SECONDS: Final = 24 * 3_600
"""So long the tables of a version that nobody uses any more are kept, for those who go back to it.
"""

_queries: Final = queries_of("layout")


class VersionBeforeRuns(Exception):
    """Processes of a version that cannot run beside this one still use the database."""


def create_positions() -> bytes:
    """The statements that make what all projections share, beside the positions themselves."""
    return queries_of("runner")["create"] + _queries["create"]


def set_up_projections(url: str, schema: str, projections: Sequence[Projection]) -> None:
    """Make the tables that are missing, in the name of the role that the URL names.

    Raises VersionBeforeRuns.
    """
    datastore = Datastore(url, schema)
    try:
        with datastore.transaction(commit=True) as cursor:
            _take_over(cursor)
        Positions(datastore).create_table()
        with datastore.transaction(commit=True) as cursor:
            cursor.execute(create_positions())
            for projection in projections:
                lay_out(cursor, projection)
            _clear_away(cursor, schema)
    finally:
        datastore.close()


def are_laid_out(connection: Connection, projections: Iterable[Projection]) -> bool:
    """Whether there are tables for these projections as this version defines them."""
    row = connection.execute(_queries["has_layout"]).fetchone()
    if not row or not row["it_has"]:
        return False
    rows = connection.execute(_queries["laid_out"], {"build": build()}).fetchall()
    return {it.question for it in projections} <= {row["question"] for row in rows}


def lay_out(cursor: Cursor[DictRow], projection: Projection) -> None:
    """Find the tables that a projection can go on with, or make them."""
    question = projection.question
    generation = _fitting(cursor, projection) or _begin(cursor, projection)
    used = {"build": build(), "question": question, "generation": generation}
    cursor.execute(_queries["use"], used)


def _fitting(cursor: Cursor[DictRow], projection: Projection) -> int | None:
    """The newest generation that this version would have filled with the same rows."""
    kind = type(projection)
    cursor.execute(_queries["generations"], {"question": projection.question})
    for row in cursor.fetchall():
        if row["code"] == definition_of(kind) and all(
            it in Fact.known and said == definition_on(kind, it)
            for it, said in row["facts"].items()
        ):
            return int(row["generation"])
    return None


def _begin(cursor: Cursor[DictRow], projection: Projection) -> int:
    question = projection.question
    row = cursor.execute(_queries["next_generation"], {"question": question}).fetchone()
    generation = int(row["generation"]) if row else 1
    cursor.execute(create_tables(question, generation))
    cursor.execute(create_indexes(question, generation))
    begun = {
        "question": question,
        "generation": generation,
        "code": definition_of(type(projection)),
        "tables": [numbered(table, generation) for table in tables_of(question)],
    }
    cursor.execute(_queries["begin"], begun)
    cursor.execute(_queries["start_at_zero"], {"name": position_name(question, generation)})
    return generation


def _clear_away(cursor: Cursor[DictRow], schema: str) -> None:
    """Drop the tables of versions that nobody has used for long."""
    cursor.execute(_queries["others"], {"build": build()})
    others = [row["build"] for row in cursor.fetchall()]
    unused = [it for it in others if _is_unused(cursor, schema, it)]
    cursor.execute(_queries["note_used"], {"builds": [it for it in others if it not in unused]})
    cursor.execute(_queries["note_unused"], {"builds": unused})
    cursor.execute(_queries["forget_builds"], {"builds": unused, "seconds": KEPT_SECONDS})
    cursor.execute(_queries["forget_failures"])
    for row in cursor.execute(_queries["forget_generations"]).fetchall():
        for table in map(Identifier, row["tables"]):
            cursor.execute(SQL("DROP TABLE IF EXISTS {}").format(table))
        name = position_name(row["question"], row["generation"])
        cursor.execute(_queries["forget_position"], {"name": name})


def _is_unused(cursor: Cursor[DictRow], schema: str, build: str) -> bool:
    row = cursor.execute(_queries["is_unused"], {"name": in_use(schema, build)}).fetchone()
    return bool(row and row["it_is"])


def _take_over(cursor: Cursor[DictRow]) -> None:
    """Drop what the version before definitions left: its tables are of no use to this one."""
    before = cursor.execute(_queries["version_before"]).fetchone()
    if not before or not before["it_was"]:
        return
    running = cursor.execute(_queries["processes_before"]).fetchone()
    if running and running["processes"]:
        raise VersionBeforeRuns(
            "上一版本的程序还在运行，请先停止它再启动这一版本。\n"
            "The version before is still running: stop it before you start this one."
        )
    for row in cursor.execute(_queries["questions_before"]).fetchall():
        for table in tables_of(row["question"]):
            cursor.execute(SQL("DROP TABLE IF EXISTS {}").format(Identifier(table)))
        cursor.execute(_queries["forget_position"], {"name": row["question"]})
    cursor.execute(_queries["forget_before"])
