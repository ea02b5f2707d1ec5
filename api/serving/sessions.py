"""Sessions of one community, as this process remembers them for a moment."""

from asyncio import Task, create_task, current_task, shield
from math import inf
from time import monotonic
from typing import Final

from api.serving.composition import Community
from api.serving.own_facts import see_own_facts
from domain.people.credentials import Session

SESSION_FRESH_SECONDS: Final = 1
SESSION_TRUSTED_SECONDS: Final = 2
SESSIONS_MAX: Final = 4_096


class Sessions:
    """Sessions as they were at most two seconds ago: the tills ask many times a second.

    After the first second one is looked up anew while requests go on, so that none has to wait.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, Session]] = {}
        self._asking: dict[str, Task[Session | None]] = {}

    async def of(self, token: str, community: Community) -> Session | None:
        """Whose token it is."""
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
            session = await community.credentials.session(token)
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
        self._asking.pop(token, None)

    def forget_member(self, member_id: str) -> None:
        """Do not trust any token of this member any more: ask again."""
        self._asking.clear()  # any of them may be theirs, and know it from before
        gone = [token for token, (_, it) in self._known.items() if it.member_id == member_id]
        for token in gone:
            self.forget(token)


def _note_failure(asking: Task[Session | None]) -> None:
    """Whoever waits for it gets the failure; without this, asyncio also logs one nobody awaits."""
    if not asking.cancelled():
        asking.exception()
