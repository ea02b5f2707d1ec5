"""Tags of activities, of services, and of the needs that services meet."""

from typing import Final

from domain.ledger.tag import Tag

CERTIFICATES: Final[Tag] = "certificates:community"


def activity_tag(activity_id: str) -> Tag:
    """An activity that volunteers sign up for."""
    return f"activity:{activity_id}"


def service_tag(service_id: str) -> Tag:
    """One service given by one volunteer."""
    return f"service:{service_id}"


def need_tag(need_id: str) -> Tag:
    """Something that somebody asked for: `request:` is the tag of what a client asks."""
    return f"need:{need_id}"
