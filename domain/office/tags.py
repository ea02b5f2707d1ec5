"""Tags of what the office takes in."""

from domain.ledger.tag import Tag


def workbook_row_tag(row_id: str) -> Tag:
    """One row of a workbook that was said to be the same as an earlier one."""
    return f"workbook_row:{row_id}"
