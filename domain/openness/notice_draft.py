"""Drafts of notices: what one person wrote and another may post is nothing that happened yet."""

from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from domain.ledger.database import Database
from domain.ledger.queries import load_queries

_queries: Final = load_queries(Path(__file__).with_suffix(".sql"))
DRAFTS_MAX: Final = 50


class Draft(NamedTuple):
    """What was written, by whom; `content` is as whoever keeps it has put it down."""

    draft_id: str
    drafted_by: str
    drafted_at: datetime
    content: str


def create_drafts() -> bytes:
    """The statement that makes the table of drafts, where it is missing."""
    return _queries["create"]


class Drafts:
    """The drafts of one community, which are gone once they hang."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, draft_id: str, drafted_by: str, content: str) -> None:
        """Keep a draft; the same id again changes nothing."""
        said = {"draft_id": draft_id, "drafted_by": drafted_by, "content": content}
        await self._database.rows(_queries["keep"], **said)

    async def all(self) -> list[Draft]:
        """The last drafts, the newest first."""
        rows = await self._database.rows(_queries["all"], limit=DRAFTS_MAX)
        return [Draft(**row) for row in rows]

    async def one(self, draft_id: str) -> Draft | None:
        """A draft, while it is kept."""
        row = await self._database.row(_queries["one"], draft_id=draft_id)
        return Draft(**row) if row else None

    async def throw_away(self, draft_id: str) -> None:
        """Forget a draft."""
        await self._database.rows(_queries["throw_away"], draft_id=draft_id)
