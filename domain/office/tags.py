"""Tags of the community itself, and of what the office takes in."""

from typing import Final

from domain.ledger.tag import Tag

COMMUNITY: Final[Tag] = "community:settings"


def workbook_row_tag(row_id: str) -> Tag:
    """One row of a workbook that was said to be the same as an earlier one."""
    return f"workbook_row:{row_id}"


MONTH_SHEETS: Final[Tag] = "month_sheets:community"
"""The sheets of a month's figures, numbered one after the other."""


def month_sheet_tag(sheet_id: str) -> Tag:
    """One sheet of a month's figures."""
    return f"month_sheet:{sheet_id}"
