"""Uploads: a file between preview and confirmation, kept for an hour, for its owner only."""

from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import time
from typing import Final

from domain.vault import Vault

KEPT_SECONDS: Final = 3600


class Uploads:
    """Files in a folder of the data folder that only the service may read.

    A file is named by a keyed digest of who brought it and what is in it: nothing that a browser
    sends becomes a path, and nobody opens what somebody else brought.
    """

    def __init__(self, data: Path, vault: Vault) -> None:
        self._folder = data / "uploads"
        self._vault = vault

    def keep(self, member_id: str, content: bytes) -> str:
        """Keep a file; its SHA-256, by which the same person finds it again."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.forget_old()
        digest = sha256(content).hexdigest()
        with NamedTemporaryFile(dir=self._folder, delete=False) as made:  # for its owner only
            made.write(content)
        Path(made.name).replace(self._path(member_id, digest))
        return digest

    def content(self, member_id: str, digest: str) -> bytes | None:
        """What this person brought under this SHA-256 within the last hour."""
        self.forget_old()
        try:
            content = self._path(member_id, digest).read_bytes()
        except FileNotFoundError:
            return None
        return content if sha256(content).hexdigest() == digest else None

    def forget_old(self) -> None:
        """Delete what was brought more than an hour ago."""
        if not self._folder.exists():
            return
        for path in self._folder.iterdir():
            try:
                if path.stat().st_mtime < time() - KEPT_SECONDS:
                    path.unlink()
            except FileNotFoundError:  # another process was first
                continue

    def _path(self, member_id: str, digest: str) -> Path:
        return self._folder / self._vault.digest("upload", member_id, digest)
