"""Shifts: a cashier's time at a till, opened, counted and closed."""

from typing import Final

from api.capability import Capability, Place
from domain.shop import shift
from projections.shop.shifts import Shifts

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
