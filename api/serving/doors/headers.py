"""What every answer says to browsers, whoever gave it: what they may do, keep and follow."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SECURITY_HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
OVER_TLS: Final = "max-age=31536000; includeSubDomains"
KEPT_BY_BROWSERS: Final = ("/static/", "/docs", "/api/openapi.json")
"""What is the same for everybody and tells of nobody; all else is not kept."""


class Guarded:
    """Gives every answer the headers that it lacks, and leads nobody to another host.

    A redirect that the framework makes names the host that was asked for, whoever wrote that.
    """

    def __init__(self, application: ASGIApp) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return

        async def guarding(message: Message) -> None:
            if message["type"] == "http.response.start":
                _guard(MutableHeaders(raw=message["headers"]), scope)
            await send(message)

        await self._application(scope, receive, guarding)


def _guard(headers: MutableHeaders, scope: Scope) -> None:
    for name, value in SECURITY_HEADERS.items():
        headers.setdefault(name, value)
    if scope["scheme"] == "https":
        headers.setdefault("Strict-Transport-Security", OVER_TLS)
    if not scope["path"].startswith(KEPT_BY_BROWSERS):
        headers.setdefault("Cache-Control", "no-store")
    target = headers.get("location")
    if target and urlsplit(target).netloc:
        parts = urlsplit(target)
        path = "/" + parts.path.lstrip("/\\")
        headers["location"] = parts._replace(scheme="", netloc="", path=path).geturl()
