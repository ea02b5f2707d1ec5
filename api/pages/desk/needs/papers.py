"""Papers of a request: the card that hangs on the wall, and the slip that goes with a gift."""

from typing import Annotated

from fastapi import Depends, Response

from api.needs.acts import REVIEW
from api.office.founding import identity_of
from api.pages.desk.needs.one import the_request
from api.pages.language import translator
from api.pages.routing import page_router
from api.pages.visitor import Visitor, visiting
from api.pages.volunteer.people.redemption_code import qr
from domain.needs.requests import UnknownRequest

router = page_router()

Reviewing = Annotated[Visitor, Depends(visiting(REVIEW))]


@router.get("/desk/requests/{request_id}/card")
async def card(request_id: str, visitor: Reviewing) -> Response:
    """The public words alone, in A6: who scans it comes to what they can do."""
    it = await the_request(visitor, request_id)
    if not it.words:
        raise UnknownRequest
    label = translator(visitor.language)("打开“我今天能做什么”的二维码")
    address = f"{visitor.request.base_url}me/today"
    return visitor.show(
        "desk/needs/card.html",
        it=it,
        desk=(await identity_of(visitor.community)).desk,
        picture=qr(address, label),
    )


@router.get("/desk/requests/{request_id}/slip")
async def slip(request_id: str, visitor: Reviewing) -> Response:
    """The slip in A5 that both sign: what was handed over, to whom at the desk."""
    it = await the_request(visitor, request_id)
    label = translator(visitor.language)("打开这项求助的二维码")
    address = f"{visitor.request.base_url}desk/requests/{request_id}"
    return visitor.show(
        "desk/needs/slip.html",
        it=it,
        desk=(await identity_of(visitor.community)).desk,
        picture=qr(address, label),
    )
