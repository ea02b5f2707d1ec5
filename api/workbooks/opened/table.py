"""A sheet of a file, before anybody looks for a header in it."""

from typing import NamedTuple

from api.workbooks.cells import CellValue
from api.workbooks.opened.marks import Marks

Cells = list[CellValue]


class Table(NamedTuple):
    """A sheet: its name, its cells by rows, its marks, and whether a person sees it.

    Of some formats it is not told which rows are hidden and which cells hold errors. Where days
    are counted `since_1904`, numbers of days are so many fewer.
    """

    name: str
    cells: list[Cells]
    marks: Marks
    visible: bool = True
    all_told: bool = True
    since_1904: bool = False
