"""Bodies of requests: how long they may be, and which of them ask for the same."""

from typing import Final

import msgspec
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_BYTES_MAX: Final = 1_000_000
LONGER_BODIES: Final = {"/desk/import": 20_100_000, "/desk/pictures": 10_100_000}
"""Paths that take more: a workbook of 20 MB, a photograph of 10 MB, with the form around it."""


class Bounded:
    """Refuses a body that is too long while it comes in."""

    def __init__(self, application: ASGIApp) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on. Whoever reads more than the limit gets an HTTPException."""
        taken = 0
        most = LONGER_BODIES.get(scope.get("path", ""), BODY_BYTES_MAX)

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most:
                raise HTTPException(413)
            return message

        await self._application(scope, counted, send)


def canonical(body: bytes) -> str:
    """One text for the same JSON, however it is spaced or ordered. Raises RequestValidationError.

    The framework reads more than JSON is: UTF-16, a byte order mark, halves of characters.
    """
    if not body:
        return ""
    try:
        return msgspec.json.encode(msgspec.json.decode(body), order="sorted").decode()
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        error = {"type": "json_invalid", "loc": ("body",), "msg": ""}
        raise RequestValidationError([error]) from None
