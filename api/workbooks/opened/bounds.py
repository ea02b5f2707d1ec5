"""How much of a file is read at once, so that no file keeps a process busy or ends it.

A reader lays a sheet out as a full rectangle: one stray cell in the farthest corner of an otherwise
empty sheet would ask for hundreds of gigabytes and end the process; a file that was cut off may
keep it searching for ever. So the parts of a zipped workbook are first read through as plain XML.
"""

FILE_BYTES_MAX = 20_000_000
UNPACKED_BYTES_MAX = 400_000_000
ROWS_MAX = 100_000
CELLS_MAX = 600_000
FILLED_COLUMNS_MAX = 256
"""Columns of a sheet that have anything in them: an office's have twenty or so."""
TEXT_CELLS_MAX = 1_000_000
"""Cells of a text or a web page, which nothing lays out but their own characters."""
TAGS_MAX = 500_000
"""Tags of a web page, of which each cell has two."""
PIECE_BYTES = 65_536
TAG_BYTES_MAX = 200_000
ATTRIBUTES_MAX = 256
"""What no spreadsheet writes: readers look through a long tag again and again."""
SHEETS_MAX = 1_000
LINES_MAX = 1_048_576
COLUMNS_MAX = 16_384
"""Lines and columns that a sheet of a spreadsheet can have; a text has no more of them."""
BEGINNING = 200_000
"""So many characters of a text tell what parts its cells."""
HEADER_COLUMNS_MAX = 500
"""So many columns are looked at where it is not known yet whether a line is a header."""
