"""Why a file cannot be read, each in one plain sentence."""

from api.workbooks.opened import bounds


class UnreadableWorkbook(Exception):
    """A file that cannot be read; carries one plain sentence, in Chinese and in English."""

    def __init__(self, message_zh: str, message_en: str) -> None:
        super().__init__(message_en)
        self.message_zh = message_zh
        self.message_en = message_en


class NotAWorkbook(UnreadableWorkbook):
    """The file is neither a spreadsheet nor a readable text."""


class LockedWorkbook(NotAWorkbook):
    """The file is sound, but nobody reads it without its password."""

    def __init__(self) -> None:
        super().__init__(
            "这个工作簿设有密码，请去掉密码后再导入。",
            "This workbook is locked with a password; remove it first.",
        )


class BrokenWorkbook(NotAWorkbook):
    """The file is damaged."""

    def __init__(self) -> None:
        super().__init__("这个文件打不开，不是完好的工作簿。", "This file is not a sound workbook.")


class SaveAsWorkbook(NotAWorkbook):
    """The file is of a format that is not read, but that a spreadsheet can save as another."""

    def __init__(self, format_zh: str, format_en: str) -> None:
        super().__init__(
            f"这个文件其实是{format_zh}，请用表格软件打开，另存为 .xlsx 再导入。",
            f"This file is really {format_en}; open it in a spreadsheet and save it as .xlsx.",
        )


class NotThisKind(UnreadableWorkbook):
    """No sheet of the file has the columns of the kind."""


class WorkbookTooLarge(UnreadableWorkbook):
    """The file holds more bytes, rows or cells than are read at once."""

    def __init__(self, bound_zh: str, bound_en: str) -> None:
        super().__init__(
            f"文件超过 {bound_zh}，请分成几个文件再导入。",
            f"The file is over {bound_en}; split it into several files.",
        )


def check_size(size_bytes: int) -> None:
    """Raises WorkbookTooLarge."""
    if size_bytes > bounds.FILE_BYTES_MAX:
        megabytes = bounds.FILE_BYTES_MAX // 1_000_000
        raise WorkbookTooLarge(f"{megabytes} MB", f"{megabytes} MB")


def check_cells(cells: int, most: int = bounds.CELLS_MAX) -> None:
    """Raises WorkbookTooLarge for more cells than a file may have."""
    if cells > most:
        raise WorkbookTooLarge(f"{most} 格（表格边远处可能有多余的内容）", f"{most} cells")


def check_columns(columns: int) -> None:
    """Raises WorkbookTooLarge for more columns than a sheet may have."""
    most = bounds.FILLED_COLUMNS_MAX
    if columns > most:
        raise WorkbookTooLarge(f"{most} 列（表格右边远处可能有多余的内容）", f"{most} columns")
