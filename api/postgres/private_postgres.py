"""A PostgreSQL of our own for a community that has none.

`start` gives a server that listens on a socket in its data folder only. Several processes may use
it at once: the first one starts it, the last one to leave stops it. Should it die in between,
whoever notices first starts it again. A process leaves when its
block or the process itself ends, also by SIGTERM. One that was killed leaves the server behind,
idle with its data safe; the next start finds it and starts it anew. When the data folder is
removed under a server that was left behind, it ends by itself within a minute.
"""

import atexit
import logging
import os
import shutil
import signal
import tempfile
import threading
from pathlib import Path
from types import FrameType, TracebackType
from typing import Final, NoReturn, Self
from urllib.parse import quote

from api.postgres.account import NoPrivatePostgres
from api.postgres.cluster import DATABASE, SERVING_ROLE, SETUP_ROLE, SUPERUSER, Cluster
from api.postgres.file_lock import alone, is_free, take_lock
from api.postgres.roles import make_serving_role
from api.postgres.server import PORT, Server

__all__ = ["NoPrivatePostgres", "PrivatePostgres", "start"]

SOCKET_PATH_BYTES_MAX: Final = 103
LOOK_SECONDS: Final = 0.5
LOOK_SECONDS_MAX: Final = 30

logger = logging.getLogger("chengyin.postgres")


def start(data_folder: Path, *, durable: bool = True) -> "PrivatePostgres":
    """Start the PostgreSQL of a data folder, made the first time, or share the one in use.

    `durable=False` is for data that may be lost with the power, as tests' are; a server that
    another process uses keeps the durability it was started with. Raises NoPrivatePostgres.
    """
    cluster = Cluster(data_folder.resolve())
    server = Server(cluster)
    users = cluster.home / "users.lock"
    with alone(cluster.home / "door.lock"):
        if is_free(users):
            server.halt()
        if not server.is_running():
            server.launch(durable=durable)
        private = PrivatePostgres(server, take_lock(users, shared=True), durable=durable)
    try:
        make_serving_role(private.url_of(SUPERUSER), private.url)
    except BaseException:
        private.stop()
        raise
    return private


class PrivatePostgres:
    """A share in a running server: its URLs for libpq, of who serves and of who sets up."""

    url: str
    setup_url: str

    def __init__(self, server: Server, share: int, *, durable: bool) -> None:
        """Hold the share, the descriptor of a lock, until `stop`, and keep the server alive."""
        self._server = server
        self._share = share
        self._process = os.getpid()
        self._leaving = threading.Lock()
        self._stopped = False
        self._durable = durable
        self._left = threading.Event()
        self._keeper = threading.Thread(target=self._keep_alive, daemon=True)
        self._short_name: Path | None = None
        self._host = quote(str(self._address(server.cluster.folder)), safe="")
        self.url, self.setup_url = self.url_of(SERVING_ROLE), self.url_of(SETUP_ROLE)
        atexit.register(self.stop)
        self._keeper.start()
        end_in_order_when_told_to()

    def url_of(self, role: str) -> str:
        """Where the server is for one of its roles."""
        return f"postgresql://{role}@/{DATABASE}?host={self._host}&port={PORT}"

    def _keep_alive(self) -> None:
        """Start the server again whenever it has died, until it is no longer to be kept.

        Whatever stands in the way, a full disk or programs that are being replaced, may pass.
        """
        pause_seconds = LOOK_SECONDS
        while not self._left.wait(pause_seconds):
            try:
                self._start_where_dead()
                pause_seconds = LOOK_SECONDS
            except NoPrivatePostgres as why:
                logger.warning("%s", why.en)
                pause_seconds = min(2 * pause_seconds, LOOK_SECONDS_MAX)
            except Exception as why:
                if not self._server.cluster.home.exists():
                    return
                logger.warning("the private PostgreSQL cannot be looked after: %r", why)
                pause_seconds = min(2 * pause_seconds, LOOK_SECONDS_MAX)

    def _start_where_dead(self) -> None:
        with alone(self._server.cluster.home / "door.lock"):
            if not self._left.is_set() and not self._server.is_running():
                logger.warning("the private PostgreSQL has died and is started again")
                self._server.launch(durable=self._durable)

    def stop(self) -> None:
        """Give the share back; the last one to do so stops the server. May be called again."""
        with self._leaving:
            if self._stopped or os.getpid() != self._process:
                return
            self._stopped = True
        atexit.unregister(self.stop)
        self._left.set()
        self._keeper.join()
        home = self._server.cluster.home
        with alone(home / "door.lock"):
            os.close(self._share)
            if is_free(home / "users.lock"):
                self._server.halt()
        if self._short_name:
            shutil.rmtree(self._short_name, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _address(self, folder: Path) -> Path:
        """The folder of the socket under a name that fits: sockets take few bytes, hosts no comma.

        A folder with too long a name is reached through a link in a private temporary folder.
        """
        path = os.fsencode(folder / f".s.PGSQL.{PORT}")
        if len(path) <= SOCKET_PATH_BYTES_MAX and b"," not in path:
            return folder
        self._short_name = Path(tempfile.mkdtemp(prefix="chengyin-"))
        link = self._short_name / "pg"
        link.symlink_to(folder)
        return link


def end_in_order_when_told_to() -> None:
    """Let SIGTERM and SIGHUP end the process by an exception, so that its blocks are left.

    Whoever has chosen another way to handle them keeps it. The first process of a container would
    not end at all: what a signal does by itself it does not do there.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)
