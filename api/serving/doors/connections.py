"""Connections that send what they have to say in time and in bounds, or are closed."""

from asyncio import TimerHandle, Transport
from http import HTTPStatus
from typing import Any, ClassVar, Final, Literal

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_BYTES_MAX: Final = 32_768
"""Of a request's first line and headers."""
HEAD_SECONDS_MAX: Final = 20
BODY_PAUSE_SECONDS_MAX: Final = 30
BODY_SECONDS_MAX: Final = 600
UNSAID_MAX: Final = 256
"""So many connections may be about to say what they want; beyond that the oldest is closed."""


class TooLong(Exception):
    """A request's head is longer than any browser's."""


class BoundedConnection(HttpToolsProtocol):
    """A connection whose requests arrive within bounds of time and length.

    Whoever opens connections and says nothing, or a little now and then, keeps nobody else out.
    """

    unsaid: ClassVar[dict["BoundedConnection", None]] = {}

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._awaited: Literal["head", "body", "nothing"] = "nothing"
        self._head_bytes = 0
        self._body_ends_at = 0.0
        self._patience: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Wait for the first request."""
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._await_nothing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, unless it is too much already."""
        if self._awaited == "nothing":
            self._await_head()
        self._head_bytes += len(data)
        super().data_received(data)
        too_long = self._awaited == "head" and self._head_bytes > HEAD_BYTES_MAX
        if too_long and not self.transport.is_closing():
            self.send_400_response("")

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        if self._awaited != "head":
            self._await_head()

    def on_headers_complete(self) -> None:
        """It is known what is wanted. Raises TooLong, to be told by `send_400_response`."""
        head = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if head > HEAD_BYTES_MAX:
            raise TooLong
        self._await_nothing()
        self._awaited = "body"
        self._body_ends_at = self.loop.time() + BODY_SECONDS_MAX
        self._wait(BODY_PAUSE_SECONDS_MAX)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A part of the body is there."""
        super().on_body(body)
        self._wait(min(BODY_PAUSE_SECONDS_MAX, self._body_ends_at - self.loop.time()))

    def on_message_complete(self) -> None:
        """All is said."""
        self._await_nothing()
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Say what is wrong with a request that cannot be read, and close."""
        if self._head_bytes <= HEAD_BYTES_MAX or self._awaited != "head":
            super().send_400_response(msg)
            return
        status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        head = (
            f"HTTP/1.1 {status} {status.phrase}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
        )
        self.transport.write(head.encode())
        self.transport.close()

    def _await_head(self) -> None:
        self._awaited, self._head_bytes = "head", 0
        self._wait(HEAD_SECONDS_MAX)
        self.unsaid[self] = None
        if len(self.unsaid) > UNSAID_MAX:
            next(iter(self.unsaid)).transport.abort()

    def _await_nothing(self) -> None:
        self._awaited = "nothing"
        self.unsaid.pop(self, None)
        if self._patience:
            self._patience.cancel()
            self._patience = None

    def _wait(self, seconds: float) -> None:
        if self._patience:
            self._patience.cancel()
        self._patience = self.loop.call_later(seconds, self._give_up)

    def _give_up(self) -> None:
        is_answering = self.cycle is not None and not self.cycle.response_complete
        if self._awaited == "head" and is_answering:
            self._wait(HEAD_SECONDS_MAX)  # the next request came before the answer to the last
        else:
            self.transport.close()
