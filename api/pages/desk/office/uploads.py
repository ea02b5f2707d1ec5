"""Uploads: a workbook between preview and taking in, kept for a while in the data folder."""

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import time
from typing import Final, NamedTuple

import msgspec

from api.capabilities import workbook_of
from api.pages.desk.office.outcomes import LookedAt, TakenIn
from api.workbooks.report import Report
from domain.ledger.refusal import Refusal
from domain.people.vault import Vault

KEPT_SECONDS: Final = 3600
WAITING_SECONDS: Final = 7 * 24 * 3600
PREVIEWS_MAX: Final = 5
WAITING_MAX: Final = 10
"""Files of one person; with the 20 MB of each they bound what the folder can hold."""

NAME_LENGTH_MAX: Final = 80


class TooManyWaiting(Refusal, code="too_many_workbooks_waiting"):
    """Somebody has as many files waiting for a second person as anybody may."""

    zh = "您已有 {count} 个文件等待核对，请等别人核对，或先撤回一个。"
    en = "{count} of your files wait for somebody else already: wait for them, or withdraw one."


class Upload(msgspec.Struct, frozen=True):
    """What is known of a file; `brought_at` in seconds since 1970."""

    kind: str
    name: str
    brought_by: str
    brought_at: float
    taken_in: TakenIn | None = None

    @property
    def needs_another(self) -> bool:
        """Whether somebody else than who brought it has to confirm it."""
        return workbook_of(self.kind).by_two

    @property
    def waits(self) -> bool:
        """Whether it waits for somebody else."""
        return self.needs_another and self.taken_in is None

    @property
    def moment(self) -> datetime:
        """When it was brought."""
        return datetime.fromtimestamp(self.brought_at, UTC)


class Kept(NamedTuple):
    """A file that is there, by its id."""

    file_id: str
    about: Upload
    content: bytes


def work_of(file_id: str) -> str:
    """What the work of taking a file in is called."""
    return f"import {file_id}"


def look_of(file_id: str, member_id: str) -> str:
    """What the work of looking at a file is called: each looks for themselves."""
    return f"look {file_id} {member_id}"


class Uploads:
    """Files in a folder of the data folder that only the service may read.

    A file's id is a keyed digest of who brought it, as what, and what is in it: no name that a
    browser sends becomes a path. It begins with a line that says what is known of it.
    """

    def __init__(self, data: Path, vault: Vault) -> None:
        self._folder = data / "uploads"
        self._looks = data / "looks"
        self._vault = vault

    def keep(self, member_id: str, kind: str, name: str, content: bytes) -> str:
        """Keep a file; its id, the same for the same content. Raises TooManyWaiting."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.forget_old()
        file_id = self._id(member_id, kind, content)
        known = self._about(self._path(file_id))
        if known is None or known.taken_in is not None:
            about = Upload(kind, _plain(name), member_id, time())
            self._make_room(about)
            self.forget(file_id)
            self._write(file_id, about, content)
        return file_id

    def _make_room(self, new: Upload) -> None:
        own = [it for it in self._all() if it[1].brought_by == new.brought_by]
        waiting = [file_id for file_id, about in own if about.waits]
        if new.waits and len(waiting) >= WAITING_MAX:
            raise TooManyWaiting(count=len(waiting))
        others = [file_id for file_id, about in own if not about.waits]
        for file_id in others[: max(0, len(others) + 1 - PREVIEWS_MAX)]:
            self.forget(file_id)

    def open(self, member_id: str, file_id: str) -> Kept | None:
        """A file for who brought it, or for whoever has to look at it as well."""
        self.forget_old()
        path = self._path(file_id)
        about = self._about(path)
        if about is None or not (about.brought_by == member_id or about.needs_another):
            return None
        try:
            content = path.read_bytes().partition(b"\n")[2]
        except FileNotFoundError:
            return None
        if self._id(about.brought_by, about.kind, content) != file_id:
            return None
        return Kept(file_id, about, content)

    def for_two(self) -> list[tuple[str, Upload]]:
        """The files that two people look at, with their ids, the first brought first."""
        self.forget_old()
        return [(file_id, about) for file_id, about in self._all() if about.needs_another]

    def note_taken_in(self, kept: Kept, by: str, report: Report) -> None:
        """Keep what became of a file beside it, for an hour."""
        about = msgspec.structs.replace(kept.about, taken_in=TakenIn.of(by, report))
        self._write(kept.file_id, about, kept.content)
        self.forget_looks(kept.file_id)

    def note_looked_at(self, file_id: str, outcome: LookedAt) -> None:
        """Keep what somebody was told would become of a file, for an hour."""
        self._looks.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(self._look(file_id, outcome.by), msgspec.json.encode(outcome))

    def looked_at(self, file_id: str, member_id: str) -> LookedAt | None:
        """What somebody was told would become of a file; what others were told is not theirs."""
        try:
            return msgspec.json.decode(self._look(file_id, member_id).read_bytes(), type=LookedAt)
        except (FileNotFoundError, msgspec.DecodeError):
            return None

    def forget_look(self, file_id: str, member_id: str) -> None:
        """Have a file looked at anew by somebody."""
        self._look(file_id, member_id).unlink(missing_ok=True)

    def forget_looks(self, file_id: str) -> None:
        """Have a file looked at anew by everybody."""
        for path in self._looks.glob(f"{file_id}.*"):
            path.unlink(missing_ok=True)

    def forget(self, file_id: str) -> None:
        """Delete a file, if it is there."""
        self._path(file_id).unlink(missing_ok=True)
        self.forget_looks(file_id)

    def forget_old(self) -> None:
        """Delete what was brought more than an hour ago; what waits for somebody, after a week."""
        for path in [*_files_in(self._folder), *_files_in(self._looks)]:
            try:
                age = time() - path.stat().st_mtime
            except FileNotFoundError:  # another process was first
                continue
            if age > WAITING_SECONDS or (age > KEPT_SECONDS and not self._waits(path)):
                path.unlink(missing_ok=True)

    def _waits(self, path: Path) -> bool:
        about = self._about(path.with_suffix(""))
        return about is not None and about.waits

    def _all(self) -> list[tuple[str, Upload]]:
        return sorted(self._found(), key=lambda it: (it[1].brought_at, it[0]))

    def _found(self) -> Iterator[tuple[str, Upload]]:
        for path in _files_in(self._folder):
            if not path.suffix and (about := self._about(path)):
                yield path.name, about

    def _about(self, path: Path) -> Upload | None:
        """What the first line of a file says; nothing where it is no such file."""
        try:
            with path.open("rb") as file:
                return msgspec.json.decode(file.readline(), type=Upload)
        except (FileNotFoundError, msgspec.DecodeError):
            return None

    def _write(self, file_id: str, about: Upload, content: bytes) -> None:
        _replace(self._path(file_id), msgspec.json.encode(about) + b"\n" + content)

    def _id(self, member_id: str, kind: str, content: bytes) -> str:
        return self._vault.digest("upload", member_id, kind, sha256(content).hexdigest())

    def _path(self, file_id: str) -> Path:
        return self._folder / file_id

    def _look(self, file_id: str, member_id: str) -> Path:
        return self._looks / f"{file_id}.{self._vault.digest('look', member_id)}"


def _files_in(folder: Path) -> list[Path]:
    return [*folder.iterdir()] if folder.exists() else []


def _replace(path: Path, content: bytes) -> None:
    """Write a file, of which nobody ever reads one half."""
    with NamedTemporaryFile(dir=path.parent, suffix=".new", delete=False) as made:
        made.write(content)
    Path(made.name).replace(path)


def _plain(name: str) -> str:
    """A file's name as the screen may have it: no folders, nothing that cannot be seen."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(it for it in last if it.isprintable())[:NAME_LENGTH_MAX]
