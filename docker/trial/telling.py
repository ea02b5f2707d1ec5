"""The table of what was tried, and how long each took."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from docker.trial.composition import Unreadable
from docker.trial.kernel import Failed


def tell(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


@dataclass
class Table:
    """What was tried so far; the first thing that fails ends it."""

    rows: list[tuple[str, str, float]] = field(default_factory=list)
    is_whole: bool = False

    def tried(self, what: str, act: Callable[[], str]) -> None:
        """Try something; raises Failed once it is in the table."""
        tell(f"… {what}")
        begun = time.monotonic()
        try:
            seen = act()
        except (Failed, Unreadable):
            self.rows.append((what, "FAILED", time.monotonic() - begun))
            raise
        self.rows.append((what, seen, time.monotonic() - begun))

    def lines(self) -> list[str]:
        """The table in Markdown."""
        head = ["| tried | seen | seconds |", "|---|---|---|"]
        return head + [f"| {what} | {seen} | {seconds:.0f} |" for what, seen, seconds in self.rows]
