"""Transfers of time credit to relatives and to the welfare pool."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from api.capability import Capability, Place
from api.policy.act import Act
from api.serving.access import Caller, allowed
from api.serving.fields import Amount, Body, Id
from domain.rules.rules import Relation
from domain.service import transfer as model
from domain.service.transfer import CreditTransferred, TransferCredit, Unit

GIVE: Final = Act(
    "credit.give", "转赠时间存款", by=("coordinator",), own=("volunteer",), in_node=True
)

router = APIRouter(prefix="/api/transfers", tags=["transfers"])

POOL = "welfare_pool"


class NewTransfer(Body):
    """Minutes of time credit for somebody else; `relation` is what the receiver is to the giver."""

    from_: Annotated[Id | None, Field(alias="from")] = None
    to: Annotated[Id, Field(description="A member's id, or `welfare_pool`.")]
    unit: Unit
    amount: Amount
    relation: Relation | None = None


class Transferred(BaseModel):
    """The gift, and what the giver then held, in minutes."""

    transfer_id: str
    amount: int
    balance_after: int
    position: int


@router.post("", status_code=201)
async def transfer(
    body: NewTransfer, caller: Annotated[Caller, Depends(allowed(GIVE))]
) -> Transferred:
    """Give time credit, or as coordinator give it for the member named in `from`."""
    giver_id = caller.acts_for(body.from_)
    decision = TransferCredit(
        giver_id=giver_id,
        amount=body.amount,
        to=None if body.to == POOL else body.to,
        unit=body.unit,
        relation=body.relation,
    )
    receipt, fact = await caller.record(decision, CreditTransferred, for_member=giver_id)
    return Transferred(
        transfer_id=fact.transfer_id,
        amount=fact.amount,
        balance_after=fact.balance_after,
        position=receipt.position,
    )


CAPABILITY: Final = Capability(
    name="transfer",
    model=(model,),
    router=router,
    pages=("volunteer.service.giving",),
    places=(Place(menu="more", rank=50, path="/me/give", words="转时间存款"),),
)
