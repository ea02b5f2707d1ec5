"""Sessions of one community, as this process remembers them for a moment."""

from asyncio import Task, create_task, current_task, shield
from contextlib import suppress
from math import inf
from time import monotonic
from typing import Final

from psycopg.errors import ReadOnlySqlTransaction

from api.serving.composition import Community
from api.serving.own_facts import see_own_facts
from api.serving.settings import Settings
from domain.people.entering.session import Session
from domain.people.sign_in import OWN_ROLES
from projections.shop.shifts import shift_of

SESSION_FRESH_SECONDS: Final = 1
SESSION_TRUSTED_SECONDS: Final = 2
SESSIONS_MAX: Final = 4_096
NOTED_SECONDS: Final = 60
"""A session in use is noted as such this often at the most."""


class Sessions:
    """Sessions as they were at most two seconds ago: the tills ask many times a second.

    After the first second one is looked up anew while requests go on, so that none has to wait.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, Session]] = {}
        self._asking: dict[str, Task[Session | None]] = {}
        self._noted: dict[str, float] = {}

    async def of(
        self, token: str, community: Community, *, by_itself: bool = False
    ) -> Session | None:
        """Whose token it is; whoever asks uses it, unless a page asks `by_itself`."""
        session = await self._found(token, community)
        if session is not None and not by_itself:
            await self._note_use(token, community)
        return session

    async def _note_use(self, token: str, community: Community) -> None:
        now = monotonic()
        if now - self._noted.get(token, -inf) < NOTED_SECONDS:
            return
        if len(self._noted) >= SESSIONS_MAX:
            self._noted.clear()
        self._noted[token] = now
        with suppress(ReadOnlySqlTransaction):  # reading goes on where nothing is written
            await community.session_use.note(token)

    async def _found(self, token: str, community: Community) -> Session | None:
        learnt_at, session = self._known.get(token, (-inf, None))
        age = monotonic() - learnt_at
        if age < SESSION_FRESH_SECONDS:
            return session
        asking = self._asking.get(token)
        if asking is None:
            asking = self._asking[token] = create_task(self._ask(token, community))
            asking.add_done_callback(_note_failure)
        return session if age < SESSION_TRUSTED_SECONDS else await shield(asking)

    async def _ask(self, token: str, community: Community) -> Session | None:
        session = None
        try:
            await see_own_facts(community, "members")
            session = await _asked(token, community)
        finally:
            if self._asking.get(token) is current_task():  # nobody forgot it in the meantime
                self.forget(token)
                self._keep(token, session)
        return session

    def _keep(self, token: str, session: Session | None) -> None:
        if len(self._known) >= SESSIONS_MAX:
            self._known.clear()
        if session:
            self._known[token] = monotonic(), session

    def forget(self, token: str) -> None:
        """Do not trust this token any more."""
        self._known.pop(token, None)
        self._noted.pop(token, None)
        self._asking.pop(token, None)

    def forget_member(self, member_id: str) -> None:
        """Do not trust any token of this member any more: ask again."""
        self._asking.clear()  # any of them may be theirs, and know it from before
        gone = [token for token, (_, it) in self._known.items() if it.member_id == member_id]
        for token in gone:
            self.forget(token)


def is_over(session: Session, seconds: int, minutes: int) -> bool:
    """Whether a limit is passed; 0 is no limit, and there is none for the demo's people."""
    return bool(minutes) and not session.is_exempt and seconds > minutes * 60


def needs_codes(session: Session, settings: Settings) -> bool:
    """Whether somebody has to set up a second factor before they do anything else."""
    is_asked_for = settings.second_factor == "staff" and bool(session.roles - OWN_ROLES)
    return is_asked_for and not session.has_codes and not session.is_exempt


def is_idle(session: Session, settings: Settings) -> bool:
    """Whether nothing was done in a session for so long that somebody else may sit there now."""
    acts_for_others = bool(session.roles - OWN_ROLES)
    minutes = settings.idle_minutes if acts_for_others else settings.idle_minutes_own
    return is_over(session, session.idle_seconds, minutes)


async def _asked(token: str, community: Community) -> Session | None:
    """A session as it is now; one that lies idle ends, but not that of a till with its shift."""
    session = await community.credentials.session(token)
    if session is None or not is_idle(session, community.settings):
        return session
    if await shift_of(community.reader, session.member_id):
        return session
    try:
        await community.credentials.sign_out(token)
    except ReadOnlySqlTransaction:  # nor could anybody note that it is in use
        return session
    return None


def _note_failure(asking: Task[Session | None]) -> None:
    """Whoever waits for it gets the failure; without this, asyncio also logs one nobody awaits."""
    if not asking.cancelled():
        asking.exception()
