"""Pictures of items: which photograph stands for one, and the small photographs themselves.

A fact names a photograph by its digest; its bytes are in a table beside the log, and are gone once
it was taken away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from domain.ledger.database import Database
from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.queries import load_queries
from domain.ledger.tag import Tag
from domain.rules.changes import NothingChanged
from domain.shop.items import ItemListed, UnknownItem
from domain.shop.tags import item_tag

_queries: Final = load_queries(Path(__file__).with_suffix(".sql"))


class ItemPictured(Fact, type="item.pictured", omit_defaults=True):
    """A photograph stands for an item from now on; without a digest, none does any more.

    `digest_before` is that of the one which stood for it, `picture_id` the fact that put it there.
    """

    called = "商品照片"
    told = "商品照片更换：{item_id}。"

    item_id: str
    digest: str | None = None
    digest_before: str | None = None
    picture_id: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The item."""
        return (item_tag(self.item_id),)

    def mends(self) -> str | None:
        """The picture that it takes away."""
        return self.picture_id


class ItemPicture(State, of="item", folds=(ItemListed, ItemPictured)):
    """The photograph of one item, and the fact that put it there."""

    is_listed: bool = False
    digest: str | None = None
    picture_id: str | None = None

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow what stands for it."""
        match fact:
            case ItemListed():
                self.is_listed = True
            case ItemPictured():
                self.digest = fact.digest
                self.picture_id = recorded.envelope.id if fact.digest else None


@dataclass(frozen=True, kw_only=True)
class PictureItem:
    """Let a photograph stand for an item, or none. Refused: UnknownItem, NothingChanged."""

    item_id: str
    digest: str | None

    def boundary(self) -> tuple[Tag, ...]:
        """The item."""
        return (item_tag(self.item_id),)

    def decide(self, view: View, stamp: Stamp) -> ItemPictured:
        """The picture."""
        shown = view(ItemPicture, item_tag(self.item_id))
        if not shown.is_listed:
            raise UnknownItem
        if shown.digest == self.digest:
            raise NothingChanged
        return ItemPictured(
            item_id=self.item_id,
            digest=self.digest,
            digest_before=shown.digest,
            picture_id=shown.picture_id,
        )


def digest_of(photograph: bytes) -> str:
    """What a photograph is named by, and nobody can guess without having it."""
    return sha256(photograph).hexdigest()


def create_photographs() -> bytes:
    """The statement that makes the table of photographs, where it is missing."""
    return _queries["create"]


class Photographs:
    """The bytes of the photographs of one community's items."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, item_id: str, photograph: bytes) -> str:
        """Keep a photograph of an item; its digest."""
        digest = digest_of(photograph)
        about = {"item_id": item_id, "digest": digest, "kept_at": datetime.now(UTC)}
        await self._database.rows(_queries["keep"], photograph=photograph, **about)
        return digest

    async def take_away(self, item_id: str, digest: str) -> None:
        """Forget a photograph of an item."""
        await self._database.rows(_queries["take_away"], item_id=item_id, digest=digest)

    async def kept_before(self, moment: datetime) -> list[tuple[str, str]]:
        """The items and digests of the photographs that were brought before a moment."""
        rows = await self._database.rows(_queries["kept_before"], moment=moment)
        return [(row["item_id"], row["digest"]) for row in rows]

    async def clear(self, left_over: Sequence[tuple[str, str]], moment: datetime) -> None:
        """Forget photographs of items, but those that were brought again since a moment."""
        await self._database.rows(
            _queries["clear"],
            item_ids=[item_id for item_id, _ in left_over],
            digests=[digest for _, digest in left_over],
            moment=moment,
        )

    async def of(self, digest: str) -> bytes | None:
        """The bytes of a photograph, while it is kept for any item."""
        row = await self._database.row(_queries["one"], digest=digest)
        return bytes(row["photograph"]) if row else None
