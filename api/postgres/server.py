"""The server of a cluster, launched, found again when it was left running, halted.

Whether it runs is told by a lock that the server itself inherits: the kernel releases it with the
server's last process. The process number that PostgreSQL notes in a file proves nothing: once
a container has restarted, the same number soon belongs to another process.
"""

import fcntl
import os
import subprocess
import time
from pathlib import Path
from typing import Final

from api.postgres.account import NoPrivatePostgres
from api.postgres.cluster import Cluster, failure
from api.postgres.file_lock import is_free, open_own_file, take_lock
from api.postgres.programs import (
    installed_programs,
    lent_folder,
    programs_for,
    remove_lent_programs,
)

PORT: Final = 5432
START_SECONDS_MAX: Final = 600
HALT_SECONDS_MAX: Final = 60

SETTINGS: Final = {
    "listen_addresses": "",
    "unix_socket_directories": ".",
    "unix_socket_permissions": "0700",
    "port": str(PORT),
    "max_connections": "60",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # One file for each day of the week, begun anew a week later.
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_checkpoints": "off",
    # What is written about people does not belong in a log.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
DURABILITY: Final = ("fsync", "full_page_writes", "synchronous_commit")


class Server:
    """The one server that a cluster can have."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self._running = cluster.home / "running.lock"
        self._start_log = cluster.home / "start.log"
        self._process: subprocess.Popen[bytes] | None = None

    def is_running(self) -> bool:
        """Whether any process of the server is alive, whoever launched it."""
        return not is_free(self._running)

    def launch(self, *, durable: bool) -> None:
        """Start the server and wait until it lets people in; it must not be running.

        Raises NoPrivatePostgres with its last words when it does not start.
        """
        programs = programs_for(self.cluster.account, self.cluster.home, installed_programs())
        try:
            self.cluster.make(programs, durable=durable)
            self.cluster.prepare()
            self._start(programs, durable=durable)
            self._wait_until_ready()
        except BaseException:
            self.halt()
            raise

    def halt(self) -> None:
        """Stop the server if it runs: its clients are cut off, what they committed is kept.

        Raises NoPrivatePostgres when it does not stop within two minutes.
        """
        for signal_name in ("INT", "QUIT"):
            deadline = time.monotonic() + HALT_SECONDS_MAX
            while self.is_running() and time.monotonic() < deadline:
                self._tell(signal_name)
                self._wait_until_gone(seconds_max=1)
        if self.is_running():
            raise NoPrivatePostgres(
                f"{self.cluster.folder} 里的 PostgreSQL 停不下来，请手工结束它。",
                f"The PostgreSQL in {self.cluster.folder} does not stop. Please end it by hand.",
            )
        if self._process is not None:
            self._process.wait()
            self._process = None
        remove_lent_programs(self.cluster.home)

    def _start(self, programs: Path, *, durable: bool) -> None:
        """The server inherits the lock that shows it runs, and one on programs lent to it.

        The latter keeps those who tidy temporary folders from a copy that is still in use.
        """
        settings = SETTINGS | dict.fromkeys(DURABILITY, "on" if durable else "off")
        folder = self.cluster.folder
        place = self.cluster.as_seen_by_account(folder)
        options = [f"--{name}={value}" for name, value in settings.items()]
        command = [str(programs / "postgres"), "-D", place, *options]
        kept = [take_lock(self._running)]
        if lent := lent_folder(programs):
            kept.append(os.open(lent, os.O_RDONLY))
            fcntl.flock(kept[-1], fcntl.LOCK_SH)
        log = open_own_file(self._start_log, os.O_TRUNC)
        try:
            self._process = self.cluster.account.start(command, folder, log=log, kept=kept)
        finally:
            for descriptor in (log, *kept):
                os.close(descriptor)

    def _wait_until_ready(self) -> None:
        """After a crash the server first repeats what its log holds, which may take its time."""
        deadline = time.monotonic() + START_SECONDS_MAX
        while not self._is_ready():
            ended = self._process is None or self._process.poll() is not None
            if ended or time.monotonic() > deadline:
                raise failure(self._last_words())
            time.sleep(0.005)

    def _is_ready(self) -> bool:
        """The eighth line of PostgreSQL's note on itself says so."""
        try:
            lines = (self.cluster.folder / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready"

    def _last_words(self) -> str:
        words = self._start_log.read_text(errors="replace")
        if "redirecting log output" not in words:
            return words
        newest = 'tail -n 4 "$(ls -t log/*.log | head -n 1)"'
        return self.cluster.account.run(["/bin/sh", "-c", newest], self.cluster.folder).stdout

    def _tell(self, signal_name: str) -> None:
        """Send a signal in the account's name, which reaches no one else's processes."""
        script = f"read -r pid < postmaster.pid && kill -s {signal_name} $pid"
        self.cluster.account.run(["/bin/sh", "-c", script], self.cluster.folder)

    def _wait_until_gone(self, *, seconds_max: float) -> None:
        deadline = time.monotonic() + seconds_max
        while self.is_running() and time.monotonic() < deadline:
            time.sleep(0.005)
