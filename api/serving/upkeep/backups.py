"""Which backups were made of a community: noted beside the log, for they are not of it."""

from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

import psycopg
from psycopg.sql import SQL, Identifier

from domain.ledger.database import Database
from domain.ledger.queries import load_queries

_queries: Final = load_queries(Path(__file__).with_suffix(".sql"))


class MadeBackup(NamedTuple):
    """A backup of what was recorded up to `position`, and the digest of its file.

    `restored_at` is when the community was restored from it, if it was.
    """

    made_at: datetime
    position: int
    facts: int
    bytes: int
    sha256: str
    is_encrypted: bool
    restored_at: datetime | None = None


def create_backups() -> bytes:
    """The statement that makes the table of backups, where it is missing."""
    return _queries["create"]


def note_backup(url: str, community: str, backup: MadeBackup) -> None:
    """Note a backup that was made, or from which the community was restored."""
    with psycopg.connect(url) as connection:
        connection.execute(SQL("SET search_path TO {}").format(Identifier(community)))
        connection.execute(_queries["note"], backup._asdict())


async def last_backup(database: Database) -> MadeBackup | None:
    """The backup that was made last."""
    row = await database.row(_queries["last"])
    return MadeBackup(**row) if row else None
