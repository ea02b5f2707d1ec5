"""Health: whether the process lives, whether it is ready, and what it measures."""

from time import perf_counter
from typing import Any, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest
from psycopg import Error as DatabaseError
from psycopg_pool import PoolTimeout
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.policy.act import PUBLIC, Act
from api.serving.access import community_of, public
from api.serving.doors.addresses import is_among
from api.serving.problems import Problem
from api.serving.upkeep.checks import DiskFull
from projections.catalogue import PROJECTIONS

ASK: Final = Act("health.ask", "问系统是否正常", by=PUBLIC)

router = APIRouter(tags=["health"], dependencies=[Depends(public(ASK))])

LAG_MAX: Final = 10_000
"""So many facts behind the log, a projection is not ready to be asked."""

REQUESTS: Final = Counter("chengyin_requests_total", "Answers given.", ["method", "status"])
SECONDS: Final = Histogram("chengyin_request_seconds", "Time to the answer.", ["method"])
POSITION: Final = Gauge("chengyin_log_position", "Last position of the log.")
LAG: Final = Gauge("chengyin_projection_lag", "Facts that a projection has to come.", ["question"])
FAILED: Final = Gauge("chengyin_projection_failed", "1 where a projection stopped.", ["question"])


@router.get("/livez")
async def livez() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


@router.get("/readyz")
async def readyz(request: Request) -> Response:
    """The database answers and keeps, every projection has caught up and follows the log, else 503.

    Also 503 where only a later version knows what has been recorded.
    """
    to_operator = _tells_figures(request)
    try:
        state = await _state(request)
        await community_of(request).checks.see_that_it_is_kept()
    except (DatabaseError, PoolTimeout, DiskFull) as amiss:
        said = type(amiss).__name__ if to_operator else "away"
        return JSONResponse({"status": "not ready", "database": said}, 503)
    waits = state["failures"] or state["growing"] or state["unknown_facts"]
    ready = not waits and max(state["lag"].values(), default=0) <= LAG_MAX
    if not to_operator:  # what a projection failed at may name tables, or people
        state["failures"] = dict.fromkeys(state["failures"], "stopped")
    return JSONResponse(
        {"status": "ready" if ready else "not ready", "database": "answers", **state},
        200 if ready else 503,
    )


@router.get("/metrics", response_class=PlainTextResponse)
async def metrics(request: Request) -> Response:
    """Figures for Prometheus, where a setting allows."""
    if not _tells_figures(request):
        raise Problem(404, "not_found")
    try:
        state = await _state(request)
    except (DatabaseError, PoolTimeout):
        state = {"head": 0, "lag": {}, "failures": {}}
    POSITION.set(state["head"])
    for question, lag in state["lag"].items():
        LAG.labels(question).set(lag)
        FAILED.labels(question).set(question in state["failures"])
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _tells_figures(request: Request) -> bool:
    host = request.client.host if request.client else ""
    return is_among(host, community_of(request).settings.metrics_from)


async def _state(request: Request) -> dict[str, Any]:
    community = community_of(request)
    reader, met = community.reader, community.recorder.unknown
    head, positions = await reader.head(), await reader.positions()
    questions = [projection.question for projection in PROJECTIONS]
    return {
        "head": head,
        "lag": {it: max(head - positions.get(it, 0), 0) for it in questions},
        "failures": await reader.failures(),
        "growing": await reader.growing(),
        "under_way": [
            {"work": it.kind, "done": it.done, "all_of_it": it.all_of_it}
            for it in await community.works.of_commands()
        ],
        "unknown_facts": sorted({*await reader.unknown_types(), *([met] if met else [])}),
    }


class Measured:
    """Counts and times every answer, and sends none for paths that cannot be written."""

    def __init__(self, application: ASGIApp) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass an HTTP request on, and note its status."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        begun, status = perf_counter(), 500
        if not scope["path"].isprintable():
            scope["path"] = "/unprintable"

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._application(scope, receive, noting)
        finally:
            REQUESTS.labels(scope["method"], status).inc()
            SECONDS.labels(scope["method"]).observe(perf_counter() - begun)
