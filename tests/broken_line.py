"""A line to PostgreSQL that is cut in the middle of an append, before or after the commit."""

import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Final, Literal

from psycopg.conninfo import conninfo_to_dict, make_conninfo

READY: Final = b"Z\x00\x00\x00\x05I"
"""What PostgreSQL says when a statement is over and nothing is left to commit."""


class BrokenLine:
    """Listens where a PostgreSQL would, and passes everything on until it is told to break."""

    def __init__(self, database: str, folder: str) -> None:
        self.database = make_conninfo(database, host=folder, port="5432")
        self._target = conninfo_to_dict(database)
        self._breaks: tuple[bytes, str] | None = None
        self._dead = self._dies = False
        self._open: list[socket.socket] = []
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(Path(folder) / ".s.PGSQL.5432"))
        self._door.listen()
        Thread(target=self._let_in, daemon=True).start()

    def cut(self, when: Literal["before", "after"], word: bytes, *, for_good: bool = False) -> None:
        """Cut the next connection on which `word` is sent: before it arrives, or after the commit
        that it leads to, so that nobody hears the answer. `for_good`: all of them, until mended.
        """
        self._breaks, self._dies = (word, when), for_good

    def break_off(self) -> None:
        """Cut all connections, until mended."""
        self._dead = True
        for it in list(self._open):
            hang_up(it)

    def mend(self) -> None:
        """Let people in again."""
        self._dead = False

    def close(self) -> None:
        """Cut everything, and let nobody in any more."""
        for it in (self._door, *self._open):
            hang_up(it)

    def _let_in(self) -> None:
        with suppress(OSError):
            while True:
                caller, _ = self._door.accept()
                if self._dead:
                    hang_up(caller)
                    continue
                server = self._call()
                self._open += [caller, server]
                if self._dead:  # it died while this one came in
                    hang_up(caller)
                    hang_up(server)
                    continue
                swallow: list[bytes] = []
                for pump in (self._ask, self._answer):
                    Thread(target=pump, args=(caller, server, swallow), daemon=True).start()

    def _call(self) -> socket.socket:
        host, port = str(self._target.get("host", "/tmp")), self._target.get("port", 5432)
        if not host.startswith("/"):
            return socket.create_connection((host, int(port)))
        line = socket.socket(socket.AF_UNIX)
        line.connect(f"{host}/.s.PGSQL.{port}")
        return line

    def _ask(self, caller: socket.socket, server: socket.socket, swallow: list[bytes]) -> None:
        with suppress(OSError):
            while data := caller.recv(1 << 20):
                if self._breaks and self._breaks[0] in data:
                    (_, when), self._breaks = self._breaks, None
                    if when == "before":
                        break
                    swallow.append(b"")
                server.sendall(data)
        self._hang_up(caller, server)

    def _answer(self, caller: socket.socket, server: socket.socket, swallow: list[bytes]) -> None:
        with suppress(OSError):
            while data := server.recv(1 << 20):
                if swallow:
                    swallow[0] += data
                    if READY in swallow[0]:
                        break
                else:
                    caller.sendall(data)
        self._hang_up(caller, server)

    def _hang_up(self, *lines: socket.socket) -> None:
        if self._dies and not self._breaks:
            self._dead, self._dies = True, False
            lines = tuple(self._open)
        for line in lines:
            hang_up(line)


def hang_up(line: socket.socket) -> None:
    """Close a connection, whoever is waiting on it."""
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    line.close()


@contextmanager
def broken_line(database: str) -> Iterator[BrokenLine]:
    """A line to a database, under a name that is short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="line-") as folder:
        line = BrokenLine(database, folder)
        try:
            yield line
        finally:
            line.close()
