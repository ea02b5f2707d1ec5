"""Photographs of items: put in place of the drawing that everybody sees, and taken away again."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Final

from psycopg import Error as DatabaseError
from psycopg_pool import PoolTimeout

from api.capability import Capability
from api.policy.act import PUBLIC, Act
from api.serving.access import Caller
from api.serving.composition import Community
from api.serving.own_facts import OWN_FACTS_WAIT_SECONDS
from api.shop.photograph import made_small
from domain.ledger.decision import Receipt
from domain.shop import item_picture
from domain.shop.item_picture import ItemPictured, Photographs, PictureItem
from domain.shop.items import UnknownItem
from projections.ledger.reader import Lagging
from projections.shop.item_pictures import ItemPictures, photographs_of

PICTURE: Final = Act("item.picture", "给商品换照片", by=("coordinator",))
SEE_PICTURES: Final = Act("item.picture_see", "看商品的照片", by=PUBLIC)

_opening: Final = ThreadPoolExecutor(1, "photographs")
"""One at a time: each takes memory and a processor."""

AGAIN_SECONDS: Final = 5
UNDER_WAY: Final = timedelta(hours=1)
"""Whoever brought a photograph longer ago, and had no fact recorded of it, never will."""


async def show_photograph(caller: Caller, item_id: str, content: bytes) -> None:
    """Let a photograph stand for an item, made small, in place of the one before.

    It is kept before the fact names it, and once more after it, where somebody else has taken the
    same one away meanwhile. Refused: NotAPhotograph, PhotographTooLarge, UnknownItem,
    NothingChanged.
    """
    loop = asyncio.get_running_loop()
    small = await loop.run_in_executor(_opening, made_small, content)
    photographs = Photographs(caller.community.reader)
    digest = await photographs.keep(item_id, small)
    caller.key = caller.community.vault.digest("photograph", caller.key, digest)
    try:
        receipt = await _record(caller, PictureItem(item_id=item_id, digest=digest))
    except UnknownItem:
        await photographs.take_away(item_id, digest)
        raise
    if not receipt.replayed:
        await photographs.keep(item_id, small)
    await forget_left_over(caller.community)


async def take_photograph_away(caller: Caller, item_id: str) -> None:
    """Let none stand for an item. Refused: UnknownItem, NothingChanged."""
    await _record(caller, PictureItem(item_id=item_id, digest=None))
    await forget_left_over(caller.community)


async def forget_left_over(community: Community) -> bool:
    """Forget what was brought, and stands for nothing because somebody was cut off, or repeated.

    False, and nothing is forgotten, as long as it is not certain what stands.
    """
    begun_before = datetime.now(UTC) - UNDER_WAY
    photographs = Photographs(community.reader)
    kept = await photographs.kept_before(begun_before)
    if not kept:
        return True
    try:
        head = await community.recorder.head()
        await community.reader.wait("item_pictures", head, seconds=OWN_FACTS_WAIT_SECONDS)
    except Lagging:
        return False
    shown = await photographs_of(community.reader, {item_id for item_id, _ in kept})
    left_over = [(it, digest) for it, digest in kept if shown.get(it) != digest]
    await photographs.clear(left_over, begun_before)
    return True


@asynccontextmanager
async def forgetting_at_the_start(communities: Iterable[Community]) -> AsyncIterator[None]:
    """Forget beside all else what was left over when the service ended."""
    tasks = [asyncio.create_task(_forget_once(it)) for it in communities]
    try:
        yield
    finally:
        for it in tasks:
            it.cancel()
        await asyncio.wait(tasks)


async def _forget_once(community: Community) -> None:
    """As soon as the projections have caught up, which may be long after the start."""
    while True:
        with suppress(DatabaseError, PoolTimeout):
            if await forget_left_over(community):
                return
        await asyncio.sleep(AGAIN_SECONDS)


async def _record(caller: Caller, decision: PictureItem) -> Receipt:
    receipt, fact = await caller.record(decision, ItemPictured)
    if fact.digest_before and not receipt.replayed:
        await Photographs(caller.community.reader).take_away(fact.item_id, fact.digest_before)
    return receipt


CAPABILITY: Final = Capability(
    name="item_picture",
    model=(item_picture,),
    projections=(ItemPictures,),
    pages=("desk.shop.picture",),
)
