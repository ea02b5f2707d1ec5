"""Tags of people, and of what is numbered as they come."""

from typing import Final

from domain.ledger.tag import Tag

TEAMS: Final[Tag] = "teams:community"
ROSTER: Final[Tag] = "roster:community"
NODES: Final[Tag] = "nodes:community"
CARDS: Final[Tag] = "cards:community"


def member_tag(member_id: str) -> Tag:
    """A person: volunteer, assisted person or staff."""
    return f"member:{member_id}"


def node_tag(node_id: str) -> Tag:
    """A part of the community: a grid or a building."""
    return f"node:{node_id}"


def team_tag(team: str) -> Tag:
    """A service team, which has no other name."""
    return f"team:{team}"


def tags_of(member_id: str | None) -> tuple[Tag, ...]:
    """A person's tag, where there is one."""
    return (member_tag(member_id),) if member_id else ()
