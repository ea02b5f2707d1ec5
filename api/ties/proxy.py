"""Proxies: who looks after somebody's things for them, by that person's own yes."""

from datetime import date
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from api.capability import Capability, Place
from api.policy.act import SIGNED_IN, Act
from api.serving.access import Caller, allowed, fresh
from api.serving.fields import Body, Day, Id, Text
from api.serving.own_facts import see_own_facts
from api.serving.problems import Problem
from domain.ledger.fact import Fact
from domain.people.membership import UnknownMember
from domain.ties import proxy, proxy_agreeing
from domain.ties.proxy import ProxyAccepted, ProxyEnded, Scope, UnknownProxy
from domain.ties.proxy_agreeing import AcceptProxy, EndProxy, NameProxy
from projections.people.members import members_by_id
from projections.ties.proxies import Helper, HelpersOfMembers, helped_by, helpers_of, one_helper

NAME: Final = Act("proxy.name", "指定帮手", by=("coordinator",), own=SIGNED_IN)
ACCEPT: Final = Act("proxy.accept", "同意由帮手代办", by=("coordinator",), own=SIGNED_IN)
END: Final = Act("proxy.end", "终止帮手代办", by=("coordinator",), own=SIGNED_IN)
SEE: Final = Act("proxy.see", "看谁为谁代办", by=("coordinator",), own=SIGNED_IN)

router = APIRouter(prefix="/api", tags=["proxies"])


class NewProxy(Body):
    """Who helps, with what, and until when; `paper` says where the person's signature is kept."""

    by: Id
    scope: Annotated[list[Scope], Field(min_length=1, max_length=4)]
    until: Day
    paper: Text | None = None


class SignedYes(Body):
    """Where the signature is kept, if the person signed."""

    paper: Text | None = None


class Agreed(BaseModel):
    """Who helps; `asked` until the person has said yes."""

    proxy_id: str
    status: Literal["asked", "accepted"]
    position: int


class Over(BaseModel):
    """Who helps no more."""

    proxy_id: str
    position: int


class ProxyRow(BaseModel):
    """Who helps whom, with what; `asked` until the person has said yes."""

    proxy_id: str
    member_id: str
    by: str
    scope: list[str]
    until: date
    status: Literal["asked", "accepted"]


class Proxies(BaseModel):
    """Who helps a member, and whom the member helps."""

    helpers: list[ProxyRow]
    helping: list[ProxyRow]


@router.post("/members/{member_id}/proxies", status_code=201)
async def name(
    member_id: str, body: NewProxy, caller: Annotated[Caller, Depends(allowed(NAME))]
) -> Agreed:
    """Have a helper; from the desk it is asked, and waits for the person's own yes."""
    concerned = caller.acts_for(member_id)
    paper = await caller.community.vault.keep_text(body.paper) if body.paper else None
    decision = NameProxy(
        member_id=concerned,
        helper_id=body.by,
        scope=tuple(body.scope),
        until_day=body.until,
        paper_text=paper,
    )
    receipt, fact = await caller.record(decision, Fact, for_member=concerned)
    return Agreed(
        proxy_id=caller.new_id,
        status="accepted" if isinstance(fact, ProxyAccepted) else "asked",
        position=receipt.position,
    )


@router.get("/members/{member_id}/proxies", dependencies=[Depends(fresh("proxies", "members"))])
async def of_member(member_id: str, caller: Annotated[Caller, Depends(allowed(SEE))]) -> Proxies:
    """Who helps a member, and whom the member helps."""
    concerned, reader = caller.acts_for(member_id), caller.community.reader
    if not await members_by_id(reader, [concerned]):
        raise UnknownMember
    return Proxies(
        helpers=[_row(it) for it in await helpers_of(reader, concerned, caller.today)],
        helping=[_row(it) for it in await helped_by(reader, concerned, caller.today)],
    )


def _row(it: Helper) -> ProxyRow:
    return ProxyRow(
        proxy_id=it.proxy_id,
        member_id=it.member_id,
        by=it.helper_id,
        scope=list(it.scope),
        until=it.until_day,
        status="accepted" if it.consent else "asked",
    )


async def known(caller: Caller, proxy_id: str) -> Helper:
    """What was agreed or asked. Raises UnknownProxy."""
    await see_own_facts(caller.community, "proxies")
    found = await one_helper(caller.community.reader, proxy_id)
    if found is None:
        raise UnknownProxy
    return found


@router.post("/proxies/{proxy_id}/acceptance", status_code=201)
async def accept(
    proxy_id: str,
    caller: Annotated[Caller, Depends(allowed(ACCEPT))],
    body: SignedYes | None = None,
) -> Agreed:
    """Say yes: the person on their own phone, or a second one at the desk who has asked them.

    The desk also enters a yes that was signed; on one's own phone nothing is signed.
    """
    concerned = caller.acts_for((await known(caller, proxy_id)).member_id)
    signed = body.paper if body and caller.for_others else None
    paper = await caller.community.vault.keep_text(signed) if signed else None
    decision = AcceptProxy(proxy_id=proxy_id, paper_text=paper)
    receipt, _ = await caller.record(decision, ProxyAccepted, for_member=concerned)
    return Agreed(proxy_id=proxy_id, status="accepted", position=receipt.position)


@router.post("/proxies/{proxy_id}/end", status_code=201)
async def end(proxy_id: str, caller: Annotated[Caller, Depends(allowed(END))]) -> Over:
    """Be helped no more, at once: the person, their helper, or the desk."""
    it = await known(caller, proxy_id)
    if caller.member_id not in {it.member_id, it.helper_id} and not caller.for_others:
        raise Problem(403, "not_permitted")
    receipt, _ = await caller.record(
        EndProxy(proxy_id=proxy_id), ProxyEnded, for_member=it.member_id
    )
    return Over(proxy_id=proxy_id, position=receipt.position)


CAPABILITY: Final = Capability(
    name="proxy",
    model=(proxy, proxy_agreeing),
    projections=(HelpersOfMembers,),
    router=router,
    pages=(
        "desk.ties.proxies",
        "volunteer.ties.proxies",
        "volunteer.ties.helping",
        "volunteer.ties.helping_words",
    ),
    places=(
        Place(menu="more", rank=37, path="/me/proxies", words="我的帮手"),
        Place(menu="more", rank=38, path="/me/helping", words="替别人办事"),
    ),
)
