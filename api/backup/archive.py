"""The file of a backup: a gzipped tar of tables as PostgreSQL copies them, and a list of them.

A table is in parts, one after the other, so that none has to fit into memory. The list is the last
member, `contents.json`: what is cut off has none. Any program opens the file, where it is not
encrypted.
"""

import gzip
import io
import tarfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final, TypeAlias

import msgspec

from api.backup.refusing import NotWhole
from api.backup.sealing import Secret, opened

FORMAT: Final = 1
CONTENTS: Final = "contents.json"
PART_BYTES: Final = 4_000_000
COMPRESSION: Final = 5
"""Of nine: more takes twice the time for a twentieth less."""

Block: TypeAlias = bytes | bytearray | memoryview
Take = Callable[[str, bytes], None]


class Table(msgspec.Struct, frozen=True):
    """What a backup holds of one table; `sha256` is that of its parts, one after the other."""

    name: str
    columns: list[str]
    rows: int
    bytes: int
    sha256: str


class Contents(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup holds, and what belongs to it: keys by their marks, settings."""

    format: int = FORMAT
    program: str
    community: str
    made_at: datetime
    position: int
    facts: int
    types: list[str]
    keys: dict[str, str]
    settings: dict[str, str | int | None]
    tables: list[Table]

    @property
    def bytes(self) -> int:
        """How much all tables hold."""
        return sum(it.bytes for it in self.tables)


class _Counted:
    """The rows, bytes and digest of a table's parts."""

    def __init__(self) -> None:
        self.rows = 0
        self.bytes = 0
        self._digest = sha256()

    def take(self, part: bytes | bytearray) -> None:
        self.rows += part.count(b"\n")  # PostgreSQL ends each row so, and nothing else
        self.bytes += len(part)
        self._digest.update(part)

    def as_table(self, name: str, columns: Sequence[str]) -> Table:
        return Table(name, list(columns), self.rows, self.bytes, self._digest.hexdigest())


class Archive:
    """A file of a backup as it is written."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._tables: list[Table] = []

    def put(self, name: str, columns: Sequence[str], blocks: Iterable[Block]) -> None:
        """Put a table into the file."""
        counted, waiting, parts = _Counted(), bytearray(), 0
        for block in blocks:
            waiting += block
            if len(waiting) >= PART_BYTES:
                parts += 1
                self._put_part(name, parts, counted, waiting)
                waiting = bytearray()
        if waiting:
            self._put_part(name, parts + 1, counted, waiting)
        self._tables.append(counted.as_table(name, columns))

    def _put_part(self, name: str, number: int, counted: _Counted, part: bytearray) -> None:
        counted.take(part)
        self._put(f"tables/{name}/{number:06}", part)

    def end(self, **known: object) -> Contents:
        """End with the list of what is in it; `known` is what the list says beside the tables."""
        contents = msgspec.convert({**known, "tables": self._tables}, Contents)
        self._put(CONTENTS, msgspec.json.format(msgspec.json.encode(contents)))
        return contents

    def _put(self, name: str, content: bytes | bytearray) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = len(content), 0o600
        self._tar.addfile(member, io.BytesIO(content))


@contextmanager
def writing(file: BinaryIO) -> Iterator[Archive]:
    """An archive that goes into a file."""
    with (
        gzip.GzipFile(filename="", mode="wb", compresslevel=COMPRESSION, fileobj=file) as zipped,
        tarfile.open(mode="w|", fileobj=zipped, format=tarfile.PAX_FORMAT) as tar,
    ):
        yield Archive(tar)


def read(file: Path, keys: Sequence[Secret], take: Take = lambda _table, _part: None) -> Contents:
    """Read a backup from end to end, handing on each part of a table; what it holds.

    Raises NotWhole, at the end at the latest, where anything is missing or otherwise than it was
    written, and Locked.
    """
    counted: dict[str, _Counted] = {}
    contents = b""
    with file.open("rb") as kept, opened(kept, keys) as clear:
        try:
            with gzip.GzipFile(fileobj=clear) as unzipped:
                with tarfile.open(mode="r|", fileobj=unzipped) as tar:
                    for member in tar:
                        part = _content_of(tar, member)
                        if member.name == CONTENTS:
                            contents = part
                            continue
                        table = _table_of(member.name)
                        counted.setdefault(table, _Counted()).take(part)
                        take(table, part)
                while unzipped.read(PART_BYTES):
                    pass
        except (tarfile.TarError, zlib.error, gzip.BadGzipFile, EOFError) as amiss:
            raise NotWhole(str(amiss)) from None
        return _compared(contents, counted)


def _content_of(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    content = tar.extractfile(member) if member.isreg() else None
    if content is None:
        raise NotWhole(member.name)
    return content.read()


def _table_of(member: str) -> str:
    folder, _, rest = member.partition("/")
    if folder != "tables" or "/" not in rest:
        raise NotWhole(member)
    return rest.partition("/")[0]


def _compared(contents: bytes, counted: Mapping[str, _Counted]) -> Contents:
    """The list, where the tables are what it says."""
    try:
        listed = msgspec.json.decode(contents, type=Contents)
    except msgspec.MsgspecError as amiss:
        raise NotWhole(f"{CONTENTS}: {amiss}" if contents else f"{CONTENTS} is missing") from None
    if listed.format != FORMAT:
        raise NotWhole(f"format {listed.format}")
    found = [counted.get(it.name, _Counted()).as_table(it.name, it.columns) for it in listed.tables]
    for listed_table, table in zip(listed.tables, found, strict=True):
        if listed_table != table:
            raise NotWhole(table.name)
    if unlisted := counted.keys() - {it.name for it in listed.tables}:
        raise NotWhole(", ".join(sorted(unlisted)))
    return listed
