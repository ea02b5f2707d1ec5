"""Sales without the network, and the disputes that they may end in."""

from typing import Final

from api.capability import Capability
from domain.shop import dispute, offline_sale
from projections.shop.offline_disputes import OfflineDisputes

CAPABILITY: Final = Capability(
    name="offline_sale",
    model=(dispute, offline_sale),
    projections=(OfflineDisputes,),
    pages=(
        "till.offline",
        "ledger.shop.disputes",
    ),
)
