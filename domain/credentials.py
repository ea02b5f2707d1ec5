"""Credentials: usernames, password hashes and the sessions of who signed in."""

import asyncio
import secrets
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from domain.database import Database
from domain.queries import load_queries

_queries: Final = load_queries(Path(__file__).with_suffix(".sql"))

R = TypeVar("R")

SESSION_SECONDS: Final = 12 * 60 * 60
FAILURES_MAX: Final = 10
FAILURE_WINDOW_SECONDS: Final = 15 * 60

# The OWASP minimum for argon2id: 19 MiB, two passes, one lane; about 40 ms.
_hasher: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_NOBODY: Final = _hasher.hash(secrets.token_hex())


class TooManyAttempts(Exception):
    """Ten wrong passwords for one name within a quarter of an hour."""


class Session(NamedTuple):
    """Who is signed in, with the roles they hold."""

    member_id: str
    roles: frozenset[str]


def create_credentials() -> bytes:
    """The statements that make the tables, where they are missing."""
    return _queries["create"]


def digest(text: str) -> str:
    """What is stored of a token: 256 random bits need no slow hash."""
    return sha256(text.encode()).hexdigest()


class Credentials:
    """Who may sign in to one community."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._hashing = asyncio.Semaphore(2)

    async def set(self, member_id: str, username: str, password: str) -> None:
        """Let a member sign in under a name."""
        hashed = await self._slowly(_hasher.hash, password)
        await self._database.rows(
            _queries["set"], member_id=member_id, username=username, password_hash=hashed
        )

    async def sign_in(self, username: str, password: str) -> str | None:
        """A new session's token; none when name or password is wrong. Raises TooManyAttempts.

        The name is a username or a phone number that one person has. A wrong name takes as long
        as a wrong password.
        """
        attempt = {
            "username_digest": digest(username),
            "window_seconds": FAILURE_WINDOW_SECONDS,
        }
        failed = await self._database.row(_queries["recent_failures"], **attempt)
        if failed and failed["failures"] >= FAILURES_MAX:
            raise TooManyAttempts
        rows = await self._database.rows(_queries["by_username"], username=username)
        known = rows[0] if len(rows) == 1 or (rows and rows[0]["by_username"]) else None
        hashed = known["password_hash"] if known else _NOBODY
        if not await self._slowly(_verify, hashed, password) or known is None:
            await self._database.rows(_queries["note_failure"], **attempt)
            return None
        await self._database.rows(
            _queries["forget_failures"], username_digest=attempt["username_digest"]
        )
        return await self.open_session(known["member_id"])

    async def open_session(self, member_id: str) -> str:
        """A new session's token, good for 12 hours."""
        token = secrets.token_urlsafe(32)
        await self._database.rows(_queries["forget_old_sessions"])
        await self._database.rows(
            _queries["open_session"],
            token_digest=digest(token),
            member_id=member_id,
            seconds=SESSION_SECONDS,
        )
        return token

    async def session(self, token: str) -> Session | None:
        """Whose token it is, with their roles as they are now."""
        row = await self._database.row(_queries["session"], token_digest=digest(token))
        return Session(row["member_id"], frozenset(row["roles"])) if row else None

    async def sign_out(self, token: str) -> None:
        """End a session."""
        await self._database.rows(_queries["close_session"], token_digest=digest(token))

    async def username_of(self, member_id: str) -> str | None:
        """The name that a member signs in with."""
        row = await self._database.row(_queries["username_of"], member_id=member_id)
        return str(row["username"]) if row else None

    async def _slowly(self, work: Callable[..., R], *arguments: str) -> R:
        """Hash outside the event loop, two at a time: each takes 19 MiB and a processor."""
        async with self._hashing:
            return await asyncio.to_thread(work, *arguments)


def _verify(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except VerificationError:
        return False
