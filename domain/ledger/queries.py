"""Named queries: SQL lives in `.sql` files, each statement below a line `-- name: …`."""

import re
from functools import cache
from pathlib import Path


@cache
def load_queries(path: Path) -> dict[str, bytes]:
    """The statements of a `.sql` file by name, as bytes: that is how psycopg takes trusted SQL.

    Raises ValueError when two have the same name.
    """
    parts = re.split(r"^-- name: (\w+)\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    names, texts = parts[1::2], parts[2::2]
    if len(set(names)) != len(names):
        raise ValueError(f"{path.name} names a query twice")
    return {name: text.strip().encode() for name, text in zip(names, texts, strict=True)}
