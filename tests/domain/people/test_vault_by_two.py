"""Two people work in the vault at once: whoever is to be forgotten is forgotten."""

import asyncio
from typing import Any

import psycopg

from domain.ledger.database import Database
from domain.people.vault import Vault
from tests.controls import LI
from tests.domain.conftest import Do


def test_who_is_being_kept_while_they_are_erased_is_not_known_afterwards(
    community: Database, do: Do[Any], database: str
) -> None:
    vault = Vault(community, b"a key outside the database")

    async def erase_while_kept() -> None:
        keeping = await psycopg.AsyncConnection.connect(database)
        watching = await psycopg.AsyncConnection.connect(database, autocommit=True)
        async with keeping, watching:
            await keeping.execute(
                "INSERT INTO yanwuping.vault_people (member_id, name, sort_key, initials)"
                " VALUES (%s, '李桂珍', 'li', 'lgz')",
                [LI],
            )
            erasing = asyncio.create_task(vault.erase(LI))
            while not erasing.done() and not await somebody_waits(watching):
                await asyncio.sleep(0.01)
            await keeping.commit()
            await erasing

    do(erase_while_kept())
    assert do(vault.people([LI])) == {}


async def somebody_waits(watching: psycopg.AsyncConnection[Any]) -> bool:
    """Whether any connection to the database waits for a lock."""
    waiting = await watching.execute(
        "SELECT FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    return bool(waiting.rowcount)
