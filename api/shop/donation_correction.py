"""Corrections of donations: what one was is put right by another than who received it."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from api.capability import Capability
from api.policy.act import Act
from api.serving.access import Caller, allowed
from api.serving.fields import Body, Count, Id, Text, Word
from api.shop.corrected_donation import CorrectedLotRow, lots_of
from api.shop.donation import LINES_MAX, NewGoods
from domain.shop import donation_correction
from domain.shop.donation import DonatedGoods
from domain.shop.donation_correction import CorrectDonation, DonationCorrected

CORRECT: Final = Act("donation.correct", "更正别人收下的捐赠", by=("coordinator",))

router = APIRouter(prefix="/api/donations", tags=["donations"])


class NewCorrection(Body):
    """What the donation was; what is not said stays. `goods` are all there were, `[]` is none.

    `said_id` is that of the donation as it was seen: who has seen less than there is, is refused.
    """

    reason: Text
    money_fen: Count | None = None
    purpose: Word | None = None
    goods: Annotated[tuple[NewGoods, ...], Field(max_length=LINES_MAX)] | None = None
    said_id: Id | None = None


class Corrected(BaseModel):
    """The donation that was put right, and each lot of which something changed."""

    donation_id: str
    money_fen: int
    purpose: str
    lots: list[CorrectedLotRow]
    position: int


@router.post("/{donation_id}/corrections", status_code=201)
async def correct(
    donation_id: str, body: NewCorrection, caller: Annotated[Caller, Depends(allowed(CORRECT))]
) -> Corrected:
    """Put right what a donation was. Goods that left stay left, and the difference is named."""
    goods = None
    if body.goods is not None:
        goods = tuple(DonatedGoods(it.item_id, it.quantity, it.expires_on) for it in body.goods)
    texts = await caller.community.vault.keep_texts([body.reason])
    decision = CorrectDonation(
        donation_id=donation_id,
        reason_text=texts[body.reason],
        money_fen=body.money_fen,
        purpose=body.purpose,
        goods=goods,
        last_id=body.said_id,
        actor_id=caller.member_id,
    )
    receipt, fact = await caller.record(decision, DonationCorrected)
    return Corrected(
        donation_id=donation_id,
        money_fen=fact.money_fen,
        purpose=fact.purpose,
        lots=lots_of(fact),
        position=receipt.position,
    )


CAPABILITY: Final = Capability(
    name="donation_correction",
    model=(donation_correction,),
    router=router,
    pages=("desk.shop.donation",),
)
