"""Access: who calls, in which roles, and the recording of what they decide."""

from asyncio import gather
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Final, TypeVar
from uuid import uuid4

from fastapi import Depends, Header, Request, Response
from fastapi.security import OAuth2PasswordBearer

from api.policy.act import PUBLIC, Act, Gate
from api.serving.body import canonical
from api.serving.composition import Community
from api.serving.doors.security_log import note
from api.serving.fields import POSITION_MAX
from api.serving.own_facts import see_own_facts
from api.serving.problems import Problem, language_of
from api.serving.reaching.helping import Helping, helping_of
from api.serving.reaching.reach import OutsideYourNode, Reach, reach_of
from api.serving.served import SERVED, Served
from api.serving.sessions import is_over, needs_codes
from domain.ledger.decision import Decision, Receipt, request_id
from domain.ledger.decision import Request as DecisionRequest
from domain.ledger.fact import Fact
from domain.people.entering.session import Session
from projections.ledger.reader import Lagging

F = TypeVar("F", bound=Fact)

KEY_LENGTH_MAX: Final = 200

KEEP_SESSION_NAME: Final = "session.keep"
KEEP_SECOND_FACTOR_NAME: Final = "second_factor.keep"
KEEPING: Final = frozenset({KEEP_SESSION_NAME, KEEP_SECOND_FACTOR_NAME})
LOOKING: Final = frozenset({"GET", "HEAD"})

bearer: Final = OAuth2PasswordBearer(tokenUrl="/api/token", auto_error=False)


def served_by(request: Request) -> Served:
    """What a request is for: a community, and the sessions remembered of it."""
    served: Served = request.scope[SERVED]
    return served


def community_of(request: Request) -> Community:
    """The community that a request is for."""
    return served_by(request).community


class Caller:
    """Somebody signed in, with their request and the act that it is for."""

    def __init__(self, request: Request, response: Response, session: Session, gate: Gate) -> None:
        self.community = community_of(request)
        self.member_id = session.member_id
        self.roles = session.roles
        self.nodes = session.nodes
        self.must_choose = session.must_choose
        self.needs_codes = needs_codes(session, self.community.settings)
        self.key = request.headers.get("idempotency-key") or uuid4().hex
        self._request = request
        self._response = response
        self.reach, self.helping = Reach(session.member_id), Helping()
        self._gate = gate

    @property
    def new_id(self) -> str:
        """The id of what this request creates: the same when it comes again."""
        return request_id(self.member_id, self.key)

    @property
    def today(self) -> date:
        """The community's calendar day."""
        return datetime.now(self.community.zone).date()

    @property
    def language(self) -> str:
        """`zh` or `en`, as the caller prefers."""
        return language_of(self._request)

    def forget_sessions(self, member_id: str) -> None:
        """Trust no session of a member any more: ask the database again."""
        served_by(self._request).sessions.forget_member(member_id)

    @property
    def for_others(self) -> bool:
        """Whether the caller may do what they ask for whomever it concerns."""
        return self._gate.lets(self.roles, own=False)

    def may(self, act: Act | str, *, for_others: bool = False) -> bool:
        """Whether the caller may do something else: for themselves at least, or for others."""
        wanted = Act.known[act] if isinstance(act, str) else act
        return wanted.lets(self.roles, own=not for_others)

    def acts_for(self, member_id: str | None) -> str:
        """For whom the caller acts: a member, or themselves. Raises Problem, also a helper's."""
        concerned = member_id or self.member_id
        if self.helping.lets(concerned):
            return concerned
        if not self._gate.lets(self.roles, own=concerned == self.member_id):
            raise not_let_in(self._gate.act, self.roles)
        self.reach.require(concerned)
        return concerned

    async def find_reach(self, session: Session) -> None:
        """Learn whom the caller may act for. Raises OutsideYourNode: the address is of others."""
        act, places = self._gate.act, self._request.path_params
        self.reach = await reach_of(self.community, session, act, places)
        self.helping = await helping_of(self.community, session, self._gate)

    async def record(
        self,
        decision: Decision,
        expected: type[F],
        *,
        for_member: str | None = None,
    ) -> tuple[Receipt, F]:
        """Have a decision recorded under the request's Idempotency-Key; the receipt and the fact.

        `for_member` is the person it is done for. Raises the Refusal, OutsideYourNode.
        """
        self.reach.require_decided(decision.boundary(), for_member)
        request = DecisionRequest(
            decision=decision,
            actor=self.member_id,
            on_behalf_of=for_member if for_member != self.member_id else None,
            key=self.key,
            content=await self._content(),
        )
        receipt = await self.community.recorder.record(request)
        self.say_replayed(receipt)
        if self._gate.act.is_watched:
            self._note_act(receipt)
        fact = receipt.fact
        assert isinstance(fact, expected)
        return receipt, fact

    def note(self, event: str) -> None:
        """Have the security log tell of something that no fact of a watched act tells."""
        note(self._request, event)

    def _note_act(self, receipt: Receipt) -> None:
        act, tags = self._gate.act.name, receipt.fact.touches()
        note(self._request, "act", act=act, touches=tags, position=receipt.position)

    async def is_repeat(self) -> bool:
        """Whether something was recorded under this request's key before."""
        key = self.member_id, self.key
        return key in await self.community.recorder.known([key])

    def say_replayed(self, receipt: Receipt) -> None:
        """Say in the answer when the request had been recorded before."""
        if receipt.replayed:
            self._response.headers["Idempotency-Replayed"] = "true"

    async def require_content(self) -> None:
        """See that what is asked can be read, before anything is made of it.

        Raises RequestValidationError.
        """
        await self._content()

    async def _content(self) -> str:
        """A keyed digest of what is asked. Raises RequestValidationError."""
        scope, body = self._request.scope, canonical(await self._request.body())
        query = scope["query_string"].decode("latin-1")
        of_seal = self._gate.act.seals
        return self.community.digest("request", scope["path"], query, body, sealed=of_seal)


async def signed_in(
    request: Request, token: str | None, *, by_itself: bool = False
) -> Session | None:
    """Whose token a request carries, if anybody's; `by_itself` a page asks without a person.

    Raises Problem where a code of a second factor has to be shown first.
    """
    served = served_by(request)
    if token is None:
        return None
    session = await served.sessions.of(token, served.community, by_itself=by_itself)
    if session is not None:
        request.state.member_id = session.member_id
    if session is not None and session.lacks_code:
        raise Problem(401, "second_factor_required", {"WWW-Authenticate": "Bearer"})
    return session


def require_let_in(gate: Gate, session: Session) -> None:
    """See that somebody's roles let them in. Raises Problem, OutsideYourNode."""
    if not gate.lets(session.roles):
        raise not_let_in(gate.act, session.roles)


def not_let_in(act: Act, roles: frozenset[str] | None) -> Problem:
    """Why somebody may not do something: they are nobody, or have a role for some grids alone."""
    if roles is None:
        return Problem(401, "not_signed_in", {"WWW-Authenticate": "Bearer"})
    if act.lets_the_whole(roles):
        return OutsideYourNode()
    return Problem(403, "not_permitted")


def require_proofs(request: Request, session: Session, gate: Gate) -> None:
    """What comes before all else: a password of one's own, and a second factor where it has to be.

    Raises Problem.
    """
    if session.must_choose and gate.act.name != KEEP_SESSION_NAME:
        raise Problem(403, "password_change_required")
    settings = community_of(request).settings
    if needs_codes(session, settings) and gate.act.name not in KEEPING:
        raise Problem(403, "second_factor_required")


def is_proven(request: Request, session: Session, gate: Gate) -> bool:
    """Whether the password was given lately enough for what is asked; to look, it always was."""
    if not gate.act.proven or request.method in LOOKING:
        return True
    minutes = community_of(request).settings.reauthentication_minutes
    return not is_over(session, session.age_seconds, minutes)


IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=KEY_LENGTH_MAX,
        description="The client's own name for this request: repeating it records nothing twice.",
    ),
]


@dataclass(frozen=True)
class Allowed(Gate):
    """Lets callers in who are signed in and may do what they ask for."""

    async def __call__(
        self,
        request: Request,
        response: Response,
        token: Annotated[str | None, Depends(bearer)],
        idempotency_key: IdempotencyKey = None,
    ) -> Caller:
        """The caller. Raises Problem."""
        session = await signed_in(request, token, by_itself=self.by_itself)
        if session is None:
            raise not_let_in(self.act, None)
        require_let_in(self, session)
        require_proofs(request, session, self)
        if not is_proven(request, session, self):
            raise Problem(403, "reauthentication_required")
        caller = Caller(request, response, session, self)
        await caller.find_reach(session)
        return caller


def allowed(act: Act, *, for_others: bool = False, for_oneself: bool = False) -> Allowed:
    """A dependency that lets in who may do this: on whose things, see Gate."""
    return Allowed(act, for_others, for_oneself)


@dataclass(frozen=True)
class Open(Gate):
    """Lets everybody in: says for which act, and asks nothing."""

    async def __call__(self) -> None:
        """Nothing stands in the way."""


def public(act: Act) -> Open:
    """A dependency for what everybody may do, also who is not signed in."""
    if set(PUBLIC).isdisjoint(act.by + act.own):
        raise TypeError(f"not everybody may do {act.name}")
    return Open(act)


def fresh(*questions: str) -> Callable[..., Awaitable[None]]:
    """A dependency that waits until projections have come far enough to be asked.

    That is the position in `Read-After`, or else 503; and, for a moment, what this process itself
    has recorded, so that who just did something also sees it.
    """

    async def wait(
        request: Request,
        read_after: Annotated[int | None, Header(ge=0, le=POSITION_MAX)] = None,
    ) -> None:
        community = community_of(request)
        if read_after is not None:
            if read_after > max(community.recorder.position, await community.reader.head()):
                raise Lagging(questions[0])  # nothing of the kind has happened
            await gather(*(community.reader.wait(it, read_after) for it in questions))
        await gather(*(see_own_facts(community, it) for it in questions))

    return wait
