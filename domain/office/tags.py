"""Tags of the community itself, and of what the office takes in."""

from typing import Final

from domain.ledger.tag import Tag

COMMUNITY: Final[Tag] = "community:settings"


def workbook_row_tag(row_id: str) -> Tag:
    """One row of a workbook that was said to be the same as an earlier one."""
    return f"workbook_row:{row_id}"
