"""Reading requests: everybody reads what is up, whoever asked or helps their own, the desk all."""

from datetime import date, datetime
from typing import Annotated, Any, Final, NamedTuple

from fastapi import Depends, Request
from pydantic import BaseModel

from api.needs.acts import SEE_ALL
from api.policy.act import Gate
from api.serving.access import Caller, bearer, community_of, require_proofs, signed_in
from api.serving.composition import Community
from api.serving.own_facts import see_own_facts
from api.serving.reaching.reach import Reach, reach_of
from domain.ties.proxy import ProxyNotAccepted, ProxyScope
from projections.needs.requests_board import ListedRequest, Status, one_request
from projections.ties.proxies import Helper, helped_by

HELPERS_READ: Final = frozenset({"ask", "confirm"})
"""Who helps with one of these reads the requests that it is about."""


class RequestRow(BaseModel):
    """A request as everybody may read it once it is up; what only some may read is left out."""

    request_id: str
    kind: str
    need: str
    status: str
    terms: str
    public_text: str | None
    minutes_wanted: int | None
    wanted_from: datetime | None
    wanted_until: datetime | None
    value_fen_max: int | None
    needs: list[str]
    grid: str | None
    open_until: date | None


class OwnRequestRow(RequestRow):
    """A request of one's own, or that one has taken on: with who is on the other side."""

    for_member: str | None
    for_name: str | None
    text: str | None
    claimed_by: str | None
    claimed_by_name: str | None
    due_on: date | None
    service_id: str | None
    recognised: bool
    confirmed_how: str | None
    satisfaction: int | None
    minutes_accepted: int | None
    reason: str | None
    held_minutes: int
    credit_paid: int
    node: str | None
    place: str | None


class Step(BaseModel):
    """A request that has come a step further."""

    request_id: str
    status: Status
    position: int


class Reader(NamedTuple):
    """Whoever reads: everybody what is up, who is signed in their own and theirs whom they help.

    The desk and supervisors read every request of those whom they reach.
    """

    member_id: str | None = None
    reach: Reach | None = None
    helped: tuple[Helper, ...] = ()

    def asks_for(self, member_id: str) -> str:
        """Whose requests they read: as the desk, or as a helper.

        Raises ProxyNotAccepted, ProxyScope.
        """
        if self.reach is not None and self.reach.has(member_id):
            return member_id
        agreed = next((it for it in self.helped if it.member_id == member_id), None)
        if agreed is None or agreed.consent is None:
            raise ProxyNotAccepted
        if not _reads_for(agreed):
            raise ProxyScope
        return member_id

    def reads_whole(self, request: ListedRequest) -> bool:
        """Whether they may read more of it than everybody."""
        if self.member_id and self.member_id in {request.for_id, request.helper_id}:
            return True
        return self.reads_wish(request)

    def reads_wish(self, request: ListedRequest) -> bool:
        """Whether they may read what was asked, in the words of who asked."""
        if self.member_id and self.member_id == request.for_id:
            return True
        if any(it.member_id == request.for_id and _reads_for(it) for it in self.helped):
            return True
        if self.reach is None:
            return False
        return self.reach.is_whole or (bool(request.for_id) and self.reach.has(request.for_id))


def _reads_for(agreed: Helper) -> bool:
    """Whether somebody may read the requests of whom they help."""
    return agreed.consent is not None and not HELPERS_READ.isdisjoint(agreed.scope)


async def reading(request: Request, token: Annotated[str | None, Depends(bearer)]) -> Reader:
    """Whoever reads. Raises Problem."""
    session = await signed_in(request, token)
    if session is None:
        return Reader()
    require_proofs(request, session, Gate(SEE_ALL))
    community = community_of(request)
    await see_own_facts(community, "proxies")
    today = datetime.now(community.zone).date()
    helped = tuple(await helped_by(community.reader, session.member_id, today))
    if not SEE_ALL.lets(session.roles, own=False):
        return Reader(session.member_id, helped=helped)
    return Reader(session.member_id, await reach_of(community, session, SEE_ALL, {}), helped)


Reading = Annotated[Reader, Depends(reading)]


async def request_of(caller: Caller, request_id: str) -> ListedRequest | None:
    """A request as this process knows it by now, with who asked and who has taken it on."""
    await see_own_facts(caller.community, "requests_board")
    return await one_request(caller.community.reader, request_id)


async def asker_of(caller: Caller, request_id: str) -> str | None:
    """Who asked, for whom the desk acts."""
    found = await request_of(caller, request_id)
    return found.for_id if found else None


async def rows_for(
    community: Community, reader: Reader, found: list[ListedRequest]
) -> list[RequestRow]:
    """The requests as this reader may read them."""
    whole = [it for it in found if reader.reads_whole(it)]
    people = [who for it in whole for who in (it.for_id, it.helper_id) if who]
    known = await community.vault.people(people)
    names = {member_id: person.name for member_id, person in known.items()}
    texts = await community.vault.texts(
        [*(it.public_text for it in found), *(it.wish_text for it in whole)]
        + [text for it in whole for text in (it.reason_text, it.place_text)]
    )
    own = {it.need_id for it in whole}
    return [_row(it, names, texts, whole=it.need_id in own, reader=reader) for it in found]


def _row(
    it: ListedRequest,
    names: dict[str, str],
    texts: dict[str, str],
    *,
    whole: bool,
    reader: Reader,
) -> RequestRow:
    said: dict[str, Any] = {
        "request_id": it.need_id,
        "kind": it.kind,
        "need": it.need,
        "status": it.status,
        "terms": it.terms,
        "public_text": texts.get(it.public_text or ""),
        "minutes_wanted": it.minutes_wanted or None,
        "wanted_from": it.wanted_from,
        "wanted_until": it.wanted_until,
        "value_fen_max": it.value_fen_max,
        "needs": it.needs,
        "grid": it.grid,
        "open_until": it.open_until,
    }
    if not whole:
        return RequestRow(**said)
    return OwnRequestRow(
        **said,
        for_member=it.for_id,
        for_name=names.get(it.for_id or ""),
        text=texts.get(it.wish_text) if reader.reads_wish(it) else None,
        claimed_by=it.helper_id,
        claimed_by_name=names.get(it.helper_id or ""),
        due_on=it.due_on,
        service_id=it.service_id,
        recognised=it.recognised,
        confirmed_how=it.how,
        satisfaction=it.satisfaction,
        minutes_accepted=it.minutes_accepted,
        reason=texts.get(it.reason_text or ""),
        held_minutes=it.set_aside,
        credit_paid=it.paid,
        node=it.place_id,
        place=texts.get(it.place_text or ""),
    )
