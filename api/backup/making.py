"""Making a backup: all tables as they are at one moment, while others go on recording."""

import os
from collections.abc import Callable, Iterator, Sequence
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
from api.serving.upkeep.backups import MadeBackup, note_backup

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

Tell = Callable[[str, int, int], None]


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

    It gets its name last: a file that bears it is whole. Raises FileExistsError, Unreachable.
    """
    with _unfinished(file) as beside:
        reading_back = Secret.generate()  # opens this one file, and is forgotten
        with beside.open("wb") as kept:
            for_whom = [*keys, reading_back.to_public()] if keys else []
            with sealed(kept, for_whom) as clear, writing(clear) as archive:
                contents = _put_all(url, settings, archive, tell)
            kept.flush()
            os.fsync(kept.fileno())
        if read(beside, [reading_back]) != contents:
            raise NotWhole(str(file))
        with beside.open("rb") as kept:
            digest = file_digest(kept, "sha256").hexdigest()
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
        for table in all_of_them:
            blocks = _told(tables, table, tell, (before, sizes))
            archive.put(table.name, table.columns, blocks)
            before += table.bytes
    tell("backup", sizes, sizes)
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
        tell("backup", before + min(done, table.bytes), sizes)
        yield block


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
