"""Serves one of the contenders, with the web server and the settings of the time bank itself."""

import sys
from collections.abc import Callable

from fastapi import FastAPI

from api.server import answer
from benchmarks import empty, first_screen, one_at_a_time, updates
from benchmarks.community import COMMUNITY


def main() -> None:
    """`python -m benchmarks.contend NAME PORT DATABASE-URL`."""
    name, port, url = sys.argv[1:]
    applications: dict[str, Callable[[], FastAPI]] = {
        "empty": empty.create_application,
        "pages": lambda: first_screen.create_application(url),
        "updates": lambda: updates.create_application(url),
        "one_at_a_time": lambda: one_at_a_time.create_application(url, COMMUNITY),
    }
    answer(applications[name](), "127.0.0.1", int(port))


if __name__ == "__main__":
    main()
