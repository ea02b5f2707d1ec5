"""Tags of what the office takes in."""

from domain.ledger.tag import Tag


def workbook_tag(workbook_id: str) -> Tag:
    """One workbook of the office, taken in."""
    return f"workbook:{workbook_id}"
