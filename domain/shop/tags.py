"""Tags of goods, sales, shifts and gifts."""

from typing import Final

from domain.ledger.tag import Tag

RECEIPTS: Final[Tag] = "receipts:community"
CATALOGUE: Final[Tag] = "catalogue:community"


def item_tag(item_id: str) -> Tag:
    """A kind of goods on the supermarket's shelf."""
    return f"item:{item_id}"


def redemption_tag(redemption_id: str) -> Tag:
    """One sale for points at the till."""
    return f"redemption:{redemption_id}"


def shift_tag(shift_id: str) -> Tag:
    """One cashier's time at one till."""
    return f"shift:{shift_id}"


def till_tag(name: str) -> Tag:
    """One till, by its name."""
    return f"till:{name}"


def count_tag(count_id: str) -> Tag:
    """One count of the shelf that waited for another person's word."""
    return f"count:{count_id}"


def workbook_tag(workbook_id: str) -> Tag:
    """One workbook of the office, taken in."""
    return f"workbook:{workbook_id}"


def donation_tag(donation_id: str) -> Tag:
    """One gift of goods or money."""
    return f"donation:{donation_id}"


def donor_tag(donor_id: str) -> Tag:
    """Whoever gave a donation and is not a member."""
    return f"donor:{donor_id}"
