"""How much a zipped workbook would take to open, measured before it is opened.

A reader lays a sheet out as a full rectangle: one stray cell in the farthest corner of an otherwise
empty sheet would ask for hundreds of gigabytes and end the process; a file that was cut off may
keep it searching for ever. So the parts are first read through as plain XML.
"""

import re
import zipfile
from io import BytesIO
from xml.parsers import expat

FILE_BYTES_MAX = 20_000_000
UNPACKED_BYTES_MAX = 400_000_000
ROWS_MAX = 100_000
CELLS_MAX = 5_000_000

BROKEN_ARCHIVE = (zipfile.BadZipFile, expat.ExpatError)
"""What `cells_spanned` raises for a file that is not sound, besides errors of reading."""

_PLACE = re.compile(r"([A-Z]+)([0-9]+)", re.IGNORECASE)


def is_zipped(content: bytes) -> bool:
    """Whether the file is a zip archive, as .xlsx and .ods are."""
    return content.startswith(b"PK\x03\x04")


def unpacked_bytes(content: bytes) -> int:
    """Return the size of a zipped workbook's parts together."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return sum(part.file_size for part in archive.infolist())


def cells_spanned(content: bytes) -> int:
    """Return the area, in cells, that the filled cells of the widest sheet reach over.

    Cells that only carry a format do not count. Raises one of BROKEN_ARCHIVE for a broken file.
    """
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.lower().endswith((".xml", ".rels"))]
        return max((_cells_in_part(archive, name) for name in names), default=0)


def _cells_in_part(archive: zipfile.ZipFile, name: str) -> int:
    reach = _Reach()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reach.start
    with archive.open(name) as part:
        parser.ParseFile(part)
    return reach.rows * reach.columns


class _Reach:
    """How far down and right the filled cells of one part reach, in either format's words."""

    def __init__(self) -> None:
        self.rows = 0
        self.columns = 0
        self._row = 0
        self._column = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        match tag.rpartition(":")[2]:
            case "table":
                self._row = 0
            case "row":
                self._row, self._column = int(attributes.get("r", self._row + 1)), 0
            case "table-row":
                self._row, self._column = self._row + _repeats(attributes), 0
            case "c":
                self._column += 1
                if place := _PLACE.fullmatch(attributes.get("r", "")):
                    self._row, self._column = int(place[2]), _column_number(place[1])
            case "table-cell" | "covered-table-cell":
                self._column += _repeats(attributes)
            case "v" | "f" | "is" | "p":
                self.rows = max(self.rows, self._row)
                self.columns = max(self.columns, self._column)


def _repeats(attributes: dict[str, str]) -> int:
    return next((int(times) for name, times in attributes.items() if name.endswith("-repeated")), 1)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
