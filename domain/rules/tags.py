"""Tags of what the community agreed on."""

from typing import Final

from domain.ledger.tag import Tag

RULES: Final[Tag] = "rules:community"
