"""Taking over: settings of an installation from before founding go into its books, once."""

import asyncio
from typing import Final

from api.serving.composition import open_community
from api.serving.settings import Settings
from domain.ledger.decision import OFFICE, Request
from domain.ledger.log import Log
from domain.office.founding import AlreadyFounded, FoundCommunity, Identity, identity_in

OWN: Final = ("time_zone", "issuer", "desk")
"""Settings of the environment that a founded community has in its books."""


async def take_over(url: str, settings: Settings) -> list[str]:
    """Take the environment's settings over where books are there without; what to tell at start."""
    log = Log(url, settings.community)
    try:
        identity = await asyncio.to_thread(identity_in, log)
        is_empty = await asyncio.to_thread(log.head) == 0
    finally:
        log.close()
    if identity.founding_id is not None:
        return _overruled(identity, settings)
    if is_empty:
        return [
            "这里还没有社区：请运行 chengyin found，再登录。",
            "There is no community here yet: run chengyin found, then sign in.",
        ]
    return await _note(url, settings)


async def _note(url: str, settings: Settings) -> list[str]:
    decision = FoundCommunity(
        name=settings.issuer or settings.community,
        time_zone=settings.time_zone,
        issuer=settings.issuer,
        desk=settings.desk,
        taken_over=True,
    )
    async with open_community(url, settings) as community:
        try:
            await community.recorder.record(Request(decision=decision, actor=OFFICE))
        except AlreadyFounded:  # another process was first
            return []
    return [
        "时区、出具单位和服务台已从环境变量记入账本，以后在“总账·社区”里改。",
        "Time zone, issuer and desk were taken from the environment into the books: change them "
        "under Ledger, Community from now on.",
    ]


def _overruled(identity: Identity, settings: Settings) -> list[str]:
    """Whether the environment says something else than the books, which hold."""
    set_here = settings.model_fields_set.intersection(OWN)
    other = [it for it in OWN if it in set_here and getattr(settings, it) != getattr(identity, it)]
    if not other:
        return []
    named = ", ".join(f"CHENGYIN_{it.upper()}" for it in other)
    return [f"{named}：以账本为准，环境变量不再有效。The books hold; the environment does not."]
