"""A member leaves: an administrator sees what lapses, and confirms it with the member's number."""

from typing import Annotated

from fastapi import Depends, Response

from api.pages.ledger.lookup import names_of
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.serving.own_facts import see_own_facts
from api.serving.problems import status_of
from api.ties.leaving import LEAVE, WhoLeaves, record_leaving
from domain.ledger.refusal import Refusal
from domain.people.membership import UnknownMember
from domain.ties.leaving import AlreadyLeft, WrongNumber
from projections.people.balances import member_balance
from projections.people.members import members_by_id

router = page_router()

Releasing = Annotated[Visitor, Depends(visiting(LEAVE))]


@router.get("/ledger/members/{member_id}/leaving")
async def ask(visitor: Releasing, member_id: str) -> Response:
    """What is erased, and what lapses."""
    return await _page(visitor, member_id)


async def _page(visitor: Visitor, member_id: str, refused: Refusal | None = None) -> Response:
    community = visitor.community
    for question in ("members", "balances"):
        await see_own_facts(community, question)
    member = (await members_by_id(community.reader, [member_id], visitor.today)).get(member_id)
    if member is None:
        raise UnknownMember
    return visitor.show(
        "ledger/people/leaving.html",
        status_of(refused) if refused else 200,
        member=member,
        name=(await names_of(visitor, [member_id], masked=False)).get(member_id),
        username=await community.credentials.username_of(member_id),
        held=await member_balance(community.reader, member_id),
        problem=refused.sentence(visitor.language) if refused else None,
    )


@router.post("/ledger/members/{member_id}/leaving")
async def leave(visitor: Releasing, member_id: str) -> Response:
    """Record it and erase them."""
    try:
        await record_leaving(visitor, member_id, visitor.read(WhoLeaves))
    except Malformed:  # what cannot be a number is not theirs
        return await _page(visitor, member_id, WrongNumber())
    except UnknownMember:
        raise
    except AlreadyLeft:
        pass  # what was cut off is done now
    except Refusal as refusal:
        return await _page(visitor, member_id, refusal)
    return go_on(f"/ledger/members/{member_id}/leaving")
