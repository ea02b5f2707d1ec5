"""Sales without the network, and the disputes that they may end in."""

from typing import Final

from api.capability import Capability
from api.policy.act import PUBLIC, Act
from domain.shop import dispute, offline_sale
from projections.shop.offline_disputes import OfflineDisputes

HAVE_PAGE: Final = Act("offline.page", "取断网时用的空白页面", by=PUBLIC)
SELL_ALONE: Final = Act("offline.sell", "断网时兑换物品", by=("cashier",))
SETTLE: Final = Act("offline.settle", "处理断网兑换的争议", by=("supervisor",))

CAPABILITY: Final = Capability(
    name="offline_sale",
    model=(dispute, offline_sale),
    projections=(OfflineDisputes,),
    pages=(
        "till.offline",
        "ledger.shop.disputes",
    ),
)
