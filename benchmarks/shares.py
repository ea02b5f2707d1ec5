"""Where the processors' time goes: what each kind of process used while a server was asked."""

import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from benchmarks.looking import looking

KINDS: Final = {
    "api.command_line": "the server",
    "api.projecting": "the projections",
    "benchmarks.load": "who asks",
    "postgres": "PostgreSQL",
}
"""By what stands in a process's command line; the first that fits."""
LOOK_SECONDS: Final = 0.1
TICKS_A_SECOND: Final = os.sysconf("SC_CLK_TCK")


@contextmanager
def shares() -> Iterator[dict[str, float]]:
    """Seconds of the processors by kind of process, of those that live in the block.

    Of a process that ends inside the block, the last tenth of a second is not seen. Nothing where
    there is no `/proc`.
    """
    found: defaultdict[str, float] = defaultdict(float)
    seen: dict[str, tuple[str, float]] = {}
    before = {it: seconds for it, (_, seconds) in _look().items()}
    with looking(lambda: seen.update(_look()), every_seconds=LOOK_SECONDS):
        yield found
    for process, (kind, seconds) in seen.items():
        found[kind] += seconds - before.get(process, 0.0)


def _look() -> dict[str, tuple[str, float]]:
    """Of each process of a kind: the kind, and the seconds it has used so far."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().decode(errors="replace")
            figures = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        kind = next((kind for word, kind in KINDS.items() if word in command), None)
        if kind:
            ticks = int(figures[11]) + int(figures[12])
            found[f"{folder.name} {figures[19]}"] = kind, ticks / TICKS_A_SECOND
    return found
