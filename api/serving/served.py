"""What is served: the communities behind an application, and which of them a request is for."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.serving.composition import Community
from api.serving.sessions import Sessions

SERVED = "chengyin.served"
"""The key under which a request's scope has what it is for."""


@dataclass(frozen=True)
class Served:
    """A community, and the sessions that this process remembers of it."""

    community: Community
    sessions: Sessions = field(default_factory=Sessions)


class Communities:
    """The communities of an application, each known by the first part of its host's name.

    What is addressed otherwise, such as by a number, is for the first of them.
    """

    def __init__(self, communities: Sequence[Community]) -> None:
        served = [Served(it) for it in communities]
        self._first = served[0]
        self._by_name = {it.community.name: it for it in served}

    def of(self, scope: Scope) -> Served:
        """What a request is for."""
        if len(self._by_name) == 1:
            return self._first
        name = Headers(scope=scope).get("host", "").partition(".")[0]
        return self._by_name.get(name, self._first)


class ForCommunity:
    """Notes in each request which community it is for; nothing else knows of more than one."""

    def __init__(self, application: ASGIApp) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] == "http":
            communities: Communities = scope["app"].state.communities
            scope[SERVED] = communities.of(scope)
        await self._application(scope, receive, send)
