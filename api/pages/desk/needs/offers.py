"""Offers at the desk: somebody, or a team, is asked with one button; who calls says no."""

from typing import Annotated

from fastapi import Depends, Response

from api.needs.offering import ANSWER, OFFER, NewOffer, Refusal, offer, refuse
from api.pages.desk.needs.one import act
from api.pages.routing import page_router
from api.pages.visitor import Visitor, visiting

router = page_router()


@router.post("/desk/requests/{request_id}/offers")
async def ask(request_id: str, visitor: Annotated[Visitor, Depends(visiting(OFFER))]) -> Response:
    """Ask whoever the button names whether they would help."""
    return await act(
        visitor, request_id, lambda: offer(request_id, visitor.read(NewOffer), visitor), "offered"
    )


@router.post("/desk/requests/{request_id}/offers/refusal")
async def cannot(
    request_id: str, visitor: Annotated[Visitor, Depends(visiting(ANSWER, for_others=True))]
) -> Response:
    """Write down that whoever was asked cannot."""
    return await act(
        visitor, request_id, lambda: refuse(request_id, visitor.read(Refusal), visitor), "cannot"
    )
