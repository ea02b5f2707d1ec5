"""Lines of a TOML file: where something was written, so that a mistake is told with its line."""

import re
from collections.abc import Sequence
from typing import Final

_TABLE: Final = re.compile(r"^\s*\[\s*([^\[\]]+?)\s*\]\s*(#.*)?$")
_KEY: Final = re.compile(r"""^\s*("[^"]*"|'[^']*'|[\w.-]+)\s*=""")
_TOLD: Final = re.compile(r"\(at line (\d+), column \d+\)")


def line_of(text: str, place: Sequence[str | int]) -> int | None:
    """The line of a key by its way through the tables; without it that of the table it is in."""
    wanted = [str(it) for it in place if not isinstance(it, int)]
    table: list[str] = []
    found: tuple[int, int] = (0, 0)
    for number, line in enumerate(text.splitlines(), 1):
        if headed := _TABLE.match(line):
            table = _parts(headed[1])
            written = table
        elif keyed := _KEY.match(line):
            written = [*table, *_parts(keyed[1])]
        else:
            continue
        if written and written == wanted[: len(written)]:
            found = max(found, (len(written), number), key=lambda it: it[0])
    return found[1] or None


def _parts(key: str) -> list[str]:
    return [it.strip().strip("\"'") for it in key.split(".")]


def line_told(message: str, text: str) -> int:
    """The line that a parser's message names; the last one where it is the end of the file."""
    told = _TOLD.search(message)
    return int(told[1]) if told else max(len(text.splitlines()), 1)
