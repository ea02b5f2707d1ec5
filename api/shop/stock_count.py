"""Stock counts: the books are set to what stands on the shelf."""

from typing import Final

from api.capability import Capability, Place
from domain.shop import stock_count

CAPABILITY: Final = Capability(
    name="stock_count",
    model=(stock_count,),
    pages=("till.stock",),
    places=(
        Place(menu="desk", rank=75, path="/till/counts", words="盘点货架"),
        Place(menu="till", rank=40, path="/till/counts", words="盘点货架"),
    ),
)
