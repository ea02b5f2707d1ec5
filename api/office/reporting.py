"""Reports on the books: what moved in a stretch of time, and how a month went beside another."""

from typing import Final

from api.capability import Capability, Place
from projections.office.turnover import Turnover

CAPABILITY: Final = Capability(
    name="reporting",
    projections=(Turnover,),
    pages=(
        "ledger.office.period",
        "ledger.office.months",
    ),
    places=(
        Place(menu="ledger", rank=63, path="/ledger/period", words="账目报告"),
        Place(menu="ledger", rank=66, path="/ledger/months", words="逐月对比"),
    ),
)
