"""Cards: what a member shows at the till in place of a phone."""

from typing import Final

from api.capability import Capability
from api.policy.act import SIGNED_IN, Act
from api.serving.fields import Body, Id
from domain.people import card
from projections.people.cards import Cards

HAVE_CARD: Final = Act("card.have", "办理和挂失兑换卡", by=("coordinator",), own=SIGNED_IN)


class LostCard(Body):
    """The card that is to be void."""

    card_id: Id


CAPABILITY: Final = Capability(
    name="card",
    model=(card,),
    projections=(Cards,),
    pages=(
        "volunteer.people.redemption_code",
        "desk.people.papers",
    ),
)
