"""One-time codes after RFC 6238: six digits of half a minute, each good once."""

import secrets
from base64 import b32encode
from collections.abc import Iterable
from pathlib import Path
from time import time
from typing import Final

import pyotp

from domain.ledger.database import Database
from domain.ledger.queries import load_queries
from domain.people.entering.session import digest
from domain.people.vault import Vault

_queries: Final = load_queries(Path(__file__).with_suffix(".sql"))

STEP_SECONDS: Final = 30
CODE_DIGITS: Final = 6
SECRET_BYTES: Final = 20
"""Of RFC 4226, section 4: a shared secret of 160 bits."""


def create_one_time_codes() -> bytes:
    """The statement that makes the table, where it is missing."""
    return _queries["create"]


class OneTimeCodes:
    """Who signs in with codes too.

    What makes them is derived from the vault's key, which the database does not hold, and a draft
    that the database keeps: neither of the two alone is worth anything.
    """

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    @staticmethod
    def draft() -> str:
        """A name for a secret that nobody has seen yet."""
        return secrets.token_hex(16)

    def secret(self, member_id: str, draft: str) -> str:
        """What to put into an app, in base 32."""
        halves = (self._vault.digest("one-time codes", half, member_id, draft) for half in "12")
        return b32encode(bytes.fromhex("".join(halves))[:SECRET_BYTES]).decode()

    def step_of(self, member_id: str, draft: str, code: str, *, after: int = 0) -> int | None:
        """Of which half minute a code is, now or the one before or after; None of none of them."""
        typed = "".join(code.split())
        if not typed.isascii() or not typed.isdecimal() or len(typed) != CODE_DIGITS:
            return None
        app = pyotp.TOTP(self.secret(member_id, draft), interval=STEP_SECONDS)
        now = int(time()) // STEP_SECONDS
        steps = (it for it in (now, now - 1, now + 1) if it > after)
        return next((it for it in steps if app.verify(typed, for_time=it * STEP_SECONDS)), None)

    async def turn_on(self, member_id: str, draft: str, position: int, step: int | None) -> None:
        """Codes are asked for from a position of the log on; that of this half minute is used.

        What the log had later already stays as it is, so that a late repeat does no harm.
        """
        used = step if step is not None else int(time()) // STEP_SECONDS
        await self._change(member_id, position, draft, used)

    async def turn_off(self, member_id: str, position: int) -> None:
        """No code is asked for any more from a position of the log on."""
        await self._change(member_id, position, None, 0)

    async def _change(self, member_id: str, position: int, draft: str | None, step: int) -> None:
        fields = {"member_id": member_id, "position": position, "draft": draft, "last_step": step}
        await self._database.rows(_queries["change"], **fields)

    async def note_shown(self, token: str) -> None:
        """Who has this session has shown a code."""
        await self._database.rows(_queries["note_shown"], token_digest=digest(token))

    async def fits(self, member_id: str, code: str) -> bool:
        """Whether a code is right, which then is used up."""
        row = await self._database.row(_queries["of"], member_id=member_id)
        if row is None:
            return False
        step = self.step_of(member_id, row["draft"], code, after=row["last_step"])
        if step is None:
            return False
        used = {"member_id": member_id, "draft": row["draft"], "step": step}
        return await self._database.row(_queries["use"], **used) is not None

    async def held_among(self, member_ids: Iterable[str]) -> frozenset[str]:
        """Who of these members signs in with codes too."""
        rows = await self._database.rows(_queries["held_among"], member_ids=[*member_ids])
        return frozenset(row["member_id"] for row in rows)
