"""Photographs of items: put in place of the drawing that everybody sees, and taken away again."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from api.capability import Capability
from api.policy.act import PUBLIC, Act
from api.serving.access import Caller
from api.shop.photograph import made_small
from domain.ledger.refusal import Refusal
from domain.shop import item_picture
from domain.shop.item_picture import ItemPictured, Photographs, PictureItem
from projections.shop.item_pictures import ItemPictures

PICTURE: Final = Act("item.picture", "给商品换照片", by=("coordinator",))
SEE_PICTURES: Final = Act("item.picture_see", "看商品的照片", by=PUBLIC)

_opening: Final = ThreadPoolExecutor(1, "photographs")
"""One at a time: each takes memory and a processor."""


async def show_photograph(caller: Caller, item_id: str, content: bytes) -> None:
    """Let a photograph stand for an item, made small, in place of the one before.

    Refused: NotAPhotograph, PhotographTooLarge, UnknownItem, NothingChanged.
    """
    loop = asyncio.get_running_loop()
    small = await loop.run_in_executor(_opening, made_small, content)
    photographs = Photographs(caller.community.reader)
    digest = await photographs.keep(item_id, small)
    caller.key = caller.community.vault.digest("photograph", caller.key, digest)
    try:
        await _record(caller, PictureItem(item_id=item_id, digest=digest))
    except Refusal as refusal:
        if refusal.code != "nothing_changed":
            await photographs.take_away(item_id, digest)
        raise


async def take_photograph_away(caller: Caller, item_id: str) -> None:
    """Let none stand for an item. Refused: UnknownItem, NothingChanged."""
    await _record(caller, PictureItem(item_id=item_id, digest=None))


async def _record(caller: Caller, decision: PictureItem) -> None:
    receipt, fact = await caller.record(decision, ItemPictured)
    if fact.digest_before and not receipt.replayed:
        await Photographs(caller.community.reader).take_away(fact.item_id, fact.digest_before)


CAPABILITY: Final = Capability(
    name="item_picture",
    model=(item_picture,),
    projections=(ItemPictures,),
    pages=("desk.shop.picture",),
)
