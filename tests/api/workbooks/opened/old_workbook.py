"""A workbook as spreadsheets of before 2007 wrote it, byte by byte."""

from collections.abc import Sequence
from struct import pack
from typing import Final

SECTOR: Final = 512
NOT_AVAILABLE: Final = "#N/A"
CODES: Final = {NOT_AVAILABLE: 0x2A, "#REF!": 0x17}

Rows = Sequence[Sequence[object]]


def old_workbook(
    sheets: dict[str, Rows],
    *,
    hidden_rows: frozenset[int] = frozenset(),
    hidden_columns: frozenset[int] = frozenset(),
    since_1904: bool = False,
    hidden: str = "",
    small: bool = False,
) -> bytes:
    """The file: a text of an error is an error, one of `=#N/A` a formula that ends in it.

    A `small` one keeps what is below 4,096 bytes where small streams are kept.
    """
    columns = b"".join(
        _record(0x7D, pack("<HHHHHH", it, it, 2048, 15, 1, 0)) for it in hidden_columns
    )
    bodies = [_sheet(rows, hidden_rows, columns) for rows in sheets.values()]
    heads = [_named(name, hidden=name == hidden) for name in sheets]
    begin = _record(0x809, pack("<HHHHII", 0x600, 5, 0, 1997, 0, 0)) + _record(
        0x42, pack("<H", 1200)
    )
    begin += _record(0x22, pack("<H", since_1904))
    end = _record(0x0A, b"")
    place = len(begin) + sum(len(it) + 8 for it in heads) + len(end)
    stream = begin
    for head, body in zip(heads, bodies, strict=True):
        stream += _record(0x85, pack("<I", place) + head)
        place += len(body)
    whole = stream + end + b"".join(bodies)
    return _small(whole) if small else _compound(whole)


def _named(name: str, *, hidden: bool) -> bytes:
    return pack("<BBBB", hidden, 0, len(name), 1) + name.encode("utf-16-le")


def _record(kind: int, said: bytes) -> bytes:
    return pack("<HH", kind, len(said)) + said


def _sheet(rows: Rows, hidden_rows: frozenset[int], columns: bytes) -> bytes:
    width = max(map(len, rows))
    found = _record(0x809, pack("<HHHHII", 0x600, 0x10, 0, 1997, 0, 0))
    found += columns + _record(0x200, pack("<IIHHH", 0, len(rows), 0, width, 0))
    for number in range(len(rows)):
        flags = 0x20 if number in hidden_rows else 0
        found += _record(0x208, pack("<HHHHHHHH", number, 0, width, 0xFF, 0, 0, 0x100 | flags, 15))
    for number, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if cell != "":
                found += _cell(pack("<HHH", number, column, 15), cell)
    return found + _record(0x0A, b"")


def _cell(head: bytes, cell: object) -> bytes:
    if isinstance(cell, int | float):
        return _record(0x203, head + pack("<d", cell))
    text = str(cell)
    if text in CODES:
        return _record(0x205, head + pack("<BB", CODES[text], 1))
    if text.startswith("=") and text[1:] in CODES:
        value = pack("<BBBBBBH", 2, 0, CODES[text[1:]], 0, 0, 0, 0xFFFF)
        return _record(
            0x06, head + value + pack("<HIH", 0, 0, 2) + pack("<BB", 0x1C, CODES[text[1:]])
        )
    return _record(0x204, head + pack("<HB", len(text), 1) + text.encode("utf-16-le"))


def _small(stream: bytes) -> bytes:
    """Tables of sectors and of small ones, names, then the stream that small ones share."""
    assert len(stream) < 4096
    count = -(-len(stream) // 64)
    shared = stream.ljust(-(-len(stream) // SECTOR) * SECTOR, b"\0")
    sectors = len(shared) // SECTOR
    after = [0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFE, *range(4, sectors + 3), 0xFFFFFFFE]
    small = [*range(1, count), 0xFFFFFFFE]
    tables = b"".join(
        pack(f"<{SECTOR // 4}I", *it, *[0xFFFFFFFF] * (SECTOR // 4 - len(it)))
        for it in (after, small)
    )
    names = _entry("Root Entry", 5, 1, 3, count * 64)
    names += _entry("Workbook", 2, 0xFFFFFFFF, 0, len(stream)) + bytes(2 * 128)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += pack("<IIIIIIIII", 1, 2, 0, 4096, 1, 1, 0xFFFFFFFE, 0, 0)
    return head + b"\xff" * (SECTOR - len(head)) + tables + names + shared


def _compound(stream: bytes) -> bytes:
    """One table of sectors, one of names, then the stream."""
    stream = stream.ljust(max(-(-len(stream) // SECTOR) * SECTOR, 4096), b"\0")
    sectors = len(stream) // SECTOR
    after = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    table = pack(f"<{SECTOR // 4}I", *after, *[0xFFFFFFFF] * (SECTOR // 4 - len(after)))
    names = b"".join(
        [
            _entry("Root Entry", 5, 1, 0xFFFFFFFE, 0),
            _entry("Workbook", 2, 0xFFFFFFFF, 2, len(stream)),
            bytes(2 * 128),
        ]
    )
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += pack("<IIIIIIIII", 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    return head + b"\xff" * (SECTOR - len(head)) + table + names + stream


def _entry(name: str, kind: int, child: int, *stream: int) -> bytes:
    written = name.encode("utf-16-le")
    found = written.ljust(64, b"\0") + pack("<HBB", len(written) + 2, kind, 1)
    found += pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child) + bytes(36)
    return found + pack("<IQ", *stream)
