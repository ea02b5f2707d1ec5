"""Restoring: what a backup holds comes into an empty database, all of it or nothing."""

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from hashlib import file_digest
from pathlib import Path
from typing import Final, NamedTuple

import psycopg

from api.backup.archive import Contents, read
from api.backup.keys import missing_keys
from api.backup.making import settings_kept
from api.backup.refusing import AnotherCommunity, KeysMissing, LaterVersion, NotWhole, Occupied
from api.backup.sealing import MARK, Secret
from api.backup.tables import Tables, filling, looking
from api.serving.composition import prepare
from api.serving.preparing import Urls, url_for_setting_up
from api.serving.settings import Settings
from api.serving.upkeep.at_work import Tell
from api.serving.upkeep.backups import MadeBackup, note_backup
from domain.ledger.fact import Fact
from projections.catalogue import PROJECTIONS
from projections.replaying.rebuilding import rebuild

OF_THE_LOG: Final = ("facts_tt_main", "facts_tt_tag")
OF_WHO_IS_SIGNED_IN: Final = ("sessions", "sign_in_requests")
OF_LOST_KEYS: Final = ("one_time_codes",)
"""Tables of no use without the vault's key: nobody would get in by a second factor again."""


class BackupFile(NamedTuple):
    """A file, and the secret keys that may open it."""

    path: Path
    keys: Sequence[Secret] = ()


def look_into(file: BackupFile, settings: Settings, *, without_keys: bool = False) -> Contents:
    """Read a backup from end to end, and see that it can be restored here; nothing is written.

    `without_keys`: the keys that belong to it are lost. Raises NoBackup.
    """
    contents = read(file.path, file.keys)
    if contents.community != settings.community:
        raise AnotherCommunity(contents.community)
    if unknown := sorted(set(contents.types) - set(Fact.known)):
        raise LaterVersion(", ".join(unknown))
    missing = missing_keys(settings.data, contents.keys)
    if missing and not without_keys:
        names = ", ".join(f"{it}.key" for it in missing)
        raise KeysMissing(names, str(settings.data.resolve() / "keys"))
    return contents


def other_settings(contents: Contents, settings: Settings) -> list[str]:
    """The settings that were others when the backup was made, as lines of `.env`."""
    here = settings_kept(settings)
    return [
        f"CHENGYIN_{name.upper()}={'' if value is None else value}"
        for name, value in contents.settings.items()
        if name in here and here[name] != value
    ]


def restore(
    urls: Urls, settings: Settings, file: BackupFile, contents: Contents, tell: Tell
) -> None:
    """Put what a backup was seen to hold where nothing is, and fill what is filled from the log.

    The rows come in one transaction: one that is cut off leaves an empty community. Raises
    NoBackup, NotSetUp, Unreachable.
    """
    community = settings.community
    url = url_for_setting_up(urls, community)
    with looking(url, community) as tables:
        if tables.are_used():
            raise Occupied(community)
    prepare(url, community, urls.serving)
    lost = OF_LOST_KEYS if "vault" in missing_keys(settings.data, contents.keys) else ()
    with filling(url, community) as tables:
        tables.keep_others_out()
        if tables.are_used():
            raise Occupied(community)
        filled = _Filling(tables, contents, lost, tell)
        filled.make_room()
        with filled.copying:
            if read(file.path, file.keys, filled.take) != contents:
                raise NotWhole(str(file.path))
        filled.end()
    prepare(url, community, urls.serving, facts_max=0)
    rebuild(url, community, PROJECTIONS, partial(tell, "rebuild"))
    note_backup(urls.serving, community, _restored(contents, file.path))


class _Filling:
    """The tables that are filled, one after the other."""

    def __init__(
        self, tables: Tables, contents: Contents, left_out: Sequence[str], tell: Tell
    ) -> None:
        self.copying = ExitStack()
        self._tables = tables
        self._columns = {it.name: it.columns for it in contents.tables}
        self._left_out = left_out
        self._tell = tell
        self._done, self._all = 0, contents.bytes
        self._current = ""
        self._copied: psycopg.Copy | None = None

    def make_room(self) -> None:
        """See that there is a place for each column; take out what is no record, and sessions.

        Raises LaterVersion.
        """
        here = {it.name: it.columns for it in self._tables.kept()}
        for name, columns in self._columns.items():
            if strange := set(columns) - set(here.get(name, ())):
                raise LaterVersion(f"{name} ({', '.join(sorted(strange))})")
        for name in (*(here.keys() - set(OF_THE_LOG)), *OF_WHO_IS_SIGNED_IN):
            self._tables.empty(name)

    def end(self) -> None:
        """What is recorded next gets the numbers after those that were restored."""
        for name in self._columns:
            self._tables.go_on_counting(name)
        self._tables.fill_again()

    def take(self, name: str, part: bytes) -> None:
        """Write a part of a table, whose parts come one after the other."""
        if name not in self._columns:
            raise NotWhole(name)
        if name != self._current:
            self.copying.close()
            self._current = name
            rows = self._tables.copying_in(name, self._columns[name])
            self._copied = None if name in self._left_out else self.copying.enter_context(rows)
        if self._copied:
            self._copied.write(part)
        self._done += len(part)
        self._tell("restore", self._done, self._all)


def _restored(contents: Contents, file: Path) -> MadeBackup:
    with file.open("rb") as kept:
        digest = file_digest(kept, "sha256").hexdigest()
        kept.seek(0)
        is_encrypted = kept.read(len(MARK)) == MARK
        size = kept.seek(0, 2)
    return MadeBackup(
        made_at=contents.made_at,
        position=contents.position,
        facts=contents.facts,
        bytes=size,
        sha256=digest,
        is_encrypted=is_encrypted,
        restored_at=datetime.now(UTC),
    )
