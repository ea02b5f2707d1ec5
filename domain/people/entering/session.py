"""Sessions: who is signed in, since when, and how long ago they last did something."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

from domain.ledger.database import Database
from domain.ledger.queries import load_queries

_queries: Final = load_queries(Path(__file__).with_suffix(".sql"))

SESSION_SECONDS: Final = 12 * 60 * 60
WITHIN: Final = "within "
"""Stands before a role that somebody has for the people of some grids alone."""


@dataclass(frozen=True)
class Session:
    """Who is signed in, with the roles they hold; `must_choose` a password before anything else.

    A role for the people of `nodes` alone has another name (`WITHIN`): who asks for it finds none.

    Who `has_codes` does nothing in a session before it `has_shown_code`. It is `age_seconds` since
    they gave their password, and `idle_seconds` since they did something, to about a minute. No
    limit is for who `is_exempt`.
    """

    member_id: str
    roles: frozenset[str]
    must_choose: bool = False
    is_exempt: bool = False
    has_codes: bool = False
    has_shown_code: bool = False
    nodes: frozenset[str] = frozenset()
    age_seconds: int = field(default=0, compare=False)
    idle_seconds: int = field(default=0, compare=False)

    @property
    def lacks_code(self) -> bool:
        """Whether a code has to be shown before anything else."""
        return self.has_codes and not self.has_shown_code


class OpenSession(NamedTuple):
    """A session of somebody; `handle` names it and opens nothing."""

    handle: str
    created_at: datetime
    expires_at: datetime


def create_session_use() -> bytes:
    """The statements that add to the tables of credentials."""
    return _queries["create"]


def digest(text: str) -> str:
    """What is stored of a token: 256 random bits need no slow hash."""
    return sha256(text.encode()).hexdigest()


def handle_of(token: str) -> str:
    """The name by which a token's session is told from others."""
    return handle(digest(token))


def handle(token_digest: str) -> str:
    """The same, of what is stored of a token."""
    return digest(f"handle {token_digest}")[:32]


def session_of(row: dict[str, Any]) -> Session:
    """What the database knows of a session."""
    held = {name: frozenset(row[name]) for name in ("roles", "nodes")}
    return Session(**row | held)


class SessionUse:
    """That sessions are used, and whom their limits are not for."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, token: str) -> None:
        """Somebody did something in this session just now."""
        await self._database.rows(_queries["note"], token_digest=digest(token))

    async def renew(self, token: str, *, has_shown_code: bool) -> str | None:
        """Another session, for who has just shown who they are in this one, which ends.

        None where it had ended already.
        """
        renewed = secrets.token_urlsafe(32)
        row = await self._database.row(
            _queries["renew"],
            old_digest=digest(token),
            token_digest=digest(renewed),
            has_shown_code=has_shown_code,
            seconds=SESSION_SECONDS,
        )
        return renewed if row else None

    async def exempt(self, member_id: str) -> None:
        """No limit is for this member, until they choose a password of their own."""
        await self._database.rows(_queries["exempt"], member_id=member_id)

    async def have_choose(self, member_id: str) -> None:
        """This member chooses a password of their own before they do anything else."""
        await self._database.rows(_queries["have_choose"], member_id=member_id)
