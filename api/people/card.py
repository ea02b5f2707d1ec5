"""Cards: what a member shows at the till in place of a phone."""

from typing import Final

from api.capability import Capability, Place
from api.policy.act import SIGNED_IN, Act
from api.serving.fields import Body, Id
from domain.people import card
from projections.people.cards import Cards

HAVE_CARD: Final = Act(
    "card.have", "办理和挂失兑换卡", by=("coordinator",), own=SIGNED_IN, in_node=True
)


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
        "desk.people.contact_cards",
    ),
    places=(
        Place(menu="bar", rank=30, path="/me/code", words="兑换码", sign="code"),
        Place(menu="more", rank=30, path="/me/card", words="纸质兑换卡"),
    ),
)
