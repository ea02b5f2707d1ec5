"""Changes of items: what one is called, costs or is limited to from a day on."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from api.capability import Capability
from api.serving.access import Caller, allowed
from api.serving.fields import Amount, Body, Count, Day, Id, Name, Word
from api.shop.items import LIST
from domain.shop import item_change, item_terms
from domain.shop.item_change import ChangeItem
from domain.shop.item_terms import ItemChanged

router = APIRouter(prefix="/api/items", tags=["shelf"])

BARCODES_MAX: Final = 20


class NewTerms(Body):
    """What is different from a day on; what is not said stays. A price or a limit of 0 is none.

    `terms_id` is that of the item as it was seen: who has seen less than there is, is refused.
    """

    name: Name | None = None
    points: Amount | None = None
    barcodes: Annotated[list[Word], Field(max_length=BARCODES_MAX)] | None = None
    cash_price_fen: Count | None = None
    limit_per_member_month: Count | None = None
    withdrawn: bool | None = None
    from_day: Day
    terms_id: Id | None = None


class Changed(BaseModel):
    """The item that was changed."""

    item_id: str
    position: int


@router.post("/{item_id}/changes", status_code=201)
async def change(
    item_id: str, body: NewTerms, caller: Annotated[Caller, Depends(allowed(LIST))]
) -> Changed:
    """Change an item from a day on; what was sold keeps its price."""
    barcodes = None if body.barcodes is None else tuple(dict.fromkeys(body.barcodes))
    told = body.model_dump() | {"barcodes": barcodes}
    receipt, _ = await caller.record(ChangeItem(item_id=item_id, **told), ItemChanged)
    return Changed(item_id=item_id, position=receipt.position)


CAPABILITY: Final = Capability(
    name="item_change",
    model=(item_change, item_terms),
    router=router,
    pages=("desk.shop.item",),
)
