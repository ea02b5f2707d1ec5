"""The till: redemptions and returns."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from api.capability import Capability, Place
from api.policy.act import Act
from api.serving.access import Caller, allowed
from api.serving.fields import Body, Id, Text
from api.serving.straight import StraightRoute
from api.shop.redemption_workbook import WORKBOOK
from domain.shop import goods_return, redemption, sale
from domain.shop.goods_return import GoodsReturned, ReturnGoods
from domain.shop.redemption import PointsRedeemed, RedeemPoints
from domain.shop.sale import GoodsExchanged, Pieces
from projections.shop.taken_home import TakenHome

SELL: Final = Act("till.sell", "兑换物品", by=("cashier",))
TAKE_BACK: Final = Act("till.take_back", "退货和查小票", by=("cashier",))

router = APIRouter(prefix="/api/redemptions", tags=["till"], route_class=StraightRoute)

LINES_MAX: Final = 50
PIECES_MAX: Final = 9_999


class WantedPieces(Body):
    """So many pieces of an item."""

    item_id: Id
    quantity: Annotated[int, Field(strict=True, ge=1, le=PIECES_MAX)]


class NewRedemption(Body):
    """What a member takes home."""

    member_id: Id
    lines: Annotated[list[WantedPieces], Field(min_length=1, max_length=LINES_MAX)]


class NewReturn(Body):
    """What comes back, and why."""

    lines: Annotated[list[WantedPieces], Field(min_length=1, max_length=LINES_MAX)]
    reason: Text


class SoldLine(BaseModel):
    """A line of a receipt."""

    item_id: str
    quantity: int
    points: int


class Sale(BaseModel):
    """A receipt: the points that left or came back, and what the member then held."""

    redemption_id: str
    points: int
    balance_after: int
    lines: list[SoldLine]
    position: int


def _sale(fact: GoodsExchanged, position: int) -> Sale:
    lines = [
        SoldLine(item_id=line.item_id, quantity=line.quantity, points=line.points)
        for line in fact.lines
    ]
    return Sale(
        redemption_id=fact.redemption_id,
        points=fact.points,
        balance_after=fact.balance_after,
        lines=lines,
        position=position,
    )


def _pieces(lines: list[WantedPieces]) -> tuple[Pieces, ...]:
    return tuple(Pieces(line.item_id, line.quantity) for line in lines)


@router.post("", status_code=201)
async def redeem(body: NewRedemption, caller: Annotated[Caller, Depends(allowed(SELL))]) -> Sale:
    """Give goods for points: all lines or none."""
    return await sell(caller, body)


async def sell(caller: Caller, body: NewRedemption, *, shift_id: str | None = None) -> Sale:
    """Record a sale, in the cashier's shift if they have opened one."""
    decision = RedeemPoints(
        member_id=body.member_id,
        lines=_pieces(body.lines),
        served_by=caller.member_id,
        shift_id=shift_id,
    )
    receipt, fact = await caller.record(decision, PointsRedeemed, for_member=body.member_id)
    return _sale(fact, receipt.position)


@router.post("/{redemption_id}/returns", status_code=201)
async def take_back(
    redemption_id: str, body: NewReturn, caller: Annotated[Caller, Depends(allowed(TAKE_BACK))]
) -> Sale:
    """Take goods back and give the points back."""
    return await take_home_back(caller, redemption_id, body)


async def take_home_back(
    caller: Caller, redemption_id: str, body: NewReturn, *, shift_id: str | None = None
) -> Sale:
    """Record a return, in the cashier's shift if they have opened one."""
    reason_text = await caller.community.vault.keep_text(body.reason)
    decision = ReturnGoods(
        redemption_id=redemption_id,
        lines=_pieces(body.lines),
        reason_text=reason_text,
        shift_id=shift_id,
    )
    receipt, fact = await caller.record(decision, GoodsReturned)
    return _sale(fact, receipt.position)


CAPABILITY: Final = Capability(
    name="redemption",
    model=(goods_return, redemption, sale),
    projections=(TakenHome,),
    router=router,
    pages=(
        "till.sale",
        "till.receipts",
    ),
    places=(
        Place(menu="site", rank=50, path="/till", words="收银台", is_workplace=True),
        Place(
            menu="till",
            rank=10,
            path="/till",
            words="收银台",
            stands_alone=True,
            also=("/till/sale", "/till/sell", "/till/person", "/till/open"),
        ),
        Place(menu="till", rank=20, path="/till/receipts", words="小票和退货"),
    ),
    workbook=WORKBOOK,
)
