"""Filling: one generation of a projection's tables, batch by batch, in somebody's transaction."""

from collections.abc import Mapping
from typing import Any, Final

from psycopg import Cursor
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from projections.ledger.definition import definition_on
from projections.ledger.pages import Page
from projections.ledger.projection import Projection, Tables, on_own_tables, queries_of
from projections.ledger.table_names import position_name

_queries: Final = queries_of("filling")


class OtherVersion(Exception):
    """Another version took facts of a type into the same tables, and does it otherwise."""


class Filling:
    """One projection on its way along the log."""

    def __init__(self, projection: Projection, laid_out: Mapping[str, Any]) -> None:
        """`laid_out` is what is noted of the generation: its number, its facts, how it stands."""
        self.question = projection.question
        self.position_name = position_name(projection.question, laid_out["generation"])
        self.position = -1
        """Where it is known to stand; -1 when that is not known."""
        self.has_stopped: bool = laid_out["has_stopped"]
        self._projection = projection
        self._generation = {"question": self.question, "generation": laid_out["generation"]}
        self._queries = on_own_tables(self.question, laid_out["generation"])
        self._is_ready: bool = laid_out["is_ready"]
        self._types: frozenset[str] = frozenset(laid_out["facts"])
        self._new: tuple[int, bool, frozenset[str]] = (-1, self._is_ready, self._types)

    def take_in(self, cursor: Cursor[DictRow], page: Page, *, after: int) -> None:
        """Write what a page changes; `keep` notes that the transaction was committed.

        Raises OtherVersion, and whatever the projection stumbles over.
        """
        if new := page.types - self._types:
            self._note(cursor, new)
        if page.facts:
            self._projection.project(page.facts, Tables(cursor, self._queries))
        if page.is_last and not self._is_ready:
            cursor.execute(_queries["set_ready"], self._generation)
        position = page.facts[-1].position if page.facts else after
        self._new = position, self._is_ready or page.is_last, self._types | new

    def keep(self) -> None:
        """What was taken in is in the tables."""
        self.position, self._is_ready, self._types = self._new

    def _note(self, cursor: Cursor[DictRow], types: frozenset[str]) -> None:
        """Note by which code facts of types that are new to the tables get into them."""
        row = cursor.execute(_queries["facts_in"], self._generation).fetchone()
        noted: dict[str, str] = row["facts"] if row else {}
        mine = {it: definition_on(type(self._projection), it) for it in sorted(types)}
        for it, said in mine.items():
            if noted.get(it, said) != said:
                raise OtherVersion(f"{it} was taken in by another version of {self.question}")
        cursor.execute(_queries["note_facts"], {**self._generation, "facts": Jsonb(mine)})
