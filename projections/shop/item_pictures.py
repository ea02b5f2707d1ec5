"""Which photographs stand for the items?"""

from collections.abc import Collection

from domain.shop.item_picture import ItemPictured
from projections.ledger.projection import Batch, Projection, Tables, queries_of
from projections.ledger.reader import Reader

_queries = queries_of("item_pictures")


class ItemPictures(Projection):
    """The photograph of each item that has one."""

    question = "item_pictures"

    def project(self, batch: Batch, tables: Tables) -> None:
        """Put the last photograph of each item in place of the one before, or take it away."""
        shown: dict[str, str | None] = {}
        for recorded in batch:
            if isinstance(recorded.fact, ItemPictured):
                shown[recorded.fact.item_id] = recorded.fact.digest
        if shown:
            tables.run("forget", item_ids=sorted(shown))
        tables.write("add", [(item_id, it) for item_id, it in sorted(shown.items()) if it])


async def photographs_of(reader: Reader, item_ids: Collection[str]) -> dict[str, str]:
    """The digests of the photographs of these items, of those that have one."""
    rows = await reader.rows(_queries["of"], item_ids=list(item_ids))
    return {row["item_id"]: row["digest"] for row in rows}
