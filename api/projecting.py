"""Taking the projections along the log: a process of its own, which needs no web server.

The server runs this module beside itself; it imports little, for a server is ready when both are.
"""

import gc
import os
import threading
from typing import Final

from api.serving.settings import Settings
from domain.ledger.log import Log, Unreachable
from projections.catalogue import PROJECTIONS
from projections.ledger.runner import Runner

YOUNG_OBJECTS_MAX: Final = 50_000


def project(url: str, settings: Settings, stopped: threading.Event) -> None:
    """Take the projections along the log until told to stop."""
    runner = Runner(Log(url, settings.community), PROJECTIONS, url, settings.community)
    collect_garbage_seldom()
    try:
        runner.run(stopped)
    finally:
        runner.close()


def collect_garbage_seldom() -> None:
    """What was imported stays for good, and what a ledger remembers is no garbage.

    Looking through it after every 700 new objects took a fifth of the till's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS_MAX, 20, 100)


def main() -> None:
    """Project the database that the environment names until standard input is at its end.

    It is a pipe from the server: it ends with it, however that dies.
    """
    settings, stopped = Settings(), threading.Event()
    if settings.database_url is None:
        raise SystemExit("CHENGYIN_DATABASE_URL is not set")

    def wait_for_the_end() -> None:
        while os.read(0, 1):  # sys.stdin would be locked when this process ends by itself
            pass
        stopped.set()

    threading.Thread(target=wait_for_the_end, daemon=True).start()
    try:
        project(settings.database_url, settings, stopped)
    except Unreachable as away:
        raise SystemExit(f"the database cannot be reached: {away}") from None


if __name__ == "__main__":
    main()
