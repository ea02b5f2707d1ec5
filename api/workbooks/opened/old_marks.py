"""What the binary sheets of before 2007 (.xls) say beside their values: hidden rows and errors.

After Microsoft's published formats: [MS-CFB] for the file, [MS-XLS] for the records in it.
"""

from collections.abc import Iterator
from struct import Struct, error
from typing import Final

from api.workbooks.opened.marks import Marks

_STREAMS: Final = ("Workbook", "Book")
_LAST_SECTOR: Final = 0xFFFFFFFA
_HEADER_BYTES: Final = 512
_ENTRY_BYTES: Final = 128
_SMALL_SECTOR: Final = 64
_TABLE_PLACES: Final = range(76, 512, 4)

_NUMBER: Final = Struct("<I")
_RECORD: Final = Struct("<HH")
_CELL: Final = Struct("<HH")
_ROW_FLAGS: Final = Struct("<H")
_ROW_HIDDEN: Final = 0x20
_BOOLEAN_OR_ERROR, _FORMULA, _ROW, _SHEET, _BEGIN, _END = 0x205, 0x06, 0x208, 0x85, 0x809, 0x0A
_EPOCH: Final = 0x22
_COLUMNS: Final = 0x7D
_COLUMNS_SAID: Final = Struct("<HHHHH")
_ERRORS: Final = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def old_marks(content: bytes) -> list[Marks]:
    """The marks of a file's sheets in their order; none where the file tells nothing of them."""
    try:
        stream = _stream(content)
        return [_sheet(stream, start) for start in _sheets(stream)]
    except (error, IndexError, ValueError):
        return []


def old_since_1904(content: bytes) -> bool:
    """Whether the file counts its days from 1904 on."""
    try:
        stream = _stream(content)
        for kind, place in _records(stream, 0):
            if kind == _EPOCH:
                return stream[place] == 1
            if kind == _END:
                return False
    except (error, IndexError, ValueError):
        return False
    return False


def _stream(content: bytes) -> bytes:
    """The stream that holds the workbook, put together from its sectors."""
    size = 1 << int.from_bytes(content[30:32], "little")
    if size not in {512, 4096}:
        raise ValueError("no compound file")
    table: list[int] = []
    for sector in _table_sectors(content, size):
        part = content[(sector + 1) * size : (sector + 2) * size]
        table += (it for (it,) in _NUMBER.iter_unpack(part))
    entries = _chained(content, _number(content, 48), table, size)
    for place in range(0, len(entries), _ENTRY_BYTES):
        entry = entries[place : place + _ENTRY_BYTES]
        named = entry[: max(int.from_bytes(entry[64:66], "little") - 2, 0)]
        if named.decode("utf-16-le", "replace") in _STREAMS:
            first, length = _number(entry, 116), _number(entry, 120)
            if length < _number(content, 56):
                stream = _small_stream(content, entries, first, table, size)
            else:
                stream = _chained(content, first, table, size)
            if len(stream) < length:
                raise ValueError("the end was cut off")
            return stream[:length]
    raise ValueError("no workbook in it")


def _small_stream(content: bytes, entries: bytes, first: int, table: list[int], size: int) -> bytes:
    """A stream so small that it shares the root's with others, in sectors of their own."""
    shared = _chained(content, _number(entries, 116), table, size)
    told = _chained(content, _number(content, 60), table, size)
    after = [it for (it,) in _NUMBER.iter_unpack(told)]
    return _chained(bytes(_SMALL_SECTOR) + shared, first, after, _SMALL_SECTOR)


def _table_sectors(content: bytes, size: int) -> list[int]:
    """The sectors of the table that says which sector follows which."""
    found = [_number(content, place) for place in _TABLE_PLACES]
    further, looked_at = _number(content, 68), 0
    while further < _LAST_SECTOR and looked_at * size < len(content):
        start, looked_at = (further + 1) * size, looked_at + 1
        *more, further = (it for (it,) in _NUMBER.iter_unpack(content[start : start + size]))
        found += more
    return [it for it in found if it < _LAST_SECTOR][: len(content) // size]


def _chained(content: bytes, sector: int, table: list[int], size: int) -> bytes:
    """The sectors of one chain, which has no more of them than the file."""
    found: list[bytes] = []
    while sector < _LAST_SECTOR and len(found) * size < len(content):
        found.append(content[(sector + 1) * size : (sector + 2) * size])
        sector = table[sector]
    return b"".join(found)


def _number(content: bytes, place: int) -> int:
    (number,) = _NUMBER.unpack_from(content, place)
    return int(number)


def _records(stream: bytes, place: int) -> Iterator[tuple[int, int]]:
    """The kind of each record, and where what it says begins."""
    while place + _RECORD.size <= len(stream):
        kind, length = _RECORD.unpack_from(stream, place)
        yield kind, place + _RECORD.size
        place += _RECORD.size + length


def _sheets(stream: bytes) -> list[int]:
    """Where the sheets begin."""
    found = []
    for kind, place in _records(stream, 0):
        if kind == _SHEET:
            found.append(_number(stream, place))
        elif kind == _END:
            break
    return found


def _sheet(stream: bytes, start: int) -> Marks:
    marks, depth = Marks(), 0
    for kind, place in _records(stream, start):
        if kind == _BEGIN:  # a chart in the sheet has a beginning and an end of its own
            depth += 1
        elif kind == _END:
            depth -= 1
            if depth <= 0:
                break
        elif kind == _ROW:
            row, _ = _CELL.unpack_from(stream, place)
            if _ROW_FLAGS.unpack_from(stream, place + 12)[0] & _ROW_HIDDEN:
                marks.hidden_rows.add(row)
        elif kind == _COLUMNS:
            first, last, width, _, flags = _COLUMNS_SAID.unpack_from(stream, place)
            if flags & 1 or not width:
                marks.hide_columns(first, last - first + 1)
        elif kind == _BOOLEAN_OR_ERROR and stream[place + 7]:
            marks.faulty[_CELL.unpack_from(stream, place)] = _told(stream[place + 6])
        elif (
            kind == _FORMULA
            and stream[place + 6] == 2
            and stream[place + 12 : place + 14] == b"\xff\xff"
        ):
            marks.faulty[_CELL.unpack_from(stream, place)] = _told(stream[place + 8])
    return marks


def _told(code: int) -> str:
    return _ERRORS.get(code, "#N/A")
