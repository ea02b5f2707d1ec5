"""Tagging: is each fact found under all that it touches, and under nothing else?"""

from types import TracebackType
from typing import Final, Self

import psycopg
from psycopg.rows import DictRow, dict_row
from psycopg.sql import SQL, Identifier

from domain.ledger.fact import Recorded
from domain.ledger.tag import kind_of
from domain.rules.balances import BalanceCarried
from domain.rules.tags import TAGGED_LATER
from projections.ledger.projection import Batch, queries_of

_queries: Final = queries_of("tagging")


class Tagging:
    """A check of the tags beside each fact, of its envelope's, and of the rows to look it up by.

    A decision reads what it must know by these rows: where one is missing, it does not know.
    """

    name = "tags"

    def __init__(self, url: str, schema: str, limit: int) -> None:
        self._connection: psycopg.Connection[DictRow] = psycopg.connect(
            url, autocommit=True, row_factory=dict_row
        )
        self._connection.execute(SQL("SET search_path TO {}").format(Identifier(schema)))
        self._limit = limit
        self._found: list[str] = []
        self._opened: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def see(self, batch: Batch) -> None:
        """Hold what is noted beside the facts against what they touch."""
        span = {"first": batch[0].position, "last": batch[-1].position}
        rows = self._connection.execute(_queries["tags"], span).fetchall()
        noted = {row["position"]: row["tags"] for row in rows}
        for recorded in batch:
            tags = sorted(noted.get(recorded.position, ()))
            wanted = self._wanted(recorded)
            if not tags == sorted(recorded.envelope.tags) == sorted(wanted):
                self._say(recorded.position, f"is tagged {', '.join(tags) or 'with nothing'}")

    def _wanted(self, recorded: Recorded) -> set[str]:
        """What it should be tagged with; with what had no tag at first, once it is opened."""
        wanted = {*recorded.fact.touches(), recorded.envelope.request.tag}
        if isinstance(recorded.fact, BalanceCarried):
            self._opened |= wanted
        later = {it for it in wanted if kind_of(it) in TAGGED_LATER} - self._opened
        return wanted - later.difference(recorded.envelope.tags)

    def findings(self) -> list[str]:
        """The facts that are tagged otherwise than they should be, the first ones only."""
        row = self._connection.execute(_queries["same"]).fetchone()
        if row and not row["same"]:
            rows = self._connection.execute(_queries["difference"], {"limit": self._limit})
            for it in rows.fetchall():
                self._say(it["position"], f"{it['what']} {it['tag']}")
        return self._found[: self._limit]

    def _say(self, position: int, what: str) -> None:
        if len(self._found) < 2 * self._limit:
            self._found.append(f"the fact at {position} {what}")
