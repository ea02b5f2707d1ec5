"""What was corrected of a donation: by whom and why for staff, from what to what for all."""

from datetime import datetime

from pydantic import BaseModel

from api.serving.composition import Community
from domain.shop.donation_correction import DonationCorrected
from domain.shop.tags import donation_tag
from projections.ledger.audit_trail import audit_page
from projections.people.statements import LAST

SHOWN_MAX = 100


class CorrectedLotRow(BaseModel):
    """A lot: the pieces that were said to have come, those that came, what is missing of them.

    `difference` is how many more have left the shelf than ever came, below zero how many fewer.
    """

    lot: str
    item_id: str
    before: int
    received: int
    difference: int


class Correction(BaseModel):
    """A donation was put right; who did it and why is for staff only. Money in fen."""

    position: int
    corrected_at: datetime
    corrected_by: str | None
    reason: str | None
    money_fen_before: int
    money_fen: int
    purpose_before: str
    purpose: str
    lots: list[CorrectedLotRow]


def lots_of(fact: DonationCorrected) -> list[CorrectedLotRow]:
    """What a correction says of each lot."""
    return [
        CorrectedLotRow(
            lot=it.lot.lot_id,
            item_id=it.lot.item_id,
            before=it.before,
            received=it.received,
            difference=it.difference,
        )
        for it in fact.lots
    ]


async def corrections_of(
    community: Community, donation_id: str, *, for_staff: bool
) -> list[Correction]:
    """The corrections of a donation, the last first."""
    found = await audit_page(
        community.reader,
        about=[donation_tag(donation_id)],
        type=DonationCorrected.type,
        before=LAST,
        limit=SHOWN_MAX,
    )
    facts = [(it, it.fact) for it in found if isinstance(it.fact, DonationCorrected)]
    texts = await community.vault.texts(fact.reason_text for _, fact in facts)
    return [
        Correction(
            position=it.position,
            corrected_at=it.envelope.happened_at,
            corrected_by=it.envelope.actor if for_staff else None,
            reason=texts.get(fact.reason_text) if for_staff else None,
            money_fen_before=fact.money_fen_before,
            money_fen=fact.money_fen,
            purpose_before=fact.purpose_before,
            purpose=fact.purpose,
            lots=lots_of(fact),
        )
        for it, fact in facts
    ]
