"""The load: connections that each ask again as soon as they are answered.

A process of its own, so that it takes no time from the interpreter of whom it asks. It reads a
`Load` from standard input and writes `Answers` to standard output, both as JSON.
"""

import asyncio
import gc
import secrets
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from statistics import quantiles
from time import perf_counter
from typing import Final, cast

import msgspec
import uvloop

CONNECTIONS: Final = 64
END_OF_HEADERS: Final = b"\r\n\r\n"
CONTENT_LENGTH: Final = b"content-length: "
PATIENCE_SECONDS: Final = 30
"""Whoever is asked has so long to answer what was under way at the end."""


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """What to ask: the bodies in turn, each under an Idempotency-Key of its own."""

    port: int
    path: str
    bodies: list[str]
    headers: dict[str, str] = {}
    status: int = 201
    warm_up_seconds: float
    seconds: float


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """What came back. `right` were the status asked for; only they count.

    `right_in_all` also has those of the warm-up and those that came after the end.
    """

    right: int
    right_in_all: int
    wrong: int
    first_wrong: str
    seconds: float
    median_milliseconds: float
    slowest_percent_milliseconds: float

    @property
    def per_second(self) -> float:
        """Right answers a second."""
        return self.right / self.seconds


def put(load: Load) -> Answers:
    """Put the load on a server, from another process."""
    command = [sys.executable, "-m", "benchmarks.load"]
    ended = subprocess.run(  # noqa: S603 (fixed arguments)
        command, input=msgspec.json.encode(load), stdout=subprocess.PIPE, check=True
    )
    return msgspec.json.decode(ended.stdout, type=Answers)


class _Tally:
    """Counts the answers, and makes the requests."""

    def __init__(self, load: Load) -> None:
        self._requests = _requests(load)
        self._right = f"HTTP/1.1 {load.status} ".encode()
        self._begins = perf_counter() + load.warm_up_seconds
        self.ends = self._begins + load.seconds
        self.right_in_all = 0
        self.wrong = 0
        self.first_wrong = ""
        self.took: list[float] = []

    def next_request(self) -> bytes | None:
        """What to ask next; nothing when the time is over."""
        return next(self._requests) if perf_counter() < self.ends else None

    def answered(self, answer: bytes, asked_at: float) -> None:
        """Count a whole answer."""
        now = perf_counter()
        if not answer.startswith(self._right):
            self.failed(answer.decode(errors="replace"))
            return
        self.right_in_all += 1
        if self._begins <= now < self.ends:
            self.took.append(now - asked_at)

    def failed(self, why: str) -> None:
        """Count what is no right answer."""
        self.wrong += 1
        self.first_wrong = self.first_wrong or why


def _requests(load: Load) -> Iterator[bytes]:
    """Requests that are made up to the key, which is new each time."""
    headers = "".join(f"{name}: {value}\r\n" for name, value in load.headers.items())
    head = (
        f"POST {load.path} HTTP/1.1\r\nHost: 127.0.0.1:{load.port}\r\n{headers}"
        f"Content-Type: application/json\r\nIdempotency-Key: {secrets.token_hex(8)}"
    ).encode()
    tails = [
        f"\r\nContent-Length: {len(body.encode())}\r\n\r\n{body}".encode() for body in load.bodies
    ]
    return (b"%b%016x%b" % (head, number, tails[number % len(tails)]) for number in count())


class _Connection(asyncio.Protocol):
    """Asks, waits for the whole answer, asks again."""

    _transport: asyncio.Transport

    def __init__(self, tally: _Tally, left: asyncio.Queue[None]) -> None:
        self._tally = tally
        self._left = left
        self._received = b""
        self._asked_at = 0.0
        self._waiting = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the first time."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by its class
        self._ask()

    def _ask(self) -> None:
        request = self._tally.next_request()
        self._waiting = request is not None
        if request is None:
            self._transport.close()
            return
        self._asked_at = perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Ask again once the answer is whole."""
        self._received = self._received + data if self._received else data
        if len(self._received) >= _length(self._received):
            answer, self._received = self._received, b""
            self._tally.answered(answer, self._asked_at)
            self._ask()

    def connection_lost(self, error: Exception | None) -> None:
        """A connection that ends before its answer has failed."""
        if self._waiting:
            self._tally.failed(f"the connection was closed: {error}")
        self._left.put_nowait(None)


def _length(answer: bytes) -> int:
    """How long the whole answer is; longer than what is there while its headers are not whole."""
    headers_end = answer.find(END_OF_HEADERS)
    if headers_end < 0:
        return len(answer) + 1
    said = answer.find(CONTENT_LENGTH, 0, headers_end)
    if said < 0:
        return len(answer)
    length = answer[said + len(CONTENT_LENGTH) : answer.find(b"\r", said)]
    return headers_end + len(END_OF_HEADERS) + int(length)


async def _put(load: Load) -> Answers:
    loop = asyncio.get_running_loop()
    tally, left = _Tally(load), asyncio.Queue[None]()
    for _ in range(CONNECTIONS):
        await loop.create_connection(lambda: _Connection(tally, left), "127.0.0.1", load.port)
    async with asyncio.timeout(load.warm_up_seconds + load.seconds + PATIENCE_SECONDS):
        for _ in range(CONNECTIONS):
            await left.get()
    cuts = quantiles(tally.took, n=100) if len(tally.took) > 1 else [0.0] * 99
    return Answers(
        right=len(tally.took),
        right_in_all=tally.right_in_all,
        wrong=tally.wrong,
        first_wrong=tally.first_wrong,
        seconds=load.seconds,
        median_milliseconds=cuts[49] * 1_000,
        slowest_percent_milliseconds=cuts[98] * 1_000,
    )


def main() -> None:
    """Put the load of standard input, write the answers."""
    load = msgspec.json.decode(sys.stdin.buffer.read(), type=Load)
    gc.disable()
    answers = uvloop.run(_put(load))
    sys.stdout.buffer.write(msgspec.json.encode(answers))


if __name__ == "__main__":
    main()
