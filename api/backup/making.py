"""Making a backup: all tables as they are at one moment, while others go on recording."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import file_digest
from importlib.metadata import version
from pathlib import Path
from tempfile import mkstemp
from typing import Final, NamedTuple

from api.backup.archive import Archive, Block, Contents, read, writing
from api.backup.keys import marks_of
from api.backup.refusing import NotWhole
from api.backup.sealing import Public, Secret, sealed
from api.backup.tables import Kept, Tables, looking
from api.serving.settings import Settings
from api.serving.upkeep.at_work import Tell
from api.serving.upkeep.backups import MadeBackup, note_backup
from api.serving.upkeep.works import BACKUP

OF_THE_MACHINE: Final = {
    "database_url",
    "setup_database_url",
    "data",
    "host",
    "port",
    "demo_password",
    "projections",
    "trusted_proxies",
    "metrics_from",
    "security_log",
    "memory_megabytes",
}
"""Settings that are secret, or hold for one machine only: no backup tells them."""


class Made(NamedTuple):
    """A backup that was made: what it holds, and the file as it is noted."""

    contents: Contents
    noted: MadeBackup


def settings_kept(settings: Settings) -> dict[str, str | int | None]:
    """The settings that a backup tells."""
    return settings.model_dump(mode="json", exclude=OF_THE_MACHINE | {"community"})


def make_backup(
    url: str, settings: Settings, file: Path, keys: Sequence[Public], tell: Tell
) -> Made:
    """Make a backup, read it back, and note that it was made.

    It gets its name last: a file that bears it is whole. Writing is one half of what is told, and
    reading back the other. Raises FileExistsError, Unreachable, and what `tell` raises.
    """
    with _unfinished(file) as beside:
        reading_back = Secret.generate()  # opens this one file, and is forgotten
        with beside.open("wb") as kept:
            for_whom = [*keys, reading_back.to_public()] if keys else []
            with sealed(kept, for_whom) as clear, writing(clear) as archive:
                contents = _put_all(url, settings, archive, tell)
            kept.flush()
            os.fsync(kept.fileno())
        if read(beside, [reading_back], _Reading(contents, tell).take) != contents:
            raise NotWhole(str(file))
        with beside.open("rb") as kept:
            digest = file_digest(kept, "sha256").hexdigest()
        tell(BACKUP, 2 * contents.bytes, 2 * contents.bytes)
    noted = MadeBackup(
        made_at=contents.made_at,
        position=contents.position,
        facts=contents.facts,
        bytes=file.stat().st_size,
        sha256=digest,
        is_encrypted=bool(keys),
    )
    note_backup(url, settings.community, noted)
    return Made(contents, noted)


def _put_all(url: str, settings: Settings, archive: Archive, tell: Tell) -> Contents:
    with looking(url, settings.community) as tables:
        logged, made_at = tables.logged(), datetime.now(UTC)
        all_of_them = tables.kept()
        sizes = sum(it.bytes for it in all_of_them)
        before = 0
        tell(BACKUP, 0, 2 * sizes)
        for table in all_of_them:
            blocks = _told(tables, table, tell, (before, sizes))
            archive.put(table.name, table.columns, blocks)
            before += table.bytes
    return archive.end(
        program=version("chengyin"),
        community=settings.community,
        made_at=made_at,
        position=logged.position,
        facts=logged.facts,
        types=logged.types,
        keys=marks_of(settings.data),
        settings=settings_kept(settings),
    )


def _told(tables: Tables, table: Kept, tell: Tell, so_far: tuple[int, int]) -> Iterator[Block]:
    """The rows of a table, with progress: about so much as the table takes on the disk."""
    before, sizes = so_far
    done = 0
    for block in tables.copy_out(table):
        done += len(block)
        tell(BACKUP, before + min(done, table.bytes), 2 * sizes)
        yield block


class _Reading:
    """A backup that is read back, with progress: the second half of making it."""

    def __init__(self, contents: Contents, tell: Tell) -> None:
        self._all, self._tell, self._done = contents.bytes, tell, contents.bytes

    def take(self, _table: str, part: bytes) -> None:
        self._done += len(part)
        self._tell(BACKUP, self._done, 2 * self._all)


@contextmanager
def _unfinished(file: Path) -> Iterator[Path]:
    """A file beside, which gets its name at the end and is gone where anything fails.

    Raises FileExistsError: no earlier backup is ever written over.
    """
    if file.exists():
        raise FileExistsError(17, os.strerror(17), str(file))
    descriptor, name = mkstemp(prefix=f"{file.name}.", suffix=".unfinished", dir=file.parent)
    os.close(descriptor)
    beside = Path(name)
    try:
        yield beside
        beside.rename(file)
    finally:
        beside.unlink(missing_ok=True)
    folder = os.open(file.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
