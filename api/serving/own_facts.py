"""Own facts: who has just done something also sees it."""

from contextlib import suppress
from typing import Final

from api.serving.composition import Community
from projections.ledger.reader import Lagging

OWN_FACTS_WAIT_SECONDS: Final = 2


async def see_own_facts(community: Community, question: str) -> None:
    """Wait a moment for a projection to have what this process recorded, then go on anyway."""
    with suppress(Lagging):
        position = community.recorder.position
        await community.reader.wait(question, position, seconds=OWN_FACTS_WAIT_SECONDS)
