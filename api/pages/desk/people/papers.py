"""Papers from the desk: redemption cards, passbooks, contact cards."""

from typing import Annotated, Final

from fastapi import Depends, Response

from api.pages.desk.names import somebody
from api.pages.done import said
from api.pages.routing import page_router
from api.pages.visitor import Visitor, go_on, visiting
from api.pages.volunteer.people.passbook import Month, paper_passbook
from api.pages.volunteer.people.redemption_code import qr
from api.people.card import HAVE_CARD, LostCard
from api.people.membership import LOOK_AFTER
from api.serving.codes import card_code
from api.serving.own_facts import see_own_facts
from domain.people.card import CardIssued, CardRevoked, IssueCard, RevokeCard
from domain.people.vault import mask_name
from projections.people.cards import cards_of

router = page_router()

LookingAfter = Annotated[Visitor, Depends(visiting(LOOK_AFTER))]
HandlingCards = Annotated[Visitor, Depends(visiting(HAVE_CARD, for_others=True))]

DONE: Final = {
    "issued": "兑换卡已经办好，请打印出来交给本人。",
    "revoked": "兑换卡已经挂失，旧卡不能再用。",
}


@router.get("/desk/members/{member_id}/card")
async def card(member_id: str, visitor: HandlingCards) -> Response:
    """A member's paper card, to be printed and handed over."""
    community = visitor.community
    await see_own_facts(community, "cards")
    one = await somebody(visitor, member_id)
    cards = await cards_of(community.reader, member_id)
    valid = cards[0] if cards and cards[0].revoked_at is None else None
    code = card_code(community.vault, valid.number) if valid else ""
    return visitor.show(
        "desk/people/card.html",
        one=one,
        card=valid,
        code=code,
        masked=mask_name(one.name) if one.name else "",
        qr=lambda label: qr(code, label),
        message=said(visitor, DONE),
    )


@router.post("/desk/members/{member_id}/card")
async def issue_card(member_id: str, visitor: HandlingCards) -> Response:
    """Have a card made for a member."""
    await visitor.record(IssueCard(member_id=member_id), CardIssued, for_member=member_id)
    return go_on(f"/desk/members/{member_id}/card", done="issued")


@router.post("/desk/members/{member_id}/card/lost")
async def revoke_card(member_id: str, visitor: HandlingCards) -> Response:
    """Make a member's card void."""
    lost = visitor.read(LostCard)
    decision = RevokeCard(member_id=member_id, card_id=lost.card_id)
    await visitor.record(decision, CardRevoked, for_member=member_id)
    return go_on(f"/desk/members/{member_id}/card", done="revoked")


@router.get("/desk/members/{member_id}/passbook")
async def passbook(member_id: str, visitor: LookingAfter, month: Month = None) -> Response:
    """A member's passbook as a PDF, to be printed and handed over."""
    await somebody(visitor, member_id)
    return await paper_passbook(visitor, member_id, month)
