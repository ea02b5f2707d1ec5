"""Shifts: a cashier's time at a till, opened, counted and closed."""

from typing import Final

from api.capability import Capability, Place
from api.policy.act import Act
from domain.shop import shift
from projections.shop.shifts import Shifts

WORK: Final = Act("shift.work", "开班收银", by=("cashier",))
CLOSE: Final = Act("shift.close", "看交班报表和交班", by=("supervisor",), own=("cashier",))

CAPABILITY: Final = Capability(
    name="shift",
    model=(shift,),
    projections=(Shifts,),
    pages=(
        "till.till",
        "till.shift",
    ),
    places=(Place(menu="till", rank=50, path="/till/shift", words="交班和报表"),),
)
