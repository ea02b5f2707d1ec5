"""Tags of activities, services and pairings."""

from typing import Final

from domain.ledger.tag import Tag

CERTIFICATES: Final[Tag] = "certificates:community"


def activity_tag(activity_id: str) -> Tag:
    """An activity that volunteers sign up for."""
    return f"activity:{activity_id}"


def service_tag(service_id: str) -> Tag:
    """One service given by one volunteer."""
    return f"service:{service_id}"
