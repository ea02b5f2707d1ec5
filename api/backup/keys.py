"""The keys that belong to a backup: never in it, known by a mark that tells nothing of them."""

import hmac
from collections.abc import Mapping
from pathlib import Path
from typing import Final

KEPT_APART: Final = ("vault", "till", "seal")
"""The keys of the data folder.

Without the first nobody is known by their ID number again, without the last nothing confidential
is read any more.
"""

_PURPOSE: Final = b"chengyin backup"


def marks_of(folder: Path) -> dict[str, str]:
    """The marks of the keys in a data folder, by their names."""
    found = {name: folder / "keys" / f"{name}.key" for name in KEPT_APART}
    return {name: _mark(path.read_bytes()) for name, path in found.items() if path.exists()}


def missing_keys(folder: Path, marks: Mapping[str, str]) -> list[str]:
    """The names of the keys that are not in a data folder, or are others there."""
    there = marks_of(folder)
    return sorted(name for name, mark in marks.items() if there.get(name) != mark)


def _mark(key: bytes) -> str:
    return hmac.digest(key, _PURPOSE, "sha256").hex()[:16]
