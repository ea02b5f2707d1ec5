"""Serving: the web server, and the projections' runner as a process beside it."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import uvicorn
from fastapi import FastAPI

from api.application import create_application
from api.projecting import collect_garbage_seldom
from api.serving.composition import open_community
from api.serving.doors.connections import BoundedConnection
from api.serving.doors.security_log import keep_log, note_start
from api.serving.settings import Settings

RESTART_SECONDS: Final = 1


def serve(url: str, settings: Settings) -> None:
    """Serve a prepared community until told to stop."""
    application = create_application(lambda: open_community(url, settings))
    keep_log(settings.security_log)
    note_start(**settings.of_doors())
    with _projections_beside(url, settings):
        answer(application, settings.host, settings.port, settings.trusted_proxies)


def refuse_taken_port(settings: Settings) -> None:
    """Raises OSError where somebody else listens, before anybody is told to come."""
    try:
        socket.create_server((settings.host, settings.port)).close()
    except OSError as error:
        error.filename = f"{settings.host}:{settings.port}"
        raise


def answer(application: FastAPI, host: str, port: int, trusted_proxies: str = "") -> None:
    """Run the web server until told to stop.

    What proxies say of who asks, and whether over TLS, is believed of those that are trusted.
    """
    collect_garbage_seldom()
    uvicorn.run(
        application,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        forwarded_allow_ips=trusted_proxies,
        http=BoundedConnection,
        ws="none",
    )


@contextmanager
def _projections_beside(url: str, settings: Settings) -> Iterator[None]:
    if settings.projections == "elsewhere":
        yield
        return
    stopping = threading.Event()
    running: list[subprocess.Popen[bytes]] = []
    keeper = threading.Thread(target=_keep_projecting, args=(url, settings, stopping, running))
    keeper.start()
    try:
        yield
    finally:
        stopping.set()
        for process in running:
            if process.stdin:
                process.stdin.close()
        keeper.join()


def _keep_projecting(
    url: str,
    settings: Settings,
    stopping: threading.Event,
    running: list[subprocess.Popen[bytes]],
) -> None:
    """Run the runner in a process of its own, again whenever it ends before its time."""
    command = [sys.executable, "-m", "api.projecting"]
    environment = os.environ | {
        "CHENGYIN_DATABASE_URL": url,
        "CHENGYIN_COMMUNITY": settings.community,
        "CHENGYIN_DATA": str(settings.data.resolve()),
    }
    while not stopping.is_set():
        process = subprocess.Popen(  # noqa: S603 (fixed arguments)
            command, stdin=subprocess.PIPE, env=environment, start_new_session=True
        )
        running[:] = [process]
        if stopping.is_set() and process.stdin:
            process.stdin.close()  # who told us to stop may not have seen this process
        process.wait()
        stopping.wait(RESTART_SECONDS)
