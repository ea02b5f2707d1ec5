"""The real program in a process of its own, as `make` builds it, over a data folder of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx

from tests.conftest import temporary_folder

PROGRAM: Final = Path(sys.executable).with_name("chengyin")
PASSWORD: Final = "journey-password"
READY_SECONDS_MAX: Final = 300


class Running:
    """A served community: requests in anybody's name, and the commands of its office."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith("CHENGYIN_")
        } | {
            "CHENGYIN_DATA": str(folder),
            "CHENGYIN_PORT": str(self.port),
            "CHENGYIN_DEMO_PASSWORD": PASSWORD,
            "CHENGYIN_NIGHTLY_CHECK_HOUR": "",
            **{f"CHENGYIN_{name.upper()}": value for name, value in settings.items()},
        }

    def start(self, *arguments: str) -> None:
        """Start `chengyin …` and wait until it is ready."""
        with (self.folder / "program.log").open("ab") as log:
            self.process = subprocess.Popen(
                [PROGRAM, *arguments],
                env=self.environment,
                cwd=self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + READY_SECONDS_MAX
        while not self._is_ready():
            assert self.process.poll() is None, (self.folder / "program.log").read_text()
            assert time.monotonic() < deadline, (self.folder / "program.log").read_text()
            time.sleep(0.05)

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.address}/readyz").status_code == 200
        except httpx.TransportError:
            return False

    def run(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a command of the office to its end."""
        return subprocess.run(
            [PROGRAM, *arguments],
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )

    def kill(self) -> None:
        """As a power cut would: nothing is given time to finish."""
        assert self.process
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """As an operator would."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=30)

    def sign_in(self, username: str) -> httpx.Client:
        """A client in somebody's name."""
        form = {"username": username, "password": PASSWORD}
        token = httpx.post(f"{self.address}/api/token", data=form).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.Client(base_url=self.address, headers=headers, timeout=30)


@contextmanager
def running(folder: Path, *arguments: str, **settings: str) -> Iterator[Running]:
    """The program over a data folder, with some of its settings; stopped at the end."""
    program = Running(folder, **settings)
    program.start(*arguments)
    try:
        yield program
    finally:
        program.stop()


@contextmanager
def running_copy(data: Path, **settings: str) -> Iterator[Running]:
    """An empty demo community over a copy of a data folder, whose owners and modes it keeps."""
    with temporary_folder() as folder:
        subprocess.run(["cp", "-a", f"{data}/.", folder], check=True)
        with running(folder, "demo", "--empty", **settings) as program:
            yield program


def created(answer: httpx.Response) -> Any:
    """What was recorded."""
    assert answer.status_code == 201, answer.text
    return answer.json()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
