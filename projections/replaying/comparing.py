"""Comparing: the living tables with a replay of the log as far as they have come."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import psycopg
from psycopg import Cursor, IsolationLevel
from psycopg.rows import DictRow, dict_row
from psycopg.sql import SQL, Identifier, Literal

from domain.ledger.setting_up import schema_for_replays
from projections.ledger.projection import Projection, queries_of
from projections.ledger.table_names import numbered, tables_of
from projections.replaying.rebuilding import (
    alone,
    begin_beside,
    drop_beside,
    last_position,
    position_of,
)
from projections.replaying.replay import NOTHING, Check, Place, Replay, replay

_queries: Final = queries_of("comparing")


def differences(
    url: str,
    schema: str,
    projections: Sequence[Projection],
    checks: Sequence[Check] = (),
    *,
    limit: int,
    tell: Callable[[str], None] = lambda _line: None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> dict[str, list[str]]:
    """Rows in which projections differ from a replay, `limit` of each at most, and what checks say.

    `progress` is told the facts that were replayed, and about how many there are. The log is read
    once for all of them. The living projections are held for the last few facts
    only, until a snapshot shows both at one position: what is compared then is at leisure.
    """
    found: dict[str, list[str]] = {}
    with alone(url, schema) as datastore:
        place = begin_beside(datastore, url, schema_for_replays(schema), projections)
        with datastore.transaction(commit=False) as cursor:
            until = min(_standing(cursor, place, projections, lock=False).values(), default=0)
            head = last_position(cursor)
        replay(place, projections, checks, until=until, progress=lambda it: progress(it, head))
        progress(head, head)
        with psycopg.connect(url, row_factory=dict_row) as comparer:
            comparer.isolation_level = IsolationLevel.REPEATABLE_READ
            reached = dict.fromkeys((it.question for it in projections), until)
            for lock in (False, True):
                with datastore.transaction(commit=True) as living:
                    standing = _standing(living, place, projections, lock=lock)
                    _bring(place, projections, reached, standing)
                    if lock:
                        comparer.execute(_queries["begin"])
                reached = standing
            for it in projections:
                found[it.question] = _differing(comparer, place, it.question, limit)
                tell(f"{it.question}: {'differs' if found[it.question] else 'equals a replay'}")
        _follow(place, (), checks, after=until, until=head)
        with datastore.transaction(commit=True) as cursor:
            drop_beside(cursor, place)
    for check in checks:
        found[check.name] = check.findings()
        tell(f"{check.name}: {'differ' if found[check.name] else 'in order'}")
    return found


def _standing(
    cursor: Cursor[DictRow], place: Place, projections: Sequence[Projection], *, lock: bool
) -> dict[str, int]:
    questions = sorted(it.question for it in projections)
    return {it: position_of(cursor, place, it, lock=lock) for it in questions}


def _bring(
    place: Place,
    projections: Sequence[Projection],
    reached: Mapping[str, int],
    standing: Mapping[str, int],
) -> None:
    """Take what was replayed to where the living stand; most of them stand at the same place."""
    for way in sorted({(reached[it.question], standing[it.question]) for it in projections}):
        those = [it for it in projections if (reached[it.question], standing[it.question]) == way]
        _follow(place, those, (), after=way[0], until=way[1])


def _follow(
    place: Place,
    projections: Sequence[Projection],
    checks: Sequence[Check],
    *,
    after: int,
    until: int,
) -> None:
    if after >= until:
        return
    following = Replay(place, projections, checks, done=NOTHING._replace(position=after))
    try:
        following.reach(until)
    finally:
        following.close()


def _differing(
    comparer: psycopg.Connection[Any], place: Place, question: str, limit: int
) -> list[str]:
    found: list[str] = []
    for name in tables_of(question):
        names = {
            "here": Identifier(place.schema),
            "there": Identifier(place.beside),
            "table": Identifier(numbered(name, place.generations[question])),
            "name": Literal(name),
            "limit": Literal(limit),
        }
        row = comparer.execute(SQL(_queries["digests"].decode()).format(**names)).fetchone()
        if row and not row["same"]:
            rows = comparer.execute(SQL(_queries["difference"].decode()).format(**names))
            found += [f"{it['side']} {it['content']}" for it in rows.fetchall()]
    return found
