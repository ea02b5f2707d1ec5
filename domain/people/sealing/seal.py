"""The seal: texts of the vault under a key of their own, opened for a recorded reading alone.

A database, a backup or the vault's key does not tell what they say. Nor does an id, or a length:
the id of one text is another for each thing that it is about, and all are padded.
"""

import hmac
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

import pyrage

from domain.ledger.database import Database
from domain.ledger.decision import Receipt
from domain.ledger.queries import load_queries
from domain.people.sealed import SealedGone, SealedRead, SealKeyLost

_queries: Final = load_queries(Path(__file__).with_suffix(".sql"))
PADDED_TO: Final = 256


class Unsealed(NamedTuple):
    """A text that is to be sealed, under its id; `member_id` is whom it is about."""

    sealed_id: str
    text: str
    member_id: str | None = None


def make_seal_key() -> bytes:
    """A new key, as `age` writes it: its own program opens what was sealed, too."""
    return str(pyrage.x25519.Identity.generate()).encode()


class Seal:
    """The sealed texts of one community."""

    def __init__(self, database: Database, key: bytes) -> None:
        self._database = database
        self._key = key
        self._opening = pyrage.x25519.Identity.from_str(key.decode().strip())
        self._closing = self._opening.to_public()

    def digest(self, *parts: str) -> str:
        """32 hexadecimal digits that stand for the parts, and tell nothing without the key."""
        return hmac.digest(self._key, "\x1f".join(parts).encode(), "sha256").hex()[:32]

    def of(self, text: str, *about: str, member_id: str | None = None) -> Unsealed:
        """A text with its id, which is another one for each thing that it is about."""
        return Unsealed(self.digest("sealed", *about, text), text, member_id)

    async def keep(self, texts: Iterable[Unsealed]) -> None:
        """Seal texts and keep them, but what is about somebody who was erased."""
        for it in texts:
            await self._database.rows(
                _queries["keep"],
                sealed_id=it.sealed_id,
                member_id=it.member_id,
                sealed=self._sealed(it.text),
            )

    def _sealed(self, text: str) -> bytes:
        clear = text.encode()
        clear += b"\0" * (-len(clear) % PADDED_TO)
        return bytes(pyrage.encrypt(clear, [self._closing]))

    async def open(self, reading: Receipt) -> str:
        """What a text says to whom the log says that they read it.

        Raises SealedGone, SealKeyLost; TypeError for what is no recorded reading.
        """
        if not isinstance(reading.fact, SealedRead):
            raise TypeError(f"{reading.fact.type} is no reading")
        row = await self._database.row(_queries["sealed"], sealed_id=reading.fact.sealed_id)
        if row is None:
            raise SealedGone
        return self._opened(bytes(row["sealed"]))

    def _opened(self, sealed: bytes) -> str:
        try:
            clear = bytes(pyrage.decrypt(sealed, [self._opening]))
        except pyrage.DecryptError:
            raise SealKeyLost from None
        return clear.rstrip(b"\0").decode()

    async def has(self, sealed_id: str) -> bool:
        """Whether something is kept under this id."""
        return await self._database.row(_queries["sealed"], sealed_id=sealed_id) is not None

    async def fits(self) -> bool:
        """Whether the key is the one with which the texts were sealed; true where there are none.

        It asks for the last one, which tells nobody what it says.
        """
        row = await self._database.row(_queries["last"])
        if row is None:
            return True
        try:
            self._opened(bytes(row["sealed"]))
        except SealKeyLost:
            return False
        return True
