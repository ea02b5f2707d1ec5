"""Cards: what a member shows at the till in place of a phone."""

from typing import Final

from api.capability import Capability
from domain.people import card
from projections.people.cards import Cards

CAPABILITY: Final = Capability(
    name="card",
    model=(card,),
    projections=(Cards,),
    pages=(
        "volunteer.people.redemption_code",
        "desk.people.papers",
    ),
)
