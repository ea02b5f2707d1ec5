"""Sales without the network, and the disputes that they may end in."""

from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from api.capability import Capability
from api.policy.act import PUBLIC, Act
from api.serving.access import Caller, allowed, fresh
from api.serving.fields import Body, Text
from api.serving.paging import Page, PageAfter, PageSize, page, read_cursor
from domain.shop import dispute, offline_sale
from domain.shop.dispute import OfflineSaleSettled, SettleOfflineSale
from domain.shop.sale import Outcome
from projections.people.statements import LAST
from projections.shop.offline_disputes import DisputedLine, OfflineDisputes, disputes, lines_of

HAVE_PAGE: Final = Act("offline.page", "取断网时用的空白页面", by=PUBLIC)
SELL_ALONE: Final = Act("offline.sell", "断网时兑换物品", by=("cashier",))
SETTLE: Final = Act("offline.settle", "处理断网兑换的争议", by=("supervisor",))

router = APIRouter(prefix="/api/disputes", tags=["till"])

Settling = Annotated[Caller, Depends(allowed(SETTLE))]


class Word(Body):
    """A supervisor's word: the member pays, the community bears it, or it did not happen."""

    outcome: Outcome
    reason: Text


class Settled(BaseModel):
    """What became of a sale in dispute: so many points, and what the member then holds."""

    redemption_id: str
    outcome: Outcome
    points: int
    balance_after: int
    position: int


class DisputeLine(BaseModel):
    """Pieces that were given out, as the till says; `booked` of them have left the shelf."""

    item_id: str
    quantity: int
    points: int
    booked: int


class DisputeRow(BaseModel):
    """A sale in dispute; `reason` is a refusal's code. Of an `alleged` one nothing has moved."""

    redemption_id: str
    receipt_number: str | None
    member_id: str
    cashier_id: str
    points: int
    reason: str
    allowed_points: int
    alleged: bool
    sold_at: datetime
    outcome: Outcome | None
    settled_by: str | None
    lines: list[DisputeLine]


@router.get("", dependencies=[Depends(fresh("offline_disputes"))])
async def find(
    caller: Settling, settled: bool = False, limit: PageSize = 50, after: PageAfter = None
) -> Page[DisputeRow]:
    """Sales in dispute that wait for a word, or those that had it, the last one first."""
    reader = caller.community.reader
    before = read_cursor(after, LAST)[0]
    found = await disputes(reader, settled=settled, before=before, limit=limit + 1)
    rows, following = page(found, limit, lambda row: (row.position,))
    lines = await lines_of(reader, [it.redemption_id for it in rows])
    items = [
        DisputeRow(**it._asdict(), lines=[_line(line) for line in lines[it.redemption_id]])
        for it in rows
    ]
    return Page(items=items, next=following)


def _line(line: DisputedLine) -> DisputeLine:
    return DisputeLine(**line._asdict())


@router.post("/{redemption_id}/settlement", status_code=201)
async def settle(redemption_id: str, body: Word, caller: Settling) -> Settled:
    """Have the member pay after all, or the community bear it, or undo what never was."""
    decision = SettleOfflineSale(
        redemption_id=redemption_id,
        outcome=body.outcome,
        actor_id=caller.member_id,
        reason_text=await caller.community.vault.keep_text(body.reason),
    )
    receipt, fact = await caller.record(decision, OfflineSaleSettled)
    return Settled(
        redemption_id=fact.redemption_id,
        outcome=fact.outcome,
        points=fact.points,
        balance_after=fact.balance_after,
        position=receipt.position,
    )


CAPABILITY: Final = Capability(
    name="offline_sale",
    model=(dispute, offline_sale),
    projections=(OfflineDisputes,),
    router=router,
    pages=(
        "till.offline",
        "ledger.shop.disputes",
    ),
)
