"""Who sends too much, too slowly or nothing at all keeps nobody else out."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from time import monotonic, sleep

import pytest
import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from api.serving.doors import connections
from api.serving.doors.connections import HEAD_BYTES_MAX, BoundedConnection

PATIENCE_SECONDS = 20
GOOD = b"GET / HTTP/1.1\r\nhost: here\r\n\r\n"


async def _read_all(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with the number of bytes that were sent."""
    if scope["type"] != "http":
        return
    taken, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        taken += len(message.get("body", b""))
        more = message.get("more_body", False)
    await PlainTextResponse(f"{taken} bytes")(scope, receive, send)


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A web server whose patience is short."""
    monkeypatch.setattr(connections, "HEAD_SECONDS_MAX", 1)
    monkeypatch.setattr(connections, "BODY_PAUSE_SECONDS_MAX", 1)
    monkeypatch.setattr(connections, "BODY_SECONDS_MAX", 2)
    monkeypatch.setattr(connections, "UNSAID_MAX", 3)
    configured = uvicorn.Config(
        _read_all, port=0, http=BoundedConnection, ws="none", log_level="critical", lifespan="off"
    )
    server = uvicorn.Server(configured)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join()


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS)


def told(connection: socket.socket) -> bytes:
    """All that is said until the connection is closed."""
    heard = b""
    with suppress(ConnectionError):
        while part := connection.recv(65_536):
            heard += part
    return heard


def first_line(port: int, request: bytes) -> bytes:
    with closing(connect(port)) as connection:
        with suppress(ConnectionError):
            connection.sendall(request)
        return connection.recv(65_536).partition(b"\r\n")[0]


def test_a_request_of_ordinary_length_is_answered(port: int) -> None:
    cookies = b"cookie: " + b"x" * (HEAD_BYTES_MAX // 2) + b"\r\n"
    assert b"200 OK" in first_line(port, GOOD[:-2] + cookies + b"\r\n")
    body = b"POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 200000\r\n\r\n" + b"x" * 200_000
    assert b"200 OK" in first_line(port, body)


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\ncookie: " + b"x" * HEAD_BYTES_MAX + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\ncookie: " + b"x" * HEAD_BYTES_MAX,
        b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * HEAD_BYTES_MAX + b"\r\n",
        b"GET /" + b"x" * HEAD_BYTES_MAX + b" HTTP/1.1\r\n\r\n",
    ],
    ids=["a long header", "one without an end", "many headers", "a long path"],
)
def test_a_head_that_is_too_long_is_refused(port: int, head: bytes) -> None:
    assert b" 431 " in first_line(port, head)


def test_the_next_request_of_a_connection_has_its_own_measure(port: int) -> None:
    request = GOOD[:-2] + b"cookie: " + b"x" * (HEAD_BYTES_MAX // 2) + b"\r\n\r\n"
    with closing(connect(port)) as connection:
        for _ in range(4):
            connection.sendall(request)
            assert b"200 OK" in connection.recv(65_536)


@pytest.mark.parametrize(
    "beginning",
    [
        b"",
        b"GET / HT",
        b"POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 9\r\n\r\nabc",
        GOOD + b"\r\n",
    ],
    ids=["nothing", "half a head", "half a body", "a line after the first request"],
)
def test_who_does_not_go_on_is_cut_off(port: int, beginning: bytes) -> None:
    with closing(connect(port)) as connection:
        connection.sendall(beginning)
        begun = monotonic()
        told(connection)
        assert monotonic() - begun < PATIENCE_SECONDS - 1


def test_who_trickles_is_cut_off_too(port: int) -> None:
    with closing(connect(port)) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 9999\r\n\r\n")
        begun = monotonic()
        with suppress(ConnectionError):
            while monotonic() - begun < PATIENCE_SECONDS:
                connection.sendall(b"x")
                sleep(0.2)
        assert monotonic() - begun < PATIENCE_SECONDS


def test_many_who_say_nothing_keep_nobody_out(port: int) -> None:
    silent = [connect(port) for _ in range(4)]
    assert b"200 OK" in first_line(port, GOOD)
    assert told(silent[0]) == b""
    for it in silent:
        it.close()
