"""The application: routes, problems, documentation, and the community they serve."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from importlib.resources import files
from typing import Final

from fastapi import APIRouter, Depends, FastAPI
from fastapi.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

from api.capabilities import routers
from api.pages import site
from api.policy.act import PUBLIC, Act
from api.policy.routes import Policy
from api.serving import health, meanings, problems
from api.serving.access import public
from api.serving.body import Bounded
from api.serving.composition import Community
from api.serving.doors.headers import Guarded
from api.serving.nightly import checking_every_night
from api.serving.served import Communities, ForCommunity
from api.serving.straight import StraightRoute
from api.shop.item_picture import forgetting_at_the_start

DOCUMENTATION_PAGE: Final = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Chengyin 橙银</title>
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
<link rel="icon" href="/docs/assets/favicon.png">
</head>
<body>
<div id="swagger-ui" data-description="/api/openapi.json"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/static/documentation.js"></script>
</body>
</html>
"""
"""The framework's own page holds its script in itself, which no page of ours may."""

READ_DOCUMENTATION: Final = Act("documentation.read", "看接口说明", by=PUBLIC)


def create_application(
    *opening: Callable[[], AbstractAsyncContextManager[Community]],
) -> FastAPI:
    """The ASGI application; `opening` opens its communities for as long as they are served."""

    @asynccontextmanager
    async def lifespan(application: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            opened = [await stack.enter_async_context(it()) for it in opening]
            application.state.communities = Communities(opened)
            async with checking_every_night(opened), forgetting_at_the_start(opened):
                yield

    application = FastAPI(
        title="Chengyin 橙银",
        summary="Time bank and charity supermarket for communities.",
        version="0.1.0",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        responses=problems.RESPONSES,
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    problems.install(application)
    for router in (*_most_asked_first(routers()), meanings.router, health.router):
        application.include_router(router)
    _serve_documentation(application)
    site.install(application)
    application.state.policy = Policy(application)
    application.add_middleware(ForCommunity)
    application.add_middleware(Bounded)
    application.add_middleware(Guarded)
    application.add_middleware(health.Measured)
    return application


def _most_asked_first(found: Iterable[APIRouter]) -> list[APIRouter]:
    """Routes are tried in turn: the till asks most, and takes the straight way."""
    return sorted(found, key=lambda it: it.route_class is not StraightRoute)


def _serve_documentation(application: FastAPI) -> None:
    """Swagger UI from an installed package: nothing is fetched from outside."""
    assets = files("fastapi_offline").joinpath("static")
    application.mount("/docs/assets", StaticFiles(directory=str(assets)), name="docs-assets")

    @application.get(
        "/docs", include_in_schema=False, dependencies=[Depends(public(READ_DOCUMENTATION))]
    )
    async def docs() -> HTMLResponse:
        return HTMLResponse(DOCUMENTATION_PAGE)
