"""A member leaves: an administrator says why, by which paper, and types the number."""

from typing import Annotated

from fastapi import Depends, Response

from api.pages.kin_in_words import DEPARTURES
from api.pages.ledger.lookup import names_of
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.serving.own_facts import see_own_facts
from api.serving.problems import status_of
from api.ties.leaving import LEAVE, WhoLeaves, record_leaving
from domain.ledger.refusal import Refusal
from domain.people.membership import MemberLeft, UnknownMember
from domain.ties.leaving import NEEDS_PAPER, AlreadyLeft, DeathPaperMissing, WrongNumber
from projections.people.balances import member_balance
from projections.people.members import members_by_id
from projections.ties.kin import heir_of, kin_of

router = page_router()

Releasing = Annotated[Visitor, Depends(visiting(LEAVE))]


@router.get("/ledger/members/{member_id}/leaving")
async def ask(visitor: Releasing, member_id: str) -> Response:
    """What is erased, what lapses, and who has the time credit."""
    return await _page(visitor, member_id)


async def _page(visitor: Visitor, member_id: str, refused: Refusal | None = None) -> Response:
    community = visitor.community
    for question in ("members", "balances", "kin"):
        await see_own_facts(community, question)
    member = (await members_by_id(community.reader, [member_id], visitor.today)).get(member_id)
    if member is None:
        raise UnknownMember
    heir = await standing_heir(visitor, member_id)
    names = await names_of(visitor, filter(None, [member_id, heir]), masked=False)
    return visitor.show(
        "ledger/people/leaving.html",
        status_of(refused) if refused else 200,
        member=member,
        name=names.get(member_id),
        heir=names.get(heir, "") if heir else None,
        departures=DEPARTURES,
        typed=visitor.form,
        username=await community.credentials.username_of(member_id),
        held=await member_balance(community.reader, member_id),
        problem=refused.sentence(visitor.language) if refused else None,
    )


async def standing_heir(visitor: Visitor, member_id: str) -> str | None:
    """Who has somebody's time credit if they leave now; without a tie that was seen, the pool."""
    heir = await heir_of(visitor.community.reader, member_id)
    found = await kin_of(visitor.community.reader, member_id) if heir else []
    return heir if any(it.relative_id == heir and it.is_seen for it in found) else None


@router.post("/ledger/members/{member_id}/leaving")
async def leave(visitor: Releasing, member_id: str) -> Response:
    """Record it and erase them; of who cannot say so themselves, propose it."""
    try:
        _, fact = await record_leaving(visitor, member_id, visitor.read(WhoLeaves))
    except Malformed:
        return await _page(visitor, member_id, _at_fault(visitor))
    except UnknownMember:
        raise
    except AlreadyLeft:
        return go_on(f"/ledger/members/{member_id}/leaving")  # what was cut off is done now
    except Refusal as refusal:
        return await _page(visitor, member_id, refusal)
    if isinstance(fact, MemberLeft):
        return go_on(f"/ledger/members/{member_id}/leaving")
    return go_on("/ledger/leavings", done="proposed")


def _at_fault(visitor: Visitor) -> Refusal:
    """What cannot be a paper is none, and what cannot be a number is not theirs."""
    wants_paper = str(visitor.form.get("why", "")) in NEEDS_PAPER
    has_number = bool(str(visitor.form.get("volunteer_number", "")).strip())
    return DeathPaperMissing() if wants_paper and has_number else WrongNumber()
