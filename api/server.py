"""Serving: the web server, and the projections' runner as a process beside it."""

import gc
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
from api.serving.composition import open_community
from api.serving.settings import Settings
from domain.log import Log
from projections.catalogue import PROJECTIONS
from projections.runner import Runner

RESTART_SECONDS: Final = 1
YOUNG_OBJECTS_MAX: Final = 50_000


def serve(url: str, settings: Settings) -> None:
    """Serve a prepared community until told to stop."""
    application = create_application(lambda: open_community(url, settings))
    with _projections_beside(url, settings):
        answer(application, settings.host, settings.port)


def refuse_taken_port(settings: Settings) -> None:
    """Raises OSError where somebody else listens, before anybody is told to come."""
    try:
        socket.create_server((settings.host, settings.port)).close()
    except OSError as error:
        error.filename = f"{settings.host}:{settings.port}"
        raise


def answer(application: FastAPI, host: str, port: int) -> None:
    """Run the web server until told to stop."""
    _collect_garbage_seldom()
    uvicorn.run(
        application,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
    )


def _collect_garbage_seldom() -> None:
    """What was imported stays for good, and what a ledger remembers is no garbage.

    Looking through it after every 700 new objects took a fifth of the till's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS_MAX, 20, 100)


def project(url: str, settings: Settings, *, while_standard_input_is_open: bool) -> None:
    """Take the projections along the log until told to stop."""
    stopped = threading.Event()
    if while_standard_input_is_open:
        threading.Thread(target=_wait_for_the_end, args=(stopped,), daemon=True).start()
    runner = Runner(Log(url, settings.community), PROJECTIONS, url, settings.community)
    _collect_garbage_seldom()
    try:
        runner.run(stopped)
    finally:
        runner.close()


def _wait_for_the_end(stopped: threading.Event) -> None:
    """Standard input is a pipe from the server: it ends with it, however that dies."""
    sys.stdin.buffer.read()
    stopped.set()


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
    command = [sys.executable, "-m", "api.command_line", "project", "--while-stdin-is-open"]
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
