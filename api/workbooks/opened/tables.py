"""The sheets of a file, each a table of cells with its marks."""

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Final
from xml.parsers import expat

import python_calamine

from api.workbooks.opened import bounds
from api.workbooks.opened.failures import (
    BrokenWorkbook,
    LockedWorkbook,
    SaveAsWorkbook,
    WorkbookTooLarge,
    check_cells,
)
from api.workbooks.opened.marks import Marks, marks_of
from api.workbooks.opened.old_marks import old_marks, old_since_1904
from api.workbooks.opened.pages import is_page, page_tables
from api.workbooks.opened.saved_as_xml import is_saved_as_xml, xml_tables
from api.workbooks.opened.table import Table
from api.workbooks.opened.texts import Likeness, decoded, text_table

_ZIPPED: Final = b"PK\x03\x04"
_COMPOUND: Final = b"\xd0\xcf\x11\xe0"
_LOCKED_PACKAGE: Final = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED_FLAG: Final = 1
_LOOKED_AT: Final = 200
_NOT_READ: Final = (
    (b"MIME-Version:", "单个文件网页（.mht）", "a web page in one file (.mht)"),
    (b"{\\rtf", "写字板文档（.rtf）", "a rich text document (.rtf)"),
    (b"ID;P", "符号链接表格（.slk）", "a symbolic link table (.slk)"),
)
_BROKEN_ARCHIVE: Final = (zipfile.BadZipFile, expat.ExpatError)
_BROKEN_FILE: Final = (
    *(python_calamine.CalamineError, *_BROKEN_ARCHIVE, zlib.error),
    *(OSError, EOFError, LookupError, RuntimeError, ValueError, OverflowError),
)


def open_tables(content: bytes, likeness: Likeness) -> Iterator[Table]:
    """The sheets of a file in their order, those that nobody sees as well.

    What a file is its content tells, whatever its name. Raises LockedWorkbook, BrokenWorkbook,
    SaveAsWorkbook, NotAWorkbook, WorkbookTooLarge.
    """
    if content.startswith((_ZIPPED, _COMPOUND)):
        yield from _workbook_tables(content)
        return
    for beginning, zh, en in _NOT_READ:
        if content[:_LOOKED_AT].lstrip().startswith(beginning):
            raise SaveAsWorkbook(zh, en)
    text = decoded(content)
    if is_saved_as_xml(text):
        yield from xml_tables(text)
    elif is_page(text):
        yield from page_tables(text)
    else:
        yield Table("CSV", text_table(text, likeness), Marks())


def _workbook_tables(content: bytes) -> Iterator[Table]:
    if content.startswith(_COMPOUND) and _LOCKED_PACKAGE in content:
        raise LockedWorkbook
    try:
        zipped = content.startswith(_ZIPPED)
        marks = _marks_of_archive(content) if zipped else {}
        since_1904 = _counts_since_1904(content) if zipped else old_since_1904(content)
        with python_calamine.load_workbook(BytesIO(content)) as workbook:
            visible = python_calamine.SheetVisibleEnum.Visible
            seen = {it.name for it in workbook.sheets_metadata if it.visible == visible}
            if len(workbook.sheet_names) > bounds.SHEETS_MAX:
                most = bounds.SHEETS_MAX
                raise WorkbookTooLarge(f"{most} 张工作表", f"{most} sheets")
            if not zipped:
                told_of = old_marks(content)
                all_told = len(told_of) == len(workbook.sheet_names)
                marks = dict(zip(workbook.sheet_names, told_of, strict=True)) if all_told else {}
            area = 0
            for name in workbook.sheet_names:
                sheet = workbook.get_sheet_by_name(name)
                area += sheet.total_height * sheet.total_width
                check_cells(area)
                cells = sheet.to_python(skip_empty_area=False)
                told = marks.get(name) or Marks()
                if not zipped:
                    told.merged = list(sheet.merged_cell_ranges or ())
                yield Table(name, cells, told, name in seen, name in marks, since_1904)
    except python_calamine.PasswordError as error:
        raise LockedWorkbook from error
    except BaseException as error:
        # A broken .xls can make the reader itself give up, which it reports outside Exception.
        if isinstance(error, _BROKEN_FILE) or type(error).__name__ == "PanicException":
            raise BrokenWorkbook from error
        raise


def _marks_of_archive(content: bytes) -> dict[str, Marks]:
    """The marks of a zipped workbook's sheets by their names, after a look at its extent."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = archive.infolist()
        if any(part.flag_bits & _ENCRYPTED_FLAG for part in parts):
            raise LockedWorkbook
        if sum(part.file_size for part in parts) > bounds.UNPACKED_BYTES_MAX:
            megabytes = bounds.UNPACKED_BYTES_MAX // 1_000_000
            raise WorkbookTooLarge(f"{megabytes} MB（展开后）", f"{megabytes} MB when unpacked")
        if b"encryption-data" in _read(archive, "META-INF/manifest.xml"):
            raise LockedWorkbook
        by_part: dict[str, list[Marks]] = {}
        for part in parts:
            if part.filename.lower().endswith((".xml", ".rels")):
                with archive.open(part) as opened:
                    by_part[part.filename] = marks_of(opened)
        rows, columns = _widest(by_part)
        check_cells(rows * columns)
        named = {it.name: it for it in by_part.get("content.xml", []) if it.name}
        for name, part_name in _parts_of_sheets(archive).items():
            if part_name in by_part:
                named[name] = by_part[part_name][0]
        return named


def _widest(by_part: dict[str, list[Marks]]) -> tuple[int, int]:
    every = (sheet.reach for sheets in by_part.values() for sheet in sheets)
    return max(every, key=lambda reach: reach[0] * reach[1], default=(0, 0))


def _parts_of_sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """The parts in which an .xlsx keeps its sheets, by the sheets' names."""
    targets = {
        it.get("Id", ""): it.get("Target", "")
        for it in _elements(archive, "xl/_rels/workbook.xml.rels", "Relationship")
    }
    sheets = _elements(archive, "xl/workbook.xml", "sheet")
    found = {}
    for it in sheets:
        relation = next((value for key, value in it.items() if key.endswith(":id")), "")
        target = targets.get(relation, "")
        found[it.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


def _counts_since_1904(content: bytes) -> bool:
    """Whether an .xlsx counts its days from 1904 on, as spreadsheets on a Mac did."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        told = _elements(archive, "xl/workbook.xml", "workbookPr")
    return any(it.get("date1904", "").lower() in {"1", "true", "on"} for it in told)


def _elements(archive: zipfile.ZipFile, part: str, tag: str) -> list[dict[str, str]]:
    """The attributes of all elements of a name in a part."""
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == tag:
            found.append(attributes)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    if content := _read(archive, part):
        parser.Parse(content, True)
    return found


def _read(archive: zipfile.ZipFile, part: str) -> bytes:
    return archive.read(part) if part in archive.namelist() else b""
