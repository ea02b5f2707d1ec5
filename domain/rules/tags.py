"""Tags of what the community agreed on, and of what it holds in common."""

from typing import Final

from domain.ledger.tag import Tag

RULES: Final[Tag] = "rules:community"
OPENINGS: Final[Tag] = "openings:community"

TAGGED_LATER: Final = frozenset({"pool", "fund"})
"""Kinds of things that had no tag at first: facts from before are not found under them."""


def pool_tag(pool: str) -> Tag:
    """Time credit that is held for whoever needs it."""
    return f"pool:{pool}"


def fund_tag(purpose: str) -> Tag:
    """Money that was given for one purpose."""
    return f"fund:{purpose}"


WELFARE: Final[Tag] = pool_tag("welfare")
