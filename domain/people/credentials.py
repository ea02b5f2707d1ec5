"""Credentials: usernames, password hashes and the sessions of who signed in."""

import asyncio
import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from domain.ledger.database import Database
from domain.ledger.queries import load_queries
from domain.people.entering.attempts import (
    FAILURE_WINDOW_SECONDS,
    FAILURES_MAX,
    Attempts,
    Door,
    Tally,
    TooManyAttempts,
    create_attempts,
)
from domain.people.entering.one_time_codes import create_one_time_codes
from domain.people.entering.passwords import require_unguessable
from domain.people.entering.session import (
    SESSION_SECONDS,
    OpenSession,
    Session,
    create_session_use,
    digest,
    handle,
    session_of,
)
from domain.people.entering.turns import Crowded, Turns

_queries: Final = load_queries(Path(__file__).with_suffix(".sql"))

R = TypeVar("R")

HASHED_AT_ONCE: Final = 2
"""Each takes 19 MiB and a processor."""
CROWDED_SECONDS: Final = 5
ASKING_DIGITS: Final = 6
ASKING_SECONDS: Final = 15 * 60
NO_PASSWORD: Final = ""
"""What no password fits."""

# The OWASP minimum for argon2id: 19 MiB, two passes, one lane; about 40 ms.
_hasher: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_NOBODY: Final = _hasher.hash(secrets.token_hex())


class Entry(NamedTuple):
    """Who came in: a new session's token, and a token by which their browser is known again."""

    token: str
    device: str


class Asking(NamedTuple):
    """Somebody who asks to be let in: the token is theirs alone, the digits are for the desk."""

    token: str
    code: str


class Given(NamedTuple):
    """Who gave a sign-in, and when."""

    given_by: str
    given_at: datetime


def create_credentials() -> bytes:
    """The statements that make the tables, where they are missing."""
    parts = (create_attempts(), _queries["create"], create_session_use(), create_one_time_codes())
    return b"\n".join(parts)


class Credentials:
    """Who may sign in to one community."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._attempts = Attempts(database)
        self._turns = Turns(HASHED_AT_ONCE)

    async def set(self, member_id: str, username: str, password: str) -> None:
        """Let a member sign in under a name."""
        hashed = await self._slowly(_hasher.hash, password)
        await self._database.rows(
            _queries["set"], member_id=member_id, username=username, password_hash=hashed
        )

    async def sign_in(self, username: str, password: str) -> str | None:
        """As `enter`, at a door that nobody knows; a new session's token."""
        entry = await self.enter(username, password, Door())
        return entry.token if entry else None

    async def enter(self, username: str, password: str, door: Door) -> Entry | None:
        """Come in; none when name or password is wrong. Raises TooManyAttempts.

        The name is a username or a phone number that one person has: both are guessed as one. A
        wrong name takes as long as a wrong password.
        """
        known = await self._called(username)
        person = known["member_id"] if known else f"nobody called {username}"
        attempt = await self._attempts.begin(door, person)
        hashed = known["password_hash"] if known else _NOBODY
        place = None if attempt.is_known else door.place
        try:
            is_right = await self._slowly(_verify, hashed, password, place=place)
        except TooManyAttempts:  # turned away by a crowd, and not looked at
            await self._attempts.take_back(attempt)
            raise
        if not is_right or known is None:
            return None
        await self._attempts.succeed(attempt)
        is_known = door.device is not None and await self._attempts.is_known(door.device)
        device = door.device if door.device and is_known else secrets.token_urlsafe(32)
        await self._attempts.remember(person, Door(door.place, device))
        token = await self.open_session(person, hashed)
        return Entry(token, device) if token else None

    async def member_called(self, username: str) -> str | None:
        """Whose username or phone number this is, if it is one person's."""
        known = await self._called(username)
        return known["member_id"] if known else None

    async def _called(self, username: str) -> dict[str, Any] | None:
        rows = await self._database.rows(_queries["by_username"], username=username)
        return rows[0] if len(rows) == 1 or (rows and rows[0]["by_username"]) else None

    async def count_attempt(self, name: str, most: int = FAILURES_MAX) -> None:
        """Raises TooManyAttempts after so many failures under a name within a quarter of an hour.

        An attempt counts before its outcome is known, as a failure until `forget_failures`.
        """
        await self._attempts.count((Tally(name, most),))

    async def forget_failures(self, name: str) -> None:
        """A name is free again."""
        await self._attempts.forget(name)

    async def change_password(self, token: str, old: str, new: str) -> bool:
        """Give who has this session a new password, and end their other sessions.

        False when the old password is wrong; who was just let in has none. Raises WeakPassword,
        TooManyAttempts.
        """
        session = await self.session(token)
        if session is None:
            return False
        name = f"password of {session.member_id}"
        await self.count_attempt(name)
        row = await self._database.row(_queries["password_of"], member_id=session.member_id)
        if row is None:
            return False
        hashed = row["password_hash"]
        if not row["must_choose"] and not await self._slowly(_verify, hashed, old):
            return await self._slowly(_verify, hashed, new)  # changed before, the answer was lost
        await self.forget_failures(name)
        own_words = [row["username"], row["phone"] or "", row["name"] or ""]
        await asyncio.to_thread(require_unguessable, new, own_words)
        new_hash = await self._slowly(_hasher.hash, new)
        changed = await self._database.row(
            _queries["change_password"],
            member_id=session.member_id,
            old_hash=hashed,
            password_hash=new_hash,
            token_digest=digest(token),
        )
        return changed is not None

    async def is_theirs(self, member_id: str, password: str) -> bool:
        """Whether a password is that of somebody who is signed in. Raises TooManyAttempts."""
        name = f"password of {member_id}"
        await self.count_attempt(name)
        row = await self._database.row(_queries["password_of"], member_id=member_id)
        if row is None or not await self._slowly(_verify, row["password_hash"], password):
            return False
        await self.forget_failures(name)
        return True

    async def open_session(self, member_id: str, password_hash: str | None = None) -> str | None:
        """A new session's token, good for 12 hours; none for who was erased.

        With a hash, only while that is still the one of their password.
        """
        token = secrets.token_urlsafe(32)
        await self._database.rows(_queries["forget_old"], window_seconds=FAILURE_WINDOW_SECONDS)
        opened = await self._database.row(
            _queries["open_session"],
            token_digest=digest(token),
            member_id=member_id,
            password_hash=password_hash,
            seconds=SESSION_SECONDS,
        )
        return token if opened else None

    async def session(self, token: str) -> Session | None:
        """Whose token it is, with their roles as they are now."""
        row = await self._database.row(_queries["session"], token_digest=digest(token))
        return session_of(row) if row else None

    async def sign_out(self, token: str) -> None:
        """End a session."""
        await self._database.rows(_queries["close_session"], token_digest=digest(token))

    async def sessions_of(self, member_id: str) -> list[OpenSession]:
        """The sessions that a member has open, the last opened first."""
        rows = await self._database.rows(_queries["sessions_of"], member_id=member_id)
        return [
            OpenSession(handle(row["token_digest"]), row["created_at"], row["expires_at"])
            for row in rows
        ]

    async def close_session(self, member_id: str, wanted: str) -> bool:
        """End the session of a member that a handle names; whether there was one."""
        for row in await self._database.rows(_queries["sessions_of"], member_id=member_id):
            if handle(row["token_digest"]) == wanted:
                await self._database.rows(
                    _queries["close_session"], token_digest=row["token_digest"]
                )
                return True
        return False

    async def username_of(self, member_id: str) -> str | None:
        """The name that a member signs in with."""
        row = await self._database.row(_queries["username_of"], member_id=member_id)
        return str(row["username"]) if row else None

    async def is_taken(self, username: str, member_id: str) -> bool:
        """Whether somebody else signs in under this name."""
        row = await self._database.row(
            _queries["taken_by_another"], username=username, member_id=member_id
        )
        return row is not None

    async def ask(self) -> Asking:
        """Ask to be let in: six digits to show at the desk, good for a quarter of an hour."""
        token = secrets.token_urlsafe(32)
        while True:
            code = f"{secrets.randbelow(10**ASKING_DIGITS):0{ASKING_DIGITS}}"
            asked = {"token_digest": digest(token), "code": code, "seconds": ASKING_SECONDS}
            if await self._database.row(_queries["ask"], **asked):
                return Asking(token, code)

    async def is_asking(self, code: str) -> bool:
        """Whether somebody who waits to be let in shows these digits."""
        row = await self._database.row(_queries["asks"], code=code, seconds=ASKING_SECONDS)
        return row is not None

    async def give(self, member_id: str, username: str, code: str, given: Given) -> None:
        """Let who shows these digits in as a member, who is signed out everywhere else.

        Nobody knows a password of theirs until they choose one. Raises psycopg's UniqueViolation
        for a name that is taken.
        """
        await self._attempts.forgive(member_id)
        await self._attempts.forget_doors(member_id)
        fields = {"member_id": member_id, "username": username, "code": code, **given._asdict()}
        await self._database.rows(_queries["give"], **fields, nothing=NO_PASSWORD)

    async def arrive(self, token: str) -> str | None:
        """A session of who asked with this token and was let in, until they chose a password."""
        row = await self._database.row(
            _queries["arrive"], token_digest=digest(token), seconds=ASKING_SECONDS
        )
        return await self.open_session(row["member_id"]) if row else None

    async def given(self, member_id: str) -> Given | None:
        """Who gave a member their sign-in last, and when."""
        row = await self._database.row(_queries["given"], member_id=member_id)
        return Given(**row) if row else None

    async def forget(self, member_id: str) -> None:
        """A member can sign in no more, and is signed out everywhere."""
        await self._database.rows(_queries["forget"], member_id=member_id)
        await self._attempts.forget_doors(member_id)

    async def _slowly(self, work: Callable[..., R], *arguments: str, place: str | None = None) -> R:
        """Hash outside the event loop, few at a time; strangers say from which place they come.

        Raises TooManyAttempts where too many of them wait.
        """
        try:
            async with self._turns.turn(place):
                return await asyncio.to_thread(work, *arguments)
        except Crowded:
            raise TooManyAttempts(CROWDED_SECONDS) from None


def _verify(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False
