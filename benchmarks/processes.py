"""Servers as processes of their own, waited for until they answer and stopped at the end."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
START_SECONDS_MAX: Final = 120
STOP_SECONDS_MAX: Final = 60


class DoesNotStart(Exception):
    """A server ended, or did not answer, when it should have begun to."""


@contextmanager
def served(
    module: str, *arguments: str, port: int, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run `python -m module …` for as long as the block lasts, from when its port is open."""
    process = subprocess.Popen(  # noqa: S603 (fixed arguments)
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=clean_environment() | dict(environment or {}),
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_until_open(port, process)
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(STOP_SECONDS_MAX)


def ended(
    module: str, *arguments: str, environment: Mapping[str, str], codes: Collection[int] = (0,)
) -> None:
    """Run `python -m module …` to its end. Raises CalledProcessError unless it ends as expected."""
    process = subprocess.run(  # noqa: S603 (fixed arguments)
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=clean_environment() | dict(environment),
        stdout=subprocess.DEVNULL,
        check=False,
    )
    if process.returncode not in codes:
        process.check_returncode()


def clean_environment() -> dict[str, str]:
    """The environment without settings of a time bank that somebody uses here."""
    return {name: it for name, it in os.environ.items() if not name.startswith("CHENGYIN_")}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_until_open(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as caller:
            if caller.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise DoesNotStart(f"{process.args!r} does not answer")
