"""What a volunteer shows at the till: a code that changes on the phone, or one on a paper card."""

from datetime import UTC, datetime
from typing import Annotated, Final

import segno
from fastapi import Depends, Response
from markupsafe import Markup

from api.pages.done import said
from api.pages.routing import page_router
from api.pages.visitor import Visitor, go_on, visiting
from api.people.card import HAVE_CARD, LostCard
from api.serving.codes import WINDOW_SECONDS, card_code, redemption_code
from api.serving.own_facts import see_own_facts
from domain.people.card import CardIssued, CardRevoked, IssueCard, RevokeCard
from domain.people.membership import UnknownMember
from domain.people.vault import mask_name
from projections.people.cards import cards_of
from projections.people.members import members_by_id

router = page_router()

Holder = Annotated[Visitor, Depends(visiting(HAVE_CARD, for_oneself=True))]

DONE: Final = {
    "issued": "兑换卡已经办好，请打印出来带在身上。",
    "revoked": "兑换卡已经挂失，旧卡不能再用。",
}


def qr(content: str, label: str) -> Markup:
    """A QR code as inline SVG, with its quiet zone; `label` is what it is called."""
    code = segno.make_qr(content, error="m")
    drawn = code.svg_inline(border=4, omitsize=True, svgclass="qr", lineclass=None, light="#fff")
    named = Markup('<svg role="img" aria-label="{}" ').format(label)
    return named + Markup(drawn.removeprefix("<svg "))  # noqa: S704 (made here, of squares only)


async def _holder(visitor: Visitor) -> tuple[str, str]:
    """The visitor's masked name and volunteer number. Refused: UnknownMember."""
    community, member_id = visitor.community, visitor.member_id
    members = await members_by_id(community.reader, [member_id])
    if member_id not in members:
        raise UnknownMember
    people = await community.vault.people([member_id])
    masked = mask_name(people[member_id].name) if member_id in people else ""
    return masked, members[member_id].volunteer_number


@router.get("/me/code")
async def code_page(visitor: Holder) -> Response:
    """The code of these two minutes; the page asks for the next one by itself."""
    now = datetime.now(UTC)
    masked, number = await _holder(visitor)
    code = redemption_code(visitor.community.vault, number, now)
    seconds = max(int((code.changes_at - now).total_seconds()), 0)
    page = visitor.show(
        "volunteer/people/code.html",
        code=code,
        qr=lambda label: qr(code.text, label),
        masked=masked,
        seconds=seconds,
        minutes_shown=WINDOW_SECONDS // 60,
    )
    page.headers["Refresh"] = str(seconds + 1)
    return page


@router.get("/me/card")
async def card_page(visitor: Holder) -> Response:
    """The paper card, to be printed and cut out."""
    community = visitor.community
    await see_own_facts(community, "cards")
    masked, number = await _holder(visitor)
    cards = await cards_of(community.reader, visitor.member_id)
    card = cards[0] if cards and cards[0].revoked_at is None else None
    code = card_code(community.vault, card.number) if card else ""
    return visitor.show(
        "volunteer/people/card.html",
        card=card,
        code=code,
        qr=lambda label: qr(code, label),
        masked=masked,
        number=number,
        message=said(visitor, DONE),
    )


@router.post("/me/card")
async def issue_card(visitor: Holder) -> Response:
    """Have a card."""
    await visitor.record(IssueCard(member_id=visitor.member_id), CardIssued)
    return go_on("/me/card", done="issued")


@router.post("/me/card/lost")
async def revoke_card(visitor: Holder) -> Response:
    """Make the card void."""
    lost = visitor.read(LostCard)
    decision = RevokeCard(member_id=visitor.member_id, card_id=lost.card_id)
    await visitor.record(decision, CardRevoked)
    return go_on("/me/card", done="revoked")
