"""Tags: the identities of the things that a fact touches, as `kind:id`."""

from typing import Final, TypeAlias

Tag: TypeAlias = str

RULES: Final[Tag] = "rules:community"
TEAMS: Final[Tag] = "teams:community"
ROSTER: Final[Tag] = "roster:community"
RECEIPTS: Final[Tag] = "receipts:community"
CATALOGUE: Final[Tag] = "catalogue:community"
CARDS: Final[Tag] = "cards:community"
CERTIFICATES: Final[Tag] = "certificates:community"


def kind_of(tag: Tag) -> str:
    """The word before the colon."""
    return tag.partition(":")[0]


def id_of(tag: Tag) -> str:
    """What stands after the first colon."""
    return tag.partition(":")[2]


def member(member_id: str) -> Tag:
    """A person: volunteer, assisted person or staff."""
    return f"member:{member_id}"


def item(item_id: str) -> Tag:
    """A kind of goods on the supermarket's shelf."""
    return f"item:{item_id}"


def activity(activity_id: str) -> Tag:
    """An activity that volunteers sign up for."""
    return f"activity:{activity_id}"


def service(service_id: str) -> Tag:
    """One service given by one volunteer."""
    return f"service:{service_id}"


def pairing(pairing_id: str) -> Tag:
    """One volunteer helping one person in hardship."""
    return f"pairing:{pairing_id}"


def redemption(redemption_id: str) -> Tag:
    """One sale for points at the till."""
    return f"redemption:{redemption_id}"


def shift(shift_id: str) -> Tag:
    """One cashier's time at one till."""
    return f"shift:{shift_id}"


def till(name: str) -> Tag:
    """One till, by its name."""
    return f"till:{name}"


def donation(donation_id: str) -> Tag:
    """One gift of goods or money."""
    return f"donation:{donation_id}"


def donor(donor_id: str) -> Tag:
    """Whoever gave a donation and is not a member."""
    return f"donor:{donor_id}"


def workbook(workbook_id: str) -> Tag:
    """One workbook of the office, taken in."""
    return f"workbook:{workbook_id}"
