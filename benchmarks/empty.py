"""The empty contender: takes a redemption's body and answers with a constant receipt."""

from typing import Final

from fastapi import FastAPI

from api.shop.redemption import NewRedemption, Sale, SoldLine

SALE: Final = Sale(
    redemption_id="0" * 32,
    points=5,
    balance_after=7_999_995,
    lines=[SoldLine(item_id="0" * 32, quantity=1, points=5)],
    position=12_345,
)


def create_application() -> FastAPI:
    """What the web framework alone can do."""
    application = FastAPI()

    @application.post("/api/redemptions", status_code=201)
    async def redeem(body: NewRedemption) -> Sale:
        return SALE

    return application
