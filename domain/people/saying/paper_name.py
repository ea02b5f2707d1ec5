"""What a skill, training or licence may be called: words, as on a certificate."""

import re
from typing import Final

_NAME: Final = re.compile(r"(?!.*\d{3})[\w·-]+( [\w·-]+)*")
"""Words, as on a certificate; a row of digits would be somebody's number."""
NAME_LENGTH_MAX: Final = 20


def is_paper_name(name: str) -> bool:
    """Whether a skill, training or licence can have this name."""
    return len(name) <= NAME_LENGTH_MAX and _NAME.fullmatch(name) is not None
